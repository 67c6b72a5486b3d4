"""Forms of learning: what people type, read by the rules; services decide."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from records.learning import rules
from records.learning.models import QuestionKind
from records.learning.models.hours import OFFLINE_FORMS
from records.learning.services import QuestionDraft


class OneAnswer(forms.ChoiceField):
    """Asked for, but may stay open while the attempt is only saved: handing in is where the service insists."""

    def validate(self, value: Any) -> None:
        """Only a choice that isn't there is wrong."""
        if value:
            super().validate(value)


class SeveralAnswers(forms.MultipleChoiceField):
    """As OneAnswer, with several choices."""

    def validate(self, value: Any) -> None:
        """Only a choice that isn't there is wrong."""
        if value:
            super().validate(value)


class AttemptForm(forms.Form):
    """The questions of one attempt. Values are positions in this attempt's own order: nothing tells what is right."""

    def __init__(self, questions: list[rules.FrozenQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for number, question in enumerate(questions, 1):
            choices = [(str(place), text) for place, text in enumerate(question.choices)]
            label = f"{number}. {question.text}"
            field: forms.ChoiceField
            if question.kind == QuestionKind.MULTIPLE:
                field = SeveralAnswers(
                    label=label,
                    choices=choices,
                    widget=forms.CheckboxSelectMultiple,
                    help_text="多选，全部选对才算对",
                    error_messages={"invalid_choice": "这个选项不存在，请刷新页面后重选。"},
                )
            else:
                field = OneAnswer(
                    label=label,
                    choices=choices,
                    widget=forms.RadioSelect,
                    error_messages={"invalid_choice": "这个选项不存在，请刷新页面后重选。"},
                )
            self.fields[f"q{number}"] = field

    @classmethod
    def initial_of(cls, questions: list[rules.FrozenQuestion], answers: dict[str, list[int]]) -> dict[str, Any]:
        """What was answered before, as the form shows it."""
        found: dict[str, Any] = {}
        for number, question in enumerate(questions, 1):
            given = [str(place) for place in answers.get(question.uid, [])]
            found[f"q{number}"] = given if question.kind == QuestionKind.MULTIPLE else (given[0] if given else "")
        return found

    def answers(self) -> dict[str, list[int]]:
        """Question's uid → positions taken."""
        found: dict[str, list[int]] = {}
        for number, question in enumerate(self.questions, 1):
            value = self.cleaned_data.get(f"q{number}")
            given = value if isinstance(value, list) else [value] if value else []
            found[question.uid] = [int(place) for place in given]
        return found

    def mark_unanswered(self, numbers: tuple[int, ...]) -> None:
        """Say at each question that it waits for an answer."""
        for number in numbers:
            self.add_error(f"q{number}", "这一题还没有作答。")


class HoursField(forms.CharField):
    """Hours as people write them; yields hundredths."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "data-unit": "学时", "autocomplete": "off"})

    def to_python(self, value: Any) -> Any:
        """Hundredths, None for an empty field."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return rules.read_hours(text)
        except ValueError as error:
            raise ValidationError(str(error)) from None


class StudyForm(forms.Form):
    """登记集中学习."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    form = forms.ChoiceField(label="形式", choices=OFFLINE_FORMS, widget=forms.RadioSelect)
    title = forms.CharField(label="学习内容", max_length=200, help_text="例如：学习《党支部工作条例》第四章")
    held_on = forms.DateField(label="日期", widget=forms.DateInput)
    length = forms.ChoiceField(
        label="时长",
        choices=[("full", "全天"), ("half", "半天"), ("hours", "按小时")],
        widget=forms.RadioSelect,
        help_text="全天折算8学时，半天4学时，其余每小时1学时；多天的请分天登记",
    )
    hours = HoursField(label="小时数", required=False, help_text="选“按小时”时填写，例如1.5")
    evidence = forms.CharField(
        label="依据",
        max_length=300,
        help_text="会议记录、签到册或通知的名称和编号；不需要照片",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    members = forms.MultipleChoiceField(
        label="参加人员",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选参加学习的党员。", "invalid_choice": "名单已有变动，请刷新后重选。"},
    )

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = people  # type: ignore[attr-defined]
        self.fieldsets = [
            ("学习情况", ["key", "form", "title", "held_on", "length", "hours", "evidence"]),
            ("参加人员", ["members"]),
        ]
        if not self.is_bound:
            self.initial.setdefault("key", uuid.uuid4())
            self.initial.setdefault("held_on", timezone.localdate())
            self.initial.setdefault("form", "study")
            self.initial.setdefault("length", "half")

    def clean(self) -> dict[str, Any]:
        """Hours are asked for where they can't be known."""
        data = super().clean() or {}
        if data.get("length") == "hours" and data.get("hours") is None and "hours" not in self.errors:
            self.add_error("hours", "请填写小时数，例如1.5。")
        return data


class AddPeopleForm(forms.Form):
    """补登人员."""

    members = forms.MultipleChoiceField(
        label="补登人员",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要补登的党员。", "invalid_choice": "名单已有变动，请刷新后重选。"},
    )

    def __init__(self, people: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = people  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why an entry is reversed."""

    reason = forms.CharField(label="事由", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


class QuizForm(forms.Form):
    """How a quiz is taken."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    attempts_per_day = forms.IntegerField(
        label="每天最多作答次数", min_value=0, max_value=50, initial=3, help_text="0为不限；用完后第二天可再答"
    )
    draw = forms.IntegerField(label="每次抽取题数", min_value=0, max_value=200, initial=0, help_text="0为全部题目")
    shuffle = forms.BooleanField(label="打乱选项次序", required=False, initial=True)


class QuestionForm(forms.Form):
    """One question as a line of the editor."""

    lineage = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(label="题型", choices=QuestionKind.choices, initial=QuestionKind.SINGLE)
    text = forms.CharField(
        label="题目",
        widget=forms.Textarea(attrs={"rows": 2, "data-wide": ""}),
        error_messages={"required": "请填写题目。"},
    )
    choices = forms.CharField(
        label="选项",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4, "data-wide": ""}),
        help_text="每行一个；判断题不填",
    )
    answer = forms.CharField(
        label="答案",
        max_length=40,
        help_text="填字母，多选连写，例如AC；判断题填正确或错误",
        error_messages={"required": "请指出正确答案。"},
    )
    explanation = forms.CharField(
        label="解析", required=False, widget=forms.Textarea(attrs={"rows": 2, "data-wide": ""}), help_text="合格后显示"
    )

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed in this line."""
        data = getattr(self, "cleaned_data", {})
        return not any(data.get(name) for name in ("text", "choices", "answer", "explanation"))

    def clean(self) -> dict[str, Any]:
        """Read the answer by the choices; errors stand at the field."""
        data = super().clean() or {}
        if self.is_empty:
            return data
        true_false = data.get("kind") == QuestionKind.TRUE_FALSE
        lines = [line.strip() for line in data.get("choices", "").splitlines() if line.strip()]
        choices = rules.TRUE_FALSE if true_false else tuple(lines)
        answer: tuple[int, ...] = ()
        try:
            answer = rules.read_answer(data.get("answer", ""), choices) if data.get("answer") else ()
        except ValueError as error:
            self.add_error("answer", str(error))
            return data
        for error_text in rules.question_errors(
            kind=data.get("kind", ""), text=data.get("text", ""), choices=choices, answer=answer
        ):
            name = "text" if "题目" in error_text else "answer" if "答案" in error_text else "choices"
            if name not in self.errors:
                self.add_error(name, error_text)
        data["draft"] = QuestionDraft(
            kind=data.get("kind", ""),
            text=data.get("text", ""),
            choices=choices,
            answer=answer,
            explanation=data.get("explanation", ""),
            lineage=data.get("lineage"),
        )
        return data


QuestionFormSet = forms.formset_factory(QuestionForm, extra=3, can_delete=True, max_num=200, absolute_max=220)
