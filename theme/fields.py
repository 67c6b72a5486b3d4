"""How a Django form field is drawn: which kind of control it is, and what attributes tie label, help and error to it.

A form stays ignorant of the theme. It may say more through the widget's attributes:
`data-money` (a money field with its capital form), `data-wide` (spans a row of lines), `data-unit` (a unit after the
control), `data-accept-hint` (what may be uploaded).
"""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString, mark_safe

from theme.text import money_capital, parse_money

SHORT = (forms.NumberInput, forms.TimeInput)


def kind_of(bound: BoundField) -> str:
    """Name the control: hidden, money, checkbox, radio, checkboxes, select, textarea, file, date, range, input."""
    widget = bound.field.widget
    if widget.is_hidden:
        return "hidden"
    if "data-money" in widget.attrs:
        return "money"
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.CheckboxSelectMultiple):
        return "checkboxes"
    if isinstance(widget, forms.RadioSelect):
        return "radio"
    if isinstance(widget, forms.Select):
        return "select"
    if isinstance(widget, forms.Textarea):
        return "textarea"
    if isinstance(widget, forms.FileInput):
        return "file"
    if isinstance(widget, forms.SplitDateTimeWidget | forms.MultiWidget):
        return "range"
    if isinstance(widget, forms.DateInput):
        return "date"
    return "input"


def described_by(bound: BoundField) -> str:
    """Return the ids that describe the control, help first, then error."""
    ids = [f"{bound.id_for_label or bound.auto_id}_help"] if bound.help_text else []
    ids += [f"{bound.id_for_label or bound.auto_id}_error"] if bound.errors else []
    return " ".join(ids)


def prepare(bound: BoundField) -> dict[str, Any]:
    """Return what the template of a field needs.

    {"bound", "kind", "control" (safe HTML), "options" (radio and checkboxes), "optional", "unit", "capital", "wide", "id"}.
    The widget of a bound field belongs to that one form, so its type may be set here.
    """
    kind = kind_of(bound)
    widget = bound.field.widget
    attributes: dict[str, Any] = {"class": _classes(bound, kind)}
    if described := described_by(bound):
        attributes["aria-describedby"] = described
    if bound.errors:
        attributes["aria-invalid"] = "true"
    if isinstance(widget, forms.DateTimeInput) and kind == "date":
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif kind == "date":
        widget.input_type, widget.format = "date", "%Y-%m-%d"
    if kind == "money":
        attributes |= {"inputmode": "decimal", "autocomplete": "off"}
    if kind == "textarea":
        attributes["rows"] = widget.attrs.get("rows") if widget.attrs.get("rows") != "10" else 4
    options = list(bound.subwidgets) if kind in ("radio", "checkboxes") else []
    return {
        "bound": bound,
        "kind": kind,
        "id": bound.id_for_label or bound.auto_id,
        "control": "" if options else _control(bound, kind, attributes),
        "parts": _parts(bound, attributes) if kind == "range" else [],
        "options": [
            option for option in options if option.data["value"] not in ("", None) or bound.field.required is False
        ],
        "optional": not bound.field.required and kind not in ("checkbox", "hidden"),
        "unit": widget.attrs.get("data-unit", "元" if kind == "money" else ""),
        "capital": _capital(bound) if kind == "money" else "",
        "wide": "data-wide" in widget.attrs or kind == "textarea",
        "accept_hint": widget.attrs.get("data-accept-hint", ""),
    }


def _classes(bound: BoundField, kind: str) -> str:
    own = bound.field.widget.attrs.get("class", "")
    if kind in ("checkbox", "hidden"):
        return own
    extra = (
        " input--auto"
        if kind in ("date", "select")
        else " input--short"
        if isinstance(bound.field.widget, SHORT)
        else ""
    )
    return f"input{extra} {own}".strip()


def _control(bound: BoundField, kind: str, attributes: dict[str, Any]) -> SafeString | str:
    if kind == "range":
        return ""
    return bound.as_widget(attrs=attributes)


def _parts(bound: BoundField, attributes: dict[str, Any]) -> list[SafeString]:
    """Draw the controls of a two-part field (from, to) one by one, each with a name of its own for a screen reader."""
    widget = bound.field.widget
    for one in widget.widgets:
        if isinstance(one, forms.DateInput) and not isinstance(one, forms.DateTimeInput):
            one.input_type, one.format = "date", "%Y-%m-%d"
    context = widget.get_context(bound.html_name, bound.value(), {"id": bound.auto_id, **attributes})
    drawn = []
    for part, word in zip(context["widget"]["subwidgets"], ("起", "止"), strict=False):
        part["attrs"] = {**part["attrs"], "aria-label": f"{bound.label}{word}"}
        drawn.append(mark_safe(widget._render(part["template_name"], {"widget": part}, bound.form.renderer)))  # noqa: S308
    return drawn


def _capital(bound: BoundField) -> str:
    value = bound.value()
    if value in (None, ""):
        return ""
    fen = value if isinstance(value, int) else parse_money(str(value))
    return "" if fen is None else money_capital(fen)


def error_list(form: forms.BaseForm) -> list[dict[str, str]]:
    """List every error of a form for the summary on top: {"text", "id"}; id is empty for errors of the whole form."""
    found = [{"text": str(error), "id": "", "label": ""} for error in form.non_field_errors()]
    for bound in form:
        anchor = bound.id_for_label or bound.auto_id
        if isinstance(bound.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple | forms.MultiWidget):
            anchor = f"{bound.auto_id}_0"
        found += [{"text": str(error), "id": str(anchor), "label": str(bound.label)} for error in bound.errors]
    return found
