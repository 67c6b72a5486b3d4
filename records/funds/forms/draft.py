"""The form of a plan or an application, with its lines; half filled in is fine."""

import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from records.funds.choices import Kind, Source
from records.funds.forms.fields import (
    CountField,
    DateField,
    Guarded,
    LaterChoice,
    LaterCount,
    LaterDate,
    LaterLong,
    LaterText,
    LongField,
    TextField,
    messages_of,
)
from records.funds.models import Application, Category, Item
from records.funds.rules import LONGEST_FORM
from records.funds.services import ItemInput
from records.funds.services.drafting import is_empty
from records.kit.money import MoneyFormField, yuan

_LINE = re.compile(r"items\[(\d+)\]\.(\w+)")


class DraftForm(Guarded):
    """Everything but the lines."""

    kind = forms.ChoiceField(label="类型", choices=Kind.choices, widget=forms.RadioSelect, initial=Kind.APPLICATION)
    title = LaterText(label="名称", max_length=120, help_text="例如：石桥村党总支2026年第四季度工作经费申请")
    source = forms.ChoiceField(label="列支渠道", choices=Source.choices)
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    plan = forms.ChoiceField(label="所属计划", required=False, help_text="已批复的年度计划；没有可不选")
    purpose = LaterLong(label="申请事由", max_length=2000, help_text="做什么、多少人、什么时候")
    programme = LongField(label="活动内容与方案", rows=4, max_length=4000, required=False)
    expected = LongField(label="预期效果", rows=2, max_length=1000, required=False)
    place = TextField(label="活动地点", max_length=120, required=False)
    period_from = LaterDate(label="实施时间起")
    period_to = LaterDate(label="实施时间止")
    views_meeting = LaterText(label="征求意见的会议", max_length=120, help_text="例如：党员大会")
    views_on = LaterDate(label="会议日期")
    views_due = LaterCount(label="应到人数")
    views_present = LaterCount(label="实到人数")
    views_text = LongField(label="意见和采纳情况", max_length=2000, required=False)

    fieldsets: tuple[tuple[str, list[str]], ...] = (
        ("基本情况", ["submit_key", "version", "kind", "title", "source", "year", "plan"]),
        ("事由和方案", ["purpose", "programme", "expected", "place", "period_from", "period_to"]),
        ("征求意见", ["views_meeting", "views_on", "views_due", "views_present", "views_text"]),
    )

    def __init__(self, *args: Any, plans: Iterable[Application] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "不属于已批复的计划")]
        choices += [(str(plan.uid), f"{plan.serial}　{plan.title}") for plan in plans]
        self.fields["plan"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            del self.fields["plan"]
            self.fieldsets = tuple(
                (legend, [name for name in names if name != "plan"]) for legend, names in self.fieldsets
            )

    def details(self) -> dict[str, Any]:
        """What the service takes."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in ("submit_key", "version")}
        if "plan" in values:
            values["plan"] = uuid.UUID(values["plan"]) if values["plan"] else None
        return values


class LineForm(forms.Form):
    """One line."""

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    use_required_attribute = False

    description = LaterText(label="事项说明", max_length=200, widget=forms.TextInput({"data-wide": ""}))
    category = LaterChoice(label="类别")
    plan_item = forms.ChoiceField(label="对应计划事项", required=False)
    quantity = forms.DecimalField(
        label="数量",
        required=False,
        max_digits=10,
        decimal_places=2,
        error_messages={"invalid": "数量不正确，请填写数字，最多两位小数。"},
    )
    unit = forms.CharField(label="单位", max_length=10, required=False, widget=forms.TextInput({"size": 6}))
    unit_price = MoneyFormField(label="单价", required=False)
    amount = MoneyFormField(label="金额", required=False, help_text="有数量和单价的可不填")
    activity_on = DateField(label="活动日期", required=False)
    headcount = CountField(label="参加人数", required=False)

    def __init__(
        self,
        *args: Any,
        categories: list[tuple[str, str]] | None = None,
        plan_items: list[tuple[str, str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [("", "请选择"), *(categories or [])]  # type: ignore[attr-defined]
        if plan_items:
            self.fields["plan_item"].choices = [("", "无"), *plan_items]  # type: ignore[attr-defined]
        else:
            del self.fields["plan_item"]

    def line(self) -> ItemInput:
        """What the service takes."""
        values = self.cleaned_data
        plan_item = values.get("plan_item")
        return ItemInput(
            description=values["description"],
            category=values["category"],
            amount=values["amount"],
            quantity=values["quantity"],
            unit=values["unit"],
            unit_price=values["unit_price"],
            activity_on=values["activity_on"],
            headcount=values["headcount"],
            plan_item=uuid.UUID(plan_item) if plan_item else None,
            uid=values["uid"],
        )


class BaseLines(BaseFormSet):  # type: ignore[type-arg]
    """The lines of a form."""

    def kept(self) -> list[LineForm]:
        """The lines that were not struck out and hold something, in order: as the service counts them."""
        return [
            form
            for form in self.forms
            # A line nobody touched has no data at all.
            if form.cleaned_data and not form.cleaned_data.get("DELETE") and not is_empty(form.line())
        ]

    def show(self, error: ValidationError) -> dict[str, list[str]]:
        """Put what a service found at its line; returns what is about the form."""
        rest: dict[str, list[str]] = {}
        kept = self.kept()
        for name, messages in messages_of(error).items():
            found = _LINE.fullmatch(name)
            if found and int(found[1]) < len(kept):
                form = kept[int(found[1])]
                form.add_error(found[2] if found[2] in form.fields else None, messages)
            else:
                rest.setdefault("" if name == "items" else name, []).extend(messages)
        return rest


def lines_formset(*args: Any, extra: int, categories: Any, plan_items: Any, **kwargs: Any) -> BaseLines:
    """The lines, with `extra` empty ones."""
    factory: Any = formset_factory(
        LineForm, formset=BaseLines, extra=extra, can_delete=True, max_num=LONGEST_FORM, absolute_max=LONGEST_FORM + 5
    )
    made: BaseLines = factory(
        *args, prefix="items", form_kwargs={"categories": categories, "plan_items": plan_items}, **kwargs
    )
    return made


def category_choices() -> list[tuple[str, str]]:
    """Categories that may be chosen."""
    return list(Category.objects.filter(is_active=True).values_list("code", "name"))


def plan_item_choices(application: Application | None) -> list[tuple[str, str]]:
    """Items of the plan that an application refers to, with what may still be drawn from each."""
    if application is None or application.plan is None:
        return []
    rows = Item.objects.with_money().filter(application=application.plan).spendable()
    return [
        (str(row.uid), f"第{row.number}项　{row.description}（余{yuan(row.left, grouped=True)}元）") for row in rows
    ]


def form_values(application: Application) -> dict[str, Any]:
    """The stored form, as the page shows it."""
    names = [name for name in DraftForm.base_fields if name not in ("submit_key", "version", "plan")]
    values = {name: getattr(application, name) for name in names}
    values["plan"] = str(application.plan.uid) if application.plan else ""
    return values


def line_values(item: Item) -> dict[str, Any]:
    """A stored line, as the page shows it."""
    names = ("uid", "description", "quantity", "unit", "unit_price", "activity_on", "headcount")
    values = {name: getattr(item, name) for name in names}
    values["amount"] = item.amount or None
    values["category"] = item.category.code if item.category else ""
    values["plan_item"] = str(item.plan_item.uid) if item.plan_item else ""
    return values


def posted(values: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, str]:
    """The stored form as if it had just been sent: so that what is missing can be shown at its field."""
    data = {name: _text(name, value) for name, value in values.items()}
    data |= {"items-TOTAL_FORMS": str(len(lines)), "items-INITIAL_FORMS": str(len(lines))}
    for number, line in enumerate(lines):
        data |= {f"items-{number}-{name}": _text(name, value) for name, value in line.items()}
    return data


def typed_lines(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines as typed, unread: for showing them again with one more below."""
    count = str(data.get("items-TOTAL_FORMS", "0"))
    names = [*LineForm.base_fields, "DELETE"]
    return [
        {name: data.get(f"items-{number}-{name}", "") for name in names}
        for number in range(min(int(count) if count.isdecimal() else 0, LONGEST_FORM))
    ]


def _text(name: str, value: Any) -> str:
    if value is None:
        return ""
    return yuan(value) if name in ("amount", "unit_price") and isinstance(value, int) else str(value)
