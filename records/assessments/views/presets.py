"""Presets 预设 of schemes, for whoever keeps them for the whole place; thin."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.assessments import presenting
from records.assessments.forms import tasks as forms
from records.assessments.forms.base import attempt
from records.assessments.forms.presets import PresetForm
from records.assessments.models import SchemePreset
from records.assessments.services import presets as services
from records.assessments.views.common import screen
from records.kit.actors import Actor
from records.kit.errors import NotVisible

SCHEMES = f"{presenting.HOME}schemes/"
HOME = f"{SCHEMES}presets/"
MOST = 200  # on the page; a place has a handful
SPARE = 2


@screen
def presets(request: HttpRequest, actor: Actor) -> HttpResponse:
    """All presets, those switched off too."""
    _keeps(actor)
    rows = list(SchemePreset.objects.all()[:MOST])
    context = {
        "title": "考核方案预设",
        "intro": "起草方案时可以从预设开始。改动只影响以后起草的方案；不再用的停用，不删除。",
        "crumbs": presenting.crumbs(("考核方案", SCHEMES), ("预设", "")),
        "actions": [{"label": "新建预设", "url": f"{HOME}new/", "primary": True}],
        "count": len(rows),
        "unit": "个",
        "table": {
            "caption": "考核方案预设",
            "caption_hidden": True,
            "columns": [
                {"label": "名称"},
                {"label": "代码"},
                {"label": "考核内容", "numeric": True},
                {"label": "状态"},
            ],
            "rows": [
                {
                    "cells": [
                        {"value": row.name, "url": f"{HOME}{row.uid}/", "note": row.note},
                        {"value": row.code, "mono": True},
                        f"{len(row.items)}项",
                        {
                            "badge": {"word": "可选用", "tone": "good"}
                            if row.is_active
                            else {"word": "停用", "tone": "info"}
                        },
                    ]
                }
                for row in rows
            ],
        },
        "empty_title": "还没有预设",
        "empty_note": "新建之后，起草方案时可以选用。",
    }
    return render(request, "theme/list.html", context)


@screen
def preset(request: HttpRequest, actor: Actor, uid: uuid.UUID | None = None) -> HttpResponse:
    """One preset, or a new one: its facts and its lines."""
    _keeps(actor)
    row = SchemePreset.objects.filter(uid=uid).first() if uid is not None else None
    if uid is not None and row is None:
        raise NotVisible()
    adds_line = request.POST.get("act") == "line"
    form, lines = _typed(request, row, adds_line)
    if request.method == "POST" and not adds_line and all([form.is_valid(), lines.is_valid()]):
        items = [each.line() for each in lines.kept()]
        made = attempt(form, lines, lambda: services.set_preset(actor, uid, items=items, **form.details()))
        if made is not None:
            messages.success(request, f"已保存预设：{made}。")
            return redirect(HOME)
    title = "新建预设" if row is None else f"修改预设：{row}"
    context = {
        "title": title,
        "crumbs": presenting.crumbs(("考核方案", SCHEMES), ("预设", HOME), (title, "")),
        "form": form,
        "formset": lines,
        "submit_label": "保存",
        "cancel_url": HOME,
    }
    wrong = bool(form.errors or lines.is_bound and (lines.total_error_count() or form.non_field_errors()))
    return render(request, "assessments/preset_form.html", context, status=422 if wrong and not adds_line else 200)


def _typed(request: HttpRequest, row: SchemePreset | None, adds_line: bool) -> tuple[PresetForm, Any]:
    """The form and its lines: as stored, as typed, or as typed with one more line."""
    is_new = row is None
    if adds_line:
        form = PresetForm(initial=request.POST.dict(), is_new=is_new)
        return form, forms.lines_formset(initial=forms.typed_lines(request.POST), extra=1)
    if request.method == "POST":
        return PresetForm(request.POST, is_new=is_new), forms.lines_formset(request.POST, extra=SPARE)
    names = ("name", "note", "plus_at_most", "sort_order", "is_active")
    initial = {name: getattr(row, name) for name in names} if row is not None else {}
    stored = list(row.items) if row is not None else []
    return PresetForm(initial=initial, is_new=is_new), forms.lines_formset(initial=stored, extra=SPARE)


def _keeps(actor: Actor) -> None:
    if not services.may_set(actor):
        raise NotVisible()
