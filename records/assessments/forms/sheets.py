"""Fill in, hand in, score, add points, settle, correct."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms

from records.assessments import files
from records.assessments.choices import ItemKind
from records.assessments.forms.base import Guarded, ItemForms, LaterPoints, LongField
from records.assessments.models import SchemeItem, Score
from records.assessments.points import PointsFormField, shown
from records.assessments.rules import self_wrong
from records.assessments.services import ReviewScore, SelfScore
from records.assessments.services.common import rule_items


class _ItemForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, item: SchemeItem, **kwargs: Any) -> None:
        self.item = item
        super().__init__(*args, **{**kwargs, "prefix": f"item{item.number}", "label_suffix": ""})


class SelfForm(_ItemForm):
    """自评: points and what there is to say; nothing for an item that takes points off."""

    points = LaterPoints(label="自评分")
    note = LongField(rows=2, label="自评说明", max_length=1000, required=False)

    def __init__(self, *args: Any, item: SchemeItem, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        if item.kind == ItemKind.MINUS:
            self.fields.clear()
            return
        most = shown(item.points)
        plus = item.kind == ItemKind.PLUS
        if plus:
            self.fields["points"] = PointsFormField(required=False)
        self.fields["points"].label = "申报加分" if plus else "自评分"
        self.fields["points"].help_text = f"最多{most}分，没有可不填" if plus else f"0至{most}分"
        self.fields["note"].label = "加分事由" if plus else "自评说明"

    def clean_points(self) -> int | None:
        """Within the item's bound: said at once, together with everything else that is wrong."""
        points: int | None = self.cleaned_data["points"]
        if wrong := self_wrong(rule_items([self.item])[0], points):
            raise forms.ValidationError(wrong)
        return points

    def answer(self) -> SelfScore:
        """What the service takes."""
        return SelfScore(self.cleaned_data["points"], self.cleaned_data["note"])


class ScoreForm(_ItemForm):
    """考评: points, the reason where they are taken off, and what to mend if the sheet goes back."""

    points = LaterPoints(label="考评分")
    remark = LongField(rows=2, label="评分理由", max_length=1000, required=False)
    back = LongField(rows=2, label="这一项要补正什么", max_length=1000, required=False)

    def __init__(self, *args: Any, item: SchemeItem, returning: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, item=item, **kwargs)
        if item.kind != ItemKind.BASE:
            del self.fields["points"], self.fields["remark"]
        else:
            self.fields["points"].help_text = f"0至{shown(item.points)}分"
            self.fields["remark"].help_text = "扣分或与自评不同时必填"
        if not returning or item.kind == ItemKind.MINUS:
            del self.fields["back"]

    def answer(self) -> ReviewScore:
        """What the service takes."""
        return ReviewScore(self.cleaned_data["points"], self.cleaned_data["remark"])


class SelfForms(ItemForms):
    """自评 of every item."""

    def __init__(self, items: Sequence[SchemeItem], scores: dict[int, Score], data: Any = None) -> None:
        made = []
        for item in items:
            score = scores.get(item.pk)
            initial = {"points": score.self_points, "note": score.self_note} if score else {}
            made.append(SelfForm(data, item=item, initial=initial))
        super().__init__(made)

    def answers(self) -> dict[uuid.UUID, SelfScore]:
        """By uid of the item."""
        return {form.item.uid: form.answer() for form in self.forms if isinstance(form, SelfForm) and form.fields}


class ScoreForms(ItemForms):
    """考评 of every item."""

    def __init__(
        self, items: Sequence[SchemeItem], scores: dict[int, Score], data: Any = None, *, returning: bool = True
    ) -> None:
        made = []
        for item in items:
            score = scores.get(item.pk)
            initial = {"points": score.review_points, "remark": score.review_remark} if score else {}
            made.append(ScoreForm(data, item=item, initial=initial, returning=returning))
        super().__init__(made)

    def answers(self) -> dict[uuid.UUID, ReviewScore]:
        """By uid of the item."""
        return {
            form.item.uid: form.answer()
            for form in self.forms
            if isinstance(form, ScoreForm) and "points" in form.fields
        }

    def reasons(self) -> dict[uuid.UUID, str]:
        """What is to be mended, by uid of the item."""
        found = {form.item.uid: form.cleaned_data.get("back", "") for form in self.forms if isinstance(form, ScoreForm)}
        return {uid: text for uid, text in found.items() if text}


class SummaryForm(Guarded):
    """What the organisation says to the whole."""

    summary = LongField(rows=4, label="自评小结", max_length=2000, required=False, help_text="做得好的、不足的、下一步")


class RemarkForm(Guarded):
    """What the reviewer says to the whole."""

    remark = LongField(
        rows=3, label="考核意见", max_length=2000, required=False, help_text="随结果告知被考核组织；退回时写总的要求"
    )


class AssessForm(Guarded):
    """The committee's word."""

    remark = LongField(
        rows=3, label="评定意见", max_length=1000, required=False, help_text="退回重评时必填；例如哪次会议研究决定"
    )


class CorrectForm(Guarded):
    """Why a published result is corrected."""

    reason = LongField(rows=3, label="更正原因", max_length=500, help_text="会留存记录，并告知被考核组织")


class AnyChoice(forms.ChoiceField):
    """A choice among what was offered at that moment; the service looks again."""

    def valid_value(self, value: Any) -> bool:
        """Any: what is offered may have changed since."""
        return True


class EvidenceForm(Guarded):
    """One piece: a record the portal holds, words, or a file."""

    fact = AnyChoice(label="已有记录", required=False, widget=forms.RadioSelect)
    text = LongField(
        rows=4, label="文字说明", max_length=2000, required=False, help_text="写明时间、次数、在哪里可以查到"
    )
    file = forms.FileField(
        label="文件",
        required=False,
        allow_empty_file=True,
        help_text="门户里没有的才需要上传；不要求照片、录像",
        widget=forms.ClearableFileInput(
            {
                "accept": ",".join(f".{each}" for each in files.TYPES),
                "data-max-bytes": files.LARGEST,
                "data-accept-hint": f"{files.WORDS}，不超过{files.LARGEST // 10**6}MB",
            }
        ),
    )
    reason = LongField(rows=2, label="替换原因", max_length=300, help_text="原来的材料仍可查看")

    def __init__(self, *args: Any, offered: Sequence[tuple[str, str]], replacing: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["fact"]
        if offered and isinstance(field, forms.ChoiceField):
            field.choices = [("", "不关联记录"), *offered]
        else:
            del self.fields["fact"]
        if not replacing:
            del self.fields["reason"]

    def piece(self) -> dict[str, Any]:
        """What the services take."""
        values = self.cleaned_data
        kind, _, uid = (values.get("fact") or "").partition(":")
        return {
            "text": values["text"],
            "file": values["file"] or None,
            "fact": (kind, uid) if uid else None,
            "submit_key": self.key,
        }


class AdjustForm(Guarded):
    """Points added or taken off under one item."""

    item = forms.ChoiceField(
        label="加减分项", error_messages={"required": "请选择加减分项。"}, widget=forms.RadioSelect
    )
    points = PointsFormField(label="分数", error_messages={"required": "请填写分数。"})
    matter = forms.CharField(
        label="事项",
        max_length=200,
        help_text="例如：获县级先进基层党组织",
        error_messages={"required": "请填写事项。"},
    )
    reason = LongField(rows=3, label="理由和依据", max_length=1000, help_text="文件名称、文号或核实情况")

    def __init__(self, *args: Any, items: Sequence[SchemeItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["item"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (
                    str(item.uid),
                    f"{'加' if item.kind == ItemKind.PLUS else '减'}　第{item.number}项　{item.content}，最多{shown(item.points)}分",
                )
                for item in items
            ]
