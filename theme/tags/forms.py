"""Forms: fields, errors, lines, review item by item."""

from typing import Any

from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string

from theme import fields
from theme.tags import register


@register.simple_tag
def field(bound: BoundField, **more: Any) -> str:
    """`{% field form.name %}`: label, help, error, control. `{% field form.name label="…" hide_label=True wide=True %}`."""
    prepared = fields.prepare(bound)
    return render_to_string("theme/parts/field.html", {**prepared, **more, "label": more.get("label", bound.label)})


@register.inclusion_tag("theme/parts/form_fields.html")
def form_fields(form: BaseForm) -> dict[str, Any]:
    """`{% form_fields form %}`: every field, hidden ones too. The form may offer `fieldsets`: [(legend, [names])]."""
    named = getattr(form, "fieldsets", None)
    groups = [
        {"legend": legend, "fields": [form[name] for name in names if not form[name].is_hidden]}
        for legend, names in named or ()
    ]
    return {"form": form, "groups": groups}


@register.inclusion_tag("theme/parts/form_errors.html")
def form_errors(*forms: Any, focus: bool = True) -> dict[str, Any]:
    """`{% form_errors form formset %}`: the summary on top, each error a link to its field; nothing when all is well.

    One summary for all of them: forms, formsets, and lists of {"formset"}. It takes the focus, unless `focus=False`.
    """
    found: list[dict[str, str]] = []
    every = [each["formset"] for form in forms if isinstance(form, list | tuple) for each in form]
    for form in [*(form for form in forms if not isinstance(form, list | tuple)), *every]:
        if not form or not form.is_bound:
            continue
        if hasattr(form, "forms"):
            found += [{"text": str(error), "id": "", "label": ""} for error in form.non_form_errors()]
            for number, one in enumerate(form.forms, 1):
                found += [
                    {**error, "label": f"第{number}项 {error['label']}".strip()} for error in fields.error_list(one)
                ]
        else:
            found += fields.error_list(form)
    return {"errors": found, "focus": focus}


@register.inclusion_tag("theme/parts/formset.html")
def formset_lines(formset: Any, title: str = "项", add_label: str = "增加一项") -> dict[str, Any]:
    """`{% formset_lines formset "项目" %}`: the lines of a formset; a script adds lines, without it the extra ones are there."""
    return {"formset": formset, "title": title, "add_label": add_label}


@register.inclusion_tag("theme/parts/review_table.html")
def review_table(items: Any, caption: str = "逐项审核", columns: Any = None) -> dict[str, Any]:
    """`{% review_table items "逐项审核" columns %}`: a decision for each item, a reason where it is refused.

    items: [{"title", "note", "cells": […], "field": BoundField of the choice, "why": BoundField of the reason,
    "why_values": ["return"]}]; columns name the cells between title and decision. `decided` {"word","tone"} shows instead of a field.
    """
    return {"items": items, "caption": caption, "columns": columns or []}
