"""Draft 起草: a form may be saved half filled in; what is missing is said when it is filed."""

import datetime
import decimal
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils import timezone

from records.funds.choices import ItemState, Kind
from records.funds.models import Application, Category, Item
from records.funds.rules import LONGEST_FORM, line_amount
from records.funds.services.common import Once, TwinWasQuicker, lock_items, locked, ready, told
from records.funds.workflow import CHANGE
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.write import Write
from records.organisations.models import Organisation

DETAILS = frozenset(
    {
        "kind",
        "title",
        "year",
        "source",
        "purpose",
        "programme",
        "expected",
        "place",
        "period_from",
        "period_to",
        "views_meeting",
        "views_on",
        "views_due",
        "views_present",
        "views_text",
        "plan",
    }
)
_FIELDS = [
    "number",
    "category",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "amount",
    "activity_on",
    "headcount",
    "plan_item",
    "state",
]


@dataclass(frozen=True)
class ItemInput:
    """One line as typed. `uid` names a line that is already there; `category` is a code; amounts in fen.

    With quantity and unit price the amount may be left out.
    """

    description: str = ""
    category: str = ""
    amount: int | None = None
    quantity: decimal.Decimal | None = None
    unit: str = ""
    unit_price: int | None = None
    activity_on: datetime.date | None = None
    headcount: int | None = None
    plan_item: uuid.UUID | None = None
    uid: uuid.UUID | None = None


def draft(
    actor: Actor,
    organisation: Organisation,
    *,
    items: Sequence[ItemInput] = (),
    submit_key: str = "",
    **details: Any,
) -> Application:
    """Begin a plan or an application 起草. `details` are the fields of the form (see DETAILS); only a title is needed.

    `plan` is the uid of a plan of the same organisation that was replied to. Raises Refused, Invalid, Conflict.
    """
    _known(details)
    once = Once(actor, "funds.draft", submit_key, [str(organisation.uid), details, list(map(_plain, items))])
    try:
        return _draft(actor, organisation, items, details, once)
    except TwinWasQuicker:
        # Nothing was locked that could have ordered the two; what the other one made is what was asked for.
        if (uid := once.done()) is None:
            raise
        return _mine(actor, uid)


def _draft(
    actor: Actor, organisation: Organisation, items: Sequence[ItemInput], details: dict[str, Any], once: Once
) -> Application:
    with Write(actor, "funds.draft") as write:
        write.at(organisation)
        if (uid := once.done()) is not None:
            return _mine(actor, uid)
        if organisation.is_dissolved(local_today()):
            raise Invalid(f"“{organisation.short_name}”已于{organisation.dissolved_on}撤销，不能起草。")
        application = Application(
            organisation=organisation,
            year=details.get("year") or local_today().year,
            waiting_since=timezone.now(),
            drafted_by_id=actor.scope.user_id,
            drafted_by_name=actor.actor_name[:60],
        )
        _fill(actor, application, details)
        write.create(application)
        _set_items(write, application, items, [])
        once.keep(application.uid)
    return application


def change_draft(
    actor: Actor,
    uid: uuid.UUID,
    *,
    items: Sequence[ItemInput] | None = None,
    expected_version: int | None = None,
    **details: Any,
) -> Application:
    """Change a draft, or one that came back 更改草稿; `items` replaces all lines, None leaves them.

    Raises NotVisible, Refused, Invalid, Conflict (no longer a draft, or changed by somebody else meanwhile).
    """
    _known(details)
    with Write(actor, CHANGE.action) as write:
        application = locked(write, actor, uid, CHANGE)
        ready(actor, application, CHANGE, expected_version=expected_version)
        _fill(actor, application, details)
        if items is not None:
            _set_items(write, application, items, lock_items(application))
        write.save(application)
    return application


def _known(details: dict[str, Any]) -> None:
    if unknown := set(details) - DETAILS:
        raise TypeError(f"not fields of the form: {sorted(unknown)}")


def _fill(actor: Actor, application: Application, details: dict[str, Any]) -> None:
    for name, value in details.items():
        if name != "plan":
            setattr(application, name, value.strip() if isinstance(value, str) else value)
    if "plan" in details:
        application.plan = _plan(actor, application, details["plan"])
    if application.kind == Kind.PLAN:
        application.plan = None
    if not application.title:
        raise Invalid({"title": "请填写名称。"})
    if not 2000 <= int(application.year or 0) <= local_today().year + 1:
        raise Invalid({"year": f"年度应在2000至{local_today().year + 1}之间。"})


def _plan(actor: Actor, application: Application, uid: uuid.UUID | None) -> Application | None:
    if uid is None:
        return None
    plan: Application | None = (
        Application.objects.visible_to(actor)
        .plans()
        .filter(uid=uid, organisation=application.organisation, source=application.source)
        .first()
    )
    if plan is None and application.plan is not None and application.plan.uid == uid:
        plan = application.plan
    if plan is None:
        raise Invalid({"plan": "没有找到这份已批复的计划（应属本组织、同一列支渠道），请重新选择。"})
    return plan


def _set_items(write: Write, application: Application, given: Sequence[ItemInput], there: list[Item]) -> None:
    """Make the lines what was typed. Lines nobody has filed yet count 1, 2, 3; one that was filed keeps its number."""
    lines = [line for line in given if not is_empty(line)]
    if len(lines) > LONGEST_FORM:
        raise Invalid({"items": f"一份申请最多{LONGEST_FORM}项，现有{len(lines)}项，请分成几份申报。"})
    categories = {each.code: each for each in Category.objects.filter(is_active=True)}
    plan_items = _plan_items(application)
    known = {item.uid: item for item in there}
    errors: dict[str, str] = {}
    rows: list[Item] = []
    for index, line in enumerate(lines):
        item = known.get(line.uid) if line.uid else Item(application=application)
        if item is None or item in rows:
            errors[f"items[{index}].description"] = f"第{index + 1}行已不在这份申请中，请刷新后重新填写。"
            continue
        _fill_item(item, line, index, categories, plan_items, errors)
        rows.append(item)
    if errors:
        raise Invalid(errors)
    gone = [item for item in there if item not in rows]
    for item in gone:
        item.state = ItemState.DROPPED
    _number(application, rows)
    Item.objects.bulk_update([*_stored(rows), *gone], _FIELDS)
    Item.objects.bulk_create([item for item in rows if item.pk is None])
    told(
        write,
        application,
        [{"number": item.number, "description": item.description, "amount": item.amount} for item in rows],
    )


def _stored(rows: Sequence[Item]) -> list[Item]:
    """Those that are stored already."""
    return [item for item in rows if item.pk is not None]


def _number(application: Application, rows: Sequence[Item]) -> None:
    if not application.filings.exists():
        for number, item in enumerate(rows, 1):
            item.number = number
        return
    last = Item.objects.filter(application=application).aggregate(last=Max("number"))["last"] or 0
    for item in rows:
        if item.pk is None:
            last += 1
            item.number = last


def _fill_item(
    item: Item,
    line: ItemInput,
    index: int,
    categories: dict[str, Category],
    plan_items: dict[uuid.UUID, Item],
    errors: dict[str, str],
) -> None:
    if line.category and line.category not in categories:
        errors[f"items[{index}].category"] = f"第{index + 1}行：没有“{line.category}”这个类别，请重新选择。"
    if line.plan_item and line.plan_item not in plan_items:
        errors[f"items[{index}].plan_item"] = f"第{index + 1}行：所选计划事项不在所属计划中，请重新选择。"
    amount = line.amount
    if amount is None and line.quantity is not None and line.unit_price is not None:
        amount = line_amount(line.quantity, line.unit_price)
    if amount is not None and amount < 0:
        errors[f"items[{index}].amount"] = f"第{index + 1}行：金额不能小于0。"
    item.description = line.description.strip()
    item.category = categories.get(line.category)
    item.amount = max(amount or 0, 0)
    item.quantity, item.unit, item.unit_price = line.quantity, line.unit.strip(), line.unit_price  # type: ignore[assignment]
    item.activity_on, item.headcount = line.activity_on, line.headcount
    item.plan_item = plan_items.get(line.plan_item) if line.plan_item else None
    item.state = ItemState.OPEN
    try:
        item.clean_fields(exclude=["application", "category", "plan_item", "number"])
    except ValidationError as error:
        for name, messages in error.message_dict.items():
            errors.setdefault(f"items[{index}].{name}", f"第{index + 1}行：{'；'.join(messages)}")
    if item.quantity is not None and item.quantity <= 0:
        errors.setdefault(f"items[{index}].quantity", f"第{index + 1}行：数量应大于0。")
    if item.unit_price is not None and item.unit_price < 0:
        errors.setdefault(f"items[{index}].unit_price", f"第{index + 1}行：单价不能小于0。")


def _plan_items(application: Application) -> dict[uuid.UUID, Item]:
    if application.plan is None:
        return {}
    return {item.uid: item for item in Item.objects.filter(application=application.plan, state=ItemState.SIGNED)}


def is_empty(line: ItemInput) -> bool:
    """Whether nothing was typed into a line."""
    return not any(str(value).strip() for name, value in vars(line).items() if name != "uid" and value)


def _plain(line: ItemInput) -> dict[str, str]:
    return {name: str(value) for name, value in vars(line).items() if value is not None}


def _mine(actor: Actor, uid: uuid.UUID) -> Application:
    application: Application = Application.objects.visible_to(actor).get(uid=uid)
    return application
