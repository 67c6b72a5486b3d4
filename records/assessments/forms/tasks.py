"""Tasks, schemes, and the conditions of their lists."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory

from records.assessments.choices import ItemKind, Shown, State, Targets
from records.assessments.forms.base import Guarded, LaterChoice, LaterPoints, LaterText, LongField, ReasonForm
from records.assessments.models import Scheme, SchemeItem, Task
from records.assessments.models.tasks import AUDIENCES
from records.assessments.points import PointsFormField, shown
from records.assessments.rules import LONGEST_SCHEME
from records.assessments.services import ItemInput
from records.kit.models import local_today
from records.organisations.models import Organisation, OrganisationKind

_REQUIRED = {"required": "请填写这一项。"}


class TaskForm(Guarded):
    """A task before it is issued."""

    title = forms.CharField(
        label="任务名称", max_length=120, help_text="例如：2026年度党支部党建目标考核", error_messages=_REQUIRED
    )
    scheme = forms.ChoiceField(label="考核方案", error_messages={"required": "请选择考核方案。"})
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    period = forms.CharField(label="考核周期", max_length=40, required=False, help_text="例如：全年、上半年、第三季度")
    due_on = forms.DateField(
        label="报送截止日期", help_text="当日24时前报送为按时；下达后不变", error_messages=_REQUIRED
    )
    instructions = LongField(rows=4, label="要求", max_length=2000, required=False)
    targets = forms.ChoiceField(label="考核对象", choices=Targets.choices, widget=forms.RadioSelect)
    below = forms.CharField(
        label="组织范围", max_length=100, required=False, help_text="下级组织的名称或代码；不填为本组织以下全部"
    )
    kinds = forms.MultipleChoiceField(
        label="组织类别", required=False, widget=forms.CheckboxSelectMultiple, help_text="不选为各类组织"
    )
    by_hand = LongField(
        rows=5, label="逐个列出", max_length=60_000, required=False, help_text="一行一个，写组织代码或准确的简称"
    )
    audience = forms.ChoiceField(
        label="结果公布范围", choices=AUDIENCES, widget=forms.RadioSelect, help_text="结果只涉及组织，不涉及个人"
    )
    shown = forms.ChoiceField(label="公布内容", choices=Shown.choices, widget=forms.RadioSelect)

    fieldsets = (
        ("任务", ["submit_key", "version", "title", "scheme", "year", "period", "due_on", "instructions"]),
        ("考核对象", ["targets", "below", "kinds", "by_hand"]),
        ("结果公布", ["audience", "shown"]),
    )

    def __init__(self, *args: Any, organisation: Organisation, schemes: Sequence[Scheme], **kwargs: Any) -> None:
        self.organisation = organisation
        super().__init__(*args, **kwargs)
        chosen: dict[str, list[tuple[str, str]]] = {
            "scheme": [("", "请选择"), *((str(each.uid), str(each)) for each in schemes)],
            "kinds": list(OrganisationKind.objects.values_list("code", "name")),
        }
        for name, choices in chosen.items():
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = choices

    def clean_below(self) -> Organisation | None:
        """The organisation that was meant, among those below."""
        words = str(self.cleaned_data["below"]).strip()
        return _found(self.organisation, [words])[0] if words else None

    def clean_by_hand(self) -> list[str]:
        """Uids of the organisations, one a line; what can't be found is named with its line."""
        lines = [line.strip() for line in str(self.cleaned_data["by_hand"]).splitlines() if line.strip()]
        if self.data.get("targets") != Targets.HAND or not lines:
            return []
        return [str(each.uid) for each in _found(self.organisation, lines)]

    def details(self) -> dict[str, Any]:
        """What the services take, the scheme apart."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in ("submit_key", "version", "scheme")
        }

    def chosen_scheme(self) -> uuid.UUID:
        """Uid of the scheme."""
        return uuid.UUID(self.cleaned_data["scheme"])


def task_values(task: Task) -> dict[str, Any]:
    """A stored task, as the form shows it."""
    names = ("title", "year", "period", "due_on", "instructions", "targets", "kinds", "audience", "shown")
    codes = Organisation.objects.filter(uid__in=task.by_hand).order_by("path").values_list("code", flat=True)
    return {
        **{name: getattr(task, name) for name in names},
        "scheme": str(task.scheme.uid),
        "below": task.below.short_name if task.below else "",
        "by_hand": "\n".join(codes),
    }


def _found(organisation: Organisation, lines: list[str]) -> list[Organisation]:
    """The organisations that the lines name, in two queries. Raises ValidationError naming line and cure."""
    inside = Organisation.objects.below(organisation.path).exclude(path=organisation.path).working(local_today())
    by_code = {each.code: each for each in inside.filter(code__in=lines)}
    by_name: dict[str, list[Organisation]] = {}
    for each in inside.filter(short_name__in=[line for line in lines if line not in by_code]):
        by_name.setdefault(each.short_name, []).append(each)
    found, wrong = [], []
    for number, line in enumerate(lines, 1):
        named = [by_code[line]] if line in by_code else by_name.get(line, [])
        if len(named) == 1:
            found.append(named[0])
        elif named:
            wrong.append(f"第{number}行“{line}”有{len(named)}个同名组织，请改写组织代码。")
        else:
            wrong.append(f"第{number}行“{line}”在下级组织中没有找到，请核对名称或代码。")
    if wrong:
        more = [f"另有{len(wrong) - 10}行有问题。"] if len(wrong) > 10 else []
        raise ValidationError([*wrong[:10], *more])
    return found


# ── schemes ─────────────────────────────────────────────────────────────────
class SchemeForm(Guarded):
    """A scheme without its lines."""

    name = forms.CharField(label="方案名称", max_length=120, error_messages=_REQUIRED)
    basis = forms.CharField(label="依据", max_length=300, required=False, help_text="文件名称和文号")
    note = LongField(rows=2, label="说明", max_length=2000, required=False)
    plus_at_most = PointsFormField(label="加分合计最多", required=False, help_text="不填为不限")

    def details(self) -> dict[str, Any]:
        """What the services take."""
        return {name: self.cleaned_data[name] for name in ("name", "basis", "note", "plus_at_most")}


class LineForm(forms.Form):
    """One item."""

    use_required_attribute = False

    kind = LaterChoice(label="类型", choices=ItemKind.choices, initial=ItemKind.BASE)
    group = LaterText(label="考核项目", max_length=60)
    points = LaterPoints(label="分值")
    content = LaterText(label="考核内容", max_length=300, widget=forms.TextInput({"data-wide": ""}))
    standard = LongField(rows=2, label="评分标准", max_length=1000, required=False)
    method = forms.CharField(label="考核办法", max_length=200, required=False)
    needs_evidence = forms.BooleanField(label="需要佐证材料", required=False)

    def line(self) -> ItemInput:
        """What the services take."""
        values = {name: value for name, value in self.cleaned_data.items() if name != "DELETE"}
        return ItemInput(**{**values, "kind": values["kind"] or ItemKind.BASE})


class BaseLines(BaseFormSet):  # type: ignore[type-arg]
    """The lines of a scheme; empty ones and those struck out are left away."""

    def kept(self) -> list[Any]:
        """The lines that hold something, as the service counts them."""
        found = []
        for form in self.forms:
            if form.cleaned_data and not form.cleaned_data.get("DELETE"):
                line = form.line()
                if line.group.strip() or line.content.strip() or line.points:
                    found.append(form)
        return found

    def show(self, error: ValidationError) -> ValidationError | None:
        """Put what a service found at its line; returns the rest."""
        from records.assessments.forms.base import ItemForms

        return ItemForms(self.kept()).show(error)


def lines_formset(*args: Any, extra: int, **kwargs: Any) -> BaseLines:
    """The lines, with `extra` empty ones."""
    factory: Any = formset_factory(
        LineForm,
        formset=BaseLines,
        extra=extra,
        can_delete=True,
        max_num=LONGEST_SCHEME,
        absolute_max=LONGEST_SCHEME + 5,
    )
    made: BaseLines = factory(*args, prefix="items", form_kwargs={"label_suffix": ""}, **kwargs)
    return made


def line_values(item: SchemeItem) -> dict[str, Any]:
    """A stored line, as the form shows it."""
    names = ("kind", "group", "points", "content", "standard", "method", "needs_evidence")
    return {name: getattr(item, name) for name in names}


def typed_lines(data: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The lines as typed, unread: for showing them again with one more below."""
    count = str(data.get("items-TOTAL_FORMS", "0"))
    names = [*LineForm.base_fields, "DELETE"]
    return [
        {name: data.get(f"items-{number}-{name}", "") for name in names}
        for number in range(min(int(count) if count.isdigit() else 0, LONGEST_SCHEME))
    ]


def posted_lines(items: Sequence[SchemeItem]) -> dict[str, str]:
    """Stored lines as if they had just been sent: so that what is missing can be shown at its field."""
    data = {"items-TOTAL_FORMS": str(len(items)), "items-INITIAL_FORMS": str(len(items))}
    for number, item in enumerate(items):
        for name, value in line_values(item).items():
            if name == "needs_evidence":
                data |= {f"items-{number}-{name}": "on"} if value else {}
            else:
                data[f"items-{number}-{name}"] = shown(value) if name == "points" else str(value)
    return data


# ── conditions of lists ─────────────────────────────────────────────────────
class ExtendForm(ReasonForm):
    """Until when now, and why."""

    due_on = forms.DateField(label="新的截止日期", help_text="当日24时前报送为按时；只能往后延")
    field_order = ("due_on", "reason")


class SheetFilter(forms.Form):
    """Of the sheets of a task."""

    q = forms.CharField(label="组织名称或代码", required=False, max_length=100)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *State.choices])
    late = forms.BooleanField(label="只看逾期报送", required=False)
