"""What every act of study ends with: is the course done, and does it count?"""

import uuid
from typing import Any, cast

from django.contrib.auth import get_user_model
from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible
from records.kit.write import Write
from records.learning import rules
from records.learning.events import CourseCompleted
from records.learning.models import (
    Attempt,
    Certificate,
    CourseVersion,
    Enrolment,
    HourEntry,
    LessonProgress,
    LessonVersion,
    Question,
    StudyForm,
)
from records.learning.people import member_of


def lock_person(actor: Actor) -> Any:
    """Let one person's acts of study follow one another: two tabs, two devices, a button pressed twice."""
    user_id = actor.scope.user_id
    if user_id is None:
        raise NotVisible("请先登录。")
    return get_user_model()._default_manager.select_for_update(of=("self",), no_key=True).get(pk=user_id)


def take_enrolment(write: Write, uid: uuid.UUID) -> Enrolment:
    """The actor's own enrolment, locked, following the course's current version while it is active.

    Raises NotVisible for anyone else's, Conflict when the course was withdrawn.
    """
    enrolment = cast(Enrolment, write.lock(Enrolment.objects.visible_to(write.actor).order_by(), check=False, uid=uid))
    write.on_own(enrolment, enrolment.user_id)
    if enrolment.state == Enrolment.State.ACTIVE:
        current = CourseVersion.objects.of_page(enrolment.course_uid).current().first()
        if current is None:
            raise Conflict("这门课程已经撤下，不能继续学习；已记的学时不受影响。")
        if current.pk != enrolment.course_id:
            enrolment.course = current
            write.save(enrolment)
    return enrolment


def lesson_of(enrolment: Enrolment, lesson_uid: uuid.UUID) -> LessonVersion:
    """A lesson of the course as the enrolment has it. Raises NotVisible."""
    lesson = enrolment.course.lessons.filter(page_uid=lesson_uid).first()
    if lesson is None:
        raise NotVisible("这门课程里没有这一课时，可能已经调整，请回到课程页重新进入。")
    return lesson


def progress_in(enrolment: Enrolment, lesson: LessonVersion) -> LessonProgress:
    """The progress in a lesson, new or as kept; another video under the same lesson starts anew unless it was done."""
    progress = LessonProgress.objects.filter(enrolment=enrolment, lesson_uid=lesson.page_uid).first()
    if progress is None:
        progress = LessonProgress(enrolment=enrolment, lesson_uid=lesson.page_uid, length=lesson.length)
    elif progress.length != lesson.length:
        progress.length, progress.watched, progress.position = lesson.length, [], 0
    return progress


def mark_done(write: Write, progress: LessonProgress, means: str) -> None:
    """Note that a lesson is done; how it was first done stays."""
    if progress.done_at is None:
        progress.done_at, progress.done_by = timezone.now(), means
    progress.save()
    write.touched(progress)


def settle(write: Write, enrolment: Enrolment) -> bool:
    """Complete the enrolment if every lesson is done and the quiz passed; credit the hours and issue the certificate.

    Returns whether it was completed just now. Called inside the write, under the person's lock.
    """
    if enrolment.state != Enrolment.State.ACTIVE or not is_finished(enrolment):
        return False
    now = timezone.now()
    enrolment.state, enrolment.completed_at = Enrolment.State.COMPLETED, now
    write.save(enrolment)
    _credit(write, enrolment)
    _certify(write, enrolment)
    write.emit(CourseCompleted(user_id=enrolment.user_id, course=enrolment.course.uid, page_uid=enrolment.course_uid))
    return True


def is_finished(enrolment: Enrolment) -> bool:
    """Whether the course, as it stands now, is done."""
    done = set(
        LessonProgress.objects.filter(enrolment=enrolment, done_at__isnull=False).values_list("lesson_uid", flat=True)
    )
    lessons = enrolment.course.lessons.values_list("page_uid", flat=True)
    final = {"quiz__course_uid": enrolment.course_uid, "quiz__lesson_uid__isnull": True}
    has_quiz = Question.objects.filter(**final, retired_at__isnull=True).exists()
    passed = has_quiz and Attempt.objects.filter(**final, enrolment=enrolment, passed=True).exists()
    return rules.course_is_completed((uid in done for uid in lessons), has_quiz=has_quiz, quiz_passed=passed)


def _credit(write: Write, enrolment: Enrolment) -> None:
    course = enrolment.course
    today = timezone.localdate()
    counted = HourEntry.objects.filter(
        user_id=enrolment.user_id, course_uid=enrolment.course_uid, year=today.year, reverses__isnull=True
    )
    if not course.hours or counted.exists():
        return
    member = member_of(enrolment.user_id)
    entry = HourEntry(
        organisation=member.organisation if member else enrolment.organisation,
        member=member,
        user_id=enrolment.user_id,
        year=today.year,
        on=today,
        form=StudyForm.COURSE,
        title=course.title,
        hours=course.hours,
        course=course,
        course_uid=enrolment.course_uid,
    )
    write.create(entry, check=False)


def _certify(write: Write, enrolment: Enrolment) -> None:
    course = enrolment.course
    certificate = Certificate(
        organisation=course.organisation,
        user_id=enrolment.user_id,
        course=course,
        printed_name=write.actor.actor_name,
        title=course.title,
        hours=course.hours,
        completed_on=timezone.localdate(),
    )
    write.create(certificate, check=False)
