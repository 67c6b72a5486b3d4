"""Writes on the catalogue 公开目录: drawn up, changed, retired from a day on, or taken over from the reference. Nothing is deleted."""

import datetime
import re
import uuid
from dataclasses import dataclass
from typing import Any

from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.models import local_today
from records.kit.write import Write
from records.openness.choices import Category, PeriodKind
from records.openness.events import CatalogueAdopted, CatalogueItemChanged, CatalogueItemDrawnUp, CatalogueItemRetired
from records.openness.models import CatalogueItem
from records.openness.presets import REFERENCE
from records.organisations.ancestry import steps
from records.organisations.models import Organisation

MANAGE = "openness.manage_catalogue"
DETAILS = frozenset(
    {
        "category",
        "category_l2",
        "title",
        "content",
        "basis",
        "period_kind",
        "every_months",
        "is_important",
        "mode",
        "audience",
        "level",
        "applies_below",
        "duty",
        "channel",
    }
)
_CODE = re.compile(r"[0-9A-Za-z一-鿿][0-9A-Za-z一-鿿./-]*")
SERIAL_FIGURES = 2  # of a code the system gives: 3-05


def draw_up(
    actor: Actor,
    organisation: Organisation,
    *,
    code: str = "",
    in_force_from: datetime.date | None = None,
    submit_key: uuid.UUID | None = None,
    reason: str = "",
    **details: Any,
) -> CatalogueItem:
    """Draw up an item of an organisation's catalogue; `details` as in DETAILS. Without a code it gets the next of its class.

    Sent twice with one `submit_key` it is made once. Raises Refused without the permission there; Invalid for a code that
    is taken, a dissolved organisation, or fields that do not fit together.
    """
    _known(details)
    with Write(actor, MANAGE, reason=reason) as write:
        write.at(organisation)
        _lock(organisation)
        done: CatalogueItem | None = (
            CatalogueItem.objects.filter(submit_key=submit_key, organisation=organisation).first()
            if submit_key
            else None
        )
        if done is not None:
            return done
        today = local_today()
        if organisation.is_dissolved(today):
            raise Invalid({"organisation": f"“{organisation}”已撤销，不能再编制目录，请选择承接其工作的组织。"})
        item = CatalogueItem(
            organisation=organisation,
            org_path=organisation.path,
            in_force_from=in_force_from or today,
            submit_key=submit_key,
        )
        _fill(item, details)
        item.code = _code(code) or _next_code(organisation, item.category)
        write.create(item)
        write.emit(CatalogueItemDrawnUp(catalogue_item=item.uid, organisation=organisation.uid))
    return item


def change_item(
    actor: Actor,
    uid: uuid.UUID,
    *,
    reason: str = "",
    expected_version: int | None = None,
    **details: Any,
) -> CatalogueItem:
    """Change what an item says from now on; what was published keeps what it said. Code and first day stay.

    Raises NotVisible, Refused, Invalid, Conflict when it is retired or somebody was quicker.
    """
    _known(details)
    with Write(actor, MANAGE, reason=reason) as write:
        item: CatalogueItem = write.lock(CatalogueItem.objects.at_the_workbench(actor), uid=uid)
        if item.retired_on is not None and item.retired_on <= local_today():
            raise Conflict(f"这一事项已于{item.retired_on}停用，不能修改；仍需公开的，请新编一项。")
        before = {name: getattr(item, name) for name in DETAILS}
        _fill(item, details)
        if before == {name: getattr(item, name) for name in DETAILS} and expected_version in (None, item.version):
            return item
        write.save(item, expected_version=expected_version)
        write.emit(CatalogueItemChanged(catalogue_item=item.uid, organisation=item.organisation.uid))
    return item


def retire(
    actor: Actor,
    uid: uuid.UUID,
    *,
    retired_on: datetime.date,
    reason: str,
    expected_version: int | None = None,
) -> CatalogueItem:
    """Retire an item 停用: from that day on nothing new is published under it; what was published stays.

    A day that is still to come may be moved; the same day twice is one act. Raises NotVisible, Refused, Invalid, Conflict.
    """
    reason = reason.strip()
    with Write(actor, MANAGE, reason=reason) as write:
        item: CatalogueItem = write.lock(CatalogueItem.objects.at_the_workbench(actor), uid=uid)
        today = local_today()
        if item.retired_on == retired_on:
            return item
        if item.retired_on is not None and item.retired_on <= today:
            raise Conflict(f"这一事项已于{item.retired_on}停用。")
        if not reason:
            raise Invalid({"reason": "请写明停用理由，例如“文件已废止”，理由会记入日志并在目录中显示。"})
        if retired_on < today:
            raise Invalid({"retired_on": f"停用日期{retired_on}已经过去：请填今天或以后的日期。"})
        item.retired_on, item.retired_reason = retired_on, reason[:200]
        write.save(item, expected_version=expected_version)
        write.emit(
            CatalogueItemRetired(catalogue_item=item.uid, organisation=item.organisation.uid, retired_on=retired_on)
        )
    return item


@dataclass(frozen=True)
class Adoption:
    """What came of taking over the reference catalogue."""

    made: int
    kept: int  # codes that were there already, left as they are


def adopt_reference(
    actor: Actor, organisation: Organisation, *, in_force_from: datetime.date | None = None
) -> Adoption:
    """Take over the reference catalogue 采用参考目录 as this organisation's own, to be edited. Again: only what is missing.

    Raises Refused; Invalid when an organisation above has taken it over for those below, or this one is dissolved.
    """
    with Write(actor, MANAGE, reason="采用参考目录") as write:
        write.at(organisation)
        _lock(organisation)
        today = local_today()
        if organisation.is_dissolved(today):
            raise Invalid(f"“{organisation}”已撤销，不能再编制目录。")
        above = CatalogueItem.objects.in_force(today).filter(
            org_path__in=steps(organisation.path)[:-1], applies_below=True, from_reference=True
        )
        if (theirs := above.select_related("organisation").order_by("org_path").first()) is not None:
            raise Invalid(
                f"{theirs.organisation.short_name}已采用参考目录并适用于下级，本组织不必再采用；"
                "本组织特有的事项，请用“新编一项”补充。"
            )
        known = set(CatalogueItem.objects.filter(organisation=organisation).values_list("code", flat=True))
        missing = [line for line in REFERENCE if line["code"] not in known]
        for line in missing:
            item = CatalogueItem(
                organisation=organisation,
                org_path=organisation.path,
                in_force_from=in_force_from or today,
                from_reference=True,
                **line,
            )
            write.create(item, check=False)
        if missing:
            write.emit(CatalogueAdopted(organisation=organisation.uid, made=len(missing)))
    return Adoption(made=len(missing), kept=len(REFERENCE) - len(missing))


# ── steps ───────────────────────────────────────────────────────────────────
def _lock(organisation: Organisation) -> None:
    """The organisation's row is the lock: of two who draw up at once one comes after the other."""
    Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)


def _known(details: dict[str, Any]) -> None:
    if unknown := set(details) - DETAILS:
        raise TypeError(f"a catalogue item has no {', '.join(sorted(unknown))}")


def _fill(item: CatalogueItem, details: dict[str, Any]) -> None:
    for name, value in details.items():
        setattr(item, name, value.strip() if isinstance(value, str) else value)
    if item.period_kind == PeriodKind.PERIODIC:
        if not item.every_months:
            raise Invalid({"every_months": "定期公开的事项，请选择公开周期：每月、每季度、每半年或每年。"})
    else:
        item.every_months, item.is_important = None, False


def _code(typed: str) -> str:
    code = typed.strip()
    if code and not _CODE.fullmatch(code):
        raise Invalid({"code": f"编号“{code[:40]}”只能用汉字、字母、数字、点、斜线和连字符，例如3-05；也可以留空。"})
    return code


def _next_code(organisation: Organisation, category: str) -> str:
    """The next free code of a class: its number among the eight, and a serial."""
    if category not in Category.values:
        raise Invalid({"category": "请选择一级分类。"})
    prefix = f"{Category.values.index(category) + 1}-"
    taken = CatalogueItem.objects.filter(organisation=organisation, code__startswith=prefix)
    serials = [code[len(prefix) :] for code in taken.values_list("code", flat=True)]
    last = max((int(serial) for serial in serials if serial.isdecimal()), default=0)
    return f"{prefix}{last + 1:0{SERIAL_FIGURES}d}"
