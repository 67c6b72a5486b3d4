"""The forms of the search's tuning."""

from typing import Any

from django import forms

from records.kit.forms import WorkForm
from search.doors.tuning.judged_models import JudgedQuestion
from search.doors.tuning.models import Bet, Synonym

QUIET = {"autocomplete": "off"}


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


class SynonymForm(ConfirmForm):
    """A rule as staff write it."""

    words = forms.CharField(
        label="词语", max_length=300, help_text="人们搜索时写的词，用顿号或空格隔开", widget=forms.TextInput(QUIET)
    )
    direction = forms.ChoiceField(
        label="方向", choices=Synonym.Direction.choices, initial=Synonym.Direction.ONE_WAY, widget=forms.RadioSelect
    )
    instead = forms.CharField(
        label="也找",
        max_length=200,
        required=False,
        help_text="页面和文件里的说法，最多三个；只有单向的要填",
        widget=forms.TextInput(QUIET),
    )
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="为什么加，以后的人看得懂")
    active = forms.BooleanField(label="启用", required=False, initial=True)
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


class SynonymFilter(WorkForm):
    """Which rules."""

    q = forms.CharField(label="词语", required=False, max_length=60, widget=forms.TextInput(QUIET))
    active = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("1", "启用"), ("0", "停用")], initial=""
    )


class BetForm(WorkForm):
    """A bet as staff write it; `find` looks for the entry, `entry` is the one chosen."""

    question = forms.CharField(label="搜索词", max_length=60, widget=forms.TextInput(QUIET))
    match = forms.ChoiceField(
        label="怎样算符合", choices=Bet.Match.choices, initial=Bet.Match.EXACT, widget=forms.RadioSelect
    )
    effect = forms.ChoiceField(
        label="作用", choices=Bet.Effect.choices, initial=Bet.Effect.UP, widget=forms.RadioSelect
    )
    find = forms.CharField(
        label="查找条目",
        max_length=100,
        required=False,
        help_text="写标题里的词，按“查找条目”，再在下面选一条",
        widget=forms.TextInput(QUIET),
    )
    entry = forms.ChoiceField(
        label="条目",
        required=False,
        widget=forms.RadioSelect,
        help_text="只有本来就能看到这一条的人才会看到",
    )
    place = forms.TypedChoiceField(
        label="次序",
        coerce=int,
        choices=[(1, "第一"), (2, "第二"), (3, "第三")],
        initial=1,
        help_text="同一搜索词推荐几条时",
    )
    starts_on = forms.DateField(label="起", required=False, widget=forms.DateInput({"placeholder": "2026-07-01"}))
    ends_on = forms.DateField(
        label="止", required=False, help_text="都不填就一直有效", widget=forms.DateInput({"placeholder": "2026-07-31"})
    )
    note = forms.CharField(label="说明", max_length=200, required=False)
    active = forms.BooleanField(label="启用", required=False, initial=True)
    fieldsets = (
        ("什么时候", ["question", "match", "starts_on", "ends_on"]),
        ("哪一条", ["find", "entry"]),
        ("怎样", ["effect", "place", "note", "active"]),
    )

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        entry: Any = self.fields["entry"]
        entry.choices = offered
        if not offered:
            entry.widget = forms.HiddenInput()
        entry.error_messages["invalid_choice"] = "请从查到的结果里选一条。"

    def state(self) -> dict[str, Any]:
        """What is to be kept."""
        given = {name: self.cleaned_data[name] for name in Bet.kept if name in self.cleaned_data}
        kind, _, uid = self.cleaned_data["entry"].partition(":")
        return {**given, "entry_kind": kind, "entry_uid": uid}


class BetFilter(WorkForm):
    """Which bets."""

    q = forms.CharField(label="搜索词", required=False, max_length=60, widget=forms.TextInput(QUIET))
    active = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), ("1", "启用"), ("0", "停用")], initial=""
    )


class JudgedForm(WorkForm):
    """A judged question as staff write it; `find` looks for entries, `best` and `also` are those chosen."""

    text = forms.CharField(label="问题", max_length=100, widget=forms.TextInput(QUIET))
    reader = forms.ChoiceField(
        label="谁来问",
        choices=JudgedQuestion.Reader.choices,
        initial=JudgedQuestion.Reader.PUBLIC,
        widget=forms.RadioSelect,
    )
    find = forms.CharField(
        label="查找条目",
        max_length=100,
        required=False,
        help_text="写标题里的词，按“查找条目”，再在下面勾选",
        widget=forms.TextInput(QUIET),
    )
    best = forms.MultipleChoiceField(label="最合适的", required=False, widget=forms.CheckboxSelectMultiple)
    also = forms.MultipleChoiceField(label="也合适的", required=False, widget=forms.CheckboxSelectMultiple)
    note = forms.CharField(label="说明", max_length=200, required=False)
    active = forms.BooleanField(label="启用", required=False, initial=True)
    fieldsets = (("怎么问", ["text", "reader"]), ("该找到哪些", ["find", "best", "also"]), ("", ["note", "active"]))

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("best", "also"):
            field: Any = self.fields[name]
            field.choices = offered
            if not offered:
                field.widget = forms.MultipleHiddenInput()
            field.error_messages["invalid_choice"] = "请从查到的结果里选。"

    def state(self) -> dict[str, Any]:
        """What is to be kept."""
        return {name: self.cleaned_data[name] for name in JudgedQuestion.kept}
