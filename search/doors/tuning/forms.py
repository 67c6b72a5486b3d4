"""The forms of the search's tuning."""

from typing import Any

from django import forms

from records.kit.forms import WorkForm
from search.doors.tuning.models import Synonym

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
