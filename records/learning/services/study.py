"""Acts of one person's study: enrol, read, watch. All are the person's own; no post opens them to anybody else."""

import math
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Invalid, NotVisible
from records.kit.write import Write
from records.learning import rules
from records.learning.figures import WATCHING, watched_share
from records.learning.models import CourseVersion, Enrolment, LessonKind, LessonProgress, WatchAllowance
from records.learning.people import organisation_of_person
from records.learning.services.settling import (
    lesson_of,
    lock_person,
    mark_done,
    progress_in,
    settle,
    take_enrolment,
)

MOST_INTERVALS = 500  # of one report; a player joins them before it sends
LONGEST_SECONDS = 24 * 3600


def enrol(actor: Actor, page_uid: uuid.UUID) -> Enrolment:
    """Enrol in a course 选课; already enrolled, or completed this year, it gives that enrolment back.

    Raises NotVisible for a course that is not there for this person.
    """
    with Write(actor, "learning.study") as write:
        user = lock_person(actor)
        course = CourseVersion.objects.open_to(actor).of_page(page_uid).select_related("organisation").first()
        if course is None:
            raise NotVisible()
        held = (
            Enrolment.objects.visible_to(actor)
            .filter(course_uid=page_uid, user=user)
            .exclude(state=Enrolment.State.LEFT)
            .order_by("-pk")
            .first()
        )
        if held is not None and (held.state == Enrolment.State.ACTIVE or _is_of_this_year(held)):
            enrolment = take_enrolment(write, held.uid)
            settle(write, enrolment)
            return enrolment
        enrolment = Enrolment(
            organisation=organisation_of_person(user) or course.organisation,
            user=user,
            course_uid=page_uid,
            course=course,
            enrolled_at=timezone.now(),
        )
        write.on_own(enrolment, user.pk)
        write.create(enrolment, check=False)
    return enrolment


def leave(actor: Actor, enrolment_uid: uuid.UUID) -> Enrolment:
    """Leave a course 退出课程 that is under way; progress is kept with it, a new enrolment begins anew."""
    with Write(actor, "learning.study") as write:
        lock_person(actor)
        enrolment: Enrolment = write.lock(
            Enrolment.objects.visible_to(actor).order_by(), check=False, uid=enrolment_uid
        )
        write.on_own(enrolment, enrolment.user_id)
        if enrolment.state == Enrolment.State.ACTIVE:
            enrolment.state = Enrolment.State.LEFT
            write.save(enrolment)
    return enrolment


def mark_read(actor: Actor, enrolment_uid: uuid.UUID, lesson_uid: uuid.UUID) -> Enrolment:
    """Say that a text lesson was read 读完; may be said twice. Raises Invalid for a video."""
    with Write(actor, "learning.study") as write:
        lock_person(actor)
        enrolment = take_enrolment(write, enrolment_uid)
        lesson = lesson_of(enrolment, lesson_uid)
        if lesson.kind != LessonKind.TEXT:
            raise Invalid("视频课时按看过的部分计；看不了视频的，请读文字稿并完成本课时练习。")
        if enrolment.state != Enrolment.State.ACTIVE:
            return enrolment
        progress = progress_in(enrolment, lesson)
        if progress.done_at is None:
            mark_done(write, progress, LessonProgress.Means.READ)
        _stamp(enrolment, lesson_uid)
        settle(write, enrolment)
    return enrolment


@dataclass(frozen=True)
class Beat:
    """What the server holds after a report: the union in seconds, the share, whether the lesson and the course are done.

    `refused` seconds were not accepted yet, because less real time has passed; the player keeps them and reports again.
    """

    watched: tuple[tuple[float, float], ...]
    percent: int
    seconds: int
    done: bool
    course_done: bool
    refused: int


def beat(
    actor: Actor,
    enrolment_uid: uuid.UUID,
    lesson_uid: uuid.UUID,
    intervals: Sequence[Any],
    *,
    position: float = 0.0,
) -> Beat:
    """Take a player's report of intervals [start, end] in seconds of the video 观看记录.

    May be repeated, come late, out of order, in one batch after hours without a connection, or from two devices: only
    seconds not seen before count, and no faster than the server's clock allows. Not journalled one by one: when somebody
    watched is the person's own business; that the lesson is done is journalled.
    """
    sent = _tenths(intervals)
    now = timezone.now()
    with Write(actor, "learning.study") as write:
        lock_person(actor)
        enrolment = take_enrolment(write, enrolment_uid)
        lesson = lesson_of(enrolment, lesson_uid)
        if lesson.kind != LessonKind.VIDEO:
            raise Invalid("这一课时没有视频。")
        share = watched_share(timezone.localdate())
        length = lesson.length * rules.TENTHS
        progress = progress_in(enrolment, lesson)
        refused = 0
        if enrolment.state == Enrolment.State.ACTIVE:
            purse = _allowance(enrolment)
            allowed = rules.allowance(
                left=purse.left, since=purse.since, now=now, rate=WATCHING.rate, most=WATCHING.most
            )
            accepted = rules.accept(_pairs(progress.watched), sent, length=length, allowed=allowed)
            purse.left, purse.since = max(0, allowed - accepted.credited), now
            purse.save()
            refused = accepted.refused
            progress.watched = [list(each) for each in accepted.union]
            progress.position = min(length, max(0, int(position * rules.TENTHS))) if math.isfinite(position) else 0
            if progress.done_at is None and rules.is_watched(accepted.union, length, share):
                mark_done(write, progress, LessonProgress.Means.WATCHED)
            else:
                progress.save()
            _stamp(enrolment, lesson_uid)
            settle(write, enrolment)
        held = _pairs(progress.watched)
        return Beat(
            watched=tuple((start / rules.TENTHS, end / rules.TENTHS) for start, end in held),
            percent=100 if progress.done_at else rules.percent(held, length, share),
            seconds=rules.measure(held) // rules.TENTHS,
            done=progress.done_at is not None,
            course_done=enrolment.state == Enrolment.State.COMPLETED,
            refused=refused // rules.TENTHS,
        )


def _tenths(intervals: Sequence[Any]) -> list[rules.Interval]:
    if not isinstance(intervals, list | tuple) or len(intervals) > MOST_INTERVALS:
        raise Invalid(f"观看记录应为不超过{MOST_INTERVALS}段的列表。")
    found: list[rules.Interval] = []
    for each in intervals:
        try:
            start, end = (float(value) for value in each)
        except (TypeError, ValueError):
            raise Invalid("观看记录的每一段应为[开始秒数, 结束秒数]。") from None
        if not (math.isfinite(start) and math.isfinite(end) and 0 <= start <= end <= LONGEST_SECONDS):
            raise Invalid("观看记录的每一段应为[开始秒数, 结束秒数]，开始不晚于结束。")
        found.append((round(start * rules.TENTHS), round(end * rules.TENTHS)))
    return found


def _pairs(kept: list[list[int]]) -> tuple[rules.Interval, ...]:
    return tuple((start, end) for start, end in kept)


def _allowance(enrolment: Enrolment) -> WatchAllowance:
    """The person's allowance; it starts when the course is begun, with a little slack for clocks and network."""
    purse, _ = WatchAllowance.objects.get_or_create(
        user_id=enrolment.user_id, defaults={"left": WATCHING.slack, "since": enrolment.enrolled_at}
    )
    return purse


def _stamp(enrolment: Enrolment, lesson_uid: uuid.UUID) -> None:
    """Remember where to go on; not journalled."""
    enrolment.studied_at, enrolment.last_lesson_uid = timezone.now(), lesson_uid
    Enrolment.objects.filter(pk=enrolment.pk).update(
        studied_at=enrolment.studied_at, last_lesson_uid=enrolment.last_lesson_uid
    )


def _is_of_this_year(enrolment: Enrolment) -> bool:
    done = enrolment.completed_at
    return done is not None and timezone.localtime(done).year == timezone.localdate().year
