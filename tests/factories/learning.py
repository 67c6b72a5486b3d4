"""Courses, people who study them, questions."""

import uuid
from itertools import count
from typing import Any

from records.access.models import User
from records.kit.actors import SYSTEM
from records.learning import services
from records.learning.models import Attempt, CourseVersion, Enrolment, LessonKind, Quiz
from records.learning.services import LessonDraft, QuestionDraft
from records.organisations.models import Organisation

_numbers = count(1)


def text_lesson(title: str = "", page_uid: uuid.UUID | None = None) -> LessonDraft:
    """A lesson to read."""
    number = next(_numbers)
    return LessonDraft(page_id=9000 + number, page_uid=page_uid or uuid.uuid4(), title=title or f"第{number}课")


def video_lesson(length: int = 100, title: str = "", page_uid: uuid.UUID | None = None) -> LessonDraft:
    """A lesson with a video of `length` seconds."""
    number = next(_numbers)
    return LessonDraft(
        page_id=9000 + number,
        page_uid=page_uid or uuid.uuid4(),
        title=title or f"第{number}讲",
        kind=LessonKind.VIDEO,
        length=length,
    )


def course(organisation: Organisation, *lessons: LessonDraft, **details: Any) -> CourseVersion:
    """A published course of 1.5 hours; one text lesson unless told otherwise."""
    number = next(_numbers)
    return services.register_version(
        details.pop("actor", SYSTEM),
        page_id=details.pop("page_id", 8000 + number),
        page_uid=details.pop("page_uid", None) or uuid.uuid4(),
        title=details.pop("title", f"支部工作条例讲解{number}"),
        organisation=organisation,
        lessons=lessons or (text_lesson(),),
        hours=details.pop("hours", 150),
        **details,
    )


def single(text: str = "党员每年集中学习不少于多少学时？", right: int = 0, **details: Any) -> QuestionDraft:
    """A question with one right choice among three."""
    return QuestionDraft(
        kind="single",
        text=text,
        choices=("32", "24", "16"),
        answer=(right,),
        explanation=details.pop("explanation", "《党员教育管理工作条例》第二十条。"),
        **details,
    )


def multiple(text: str = "下列哪些属于三会一课？") -> QuestionDraft:
    """A question with two right choices among four."""
    return QuestionDraft("multiple", text, ("支部党员大会", "党课", "茶话会", "联欢会"), (0, 1))


def true_false(text: str = "预备党员有表决权。") -> QuestionDraft:
    """A statement that is wrong."""
    return QuestionDraft("true_false", text, ("正确", "错误"), (1,))


def quiz(of: CourseVersion, *questions: QuestionDraft, **settings: Any) -> Quiz:
    """A quiz of three questions unless told otherwise."""
    return services.set_questions(
        SYSTEM, page_uid=of.page_uid, questions=questions or (single(), multiple(), true_false()), **settings
    )


def enrolled(person: User, of: CourseVersion) -> Enrolment:
    """The person's enrolment."""
    return services.enrol(person, of.page_uid)


def right_answers(attempt: Attempt) -> dict[str, list[int]]:
    """What would be entirely right."""
    return {kept["uid"]: kept["answer"] for kept in attempt.questions}


def wrong_answers(attempt: Attempt) -> dict[str, list[int]]:
    """Every question answered, every one wrong."""
    return {
        kept["uid"]: [next(place for place in range(len(kept["choices"])) if place not in kept["answer"])]
        for kept in attempt.questions
    }
