"""Form fields of pages."""

from typing import Any

from django import forms


class SignInNameField(forms.ModelChoiceField):
    """An account, typed as its sign-in name."""

    widget = forms.TextInput
    default_error_messages = {"invalid_choice": "没有这个登录名，请核对。"}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="username", **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Show the name for the number that a bound row holds."""
        if isinstance(value, int) and self.queryset is not None:
            return self.queryset.filter(pk=value).values_list("username", flat=True).first() or ""
        return super().prepare_value(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare names with names."""
        return str(self.prepare_value(initial) or "") != str(data or "")
