"""What the theme's own page asks for, made of what `reading` found; plain values, no queries."""

import datetime
from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from records.kit.actors import Actor
from records.learning.models import HourEntry
from records.learning.reading import CourseState, LessonState, OwnHours
from records.learning.rules import HOUR, hours_text


def own_page(actor: Actor, hours: OwnHours, courses: Sequence[CourseState], today: datetime.date) -> dict[str, Any]:
    """Context of learning/my.html."""
    name = actor.actor_name
    this_year = hours.year == today.year
    lead = f"{name}，今年还差{hours_text(hours.missing)}学时" if hours.missing else f"{name}，今年的学时已经学满"
    if not this_year:
        lead = f"{name}，{hours.year}年共{hours_text(hours.done)}学时"
    who = "，".join(filter(None, [hours.organisation, hours.standing]))
    rule = f"{hours.year}年要求{hours.reason}集中学习不少于{hours_text(hours.required)}学时，12月31日截止。"
    resume = courses[0] if courses else None
    return {
        "title": "我的学习",
        "column": "课程",
        "headline": lead,
        "intro": f"{who}。{rule}" if who else rule,
        "hours": {
            "value": hours.done / HOUR,
            "total": hours.required / HOUR,
            "due": hours.due_by_day / HOUR if this_year and hours.missing else None,
            "facts": [{"term": label, "value": hours_text(done), "numeric": True} for label, done in hours.by_form],
        },
        "todo": {
            "title": "正在学的课程",
            "note": f"共{len(courses)}门" if courses else "",
            "entries": [_entry(course, number == 0) for number, course in enumerate(courses)],
        },
        "resume": resume_card(resume) if resume is not None else None,
        "begin": [{"label": "去选课", "url": "/courses/", "primary": True}],
        "records": _records(hours),
        "records_title": f"{hours.year}年学时记录",
        "years": [
            {"label": f"{year}年", "url": f"?year={year}", "current": year == hours.year}
            for year in range(today.year, today.year - 3, -1)
        ],
        "certificates": [
            {
                "title": each.title,
                "url": reverse("site-learning:certificate", args=[each.code]),
                "meta": f"{hours_text(each.hours)}学时" + ("，已撤销" if each.revoked_at else ""),
                "date": each.completed_on,
            }
            for each in hours.certificates
        ],
        "crumbs": [{"label": "我的", "url": "/my/"}, {"label": "我的学习", "url": ""}],
    }


def resume_card(course: CourseState) -> dict[str, Any]:
    """The course to go on with, as theme/cards/resume.html wants it."""
    lesson = course.next_lesson
    actions: list[dict[str, Any]] = []
    if lesson is not None:
        actions.append({"label": go_on(lesson), "url": lesson.url, "primary": True})
    elif course.quiz is not None and course.quiz.can_begin:
        actions.append({"label": "做测验", "url": course.quiz.url, "primary": True})
    actions.append({"label": "看课程目录", "url": course.url, "quiet": True})
    return {
        "cover": course.title,
        "title": lesson.title if lesson is not None else course.title,
        "note": f"{course.title}，共{course.total}课，{course.issuer}",
        "done": course.done,
        "total": course.total,
        "progress_note": progress_note(course),
        "actions": actions,
    }


def progress_note(course: CourseState) -> str:
    """How far, in words."""
    if course.is_completed:
        return f"已学完，记{course.hours_text}学时"
    note = f"{course.total}课已完成{course.done}课"
    lesson = course.next_lesson
    if lesson is not None and lesson.is_video and lesson.seconds:
        note += f"，“{lesson.title}”已看{lesson.percent}%"
    elif lesson is None:
        note += f"，{course.what_is_missing}"
    return note


def go_on(lesson: LessonState) -> str:
    """The word on the button that leads to a lesson."""
    if lesson.is_video and lesson.resume_at:
        minutes, seconds = divmod(lesson.resume_at, 60)
        return f"从{minutes}分{seconds:02d}秒继续"
    return "继续学" if lesson.position > 1 or lesson.seconds else "开始学"


def watched_words(seconds: int, percent: int) -> str:
    """How much of a video was watched, and how that is counted; the player's answer says it in the same words."""
    minutes, rest = divmod(seconds, 60)
    seen = f"已看{minutes}分{rest:02d}秒，占{percent}%。" if seconds else "还没有看。"
    return f"{seen}按看过的部分计：重复观看不重复计，拖过的部分不计。"


def _entry(course: CourseState, primary: bool) -> dict[str, Any]:
    lesson = course.next_lesson
    if lesson is not None:
        action = {"label": "继续学", "url": lesson.url, "primary": primary}
    elif course.quiz is not None and not course.quiz.passed:
        action = {"label": "做测验", "url": course.quiz.url, "primary": primary}
    else:
        action = {"label": "看课程", "url": course.url, "primary": primary}
    return {
        "title": course.title,
        "url": course.url,
        "meta": f"{course.issuer}，{course.hours_text}学时，{progress_note(course)}",
        "action": action,
    }


def _records(hours: OwnHours) -> dict[str, Any] | None:
    if not hours.entries:
        return None
    return {
        "caption": f"{hours.year}年学时记录",
        "caption_hidden": True,
        "columns": ["内容", "日期", "形式", "组织", {"label": "学时", "numeric": True}],
        "rows": [
            [
                _title(entry),
                {"value": entry.on, "nowrap": True},
                entry.get_form_display(),
                organiser(entry),
                hours_text(entry.hours),
            ]
            for entry in hours.entries
        ],
        "foot": [["合计", "", "", "", hours_text(hours.done)]],
    }


def _title(entry: HourEntry) -> dict[str, Any]:
    if entry.reverses_id is not None:
        return {"value": entry.title, "note": f"冲销：{entry.reason}"}
    return {"value": entry.title}


def organiser(entry: HourEntry) -> str:
    """Who held the session or issued the course."""
    if entry.session is not None:
        return str(entry.session.organisation.short_name)
    if entry.course is not None:
        return str(entry.course.organisation.short_name)
    return str(entry.organisation.short_name)
