"""What openness may remind of: matters disclosed 定期 that an organisation let a whole period pass with."""

import datetime
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.utils import timezone

from records.kit.reminders import Level, Raised, reminder
from records.openness.catalogue import HOME, grace_on, open_period
from records.openness.choices import PeriodKind
from records.openness.models import CatalogueItem, Publication
from records.openness.rules import Period, applies_to
from records.organisations.ancestry import MOST_PATHS, steps
from records.organisations.models import Organisation

PIECE = 500  # organisations judged at once: one query for what they published
NAMED = 3  # matters named in the line; the catalogue has all

CLAUSE = "《中国共产党党务公开条例（试行）》第十四条（按公开目录公开）"

Due = tuple[CatalogueItem, Period]


@reminder("openness.period_missed", "定期公开事项本期未公开")
def period_missed(on: datetime.date) -> Iterator[Raised]:
    """One line an organisation, however many of its matters lack a disclosure in their period."""
    grace = grace_on(on)
    if grace is None:
        return
    if not _periodic(on).exists():
        return
    rows = Organisation.objects.working(on).select_related("kind").order_by("path")
    walk = rows.iterator(chunk_size=PIECE)
    while organisations := list(islice(walk, PIECE)):
        if due := _due(organisations, on, grace):
            yield from _judged(organisations, due)


def _periodic(on: datetime.date) -> Any:
    return CatalogueItem.objects.in_force(on).filter(period_kind=PeriodKind.PERIODIC, every_months__isnull=False)


def _due(organisations: list[Organisation], on: datetime.date, grace: int) -> list[Due]:
    """Items of these organisations and of those above them whose period is over: as many as bind here, not all there are."""
    paths = sorted({step for each in organisations for step in steps(each.path)})
    found: list[Due] = []
    for start in range(0, len(paths), MOST_PATHS):
        items = _periodic(on).filter(org_path__in=paths[start : start + MOST_PATHS])
        for item in items.order_by("org_path", "code"):
            if (period := open_period(item, on, grace)) is not None:
                found.append((item, period))
    return found


def _judged(organisations: list[Organisation], due: Sequence[Due]) -> Iterator[Raised]:
    begun = min(period.first for _item, period in due)
    since = timezone.make_aware(datetime.datetime.combine(begun, datetime.time.min))
    latest: dict[tuple[int, int], datetime.date] = {}
    rows = Publication.objects.filter(
        organisation__in=[each.pk for each in organisations],
        catalogue_item__in=[item.pk for item, _period in due],
        published_at__gte=since,
    ).order_by("published_at")
    for organisation, item, at in rows.values_list("organisation_id", "catalogue_item_id", "published_at"):
        latest[organisation, item] = timezone.localdate(at)
    by_place: dict[str, list[Due]] = defaultdict(list)
    for item, period in due:
        by_place[item.org_path].append((item, period))
    for organisation in organisations:
        missed = [
            (item, period)
            for item, period in _items_for(organisation, by_place)
            if latest.get((organisation.pk, item.pk), datetime.date.min) < period.first
        ]
        if missed:
            yield _raised(organisation, missed)


def _items_for(organisation: Organisation, by_place: dict[str, list[Due]]) -> Iterator[Due]:
    path, kind = organisation.path, organisation.kind
    for end in range(Organisation.steplen, len(path) + 1, Organisation.steplen):
        for item, period in by_place.get(path[:end], ()):
            if applies_to(
                item.org_path,
                applies_below=item.applies_below,
                level=item.level,
                path=path,
                is_committee=kind.is_committee,
                is_branch=kind.is_branch,
            ):
                yield item, period


def _raised(organisation: Any, missed: list[Due]) -> Raised:
    named = "、".join(f"{item.title}（{period}）" for item, period in missed[:NAMED])
    more = f"等{len(missed)}项" if len(missed) > NAMED else ""
    return Raised(
        key=f"{organisation.uid}",
        organisation_id=organisation.pk,
        org_path=organisation.path,
        level=Level.YELLOW,
        title=f"{organisation.short_name}：定期公开事项本期未公开{len(missed)}项",
        facts=f"{named}{more}，期内没有按目录公开的内容",
        clause=CLAUSE,
        url=f"{HOME}?organisation={organisation.uid}",
        subject_uid=organisation.uid,
    )
