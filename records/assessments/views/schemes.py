"""Schemes: the list with presets to start from, drafting line by line, putting into use, new versions."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.assessments import presenting, services
from records.assessments.forms import tasks as forms
from records.assessments.forms.base import ReasonForm, attempt
from records.assessments.models import Scheme, SchemePreset
from records.assessments.offers import scheme_offers
from records.assessments.points import shown
from records.assessments.services import presets
from records.assessments.services.common import items_of
from records.assessments.views.common import asked, buttons, screen
from records.assessments.views.tasks import place_for
from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible, Refused
from records.organisations.models import Organisation

PAGE = 20
SPARE = 2
SCHEMES = f"{presenting.HOME}schemes/"


@screen
def schemes(request: HttpRequest, actor: Actor) -> HttpResponse:
    """考核方案: what one makes, and what one is assessed by."""
    rows = Scheme.objects.visible_to(actor).select_related("organisation")
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    may_make = bool(actor.scope.paths("assessments.manage_schemes"))
    context = {
        "title": "考核方案",
        "intro": "方案启用后不修改；需要调整时建立新版本，已下达的任务仍按原版本。",
        "crumbs": presenting.crumbs(("考核方案", "")),
        "actions": [
            *([{"label": "起草方案", "url": f"{SCHEMES}new/", "primary": True}] if may_make else []),
            *([{"label": "预设", "url": f"{SCHEMES}presets/"}] if presets.may_set(actor) else []),
        ],
        "count": rows.count() if page.rows else 0,
        "unit": "个",
        "table": {
            "caption": "考核方案",
            "caption_hidden": True,
            "columns": [
                {"label": "方案"},
                {"label": "编制组织"},
                {"label": "启用日期", "nowrap": True},
                {"label": "状态"},
            ],
            "rows": [
                {
                    "cells": [
                        {"value": str(row), "url": f"{SCHEMES}{row.uid}/", "note": row.basis},
                        row.organisation.short_name,
                        row.used_from or "",
                        {"badge": presenting.scheme_badge(row)},
                    ]
                }
                for row in page.rows
            ],
        },
        "newer": f"?before={page.newer}" if page.newer else "",
        "older": f"?after={page.older}" if page.older else "",
        "empty_title": "还没有考核方案",
        "empty_note": "从预设开始起草，按本地文件修改后启用。"
        if may_make
        else "您所在组织被考核时，可以在这里查看方案。",
    }
    return render(request, "theme/list.html", context)


@screen
def scheme(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """一个方案."""
    found = _visible(actor, uid)
    items = items_of(found)
    context = {
        "title": found.name,
        "kicker": f"考核方案　第{found.number}版",
        "status": presenting.scheme_badge(found),
        "crumbs": presenting.crumbs(("考核方案", SCHEMES), (found.name, "")),
        "facts": [
            ("编制组织", found.organisation.short_name),
            ("依据", found.basis),
            ("启用日期", found.used_from or ""),
            ("考核内容", presenting.full_words(items)),
            ("加分合计最多", presenting.points(found.plus_at_most)),
            ("说明", found.note),
        ],
        "table": presenting.scheme_table(items),
        "offers": _offers(actor, found),
        "sent": request.GET.get("sent", ""),
    }
    return render(request, "assessments/scheme.html", context)


def _offers(actor: Actor, found: Scheme) -> list[dict[str, Any]]:
    made = buttons(scheme_offers(actor, found), f"{SCHEMES}{found.uid}/")
    if found.state == "in_use" and actor.scope.paths("assessments.issue"):
        made.insert(
            0, {"label": "按此方案下达任务", "url": f"{presenting.HOME}tasks/new/?scheme={found.uid}", "primary": True}
        )
    return made


@screen
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """起草方案: from a preset, or empty."""
    place = place_for(request, actor, "assessments.manage_schemes")
    code = request.GET.get("preset")
    if code is None and request.method != "POST":
        return _ask_preset(request)
    preset = SchemePreset.objects.filter(code=code or "", is_active=True).first()
    values = {"name": preset.name, "note": "", "plus_at_most": preset.plus_at_most} if preset else {}
    editor = _Editor(request, values, list(preset.items) if preset else [])
    if request.method == "POST" and editor.wants_saving():
        made = attempt(
            editor.form,
            editor.lines,
            lambda: services.draft_scheme(
                actor, place, items=editor.items(), submit_key=editor.form.key, **editor.form.details()
            ),
        )
        if made is not None:
            return _after(request, actor, made, editor.act)
    notice = {"title": "预设不是官方表格", "note": preset.note, "tone": "info"} if preset else None
    return editor.page(request, "起草考核方案", SCHEMES, place, notice)


@screen
def change(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """修改草拟中的方案."""
    found = _visible(actor, uid)
    if not any(each.name == "change" for each in scheme_offers(actor, found)):
        raise Refused(f"方案已{found.get_state_display()}，不能修改；请建立新版本。")
    items = items_of(found)
    values = {name: getattr(found, name) for name in ("name", "basis", "note", "plus_at_most")}
    editor = _Editor(request, values, [forms.line_values(item) for item in items], found.version)
    if request.method == "POST" and editor.wants_saving():
        made = attempt(
            editor.form,
            editor.lines,
            lambda: services.change_scheme(
                actor,
                uid,
                items=editor.items(),
                expected_version=editor.form.expected_version,
                **editor.form.details(),
            ),
        )
        if made is not None:
            return _after(request, actor, made, editor.act)
    if request.method == "GET" and "check" in request.GET:
        editor.check(found, items)
    return editor.page(request, "修改考核方案", f"{SCHEMES}{uid}/", found.organisation, None)


@screen
def use(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """启用."""
    found = _visible(actor, uid)
    if not any(each.name == "use" for each in scheme_offers(actor, found)):
        raise Refused(f"方案已{found.get_state_display()}。")
    if request.method == "POST":
        return _use(request, actor, found)
    context = {
        "title": f"启用：{found}",
        "message": "启用后不能再修改；同一方案的上一版本同时停用，已下达的任务仍按原版本。",
        "crumbs": presenting.crumbs(("考核方案", SCHEMES), (found.name, f"{SCHEMES}{uid}/"), ("启用", "")),
    }
    return render(request, "assessments/confirm.html", {**context, "submit_label": "启用", "back": f"{SCHEMES}{uid}/"})


@screen
def version(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """建立新版本."""
    found = _visible(actor, uid)
    if not any(each.name == "version" for each in scheme_offers(actor, found)):
        raise Refused("您没有编制这个方案的权限。")
    if request.method == "POST":
        made = services.new_version(actor, uid)
        return redirect(f"{SCHEMES}{made.uid}/edit/")
    context = {
        "title": f"建立新版本：{found.name}",
        "message": "新版本从现有内容开始修改，启用前原版本继续使用。",
        "crumbs": presenting.crumbs(("考核方案", SCHEMES), (found.name, f"{SCHEMES}{uid}/"), ("建立新版本", "")),
    }
    return render(
        request, "assessments/confirm.html", {**context, "submit_label": "建立新版本", "back": f"{SCHEMES}{uid}/"}
    )


@screen
def retire(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """停用."""
    found = _visible(actor, uid)
    if not any(each.name == "retire" for each in scheme_offers(actor, found)):
        raise Refused("这个方案没有启用，或您没有编制权限。")
    return asked(
        request,
        "停用考核方案",
        lambda made: services.retire_scheme(actor, uid, reason=made.cleaned_data["reason"]),
        crumbs=presenting.crumbs(("考核方案", SCHEMES), (found.name, f"{SCHEMES}{uid}/"), ("停用", "")),
        back=f"{SCHEMES}{uid}/",
        kind=ReasonForm,
        submit_label="停用",
    )


class _Editor:
    """The form and its lines: as stored, as typed, or as typed with one more line."""

    def __init__(
        self, request: HttpRequest, values: dict[str, Any], lines: list[dict[str, Any]], version: int | None = None
    ) -> None:
        self.act = request.POST.get("act", "save")
        self.version = version
        if request.method == "POST" and self.act == "line":
            self.form = forms.SchemeForm(initial=request.POST.dict(), version=version)
            self.lines = forms.lines_formset(initial=forms.typed_lines(request.POST), extra=1)
        elif request.method == "POST":
            self.form = forms.SchemeForm(request.POST, version=version)
            self.lines = forms.lines_formset(request.POST, extra=SPARE)
        else:
            self.form = forms.SchemeForm(initial=values, version=version)
            self.lines = forms.lines_formset(initial=lines, extra=SPARE)

    def wants_saving(self) -> bool:
        """Whether what was sent can be read and is to be kept."""
        return self.act != "line" and all([self.form.is_valid(), self.lines.is_valid()])

    def items(self) -> list[services.ItemInput]:
        """The lines that hold something."""
        return [form.line() for form in self.lines.kept()]

    def check(self, found: Scheme, items: Any) -> None:
        """Show at each field what is missing before the stored draft may be used."""
        from records.assessments import rules
        from records.assessments.services.common import rule_items

        values = {name: getattr(found, name) for name in ("name", "basis", "note")}
        data = {
            **values,
            **forms.posted_lines(items),
            "plus_at_most": shown(found.plus_at_most),
            "version": str(found.version),
        }
        self.form, self.lines = forms.SchemeForm(data), forms.lines_formset(data, extra=0)
        if self.wants_saving() and (missing := rules.scheme_gaps(rule_items(items))):
            rest = self.lines.show(ValidationError(missing))
            if rest is not None:
                self.form.add_error(None, rest.messages)

    def page(
        self, request: HttpRequest, title: str, back: str, place: Organisation, notice: dict[str, str] | None
    ) -> HttpResponse:
        """The form as a page."""
        wrong = bool(self.form.is_bound and (self.form.errors or self.lines.total_error_count()))
        context = {
            "title": title,
            "intro": f"{place.short_name}编制。先存草稿，核对后启用；启用后只能建立新版本。",
            "crumbs": presenting.crumbs(("考核方案", SCHEMES), (title, "")),
            "notice": notice,
            "form": self.form,
            "formset": self.lines,
            "autosave": "assessments-scheme",
            "actions": [{"label": "存草稿", "name": "act", "value": "save"}],
            "submit_label": "启用",
            "submit_name": "act",
            "submit_value": "use",
            "cancel_url": back,
            "aside": [
                {
                    "title": "考核什么",
                    "text": "只列门户或台账中本来就有的工作；不列照片、截图、登录次数、学习时长和个人排名。",
                }
            ],
        }
        status = 422 if wrong and request.method == "POST" else 200
        return render(request, "assessments/scheme_form.html", context, status=status)


def _after(request: HttpRequest, actor: Actor, made: Scheme, act: str) -> HttpResponse:
    if act == "use":
        return _use(request, actor, made)
    messages.success(request, "草稿已保存。")
    return redirect(f"{SCHEMES}{made.uid}/?sent=assessments-scheme")


def _use(request: HttpRequest, actor: Actor, made: Scheme) -> HttpResponse:
    """Put it into use, or show what is still missing."""
    try:
        services.use_scheme(actor, made.uid)
    except ValidationError:
        return redirect(f"{SCHEMES}{made.uid}/edit/?check=1")
    except (Conflict, Refused) as error:
        messages.error(request, error.message)
        return redirect(f"{SCHEMES}{made.uid}/")
    messages.success(request, "方案已启用。")
    return redirect(f"{SCHEMES}{made.uid}/?sent=assessments-scheme")


def _ask_preset(request: HttpRequest) -> HttpResponse:
    offered = SchemePreset.objects.filter(is_active=True)
    context = {
        "title": "从哪里开始？",
        "crumbs": presenting.crumbs(("考核方案", SCHEMES), ("起草", "")),
        "message": "预设参照公开使用的考核表整理，不是官方表格，请按本地文件修改后再启用。",
        "actions": [
            *({"label": preset.name, "url": f"{SCHEMES}new/?preset={preset.code}"} for preset in offered),
            {"label": "空白方案", "url": f"{SCHEMES}new/?preset=", "quiet": True},
        ],
    }
    return render(request, "theme/message.html", context)


def _visible(actor: Actor, uid: uuid.UUID) -> Scheme:
    found: Scheme | None = Scheme.objects.visible_to(actor).select_related("organisation").filter(uid=uid).first()
    if found is None:
        raise NotVisible()
    return found
