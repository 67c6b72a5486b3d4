"""Review, decide, sign, execute, reverse, settle, budgets: one small form each."""

from collections.abc import Sequence
from typing import Any

from django import forms

from records.funds import files
from records.funds.choices import Source
from records.funds.forms.fields import CountField, DateField, Guarded, LongField, TextField, messages_of
from records.funds.models import Decision, Item, ItemReview, SignOff
from records.funds.services import ItemDecision, ItemOpinion, Signature
from records.kit.models import local_today
from records.kit.money import MoneyFormField, yuan


class ItemForm(forms.Form):
    """What is said to one item."""

    outcome: forms.ChoiceField
    refusing = ""

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        self.item = item
        super().__init__(*args, **{**kwargs, "prefix": f"item{item.number}"})


class OpinionForm(ItemForm):
    """通过 or 退回."""

    refusing = ItemReview.Outcome.RETURN.value
    outcome = forms.ChoiceField(
        label="意见",
        choices=ItemReview.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择通过或退回。"},
    )
    remark = LongField(label="退回理由（申报人可见）", max_length=1000, required=False)

    def answer(self) -> ItemOpinion:
        """What the service takes."""
        return ItemOpinion(self.cleaned_data["outcome"], self.cleaned_data["remark"])


class DecisionForm(ItemForm):
    """同意 so much, or 不同意 and why."""

    refusing = Decision.Outcome.REFUSE.value
    outcome = forms.ChoiceField(
        label="决定",
        choices=Decision.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或不同意。"},
    )
    agreed = MoneyFormField(label="同意金额", required=False)
    reason = LongField(label="理由或说明（告知申报人）", rows=2, max_length=1000, required=False)
    votes_for = CountField(label="赞成", required=False, max_value=1000)
    votes_against = CountField(label="反对", required=False, max_value=1000)
    votes_abstaining = CountField(label="弃权", required=False, max_value=1000)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, item=item, initial={"agreed": item.amount}, **kwargs)

    def answer(self) -> ItemDecision:
        """What the service takes."""
        return ItemDecision(**self.cleaned_data)


class SignatureForm(ItemForm):
    """同意 or 不同意 and why."""

    refusing = SignOff.Outcome.REJECT.value
    outcome = forms.ChoiceField(
        label="签署意见",
        choices=SignOff.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择同意或不同意。"},
    )
    reason = LongField(label="不同意的理由（告知申报人）", max_length=1000, required=False)

    def answer(self) -> Signature:
        """What the service takes."""
        return Signature(self.cleaned_data["outcome"], self.cleaned_data["reason"])


class ItemForms:
    """The forms of all items of one page; to the templates a formset."""

    def __init__(self, kind: type[ItemForm], items: Sequence[Item], data: Any = None) -> None:
        self.forms = [kind(data, item=item) for item in items]
        self.is_bound = data is not None
        self.management_form = ""

    def is_valid(self) -> bool:
        """Whether each is."""
        return all(form.is_valid() for form in self.forms)

    def non_form_errors(self) -> list[str]:
        """None: what is about the whole stands at the form below."""
        return []

    def answers(self) -> dict[Any, Any]:
        """Answer of each item by its uid; those that say nothing readable are left out."""
        return {
            form.item.uid: form.answer()  # type: ignore[attr-defined]
            for form in self.forms
            if form.is_valid()
        }

    def show(self, error: Any) -> dict[str, list[str]]:
        """Put what a service found at its item; returns the rest."""
        rest: dict[str, list[str]] = {}
        for name, messages in messages_of(error).items():
            place, _, field = name.partition("].")
            number = place.removeprefix("items[")
            if place != name and number.isdecimal() and int(number) < len(self.forms):
                form = self.forms[int(number)]
                form.add_error(field if field in form.fields else None, messages)
            else:
                rest.setdefault(name, []).extend(messages)
        return rest


class ReviewForm(Guarded):
    """What the section says of the whole."""

    remark = LongField(label="总的意见", max_length=2000, required=False, help_text="退回整份申请时必填，申报人可见")


class MeetingForm(Guarded):
    """The meeting that decided."""

    meeting = TextField(label="会议名称", max_length=120, help_text="例如：镇党委会议")
    held_on = DateField(label="会议日期")
    due = CountField(label="应到人数", min_value=1)
    present = CountField(label="实到人数", min_value=1)
    remark = LongField(label="会议意见", rows=2, max_length=2000, required=False)


class SignForm(Guarded):
    """Nothing but the guard."""


class ReasonForm(Guarded):
    """Why."""

    reason = LongField(label="原因", max_length=1000)


class ReversalForm(ReasonForm):
    """Why, and on which day."""

    executed_on = DateField(label="冲正日期")


class ClosingForm(Guarded):
    """The summary of what was done."""

    closing = LongField(
        label="结项总结",
        rows=6,
        max_length=4000,
        help_text="实际开展的时间、地点、人数、内容和效果；未用完的金额随结项释放",
    )


class ExecutionForm(Guarded):
    """A payment with its voucher."""

    item = forms.ChoiceField(label="事项", widget=forms.RadioSelect, error_messages={"required": "请选择事项。"})
    amount = MoneyFormField(label="金额", error_messages={"required": "请填写金额。"})
    executed_on = DateField(label="执行日期", help_text="付款或报销的日期")
    payee = TextField(label="收款方", max_length=120, help_text="与凭证一致")
    voucher_number = TextField(label="凭证号", max_length=60, help_text="发票号码或收据编号")
    voucher_file = forms.FileField(
        label="凭证文件",
        allow_empty_file=True,
        error_messages={"required": f"请选择凭证文件（{files.WORDS}）。"},
        widget=forms.ClearableFileInput(
            {
                "accept": ",".join(f".{each}" for each in files.TYPES) + ",.jpeg",
                "data-max-bytes": files.LARGEST,
                "data-accept-hint": f"{files.WORDS}，不超过{files.LARGEST // 10**6}MB",
            }
        ),
    )
    note = LongField(label="说明", rows=2, max_length=500, required=False)

    def __init__(self, *args: Any, items: Sequence[Any], **kwargs: Any) -> None:
        initial = {"executed_on": local_today(), **(kwargs.pop("initial", None) or {})}
        if len(items) == 1:
            initial.setdefault("item", str(items[0].uid))
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["item"].choices = [  # type: ignore[attr-defined]
            (str(item.uid), f"第{item.number}项　{item.description}，余{yuan(item.left, grouped=True)}元")
            for item in items
        ]


class BudgetForm(Guarded):
    """An allotment, an addition or a cut."""

    organisation = TextField(label="组织", max_length=100, help_text="名称或组织代码")
    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    source = forms.ChoiceField(label="列支渠道", choices=Source.choices)
    amount = MoneyFormField(label="金额", minimum=None, help_text="调减填负数")
    document = TextField(label="文号或依据", max_length=120, required=False)
    reason = TextField(label="说明", max_length=200, help_text="例如：年初下达")
