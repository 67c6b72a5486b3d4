"""The forms of the search's tuning. Names, lengths and choices of their fields are the models', the rules the services'."""

from typing import Any, ClassVar

from django import forms

from records.kit.forms import WorkForm
from search.doors.tuning.bets import MOST_UP
from search.doors.tuning.judged_models import JudgedQuestion
from search.doors.tuning.models import Bet, Synonym, Tuned
from search.doors.tuning.synonyms import MOST_TYPED
from search.index.normalise import normalise_question
from search.index.questions import MOST_VARIANTS

QUIET = {"autocomplete": "off"}


def of(model: type[Tuned], name: str, **more: Any) -> Any:
    """A field as its model has it."""
    found: Any = model._meta.get_field(name)
    return found.formfield(**more)


class ConfirmForm(WorkForm):
    """A form with a box that is shown only when something should be looked at again before it is saved."""

    confirm = forms.BooleanField(label="已经看过，仍要保存", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.is_bound and self.data.get("confirm")):
            self.fields["confirm"].widget = forms.HiddenInput()

    def add_error(self, field: str | None, error: Any) -> None:
        """Doubts bring the box to light."""
        if field == "confirm":
            self.fields["confirm"].widget = forms.CheckboxInput()
        super().add_error(field, error)


class KeptForm(WorkForm):
    """What everything that is tuned has: why, and whether it is in use."""

    note = of(Synonym, "note")  # the same of all of them
    active = of(Synonym, "active", required=False)


class FindingForm(KeptForm):
    """A form in which entries are looked for by `find` and chosen from what is offered."""

    choosing: ClassVar[tuple[str, ...]] = ()  # the fields in which they are chosen

    find = forms.CharField(
        label="查找条目",
        max_length=100,
        required=False,
        help_text="写标题里的词，按“查找条目”，再在下面选",
        widget=forms.TextInput(QUIET),
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.choosing:
            field: Any = self.fields[name]
            field.choices = offered
            if not offered:
                field.widget = field.hidden_widget()
            field.error_messages["invalid_choice"] = "请从查到的结果里选一条。"


class TunedFilter(WorkForm):
    """Which rows of a list: those that hold a word, those in use."""

    q = forms.CharField(label="搜索词", required=False, max_length=60, widget=forms.TextInput(QUIET))
    active = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("1", "启用"), ("0", "停用")], initial=""
    )

    def word(self) -> str:
        """The word asked for, as words are kept."""
        return normalise_question(self.cleaned_data.get("q", "")) if self.is_valid() else ""

    def narrowed(self, rows: Any, field: str) -> Any:
        """The rows whose `field` holds the word and whose state was chosen."""
        if word := self.word():
            rows = rows.filter(**{f"{field}__icontains": word})
        if active := self.cleaned_data.get("active"):
            rows = rows.filter(active=active == "1")
        return rows

    @property
    def narrows(self) -> bool:
        """Whether anything is filtered."""
        return bool(self.word() or self.cleaned_data.get("active"))


class SynonymForm(KeptForm, ConfirmForm):
    """A rule as staff write it."""

    words = forms.CharField(
        label="词语",
        max_length=MOST_TYPED,
        help_text="人们搜索时写的词，用顿号或空格隔开",
        widget=forms.TextInput(QUIET),
    )
    direction = of(Synonym, "direction", widget=forms.RadioSelect)
    instead = forms.CharField(
        label="也找",
        max_length=MOST_TYPED,
        required=False,
        help_text=f"页面和文件里的说法，最多{MOST_VARIANTS}个；只有单向的要填",
        widget=forms.TextInput(QUIET),
    )
    note = of(Synonym, "note", help_text="为什么加，以后的人看得懂")
    tried = forms.CharField(
        label="用哪句话试",
        max_length=60,
        required=False,
        help_text="只用于看效果，不保存；不填就用含这些词的常用搜索和评判题",
        widget=forms.TextInput(QUIET),
    )
    fieldsets = (("", ["words", "direction", "instead", "note", "active", "confirm"]), ("先看效果", ["tried"]))

    def state(self) -> dict[str, Any]:
        """What is to be kept."""
        given = self.cleaned_data
        return {
            "words": [given["words"]],
            "direction": given["direction"],
            "instead": [given["instead"]] if given["instead"] else [],
            "active": given["active"],
            "note": given["note"],
        }


class SynonymFilter(TunedFilter):
    """Which rules."""

    q = forms.CharField(label="词语", required=False, max_length=60, widget=forms.TextInput(QUIET))


class BetForm(FindingForm):
    """A bet as staff write it; `entry` is the one chosen."""

    choosing = ("entry",)

    question = of(Bet, "question", widget=forms.TextInput(QUIET))
    match = of(Bet, "match", widget=forms.RadioSelect)
    effect = of(Bet, "effect", widget=forms.RadioSelect)
    entry = forms.ChoiceField(
        label="条目",
        required=False,
        widget=forms.RadioSelect,
        help_text="只有本来就能看到这一条的人才会看到",
    )
    place = forms.TypedChoiceField(
        label="次序",
        coerce=int,
        choices=[(number, f"第{number}") for number in range(1, MOST_UP + 1)],
        initial=1,
        help_text="同一搜索词推荐几条时",
    )
    starts_on = of(Bet, "starts_on", widget=forms.DateInput({"placeholder": "2026-07-01"}))
    ends_on = of(Bet, "ends_on", help_text="都不填就一直有效", widget=forms.DateInput({"placeholder": "2026-07-31"}))
    fieldsets = (
        ("什么时候", ["question", "match", "starts_on", "ends_on"]),
        ("哪一条", ["find", "entry"]),
        ("怎样", ["effect", "place", "note", "active"]),
    )

    def state(self) -> dict[str, Any]:
        """What is to be kept."""
        given = {name: self.cleaned_data[name] for name in Bet.kept if name in self.cleaned_data}
        kind, _, uid = self.cleaned_data["entry"].partition(":")
        return {**given, "entry_kind": kind, "entry_uid": uid}


class JudgedForm(FindingForm):
    """A judged question as staff write it; `best` and `also` are those chosen."""

    choosing = ("best", "also")

    text = of(JudgedQuestion, "text", widget=forms.TextInput(QUIET))
    reader = of(JudgedQuestion, "reader", widget=forms.RadioSelect)
    best = forms.MultipleChoiceField(label="最合适的", required=False, widget=forms.CheckboxSelectMultiple)
    also = forms.MultipleChoiceField(label="也合适的", required=False, widget=forms.CheckboxSelectMultiple)
    fieldsets = (("怎么问", ["text", "reader"]), ("该找到哪些", ["find", "best", "also"]), ("", ["note", "active"]))

    def state(self) -> dict[str, Any]:
        """What is to be kept."""
        return {name: self.cleaned_data[name] for name in JudgedQuestion.kept}
