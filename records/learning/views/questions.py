"""编写试题: the questions of the courses one may keep."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.kit import keyset
from records.kit.errors import Conflict
from records.kit.web import actor_of
from records.learning import services
from records.learning.forms import QuestionFormSet, QuizForm
from records.learning.models import CourseVersion, Quiz
from records.learning.rules import answer_text

PAGE = 50
ACTION = "learning.keep_questions"
WORK = {"label": "工作台", "url": "/work/"}
COURSES = {"label": "课程试题", "url": "/work/learning/questions/"}


@login_required
@require_safe
def courses(request: HttpRequest) -> HttpResponse:
    """Courses of one's scope, with how many questions they have."""
    actor = actor_of(request)
    if not actor.scope.paths(ACTION):
        raise Http404
    rows = CourseVersion.objects.visible_to(actor, ACTION).current().select_related("organisation")
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    counted = {
        quiz.course_uid: quiz.in_use
        for quiz in Quiz.objects.filter(
            course_uid__in=[row.page_uid for row in page.rows], lesson_uid__isnull=True
        ).annotate(in_use=Count("questions", filter=Q(questions__retired_at__isnull=True)))
    }
    context = {
        "title": "课程试题",
        "intro": "试题保存在学习记录里，不进入页面，交卷前不公开答案。没有试题的课程，学完各课即记学时。",
        "list_title": "在用的课程",
        "table": {
            "caption": "课程",
            "caption_hidden": True,
            "columns": ["课程", "组织", {"label": "测验题数", "numeric": True}],
            "rows": [
                {
                    "cells": [row.title, row.organisation.short_name, str(counted.get(row.page_uid, 0))],
                    "url": reverse("work-learning:questions", args=[row.page_uid]),
                }
                for row in page.rows
            ],
        },
        **page.links(request.GET),
        "empty_title": "还没有课程",
        "empty_note": "课程在后台编写并发布后，会出现在这里。",
        "crumbs": [WORK, {"label": "课程试题", "url": ""}],
    }
    return render(request, "theme/list.html", context)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def questions(request: HttpRequest, course: uuid.UUID, lesson: uuid.UUID | None = None) -> HttpResponse:
    """The editor: settings and all questions on one form; saved as a whole or not at all."""
    actor = actor_of(request)
    version = (
        CourseVersion.objects.visible_to(actor, ACTION)
        .of_page(course)
        .select_related("organisation")
        .order_by("-number")
        .first()
    )
    if version is None:
        raise Http404
    lessons = list(version.lessons.order_by("position"))
    of_lesson = next((each for each in lessons if each.page_uid == lesson), None)
    if lesson is not None and of_lesson is None:
        raise Http404
    quiz = Quiz.objects.visible_to(actor).filter(course_uid=course, lesson_uid=lesson).first()
    form = QuizForm(request.POST or None, initial=_settings(quiz))
    lines = QuestionFormSet(request.POST or None, initial=_lines(quiz), prefix="q")
    if request.method == "POST" and form.is_valid() and lines.is_valid():
        drafts = [
            line.cleaned_data["draft"]
            for line in lines.forms
            if "draft" in line.cleaned_data and not line.cleaned_data.get("DELETE")
        ]
        try:
            services.set_questions(
                actor,
                page_uid=course,
                lesson_uid=lesson,
                questions=drafts,
                attempts_per_day=form.cleaned_data["attempts_per_day"],
                draw=form.cleaned_data["draw"],
                shuffle=form.cleaned_data["shuffle"],
                expected_version=form.cleaned_data["version"],
            )
        except ValidationError as error:
            form.add_error(None, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, f"已保存{len(drafts)}道试题。正在作答的人仍答原来的题。")
            return redirect(request.path)
    failed = bool(form.errors or any(lines.errors) or lines.non_form_errors())
    context = {
        "title": f"{of_lesson.title}：文字稿练习" if of_lesson else f"{version.title}：测验",
        "intro": (
            "看不了视频的人，读完文字稿并答对这里的题，也算学完本课。"
            if of_lesson
            else "全课测验。学完各课并合格后记学时；删去全部试题即取消测验。"
        ),
        "form": form,
        "formsets": [{"formset": lines, "legend": "试题", "title": "题", "add_label": "增加一题"}],
        "submit_label": "保存试题",
        "cancel_url": COURSES["url"],
        "aside": [],
        "others": _others(version, lessons, lesson),
        "crumbs": [WORK, COURSES, {"label": version.title, "url": ""}],
    }
    return render(request, "learning/questions.html", context, status=422 if failed else 200)


def _settings(quiz: Quiz | None) -> dict[str, Any]:
    if quiz is None:
        return {}
    return {
        "version": quiz.version,
        "attempts_per_day": quiz.attempts_per_day,
        "draw": quiz.draw,
        "shuffle": quiz.shuffle,
    }


def _lines(quiz: Quiz | None) -> list[dict[str, Any]]:
    if quiz is None:
        return []
    return [
        {
            "lineage": question.lineage,
            "kind": question.kind,
            "text": question.text,
            "choices": "" if question.kind == "true_false" else "\n".join(question.choices),
            "answer": answer_text(question.choices, question.answer),
            "explanation": question.explanation,
        }
        for question in quiz.questions.filter(retired_at__isnull=True)
    ]


def _others(version: CourseVersion, lessons: list[Any], here: uuid.UUID | None) -> list[dict[str, Any]]:
    found = [
        {
            "label": "全课测验",
            "url": reverse("work-learning:questions", args=[version.page_uid]),
            "current": here is None,
        }
    ]
    found += [
        {
            "label": f"{each.title}：文字稿练习",
            "url": reverse("work-learning:lesson_questions", args=[version.page_uid, each.page_uid]),
            "current": each.page_uid == here,
        }
        for each in lessons
        if each.kind == "video"
    ]
    return found
