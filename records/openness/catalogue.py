"""The catalogue as the screens, the public page and the API read it: whose it is, how it stands, what fulfils it."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from records.audit.models import JournalEntry
from records.kit.actors import Actor
from records.kit.paths import below_any
from records.openness.choices import Level, PeriodKind
from records.openness.models import CatalogueItem, Publication
from records.openness.presets import NOTE
from records.openness.rules import Period, limit_key, period_to_answer_for
from records.organisations.models import Organisation
from records.regulations.services import NoRegulation, value

HOME = "/work/openness/catalogue/"
PUBLIC = "/openness/catalogue/"
GRACE_KEY = "openness.period_grace_days"
MOST_HISTORY = 20
SHOWN_MISSING = 20


@dataclass(frozen=True)
class Fulfilment:
    """How far an item is fulfilled, as far as a reader may see it."""

    disclosed: int = 0
    late: int = 0
    latest: datetime.date | None = None


def fulfilments(
    items: Iterable[CatalogueItem], actor: Actor, *, action: str = "", path: str | None = None
) -> dict[int, Fulfilment]:
    """For items by number: their current disclosures that the reader may see, of the organisation at `path` or of all."""
    rows = Publication.objects.visible_to(actor, action).current()
    if path is not None:
        rows = rows.filter(org_path=path)
    found = rows.by_item(items)
    return {
        number: Fulfilment(each["disclosed"], each["late"], timezone.localdate(each["latest"]))
        for number, each in found.items()
    }


def found(rows: Any, asked: dict[str, Any]) -> Any:
    """The items that a question names, for the list, its export and the API."""
    if asked["organisation"] is not None:
        rows = rows.applying_to(asked["organisation"])
    return rows.standing(asked["state"], timezone.localdate()).matching(category=asked["category"], text=asked["text"])


# ── periods ─────────────────────────────────────────────────────────────────
def grace_on(day: datetime.date) -> int | None:
    """Days after a period during which nobody is reminded; None where the place has set none."""
    try:
        return int(value(GRACE_KEY, day).integer)
    except NoRegulation:
        return None


def open_period(item: CatalogueItem, on: datetime.date, grace: int) -> Period | None:
    """The period whose disclosure should be there by now; None for an item that does not come round."""
    if item.period_kind != PeriodKind.PERIODIC or not item.every_months:
        return None
    return period_to_answer_for(on, item.every_months, item.in_force_from, grace)


def bound(item: CatalogueItem, on: datetime.date) -> QuerySet[Organisation]:
    """The working organisations that disclose this item."""
    rows: QuerySet[Organisation] = Organisation.objects.working(on)
    rows = rows.below(item.org_path) if item.applies_below else rows.filter(path=item.org_path)  # type: ignore[attr-defined]
    if item.level == Level.COMMITTEE:
        return rows.filter(kind__is_committee=True)
    return rows.filter(kind__is_branch=True) if item.level == Level.BRANCH else rows


def missing(item: CatalogueItem, period: Period, on: datetime.date) -> QuerySet[Organisation]:
    """Organisations that disclosed nothing under an item since a period began."""
    since = timezone.make_aware(datetime.datetime.combine(period.first, datetime.time.min))
    done = Publication.objects.filter(catalogue_item=item, published_at__gte=since).order_by()
    return bound(item, on).exclude(pk__in=done.values("organisation_id"))


def missing_for(item: CatalogueItem, actor: Actor, on: datetime.date) -> dict[str, Any] | None:
    """Who has not disclosed an item in its period, below the actor's posts; None when no period is open."""
    grace = grace_on(on)
    period = open_period(item, on, grace) if grace is not None else None
    if period is None or item.retired_on is not None and item.retired_on <= on:
        return None
    rows = missing(item, period, on).filter(below_any("path", actor.scope.paths("openness.view")))
    shown = list(rows.order_by("path")[: SHOWN_MISSING + 1])
    return {
        "period": str(period),
        "count": len(shown) if len(shown) <= SHOWN_MISSING else rows.count(),
        "shown": shown[:SHOWN_MISSING],
        "more": len(shown) > SHOWN_MISSING,
    }


# ── words ───────────────────────────────────────────────────────────────────
BADGES = {
    "retired": {"word": "已停用", "tone": "plain"},
    "pending": {"word": "尚未起用", "tone": "info"},
    "in_force": {"word": "在用", "tone": "good"},
}


def state(item: CatalogueItem, today: datetime.date) -> str:
    """How an item stands: in_force, pending or retired."""
    if item.retired_on is not None and item.retired_on <= today:
        return "retired"
    return "pending" if item.in_force_from > today else "in_force"


def badge(item: CatalogueItem, today: datetime.date) -> dict[str, str]:
    """在用, 尚未起用 or 已停用."""
    return BADGES[state(item, today)]


def period_words(item: CatalogueItem) -> str:
    """定期公开，每季度."""
    every = item.get_every_months_display() if item.every_months else ""
    return "，".join(filter(None, [item.get_period_kind_display(), every]))


def limit_words(item: CatalogueItem, today: datetime.date) -> str:
    """The limit in working days that counts today, with where it comes from; "" where the place has set none."""
    key = limit_key(item.period_kind, important=item.is_important)
    try:
        figure = value(key, today)
    except NoRegulation:
        return ""
    return f"成文后{figure.integer}个工作日内（{figure.source}）"


def source_note(item: CatalogueItem) -> str:
    """What a reader must know of where an item comes from."""
    if not item.from_reference:
        return ""
    return NOTE if item.version == 1 else "取自参考目录（非官方），已按本地情况修改。"


def facts(item: CatalogueItem, today: datetime.date) -> list[Any]:
    """An item in the order of the printed catalogue."""
    retired = ""
    if item.retired_on is not None:
        retired = f"{item.retired_on}，{item.retired_reason}" if item.retired_reason else str(item.retired_on)
    return [
        ("编号", item.code),
        ("分类", "：".join(filter(None, [item.get_category_display(), item.category_l2]))),
        ("公开内容", item.content),
        ("公开依据", item.basis),
        {"term": "公开时限", "value": period_words(item), "note": limit_words(item, today)},
        ("公开主体", item.duty),
        ("公开层级", "，".join([item.get_level_display(), "适用于下级" if item.applies_below else "只适用于本组织"])),
        ("公开对象", item.get_audience_display()),
        ("公开方式", item.get_mode_display()),
        ("公开渠道和载体", item.channel),
        ("编制组织", item.organisation.short_name),
        ("起用日期", item.in_force_from),
        ("停用", retired),
    ]


def history(item: CatalogueItem) -> list[dict[str, Any]]:
    """What was done to an item, from the journal, newest first."""
    labels = {field.name: str(field.verbose_name) for field in CatalogueItem._meta.concrete_fields}
    shown = []
    for entry in JournalEntry.objects.about("openness.catalogueitem", item.uid).newest_first()[:MOST_HISTORY]:
        if "code" in entry.after:
            what = "采用参考目录" if entry.after.get("from_reference") else "编制"
        elif "retired_on" in entry.after:
            what = f"停用，自{entry.after['retired_on']}起"
        else:
            what = "修改：" + "、".join(label for name, label in labels.items() if name in entry.after)
        quote = entry.reason if what != entry.reason else ""
        shown.append({"what": what, "who": entry.actor_name, "when": entry.at, "quote": quote})
    return shown
