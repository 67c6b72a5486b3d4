"""What a reader has studied, on course and lesson pages: made of what learning says, as the theme's templates want it."""

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest
from django.middleware.csrf import get_token

from cms_pages.models import CoursePage, LessonPage
from records.kit.actors import Actor
from records.learning.presenting import go_on, progress_note, watched_words
from records.learning.reading import CourseState, LessonState, QuizState, course_state, lesson_state


def add_course(page: CoursePage, actor: Actor, context: dict[str, Any]) -> None:
    """The button that begins or goes on, progress, and the quiz."""
    state = course_state(actor, page.uid if page.alias_of_id is None else page.alias_of.specific.uid)
    if state is None:
        return
    context["action"] = _action(state, page.address)
    if state.enrolment is not None:
        context["progress"] = {"done": state.done, "total": state.total, "note": progress_note(state)}
    _mark(context.get("lessons") or [], state)
    if state.quiz is not None:
        context["quiz"] = {"title": "测验", **_quiz(state, state.quiz)}


def add_lesson(page: LessonPage, actor: Actor, request: HttpRequest, context: dict[str, Any]) -> None:
    """Where to go on, what is done, the button that says it was read, and questions for who can't watch."""
    found = lesson_state(actor, page.uid if page.alias_of_id is None else page.alias_of.specific.uid)
    if found is None:
        return
    state, lesson = found
    _mark(context.get("lessons") or [], state)
    if not state.is_active and not state.is_completed:
        context["begin"] = {**_begin(state, page.address), "next": page.address}
        return
    if lesson.is_video:
        get_token(request)  # the player's reports carry it
        if "video" in context:
            context["video"] |= {"start": lesson.resume_at, "watch_url": lesson.watch_url}
        context["progress"] = {
            "value": lesson.percent,
            "max": 100,
            "note": watched_words(lesson.seconds, lesson.percent),
            "saved": "本课已学完" if lesson.done else "",
        }
        if lesson.quiz is not None and not lesson.done:
            context["quiz"] = {
                "note": "看不了视频的，读完文字稿并答对几道题，也算学完本课。",
                "action": [{"label": "读完文字稿，去答题", "url": lesson.quiz.url}],
            }
    else:
        context["progress"] = {
            "value": int(lesson.done),
            "max": 1,
            "note": "读完后点“已读完”。" if not lesson.done else "",
        }
        context["progress"]["saved"] = "本课已学完" if lesson.done else ""
        if not lesson.done and lesson.read_url:
            context["act"] = {
                "title": "读完了吗",
                "label": "已读完",
                "url": lesson.read_url,
                "note": "记为学完，转到下一课。",
            }
    _after(state, lesson, context)


def _after(state: CourseState, lesson: LessonState, context: dict[str, Any]) -> None:
    """Once a lesson is done: the next one, or the quiz, or the end."""
    if not lesson.done or "act" in context:
        return
    onward = state.next_lesson
    if state.is_completed:
        context["onward"] = {
            "note": f"本课程已学完，记{state.hours_text}学时。",
            "label": "看我的学时",
            "url": "/my/learning/",
        }
    elif onward is not None:
        context["onward"] = {"note": f"下一课：{onward.title}", "label": go_on(onward), "url": onward.url}
    elif state.quiz is not None and not state.quiz.passed:
        context["onward"] = {"note": "各课都已学完，测验合格后记学时。", "label": "做测验", "url": state.quiz.url}


def _action(state: CourseState, address: str) -> dict[str, Any]:
    if state.is_completed:
        return {"label": "看我的学时", "url": "/my/learning/", "note": f"已学完，记{state.hours_text}学时"}
    if not state.is_active:
        return _begin(state, address)
    lesson = state.next_lesson
    if lesson is not None:
        return {"label": go_on(lesson), "url": lesson.url, "note": state.what_is_missing}
    if state.quiz is not None and not state.quiz.passed:
        return {"label": "做测验", "url": state.quiz.url, "note": state.what_is_missing}
    return {"label": "完成学习", "url": state.enrol_url, "post": True, "note": "各课都已学完"}


def _begin(state: CourseState, address: str) -> dict[str, Any]:
    note = f"学完并合格记{state.hours_text}学时" if state.quiz is not None else f"学完记{state.hours_text}学时"
    if not state.signed_in:
        return {"label": "登录后学习", "url": f"/sign-in/?next={quote(address)}", "note": note}
    return {"label": "开始学习", "url": state.enrol_url, "post": True, "note": note}


def _quiz(state: CourseState, quiz: QuizState) -> dict[str, Any]:
    note = f"{quiz.questions}题，{quiz.pass_mark}分合格" + (
        f"，每天最多答{quiz.attempts_per_day}次" if quiz.attempts_per_day else ""
    )
    if quiz.passed:
        note += f"。您已合格，{quiz.best}分"
    elif quiz.best is not None:
        note += f"。您的最好成绩{quiz.best}分"
    if not state.signed_in:
        return {"note": f"{note}。登录后可以作答。"}
    return {"note": f"{note}。", "action": [{"label": "看成绩" if quiz.passed else "去测验", "url": quiz.url}]}


def _mark(chapters: list[dict[str, Any]], state: CourseState) -> None:
    """Say at each lesson whether it is done; lessons are told apart by the number of their page."""
    if state.enrolment is None:
        return
    by_page = {lesson.page_id: lesson for lesson in state.lessons}
    for chapter in chapters:
        lesson = by_page.get(chapter.get("page_id", 0))
        if lesson is None:
            continue
        if lesson.done:
            chapter["badge"] = ("完成", "good")
        elif lesson.seconds or chapter.get("current"):
            chapter["badge"] = ("在学", "info")
