"""Figures at the workbench: what holds, since when, after which document; a new value from a day on. Thin."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import attempt
from records.kit.models import local_today
from records.kit.web import actor_of
from records.regulations import services
from records.regulations.forms import DocumentForm, ValueForm
from records.regulations.models import Mark, RegulationKey, RegulationValue

HOME = "/work/regulations/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "法规数值", "url": HOME}]
SIZE = 40
TONES = {Mark.VERIFIED: "good", Mark.LOCAL: "info", Mark.UNVERIFIED: "warn", Mark.DESIGN: "info"}


@never_cache
@login_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """法规数值: every figure with what it is today."""
    actor = _reader(request)
    words = request.GET.get("q", "").strip()[:60]
    keys = RegulationKey.objects.visible_to(actor)
    if words:
        keys = keys.named(words)
    page = keyset.page(keys, ("name",), request.GET, size=SIZE)
    today = local_today()
    rows = RegulationValue.objects.holding_on(today).filter(key__in=[key.pk for key in page.rows])
    holding = {row.key_id: row for row in rows.select_related("document")}
    context = {
        "title": "法规数值",
        "intro": "比例、期限、学时等数值，各有依据和起止日期。新值自生效日起适用，原值不改动；每次登记记入日志。",
        "crumbs": [CRUMBS[0], {"label": "法规数值", "url": ""}],
        "actions": [{"label": "登记文件", "url": f"{HOME}documents/new/"}] if _may_change(actor) else [],
        "q": words,
        "list_title": f"含“{words}”的数值" if words else "全部数值",
        "table": {
            "caption": "法规数值",
            "caption_hidden": True,
            "columns": ["数值项", "现行值", "自", "依据"],
            "rows": [_line(key, holding.get(key.pk)) for key in page.rows],
        },
        **page.links(request.GET),
        "empty_title": "没有这样的数值",
        "empty_note": "试试少写几个字。",
        "pager_words": "上一页,下一页",
    }
    return render(request, "regulations/figures.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def figure(request: HttpRequest, name: str) -> HttpResponse:
    """One figure through time; whoever may, sets a new value."""
    actor = _reader(request)
    key = RegulationKey.objects.visible_to(actor).filter(name=name).first()
    if key is None:
        raise NotVisible()
    rows = list(RegulationValue.objects.filter(key=key).select_related("document").order_by("-valid_from", "-pk"))
    known = [row for row in rows if row.replaced_at is None]
    form = None
    if _may_change(actor):
        form = ValueForm(request.POST or None, key=key, current=known[0] if known else None)
        if request.method == "POST" and form.is_valid():
            given = form.cleaned_data
            made = attempt(form, lambda: services.set_value(actor, key.name, **given))
            if made is not None:
                messages.success(request, f"已登记：“{key.label}”自{made.valid_from}起适用新值。")
                return redirect(f"{HOME}{key.name}/")
    elif request.method == "POST":
        raise NotVisible()
    context: dict[str, Any] = {
        "title": key.label,
        "kicker": "法规数值",
        "crumbs": [*CRUMBS, {"label": key.label, "url": ""}],
        "facts": [("单位", key.unit), {"term": "代号", "value": key.name, "mono": True}],
        "table": _history(rows),
        "form": form,
        "actions": [{"label": "登记新值", "name": "act", "value": "set", "primary": True}] if form else [],
        "notices": []
        if form is None
        else [{"title": "没有依据的文件？", "links": [{"label": "先登记文件", "url": f"{HOME}documents/new/"}]}],
    }
    return render(request, "theme/task.html", context, status=422 if form is not None and form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def document(request: HttpRequest) -> HttpResponse:
    """登记文件: a document that figures can come from."""
    actor = actor_of(request)
    if not _may_change(actor):
        raise NotVisible()
    form = DocumentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: services.add_document(actor, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"已登记{made}。现在可以选它作数值的依据。")
            return redirect(HOME)
    context = {
        "title": "登记文件",
        "intro": "法规、办法或本地规定；数值登记时选作依据。",
        "crumbs": [*CRUMBS, {"label": "登记文件", "url": ""}],
        "form": form,
        "submit_label": "登记",
        "cancel_url": HOME,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _reader(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.scope.paths("regulations.view"):
        raise NotVisible()
    return actor


def _may_change(actor: Actor) -> bool:
    return actor.scope.may(services.CHANGE, "")


def _line(key: RegulationKey, row: RegulationValue | None) -> dict[str, Any]:
    name = {"value": key.label, "url": f"{HOME}{key.name}/"}
    if row is None:
        return {"cells": [name, "今天没有有效的值", "", ""]}
    shown = f"表格，{len(row.value)}行" if isinstance(row.value, list) else str(row.value)
    return {
        "cells": [
            name,
            {"value": shown, "note": key.unit},
            row.valid_from,
            {"value": f"{row.document}{row.article}", "note": row.note},
        ]
    }


def _history(rows: list[RegulationValue]) -> dict[str, Any]:
    return {
        "caption": "历次数值",
        "columns": ["值", "自", "至（不含）", "依据", "核对情况", "登记"],
        "rows": [
            {
                "cells": [
                    {"value": row.get_value_display(), "note": row.note},
                    row.valid_from,
                    row.valid_to or "",
                    f"{row.document}{row.article}",
                    {"badge": {"word": row.get_mark_display(), "tone": TONES[Mark(row.mark)]}},
                    {"value": row.recorded_at.date(), "note": "已被更正，不再适用" if row.replaced_at else ""},
                ]
            }
            for row in rows
        ],
    }
