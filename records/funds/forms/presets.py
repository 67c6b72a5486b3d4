"""What a place sets by itself: one small form each."""

from typing import Any

from django import forms

from records.funds.choices import Signer, Source
from records.funds.services.presets import words_of
from records.kit.forms import WorkForm
from records.kit.money import MoneyFormField
from records.organisations.forms import OrganisationField


class CategoryForm(WorkForm):
    """支出类别."""

    name = forms.CharField(label="名称", max_length=40)
    code = forms.SlugField(
        label="代码",
        max_length=40,
        help_text="小写字母、数字和连字符，用于接口和导出；登记后不变。",
        error_messages={"invalid": "代码只能用字母、数字、下划线和连字符，例如 party-day。"},
    )
    sources = forms.MultipleChoiceField(
        label="可列支的渠道",
        required=False,
        choices=Source.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="一个都不选为不限。",
    )
    basis = forms.CharField(label="依据", max_length=300, required=False)
    examples = forms.CharField(label="举例", max_length=300, required=False)
    sort_order = forms.IntegerField(label="排序", min_value=0, max_value=30_000, initial=100)
    is_active = forms.BooleanField(label="可选用", required=False, initial=True)
    reason = forms.CharField(label="修改事由", max_length=200, required=False, help_text="记入日志。")

    def __init__(self, *args: Any, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_new:
            del self.fields["code"]


class ProhibitionForm(WorkForm):
    """不得列支事项."""

    name = forms.CharField(label="事项", max_length=60)
    words = forms.CharField(
        label="词语",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="用顿号、空格或换行隔开；事项说明中出现任一词语即提示，由人判断。",
    )
    basis = forms.CharField(label="依据", max_length=300, required=False)
    is_active = forms.BooleanField(label="启用", required=False, initial=True)
    reason = forms.CharField(label="修改事由", max_length=200, required=False, help_text="记入日志。")

    def clean_words(self) -> list[str]:
        """One by one."""
        return words_of(self.cleaned_data["words"])


class SigningRuleForm(WorkForm):
    """签署设置."""

    organisation = OrganisationField(label="审议组织")
    signer = forms.ChoiceField(label="签署人", choices=Signer.choices)
    title = forms.CharField(label="签署栏名称", max_length=40, help_text="例如：组织部门意见。")
    position = forms.IntegerField(label="顺序", min_value=1, max_value=20, initial=1)
    source = forms.ChoiceField(label="列支渠道", required=False, choices=[("", "各渠道"), *Source.choices])
    from_amount = MoneyFormField(
        label="单项金额达到", required=False, help_text="该项同意金额达到此数才需此人签署；不填为每一项。"
    )
    valid_from = forms.DateField(label="起日", help_text="这一天起作出的决定按此签署。")
    reason = forms.CharField(label="修改事由", max_length=200, required=False, help_text="记入日志。")

    def clean_from_amount(self) -> int:
        """Nothing typed is every item."""
        return int(self.cleaned_data["from_amount"] or 0)


class EndSigningForm(WorkForm):
    """终止."""

    valid_to = forms.DateField(label="终止日", help_text="这一天起作出的决定不再要求此项签署。")
    reason = forms.CharField(label="修改事由", max_length=200, required=False, help_text="记入日志。")
