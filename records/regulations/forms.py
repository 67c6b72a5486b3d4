"""Typing a figure: each kind as a person writes it, a table line by line."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from records.kit.forms import WorkForm
from records.regulations.models import COLUMNS, Mark, RegulationDocument, RegulationKey, RegulationValue, columns_of
from records.regulations.rules import Kind

OPEN = "其余"  # the last bracket of a table has no upper end
HELP = {
    Kind.INTEGER: "整数，例如 32。",
    Kind.DECIMAL: "小数，例如 0.005。",
    Kind.FRACTION: "分数，例如 1/3。",
    Kind.DAY: "每年的一天，写成月-日，例如 04-30。",
    Kind.TEXT: "文字。",
}


def typed_value(kind: str, text: str, like: list[dict[str, Any]]) -> Any:
    """What a person typed, as JSON of its kind; the service checks it. Of a table, `like` are the rows so far: their
    columns and kinds of cells. Raises ValidationError for a line that doesn't fit.
    """
    text = text.strip()
    if kind == Kind.TABLE:
        return _table(text, like)
    return int(text) if kind == Kind.INTEGER and re.fullmatch(r"-?\d{1,15}", text, re.ASCII) else text


def shown_value(row: RegulationValue | None) -> str:
    """A value as it would be typed."""
    if row is None:
        return ""
    if not isinstance(row.value, list):
        return str(row.value)
    lines = ([line[name] for name in columns_of(line)] for line in row.value)
    return "\n".join(" | ".join(OPEN if cell is None else str(cell) for cell in line) for line in lines)


class ValueForm(WorkForm):
    """A new value from a day on; those before stay as they are."""

    value = forms.CharField(label="新值", widget=forms.TextInput(attrs={"autocomplete": "off"}))
    valid_from = forms.DateField(label="生效日期", help_text="新值自这一天起适用；原值到前一天为止，仍可查。")
    document = forms.ModelChoiceField(
        label="依据文件",
        queryset=RegulationDocument.objects.none(),
        to_field_name="uid",
        empty_label="请选择",
        help_text="没有的，请先登记文件。",
    )
    article = forms.CharField(label="条款", max_length=100, required=False, help_text="例如“第二十条”。")
    mark = forms.ChoiceField(label="核对情况", choices=Mark.choices)
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    reason = forms.CharField(label="修改事由", max_length=200, help_text="记入日志，例如“2027年修订”。")

    def __init__(self, *args: Any, key: RegulationKey, current: RegulationValue | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.key = key
        self.like: list[dict[str, Any]] = current.value if current and isinstance(current.value, list) else []
        document: Any = self.fields["document"]
        document.queryset = RegulationDocument.objects.order_by("title", "number")
        value = self.fields["value"]
        value.initial = shown_value(current)
        value.label = f"新值（{key.unit}）" if key.unit else "新值"
        if key.kind == Kind.TABLE:
            value.widget = forms.Textarea(attrs={"rows": 8})
            value.help_text = f"每行一档，各列用竖线“|”隔开，依次为：{_headings(self.like)}。不设上限的写“{OPEN}”。"
        else:
            value.help_text = HELP[Kind(key.kind)]

    def clean_value(self) -> Any:
        """As JSON."""
        return typed_value(self.key.kind, self.cleaned_data["value"], self.like)


class DocumentForm(WorkForm):
    """A document that figures can come from."""

    title = forms.CharField(
        label="名称", max_length=200, help_text="带书名号，例如《中国共产党支部工作条例（试行）》。"
    )
    number = forms.CharField(label="文号", max_length=100, required=False)
    issued_on = forms.DateField(label="发布日期", required=False)
    in_force_from = forms.DateField(label="施行日期", required=False)
    url = forms.URLField(label="网址", required=False, max_length=500, assume_scheme="https")


def _headings(like: list[dict[str, Any]]) -> str:
    return " | ".join(COLUMNS.get(name, name) for name in columns_of(like[0])) if like else ""


def _table(text: str, like: list[dict[str, Any]]) -> list[dict[str, Any]]:
    columns = columns_of(like[0]) if like else []
    whole = {name for name in columns if all(isinstance(row[name], int | None) for row in like)}
    rows = []
    for number, line in enumerate(filter(str.strip, text.splitlines()), start=1):
        cells = [cell.strip() for cell in re.split(r"[|｜\t]", line)]
        if len(cells) != len(columns):
            shown = line.strip()[:60]
            raise ValidationError(
                f"第{number}行“{shown}”有{len(cells)}列，应有{len(columns)}列：{_headings(like)}，用竖线隔开。"
            )
        rows.append({name: _cell(cell, name in whole) for name, cell in zip(columns, cells, strict=True)})
    return rows


def _cell(text: str, whole: bool) -> Any:
    if text == OPEN:
        return None
    return int(text) if whole and re.fullmatch(r"-?\d{1,15}", text, re.ASCII) else text
