"""A person's own learning: the page, enrolling, reading, the player's reports."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from records.kit.errors import Conflict
from records.kit.web import actor_of
from records.learning import reading, services
from records.learning.presenting import own_page, watched_words

LARGEST_REPORT = 64 * 1024


@login_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """我的学习."""
    actor = actor_of(request)
    today = timezone.localdate()
    year = _year(request.GET.get("year", ""), today.year)
    hours = reading.own_hours(actor, year, today)
    courses = reading.own_courses(actor)
    return render(request, "learning/my.html", own_page(actor, hours, courses, today))


@login_required
@require_POST
def enrol(request: HttpRequest, course: uuid.UUID) -> HttpResponse:
    """开始学习, and go to where one goes on."""
    actor = actor_of(request)
    try:
        services.enrol(actor, course)
    except Conflict as error:
        messages.error(request, error.message)
        return redirect("my-learning:home")
    return redirect(_onward(request, course))


@login_required
@require_POST
def leave(request: HttpRequest, enrolment: uuid.UUID) -> HttpResponse:
    """退出课程."""
    left = services.leave(actor_of(request), enrolment)
    messages.success(request, f"已退出“{left.course.title}”，已记的学时不受影响。")
    return redirect("my-learning:home")


@login_required
@require_POST
def read(request: HttpRequest, enrolment: uuid.UUID, lesson: uuid.UUID) -> HttpResponse:
    """已读完."""
    actor = actor_of(request)
    try:
        kept = services.mark_read(actor, enrolment, lesson)
    except (Conflict, ValidationError) as error:
        messages.error(request, _words(error))
        return redirect(_safe(request.POST.get("next", "")) or "my-learning:home")
    state = reading.course_state(actor, kept.course_uid)
    if state is not None and state.is_completed:
        messages.success(request, f"“{state.title}”已学完，记{state.hours_text}学时。")
    else:
        messages.success(request, "已记为读完。")
    return redirect(_onward(request, kept.course_uid))


@require_POST
def beat(request: HttpRequest, enrolment: uuid.UUID, lesson: uuid.UUID) -> JsonResponse:
    """What the player reports: JSON {"intervals": [[from, to], …], "position": seconds}.

    Answers {"watched": percent, "held": the union, "seconds", "done", "course_done", "refused", "note", "words"}; the player
    keeps what is not in `held`. Never redirects to sign-in: a script would take that for an answer.
    """
    if not request.user.is_authenticated:
        return JsonResponse({"code": "not_signed_in", "note": "请重新登录，已看的部分暂存在本机"}, status=401)
    if len(request.body) > LARGEST_REPORT:
        return JsonResponse({"code": "invalid", "note": "观看记录过长"}, status=400)
    try:
        told: Any = json.loads(request.body)
        position = float(told.get("position") or 0)
        intervals = told["intervals"]
    except (ValueError, TypeError, KeyError, AttributeError):
        return JsonResponse({"code": "invalid", "note": "观看记录无法读取"}, status=400)
    try:
        result = services.beat(actor_of(request), enrolment, lesson, intervals, position=position)
    except ValidationError as error:
        return JsonResponse({"code": "invalid", "note": _words(error)}, status=400)
    except Conflict as error:
        return JsonResponse({"code": "conflict", "note": error.message}, status=409)
    except Http404:
        return JsonResponse({"code": "not_found", "note": "没有这门课程的学习记录"}, status=404)
    clock = timezone.localtime().strftime("%H:%M")
    note = f"已保存，{clock}"
    if result.course_done:
        note = "本课程已学完，学时已记入"
    elif result.done:
        note = "本课已看完"
    return JsonResponse(
        {
            "watched": result.percent,
            "held": result.watched,
            "seconds": result.seconds,
            "done": result.done,
            "course_done": result.course_done,
            "refused": result.refused,
            "note": note,
            "words": watched_words(result.seconds, result.percent),
        }
    )


def _onward(request: HttpRequest, course: uuid.UUID) -> str:
    """Where to go after an act: where the form says, or to the next lesson, or to the course."""
    target = _safe(request.POST.get("next", ""))
    if target:
        return target
    state = reading.course_state(actor_of(request), course)
    if state is None:
        return "/my/learning/"
    return state.next_lesson.url if state.next_lesson is not None else state.url


def _safe(target: str) -> str:
    return target if target and url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def _year(typed: str, this: int) -> int:
    if typed.isascii() and typed.isdigit() and 2000 <= int(typed) <= this:
        return int(typed)
    return this


def _words(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return "；".join(error.messages)
    return str(getattr(error, "message", error))
