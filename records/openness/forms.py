"""Forms of the desk 问题与建议 and of the catalogue 公开目录."""

import uuid
from typing import Any

from django import forms

from records.kit.audience import Audience
from records.kit.forms import WorkForm
from records.kit.paths import below_any
from records.openness.choices import Category, Every, Level, Mode, PeriodKind
from records.organisations.forms import OrganisationField, drill_down
from records.organisations.models import Organisation


class FeedbackForm(forms.Form):
    """What anyone may write to an organisation."""

    text = forms.CharField(
        label="问题或建议",
        max_length=2000,
        help_text="写明事情、时间、地点，便于办理。请勿填写身份证号等个人敏感信息。",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    name = forms.CharField(label="姓名", max_length=60, required=False)
    contact = forms.CharField(
        label="联系方式", max_length=100, required=False, help_text="仅承办人可查看，查看会记入日志。"
    )
    may_publish = forms.BooleanField(
        label="答复后可以公开我的问题（不公开姓名和联系方式）", required=False, initial=True
    )
    submit_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class AnswerForm(forms.Form):
    """The desk's answer."""

    answer = forms.CharField(
        label="答复",
        max_length=4000,
        help_text="提出人同意公开的，问题和答复将一并公开；请勿写入个人信息。",
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class ContactForm(forms.Form):
    """Why a contact is looked at."""

    reason = forms.CharField(label="查看联系方式的事由", max_length=200, help_text="查看会记入日志。")


# ── the catalogue ───────────────────────────────────────────────────────────
STATES = [("in_force", "在用"), ("pending", "尚未起用"), ("retired", "已停用"), ("all", "全部")]


class CatalogueFilterForm(WorkForm):
    """Whose catalogue, which class, in force or not, which words."""

    organisation = forms.ChoiceField(label="适用组织", required=False, help_text="含上级编制并适用于它的事项")
    category = forms.ChoiceField(label="一级分类", required=False, choices=[("", "全部"), *Category.choices])
    state = forms.ChoiceField(label="状态", required=False, choices=STATES)
    q = forms.CharField(label="关键词", required=False, max_length=60, help_text="编号、事项、内容或依据中的词")

    def __init__(self, data: Any, *, within: tuple[str, ...], states: bool = True) -> None:
        super().__init__(
            {**{name: data.get(name, "") for name in self.base_fields}, "state": data.get("state", "in_force")}
        )
        self.chosen = _organisation(str(data.get("organisation", "")), within)
        place: Any = self.fields["organisation"]
        place.choices = [("", "全部"), *drill_down(self.chosen.path if self.chosen else "", within)]
        place.error_messages["invalid_choice"] = "没有这个组织，或不在您的查看范围。"
        if not states:
            del self.fields["state"]

    def has_changed_conditions(self) -> bool:
        """Whether anything was asked at all."""
        asked = self.question()
        return bool(asked["organisation"] or asked["category"] or asked["text"] or asked["state"] != "in_force")

    def question(self) -> dict[str, Any]:
        """What was asked: only what could be understood."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return {
            "organisation": self.chosen,
            "category": given.get("category", ""),
            "state": given.get("state") or "in_force",
            "text": given.get("q", ""),
        }


class CatalogueItemForm(WorkForm):
    """目录事项."""

    organisation = OrganisationField(label="编制组织")
    code = forms.CharField(
        label="编号", max_length=40, required=False, help_text="留空则按分类编号，例如3-05。登记后不变。"
    )
    category = forms.ChoiceField(label="一级分类", choices=[("", "请选择"), *Category.choices])
    category_l2 = forms.CharField(label="二级分类", max_length=60, required=False, help_text="例如：党费收缴、使用")
    title = forms.CharField(label="公开事项", max_length=200, widget=forms.TextInput(attrs={"data-wide": "1"}))
    content = forms.CharField(
        label="公开内容（要素）", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    basis = forms.CharField(
        label="公开依据",
        max_length=300,
        required=False,
        help_text="文件名称和条款",
        widget=forms.TextInput(attrs={"data-wide": "1"}),
    )
    period_kind = forms.ChoiceField(label="公开时限", choices=PeriodKind.choices, widget=forms.RadioSelect)
    every_months = forms.TypedChoiceField(
        label="公开周期",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "不定期"), *Every.choices],
        help_text="定期公开的必选；一个周期内没有公开的，会提醒该组织",
    )
    is_important = forms.BooleanField(
        label="重要事项", required=False, help_text="定期公开的重要事项，期限按“重要事项的公开期限”计算"
    )
    mode = forms.ChoiceField(label="公开方式", choices=Mode.choices)
    audience = forms.ChoiceField(
        label="公开对象",
        choices=[each for each in Audience.choices if each[0] != Audience.NAMED],
        help_text="选用这一事项的页面，默认按它确定公开范围",
    )
    level = forms.ChoiceField(label="公开层级", choices=Level.choices, help_text="哪一级党组织公开")
    applies_below = forms.BooleanField(label="适用于下级组织", required=False, initial=True)
    duty = forms.CharField(label="公开主体", max_length=60, required=False, help_text="例如：本级党组织、组织委员")
    channel = forms.CharField(label="公开渠道和载体", max_length=100, required=False, help_text="例如：本站、公开栏")
    in_force_from = forms.DateField(label="起用日期")
    reason = forms.CharField(label="修改事由", max_length=200, required=False, help_text="记入日志")
    submit_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_new = is_new
        for name in ("reason", "version") if is_new else ("organisation", "code", "in_force_from", "submit_key"):
            del self.fields[name]

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:
        """What, how soon, by whom and to whom."""
        sets = [
            ("事项", ["organisation", "code", "category", "category_l2", "title", "content", "basis"]),
            ("时限", ["period_kind", "every_months", "is_important"]),
            ("主体和对象", ["duty", "level", "applies_below", "audience", "mode", "channel"]),
            ("起用" if self.is_new else "修改", ["in_force_from", "reason"]),
        ]
        return [(legend, [name for name in names if name in self.fields]) for legend, names in sets]


class RetireForm(WorkForm):
    """停用."""

    retired_on = forms.DateField(
        label="停用日期", help_text="从这一天起不再列入目录，也不能再选用；已公开的内容不受影响"
    )
    reason = forms.CharField(label="停用理由", max_length=200, help_text="记入日志，并在目录中显示")


class AdoptForm(WorkForm):
    """采用参考目录."""

    organisation = OrganisationField(label="编制组织")
    in_force_from = forms.DateField(label="起用日期", help_text="从这一天起列入公开目录")


def _organisation(text: str, within: tuple[str, ...]) -> Organisation | None:
    try:
        uid = uuid.UUID(text)
    except ValueError:
        return None
    found: Organisation | None = (
        Organisation.objects.filter(below_any("path", within), uid=uid).select_related("kind").first()
    )
    return found
