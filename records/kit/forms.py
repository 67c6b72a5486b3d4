"""What task screens share: what a service refuses stands at its field, and nothing typed is lost."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError

from records.kit.errors import Conflict, Refused

Result = TypeVar("Result")


def attempt(form: forms.BaseForm, act: Callable[[], Result]) -> Result | None:
    """Call a service with what the form holds; None when it refused, with its reasons in the form.

    NotVisible passes: what is not there is 404, also halfway through.
    """
    try:
        return act()
    except ValidationError as error:
        add_errors(form, error)
    except (Conflict, Refused) as error:
        form.add_error(None, error.message)
    return None


def add_errors(form: forms.BaseForm, error: ValidationError) -> None:
    """Put each message at its field; at the top what belongs to no field of this form, with the field's name."""
    if not hasattr(error, "error_dict"):
        for message in error.messages:
            form.add_error(None, message)
        return
    for name, messages in error.message_dict.items():
        for message in messages:
            form.add_error(name if name in form.fields else None, message)


class WorkForm(forms.Form):
    """Base of the workbench's forms; `fieldsets` is [(legend, [names])], read by the theme."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.error_messages["invalid"] = "请填写日期，例如2019-02-03。"
            if field.error_messages["required"] == forms.Field.default_error_messages["required"]:
                act = "选择" if isinstance(field, forms.ChoiceField) else "填写"
                field.error_messages["required"] = f"请{act}{field.label or '这一项'}。"


class ReasonForm(WorkForm):
    """A look at something sensitive: which field, and why."""

    field = forms.ChoiceField(label="要查看的内容")
    reason = forms.CharField(
        label="查看事由",
        max_length=200,
        help_text="不少于4个字，例如“办理组织关系转接，核对证件”。查看人、时间和事由都会记入日志。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["field"]
        chosen.choices = choices
