"""What the forms share: the version they were opened with, the key against sending twice, one form for each item."""

import re
import uuid
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from records.assessments.points import PointsFormField
from records.kit.errors import Conflict, Refused
from records.kit.forms import WorkForm

Result = TypeVar("Result")
_PLACE = re.compile(r"items\[(\d+)\]\.(\w+)")


class Guarded(WorkForm):
    """A form that carries the key against sending twice and the version it was opened with."""

    use_required_attribute = False  # the browser would hold back what may well be kept half filled in

    submit_key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        initial = {"submit_key": str(uuid.uuid4()), "version": version, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **{**kwargs, "initial": initial})

    @property
    def key(self) -> uuid.UUID | None:
        """The key as sent."""
        return self.cleaned_data.get("submit_key")

    @property
    def expected_version(self) -> int | None:
        """The version as sent."""
        return self.cleaned_data.get("version")


class LongField(forms.CharField):
    """Several lines."""

    def __init__(self, rows: int = 3, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "请填写这一项。"})
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)


class Later:
    """Wanted in the end, so not called optional; what is kept half filled in may leave it empty. For fields."""

    def clean(self, value: Any) -> Any:
        """As usual, but an empty value is none to complain of."""
        self.required = False
        try:
            return super().clean(value)  # type: ignore[misc]
        finally:
            self.required = True


class LaterText(Later, forms.CharField):
    """One line, wanted in the end."""


class LaterChoice(Later, forms.ChoiceField):
    """One of several; a line nobody touched names none."""


class LaterPoints(Later, PointsFormField):
    """Points, wanted in the end."""


class ReasonForm(Guarded):
    """Why."""

    reason = LongField(label="原因", max_length=1000)


class ItemForms:
    """The forms of all items of a sheet, in order; to the templates a formset."""

    management_form = ""

    def __init__(self, made: Sequence[forms.Form]) -> None:
        self.forms = list(made)
        self.is_bound = any(form.is_bound for form in self.forms)

    def is_valid(self) -> bool:
        """Whether each is; all of them are asked, so that every mistake is shown at once."""
        return False not in [form.is_valid() for form in self.forms]

    def non_form_errors(self) -> list[str]:
        """None: what is about the whole stands at the form itself."""
        return []

    def total_error_count(self) -> int:
        """How many mistakes there are."""
        return sum(len(form.errors) for form in self.forms)

    def show(self, error: ValidationError) -> ValidationError | None:
        """Put what a service found at its item; returns the rest, None when nothing is left."""
        if not hasattr(error, "error_dict"):
            return error
        rest: dict[str, list[str]] = {}
        for name, messages in error.message_dict.items():
            place = _PLACE.fullmatch(name)
            if place and int(place[1]) < len(self.forms):
                form = self.forms[int(place[1])]
                form.add_error(place[2] if place[2] in form.fields else None, messages)
            else:
                rest[name] = messages
        return ValidationError(rest) if rest else None


def attempt(form: forms.Form, lines: Any, act: Callable[[], Result]) -> Result | None:
    """Do a write; what was entered wrongly, or came too late, is shown on the form it came from. None when it was not done."""
    try:
        return act()
    except ValidationError as error:
        rest = lines.show(error) if lines is not None else error
        if rest is not None:
            _add(form, rest)
    except (Conflict, Refused) as refusal:
        form.add_error(None, refusal.message)
    return None


def _add(form: forms.Form, error: ValidationError) -> None:
    if not hasattr(error, "error_dict"):
        form.add_error(None, error.messages)
        return
    for name, messages in error.message_dict.items():
        form.add_error(name if name in form.fields else None, messages)
