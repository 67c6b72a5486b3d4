"""The form frozen into a filing, and read back years later whatever the models have become. Pure but for reading rows."""

import dataclasses
import datetime
import json
from collections.abc import Iterable
from typing import Any

from records.funds.models import Application, Item
from records.funds.rules import Form, Line

SCHEMA = 1  # written beside each form; a later shape gets its own number and reader


def line_of(item: Item) -> Line:
    """An item as the rules read it."""
    category = item.category
    return Line(
        uid=str(item.uid),
        number=item.number,
        description=item.description,
        category=category.code if category else "",
        category_name=category.name if category else "",
        amount=item.amount,
        quantity=f"{item.quantity.normalize():f}" if item.quantity is not None else "",
        unit=item.unit,
        unit_price=item.unit_price,
        activity_on=item.activity_on,
        headcount=item.headcount,
        plan_item=str(item.plan_item.uid) if item.plan_item else "",
    )


def form_of(application: Application, items: Iterable[Item]) -> Form:
    """An application with its items as the rules read it. Items want category and plan_item selected."""
    return Form(
        kind=application.kind,
        title=application.title,
        year=application.year,
        source=application.source,
        organisation=application.organisation.name,
        purpose=application.purpose,
        programme=application.programme,
        expected=application.expected,
        place=application.place,
        period_from=application.period_from,
        period_to=application.period_to,
        views_meeting=application.views_meeting,
        views_on=application.views_on,
        views_due=application.views_due,
        views_present=application.views_present,
        views_text=application.views_text,
        plan=application.plan.serial or application.plan.title if application.plan else "",
        lines=tuple(line_of(item) for item in items),
    )


def frozen(form: Form) -> dict[str, Any]:
    """A form as JSON."""
    values: dict[str, Any] = json.loads(json.dumps(dataclasses.asdict(form), default=_plain, ensure_ascii=False))
    return {"schema": SCHEMA, **values}


def thawed(values: dict[str, Any]) -> Form:
    """A frozen form read back; what a later version added has its default, what it dropped is left out."""
    known = {each.name for each in dataclasses.fields(Form)}
    form = {name: _revived(name, value) for name, value in values.items() if name in known - {"lines"}}
    line_names = {each.name for each in dataclasses.fields(Line)}
    lines = tuple(
        Line(**{name: _revived(name, value) for name, value in line.items() if name in line_names})
        for line in values.get("lines", [])
    )
    return Form(**form, lines=lines)


def canonical(values: dict[str, Any]) -> bytes:
    """The JSON a digest is taken of: sorted keys, no spaces."""
    return json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime.date):
        return value.isoformat()
    raise TypeError(f"not plain: {value!r}")


def _revived(name: str, value: Any) -> Any:
    dated = name in ("period_from", "period_to", "views_on", "activity_on")
    return datetime.date.fromisoformat(value) if dated and value else value
