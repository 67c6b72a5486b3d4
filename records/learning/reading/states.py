"""How far a person is in a course: the same answer for the page, the own page and the API."""

import datetime
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from records.kit.actors import Actor
from records.learning import rules
from records.learning.figures import watched_share
from records.learning.models import (
    Attempt,
    CourseVersion,
    Enrolment,
    LessonKind,
    LessonProgress,
    LessonVersion,
    Quiz,
)

OWN_COURSES = 30  # on one page; nobody studies more at a time


@dataclass(frozen=True)
class QuizState:
    """A quiz as a person stands to it; never a question, never an answer."""

    questions: int
    pass_mark: int
    attempts_per_day: int
    taken_today: int
    tries: int
    best: int | None
    passed: bool
    open_attempt: uuid.UUID | None
    url: str = ""

    @property
    def left_today(self) -> int | None:
        """Attempts left today; None without a limit."""
        return max(0, self.attempts_per_day - self.taken_today) if self.attempts_per_day else None

    @property
    def can_begin(self) -> bool:
        """Whether an attempt may be begun or gone on with."""
        return not self.passed and (self.open_attempt is not None or self.left_today != 0)


@dataclass(frozen=True)
class LessonState:
    """A lesson as a person stands to it. Times in seconds; `watched` the union of intervals."""

    page_uid: uuid.UUID
    page_id: int
    title: str
    position: int
    kind: str
    length: int
    done: bool = False
    done_by: str = ""
    percent: int = 0
    seconds: int = 0
    resume_at: int = 0
    watched: tuple[tuple[float, float], ...] = ()
    quiz: QuizState | None = None
    watch_url: str = ""
    read_url: str = ""

    @property
    def is_video(self) -> bool:
        """Whether it is watched, not read."""
        return self.kind == LessonKind.VIDEO

    @property
    def url(self) -> str:
        """An address that leads to the lesson's page wherever it has moved."""
        return reverse("site-learning:lesson", args=[self.page_uid])


@dataclass(frozen=True)
class CourseState:
    """A course as a person stands to it: its version in use (or, once completed, the one it was done in)."""

    uid: uuid.UUID
    page_uid: uuid.UUID
    page_id: int
    title: str
    issuer: str
    hours: int
    pass_mark: int
    is_current: bool
    signed_in: bool
    lessons: tuple[LessonState, ...]
    quiz: QuizState | None = None
    enrolment: uuid.UUID | None = None
    state: str = ""  # "" not begun, active, completed
    studied_at: datetime.datetime | None = None
    completed_at: datetime.datetime | None = None
    last_lesson: uuid.UUID | None = None
    enrol_url: str = ""

    @property
    def url(self) -> str:
        """An address that leads to the course's page wherever it has moved."""
        return reverse("site-learning:course", args=[self.page_uid])

    @property
    def hours_text(self) -> str:
        """Hours as people write them."""
        return rules.hours_text(self.hours)

    @property
    def done(self) -> int:
        """Lessons done."""
        return sum(lesson.done for lesson in self.lessons)

    @property
    def total(self) -> int:
        """Lessons in all."""
        return len(self.lessons)

    @property
    def is_active(self) -> bool:
        """Under way."""
        return self.state == Enrolment.State.ACTIVE

    @property
    def is_completed(self) -> bool:
        """Done, quiz and all."""
        return self.state == Enrolment.State.COMPLETED

    @property
    def next_lesson(self) -> LessonState | None:
        """Where to go on: the lesson last studied if it isn't done, otherwise the first that isn't."""
        waiting = [lesson for lesson in self.lessons if not lesson.done]
        last = [lesson for lesson in waiting if lesson.page_uid == self.last_lesson]
        return last[0] if last else waiting[0] if waiting else None

    @property
    def what_is_missing(self) -> str:
        """What stands between the person and the hours, in words."""
        if self.is_completed:
            return ""
        left = self.total - self.done
        parts = [f"还有{left}课没有学完"] if left else []
        if self.quiz is not None and not self.quiz.passed:
            parts.append(f"测验还没有合格（{self.quiz.pass_mark}分合格）")
        return "，".join(parts)

    def lesson(self, page_uid: uuid.UUID) -> LessonState | None:
        """One lesson of it."""
        return next((each for each in self.lessons if each.page_uid == page_uid), None)


def course_state(actor: Actor, page_uid: uuid.UUID) -> CourseState | None:
    """How the actor stands to the course of a page; None for a course that is not there for this person."""
    enrolment = _latest(Enrolment.objects.visible_to(actor).filter(course_uid=page_uid), actor)
    version = CourseVersion.objects.open_to(actor).of_page(page_uid).select_related("organisation").first()
    if enrolment is not None and (version is None or enrolment.state == Enrolment.State.COMPLETED):
        version = CourseVersion.objects.select_related("organisation").get(pk=enrolment.course_id)
    if version is None:
        return None
    pairs = [(version, enrolment)]
    return _states(actor, pairs)[0]


def lesson_state(actor: Actor, lesson_page_uid: uuid.UUID) -> tuple[CourseState, LessonState] | None:
    """How the actor stands to a lesson, with its course; None where there is none for this person."""
    found = (
        LessonVersion.objects.filter(page_uid=lesson_page_uid)
        .order_by("-version__is_current", "-version__number")
        .values_list("version__page_uid", flat=True)
        .first()
    )
    course = course_state(actor, found) if found is not None else None
    lesson = course.lesson(lesson_page_uid) if course is not None else None
    return (course, lesson) if course is not None and lesson is not None else None


def own_courses(actor: Actor) -> list[CourseState]:
    """The courses a person is in the middle of, the one studied last first."""
    enrolments = list(
        Enrolment.objects.visible_to(actor)
        .filter(user_id=actor.scope.user_id, state=Enrolment.State.ACTIVE)
        .select_related("course__organisation")
        .order_by("-studied_at", "-pk")[:OWN_COURSES]
    )
    current = {
        version.page_uid: version
        for version in CourseVersion.objects.current()
        .filter(page_uid__in=[each.course_uid for each in enrolments])
        .select_related("organisation")
    }
    pairs = [(current[each.course_uid], each) for each in enrolments if each.course_uid in current]
    return sorted(
        _states(actor, pairs), key=lambda each: each.studied_at.timestamp() if each.studied_at else 0, reverse=True
    )


def _latest(enrolments: "Iterable[Enrolment]", actor: Actor) -> Enrolment | None:
    if actor.scope.user_id is None:
        return None
    rows = [each for each in enrolments if each.user_id == actor.scope.user_id and each.state != Enrolment.State.LEFT]
    return max(rows, key=lambda each: (each.state == Enrolment.State.ACTIVE, each.pk), default=None)


def _states(actor: Actor, pairs: Sequence[tuple[CourseVersion, Enrolment | None]]) -> list[CourseState]:
    """Work out many courses at once: five queries, however many there are."""
    if not pairs:
        return []
    lessons: dict[int, list[LessonVersion]] = defaultdict(list)
    for lesson in LessonVersion.objects.filter(version__in=[version.pk for version, _ in pairs]).order_by("position"):
        lessons[lesson.version_id].append(lesson)
    numbers = [enrolment.pk for _, enrolment in pairs if enrolment is not None]
    progress: dict[tuple[int, uuid.UUID], LessonProgress] = {}
    attempts: dict[tuple[int, int], list[Attempt]] = defaultdict(list)
    if numbers:
        for row in LessonProgress.objects.filter(enrolment__in=numbers):
            progress[row.enrolment_id, row.lesson_uid] = row
        for attempt in Attempt.objects.filter(enrolment__in=numbers).defer("questions", "answers"):
            attempts[attempt.enrolment_id, attempt.quiz_id].append(attempt)
    quizzes: dict[uuid.UUID, list[Any]] = defaultdict(list)  # with `in_use`, the number of their questions
    counted: Any = Quiz.objects.filter(course_uid__in=[version.page_uid for version, _ in pairs])
    for quiz in counted.annotate(in_use=Count("questions", filter=Q(questions__retired_at__isnull=True))):
        if quiz.in_use:
            quizzes[quiz.course_uid].append(quiz)
    share = watched_share(timezone.localdate()) if progress else 100  # asked for only where something was watched
    return [
        _one(actor, version, enrolment, lessons[version.pk], quizzes[version.page_uid], progress, attempts, share)
        for version, enrolment in pairs
    ]


def _one(
    actor: Actor,
    version: CourseVersion,
    enrolment: Enrolment | None,
    lessons: list[LessonVersion],
    quizzes: list[Any],
    progress: dict[tuple[int, uuid.UUID], LessonProgress],
    attempts: dict[tuple[int, int], list[Attempt]],
    share: int,
) -> CourseState:
    number = enrolment.pk if enrolment is not None else 0
    of_quiz = {
        quiz.lesson_uid: _quiz(quiz, version, attempts.get((number, quiz.pk), []), enrolment) for quiz in quizzes
    }
    return CourseState(
        uid=version.uid,
        page_uid=version.page_uid,
        page_id=version.page_id,
        title=version.title,
        issuer=version.organisation.short_name,
        hours=version.hours,
        pass_mark=version.pass_mark,
        is_current=version.is_current,
        signed_in=actor.scope.user_id is not None,
        lessons=tuple(
            _lesson(lesson, enrolment, progress.get((number, lesson.page_uid)), of_quiz.get(lesson.page_uid), share)
            for lesson in lessons
        ),
        quiz=of_quiz.get(None),
        enrolment=enrolment.uid if enrolment is not None else None,
        state=enrolment.state if enrolment is not None else "",
        studied_at=enrolment.studied_at if enrolment is not None else None,
        completed_at=enrolment.completed_at if enrolment is not None else None,
        last_lesson=enrolment.last_lesson_uid if enrolment is not None else None,
        enrol_url=reverse("my-learning:enrol", args=[version.page_uid]),
    )


def _lesson(
    lesson: LessonVersion,
    enrolment: Enrolment | None,
    kept: LessonProgress | None,
    quiz: QuizState | None,
    share: int,
) -> LessonState:
    seen = kept if kept is not None and kept.length == lesson.length else None
    watched = [(start, end) for start, end in seen.watched] if seen is not None else []
    done = kept is not None and kept.done_at is not None
    length = lesson.length * rules.TENTHS
    resume_at = seen.position // rules.TENTHS if seen is not None else 0
    is_active = enrolment is not None and enrolment.state == Enrolment.State.ACTIVE
    addresses = [enrolment.uid, lesson.page_uid] if enrolment is not None else []
    return LessonState(
        page_uid=lesson.page_uid,
        page_id=lesson.page_id,
        title=lesson.title,
        position=lesson.position,
        kind=lesson.kind,
        length=lesson.length,
        done=done,
        done_by=LessonProgress.Means(kept.done_by).label if kept is not None and kept.done_by else "",
        percent=100 if done else rules.percent(watched, length, share),
        seconds=rules.measure(watched) // rules.TENTHS,
        resume_at=0 if resume_at >= lesson.length - 3 else resume_at,
        watched=tuple((start / rules.TENTHS, end / rules.TENTHS) for start, end in watched),
        quiz=quiz,
        watch_url=reverse("my-learning:beat", args=addresses) if is_active and lesson.kind == LessonKind.VIDEO else "",
        read_url=reverse("my-learning:read", args=addresses) if is_active and lesson.kind == LessonKind.TEXT else "",
    )


def _quiz(quiz: Any, version: CourseVersion, tries: list[Attempt], enrolment: Enrolment | None) -> QuizState:
    today = timezone.localdate()
    handed_in = [each for each in tries if each.state == Attempt.State.SUBMITTED]
    opened = [each for each in tries if each.state == Attempt.State.OPEN]
    address = [version.page_uid, quiz.lesson_uid] if quiz.lesson_uid else [version.page_uid]
    return QuizState(
        questions=min(quiz.draw, quiz.in_use) if quiz.draw else quiz.in_use,
        pass_mark=version.pass_mark,
        attempts_per_day=quiz.attempts_per_day,
        taken_today=sum(timezone.localtime(each.started_at).date() == today for each in tries),
        tries=len(handed_in),
        best=max((each.score or 0 for each in handed_in), default=None),
        passed=any(each.passed for each in handed_in),
        open_attempt=opened[0].uid if opened else None,
        url=reverse("my-learning:lesson_quiz" if quiz.lesson_uid else "my-learning:quiz", args=address),
    )
