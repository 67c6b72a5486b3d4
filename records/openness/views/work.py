"""Screens of the desk: letters and their answers, what is on record; thin."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.access.actors import actor_of
from records.kit import keyset
from records.kit.errors import Conflict
from records.openness import services
from records.openness.forms import AnswerForm, ContactForm
from records.openness.models import Feedback, Publication

PAGE = 20


@login_required
@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    """问题与建议 at the workbench."""
    actor = actor_of(request)
    if not actor.scope.paths("openness.view_feedback"):
        raise Http404
    rows = Feedback.objects.visible_to(actor).select_related("organisation")
    state = request.GET.get("state", "")
    if state in Feedback.State.values:
        rows = rows.filter(state=state)
    page = keyset.page(rows, ("state", "due_on", "uid"), request.GET, size=PAGE)
    today = timezone.localdate()
    context = {
        "title": "问题与建议",
        "intro": "群众和党员向本组织及下级组织提出的问题与建议，须在期限内答复。",
        "count": rows.count(),
        "facets": [
            {
                "legend": "状态",
                "name": "state",
                "options": [
                    {"value": value, "label": label, "checked": value == state}
                    for value, label in Feedback.State.choices
                ],
            }
        ],
        "clear_url": "?",
        "table": {
            "caption": "问题与建议",
            "caption_hidden": True,
            "columns": ["内容", {"label": "组织", "nowrap": True}, "收到", "期限", "状态"],
            "rows": [
                {
                    "cells": [
                        {"value": each.text[:60], "url": f"/work/openness/feedback/{each.uid}/"},
                        each.organisation.short_name,
                        each.received_on,
                        each.due_on,
                        {"badge": _state(each, today)},
                    ]
                }
                for each in page.rows
            ],
        },
        **page.links(request.GET),
        "empty_title": "没有问题与建议",
        "empty_note": "有人提出后会出现在这里，也会出现在工作台。",
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "问题与建议", "url": ""}],
    }
    return render(request, "theme/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One letter: take it up, answer it."""
    actor = actor_of(request)
    row = Feedback.objects.visible_to(actor).filter(uid=uid).select_related("organisation").first()
    if row is None:
        raise Http404
    form = AnswerForm(request.POST if "answer" in request.POST else None)
    notices: list[dict[str, str]] = []
    if request.method == "POST":
        try:
            if request.POST.get("act") == "take_up":
                services.take_up(actor, uid)
                return redirect(request.path)
            if form.is_valid():
                services.answer(actor, uid, text=form.cleaned_data["answer"])
                return redirect(request.path)
        except Conflict as error:
            notices.append({"title": "没有保存", "note": error.message, "tone": "warn"})
        except ValidationError as error:
            form.add_error("answer", error.messages)
    return render(
        request, "openness/letter.html", _letter_context(row, form, notices), status=422 if form.errors else 200
    )


@login_required
@require_POST
@never_cache
def contact(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Show the writer's contact once, with a reason."""
    actor = actor_of(request)
    row = Feedback.objects.visible_to(actor).filter(uid=uid).select_related("organisation").first()
    if row is None:
        raise Http404
    form = ContactForm(request.POST)
    context = _letter_context(row, AnswerForm(), [])
    context["contact_form"] = form
    if form.is_valid():
        try:
            context["contact"] = services.reveal_contact(actor, uid, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            form.add_error("reason", error.messages)
    return render(request, "openness/letter.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def publications(request: HttpRequest) -> HttpResponse:
    """公开记录 of the organisations below."""
    actor = actor_of(request)
    if not actor.scope.paths("openness.view"):
        raise Http404
    rows = Publication.objects.visible_to(actor, "openness.view").filter(number=1).select_related("organisation")
    figures = rows.figures()
    page = keyset.page(rows, ("-published_at", "-uid"), request.GET, size=PAGE)
    context = {
        "title": "公开记录",
        "stats": [
            {"label": "已公开", "value": f"{figures['disclosed']:,}", "unit": "件", "lead": True},
            {"label": "按时", "value": f"{figures['punctual']:,}", "unit": "件"},
            {"label": "逾期后公开", "value": f"{figures['late']:,}", "unit": "件"},
        ],
        "count": figures["disclosed"],
        "table": {
            "caption": "公开记录",
            "caption_hidden": True,
            "manner": "list",
            "columns": ["标题", "组织", "公开时间", "是否按时"],
            "rows": [
                {
                    "cells": [
                        {"value": each.title, "url": each.url, "note": each.fulfilled},
                        each.organisation.short_name,
                        timezone.localdate(each.published_at),
                        {"badge": _punctual(each)},
                    ]
                }
                for each in page.rows
            ],
        },
        **page.links(request.GET),
        "empty_title": "还没有公开记录",
        "empty_note": "公开内容发布后自动登记，不需另填。",
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "公开记录", "url": ""}],
    }
    return render(request, "theme/list.html", context)


def _state(letter: Feedback, today: Any) -> dict[str, str]:
    if letter.state == Feedback.State.ANSWERED:
        return {"word": "已答复", "tone": "good"}
    left = (letter.due_on - today).days
    if left < 0:
        return {"word": f"逾期{-left}天", "tone": "bad"}
    return {"word": f"{letter.get_state_display()}，还有{left}天", "tone": "warn" if left < 3 else "info"}


def _punctual(publication: Publication) -> dict[str, str]:
    if publication.on_time is None:
        return {"word": "无时限", "tone": "plain"}
    return {"word": "按时", "tone": "good"} if publication.on_time else {"word": "逾期后公开", "tone": "warn"}


def _letter_context(row: Feedback, form: AnswerForm, notices: list[dict[str, str]]) -> dict[str, Any]:
    today = timezone.localdate()
    answered = row.state == Feedback.State.ANSWERED
    return {
        "title": row.about_title or "问题与建议",
        "kicker": "问题与建议",
        "status": _state(row, today),
        "letter": row,
        "notices": notices,
        "facts": [
            ("收件组织", row.organisation.short_name),
            ("收到日期", row.received_on),
            ("答复期限", row.due_on),
            ("提出人", row.name or "未留姓名"),
            ("所提内容", row.about_title),
            ("公开", "提出人同意公开" if row.may_publish else "提出人不同意公开"),
        ],
        "form": None if answered else form,
        "contact_form": ContactForm() if row.contact else None,
        "crumbs": [
            {"label": "工作台", "url": "/work/"},
            {"label": "问题与建议", "url": "/work/openness/feedback/"},
            {"label": "办理", "url": ""},
        ],
    }
