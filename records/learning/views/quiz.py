"""Taking a quiz: one page, one form, works without scripts."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from records.kit.errors import Conflict
from records.kit.web import actor_of
from records.learning import reading, rules, services
from records.learning.forms import AttemptForm
from records.learning.models import Attempt
from records.learning.services.quizzes import frozen_questions


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def intro(request: HttpRequest, course: uuid.UUID, lesson: uuid.UUID | None = None) -> HttpResponse:
    """What the quiz is, how it went so far, and the button that begins."""
    actor = actor_of(request)
    state = reading.course_state(actor, course)
    if state is None:
        raise Http404
    of_lesson = state.lesson(lesson) if lesson is not None else None
    quiz = state.quiz if lesson is None else of_lesson.quiz if of_lesson is not None else None
    if quiz is None:
        raise Http404
    problem = ""
    if request.method == "POST":
        try:
            enrolment = services.enrol(actor, course)
            attempt = services.start_attempt(actor, enrolment.uid, lesson)
        except ValidationError as error:
            problem = "；".join(error.messages)
        except Conflict as error:
            problem = error.message
        else:
            return redirect("my-learning:attempt", uid=attempt.uid)
    tries = (
        Attempt.objects.visible_to(actor)
        .submitted()
        .filter(enrolment__course_uid=course, quiz__course_uid=course, quiz__lesson_uid=lesson)
        .defer("questions", "answers")
        .order_by("-number")[:20]
    )
    title = f"{of_lesson.title}：练习" if of_lesson is not None else f"{state.title}：测验"
    context = {
        "title": title,
        "column": "课程",
        "course": state,
        "lesson": of_lesson,
        "quiz": quiz,
        "problem": problem,
        "tries": tries,
        "facts": [
            ("题数", f"{quiz.questions}题"),
            ("合格", f"{quiz.pass_mark}分（百分制）"),
            ("作答次数", f"每天最多{quiz.attempts_per_day}次" if quiz.attempts_per_day else "不限"),
            ("最好成绩", f"{quiz.best}分" if quiz.best is not None else ""),
        ],
        "crumbs": _crumbs(state, {"label": "练习" if of_lesson else "测验", "url": ""}),
    }
    return render(request, "learning/quiz.html", context, status=422 if problem else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def attempt(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Answer, save, hand in; afterwards the result."""
    actor = actor_of(request)
    row = Attempt.objects.visible_to(actor).select_related("enrolment__course", "quiz").filter(uid=uid).first()
    if row is None:
        raise Http404
    questions = frozen_questions(row)
    if row.state == Attempt.State.SUBMITTED:
        return render(request, "learning/result.html", _result(actor, row, questions))
    if request.method == "POST":
        form = AttemptForm(questions, request.POST)
        if form.is_valid():
            try:
                if "submit" in request.POST:
                    services.submit_attempt(actor, uid, form.answers())
                    return redirect("my-learning:attempt", uid=uid)
                services.save_answers(actor, uid, form.answers())
                messages.success(request, "已保存，可以稍后接着答。")
                return redirect("my-learning:attempt", uid=uid)
            except Conflict as error:
                messages.error(request, error.message)
                return redirect("my-learning:attempt", uid=uid)
            except ValidationError as error:
                left = rules.unanswered(questions, form.answers())
                if left:
                    form.mark_unanswered(left)
                else:
                    form.add_error(None, error)
    else:
        form = AttemptForm(questions, initial=AttemptForm.initial_of(questions, row.answers))
    course = row.enrolment.course
    context = {
        "title": f"{course.title}：{'练习' if row.quiz.lesson_uid else '测验'}",
        "column": "课程",
        "form": form,
        "attempt": row,
        "count": len(questions),
        "crumbs": [
            {"label": "我的学习", "url": "/my/learning/"},
            {"label": course.title, "url": f"/learning/course/{course.page_uid}/"},
            {"label": "作答", "url": ""},
        ],
    }
    return render(request, "learning/attempt.html", context, status=422 if form.errors else 200)


def _result(actor: Any, row: Attempt, questions: list[rules.FrozenQuestion]) -> dict[str, Any]:
    """The result; right answers and explanations only once it is passed, so that another try is a try."""
    state = reading.course_state(actor, row.enrolment.course_uid)
    lines = []
    for question in questions:
        given = row.answers.get(question.uid, [])
        right = rules.is_right(question, given)
        lines.append(
            {
                "text": question.text,
                "right": right,
                "given": "；".join(question.choices[place] for place in given) or "没有作答",
                "answer": "；".join(question.choices[place] for place in question.answer) if row.passed else "",
                "explanation": question.explanation if row.passed else "",
            }
        )
    lesson = state.lesson(row.quiz.lesson_uid) if state is not None and row.quiz.lesson_uid else None
    quiz = (lesson.quiz if lesson is not None else state.quiz) if state is not None else None
    return {
        "title": f"{row.score}分，{'合格' if row.passed else '还没有合格'}",
        "column": "课程",
        "attempt": row,
        "course": state,
        "lesson": lesson,
        "quiz": quiz,
        "lines": lines,
        "total": len(questions),
        "crumbs": _crumbs(state, {"label": "结果", "url": ""}) if state is not None else [],
    }


def _crumbs(state: reading.CourseState, last: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": "我的学习", "url": "/my/learning/"},
        {"label": state.title, "url": state.url},
        last,
    ]
