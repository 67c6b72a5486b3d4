"""What the forms share."""

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LONG = {"rows": 3}


class DateField(forms.DateField):
    """A day; the browser's own picker."""

    widget = forms.DateInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            error_messages={
                "invalid": "日期不正确，请写成 2026-11-20 这样的日期。",
                "required": "请填写日期。",
                **kwargs.pop("error_messages", {}),
            },
            **kwargs,
        )


class CountField(forms.IntegerField):
    """How many people or pieces."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            min_value=kwargs.pop("min_value", 0),
            max_value=kwargs.pop("max_value", 1_000_000),
            error_messages={"invalid": "请填写整数。", "min_value": "不能小于0。", "max_value": "数目过大，请核对。"},
            **kwargs,
        )


class TextField(forms.CharField):
    """One line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("error_messages", {"required": "请填写这一项。"})
        super().__init__(**kwargs)


class LongField(TextField):
    """Several lines."""

    widget = forms.Textarea

    def __init__(self, rows: int = 3, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea({"rows": rows}), **kwargs)


class _Later:
    """Wanted when it is filed, so not called optional; a draft may leave it empty."""

    def clean(self, value: Any) -> Any:
        """As usual, but an empty value is none to complain of."""
        self.required = False
        try:
            return super().clean(value)  # type: ignore[misc]
        finally:
            self.required = True


class LaterText(_Later, TextField):
    """One line, wanted when it is filed."""


class LaterLong(_Later, LongField):
    """Several lines, wanted when it is filed."""


class LaterDate(_Later, DateField):
    """A day, wanted when it is filed."""


class LaterCount(_Later, CountField):
    """A number, wanted when it is filed."""


class LaterChoice(_Later, forms.ChoiceField):
    """One of several, wanted when it is filed."""


class Guarded(forms.Form):
    """A form that carries the key against sending twice and the version it was opened with."""

    use_required_attribute = False  # the browser would hold back a draft that may well be kept

    submit_key = forms.CharField(required=False, widget=forms.HiddenInput, max_length=80)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, version: int | None = None, **kwargs: Any) -> None:
        initial = {"submit_key": str(uuid.uuid4()), "version": version, **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, **{**kwargs, "initial": initial})

    @property
    def key(self) -> str:
        """The key as sent."""
        return str(self.cleaned_data.get("submit_key") or "")

    @property
    def expected_version(self) -> int | None:
        """The version as sent."""
        return self.cleaned_data.get("version")


def show_errors(form: forms.Form, error: ValidationError, renamed: dict[str, str] | None = None) -> None:
    """Put what a service found at its field, the rest on top."""
    for name, messages in messages_of(error).items():
        field = (renamed or {}).get(name, name)
        form.add_error(field if field in form.fields else None, messages)


def messages_of(error: ValidationError) -> dict[str, list[str]]:
    """Field → messages; "" for what is about the whole."""
    if hasattr(error, "error_dict"):
        return {("" if name == "__all__" else name): messages for name, messages in error.message_dict.items()}
    return {"": list(error.messages)}
