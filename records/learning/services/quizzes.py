"""Taking a quiz: begin, save, hand in. The questions of an attempt are frozen when it begins."""

import contextlib
import datetime
import random
import uuid
from collections.abc import Iterable, Mapping

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.write import Write
from records.learning import rules
from records.learning.models import Attempt, Enrolment, LessonProgress, Question, QuestionKind, Quiz
from records.learning.services.settling import (
    lesson_of,
    lock_person,
    mark_done,
    progress_in,
    settle,
    take_enrolment,
)

Answers = Mapping[str, Iterable[int]]


def start_attempt(actor: Actor, enrolment_uid: uuid.UUID, lesson_uid: uuid.UUID | None = None) -> Attempt:
    """Begin an attempt at the course's quiz, or at a lesson's questions 开始作答; one that is open is given back.

    Raises NotVisible without a quiz, Invalid when today's attempts are used up.
    """
    with Write(actor, "learning.study") as write:
        lock_person(actor)
        enrolment = take_enrolment(write, enrolment_uid)
        if lesson_uid is not None:
            lesson_of(enrolment, lesson_uid)
        quiz = Quiz.objects.filter(course_uid=enrolment.course_uid, lesson_uid=lesson_uid).first()
        questions = list(quiz.questions.filter(retired_at__isnull=True)) if quiz else []
        if quiz is None or not questions:
            raise NotVisible("这里还没有试题。")
        attempts = Attempt.objects.filter(enrolment=enrolment, quiz=quiz)
        opened = attempts.filter(state=Attempt.State.OPEN).first()
        if opened is not None:
            return opened
        if enrolment.state != Enrolment.State.ACTIVE:
            raise Conflict("这门课程已经学完，不必再作答。")
        today = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
        taken = attempts.filter(started_at__gte=today, started_at__lt=today + datetime.timedelta(days=1)).count()
        if quiz.attempts_per_day and taken >= quiz.attempts_per_day:
            raise Invalid(f"今天已作答{taken}次，明天可以再答。请先复习没有掌握的课时。")
        frozen = rules.freeze(
            [_frozen(question) for question in questions],
            draw=quiz.draw,
            shuffle=quiz.shuffle,
            dice=random.SystemRandom(),
        )
        attempt = Attempt(
            enrolment=enrolment,
            quiz=quiz,
            number=attempts.count() + 1,
            pass_mark=enrolment.course.pass_mark,
            questions=[question.as_json() for question in frozen],
            started_at=timezone.now(),
        )
        write.create(attempt, check=False)
    return attempt


def save_answers(actor: Actor, attempt_uid: uuid.UUID, answers: Answers) -> Attempt:
    """Keep what is answered so far 保存作答: question's uid → positions taken; questions not named stay as they were.

    Not journalled: a draft is nobody's business. Raises NotVisible, Conflict after handing in, Invalid for a choice that
    isn't there.
    """
    with Write(actor, "learning.study") as write:
        lock_person(actor)
        attempt = _take(write, attempt_uid)
        if attempt.state == Attempt.State.SUBMITTED:
            raise Conflict("这次作答已经交卷，不能再改。")
        _keep(attempt, answers)
    return attempt


def submit_attempt(actor: Actor, attempt_uid: uuid.UUID, answers: Answers | None = None) -> Attempt:
    """Hand in 交卷 and score. Handed in twice, the first stays and is given back.

    What `answers` brings is saved first, and stays saved when something is missing: then Invalid names the questions.
    """
    if answers:
        with contextlib.suppress(Conflict):  # handed in by the other tab meanwhile: the result is below
            save_answers(actor, attempt_uid, answers)
    with Write(actor, "learning.study") as write:
        lock_person(actor)
        attempt = _take(write, attempt_uid)
        if attempt.state == Attempt.State.SUBMITTED:
            return attempt
        questions = frozen_questions(attempt)
        left = rules.unanswered(questions, attempt.answers)
        if left:
            numbers = "、".join(str(number) for number in left)
            raise Invalid(f"第{numbers}题还没有作答。已作答的都已保存，补上后再交卷。")
        result = rules.score(questions, attempt.answers, pass_mark=attempt.pass_mark)
        attempt.state, attempt.submitted_at = Attempt.State.SUBMITTED, timezone.now()
        attempt.score, attempt.right, attempt.passed = result.percent, result.right, result.passed
        attempt.save()
        write.touched(attempt)
        if result.passed:
            _count(write, attempt)
    return attempt


def frozen_questions(attempt: Attempt) -> list[rules.FrozenQuestion]:
    """The questions of an attempt as it sees them, answers included: for the server's eyes until it is handed in."""
    return [rules.FrozenQuestion.from_json(kept) for kept in attempt.questions]


def _take(write: Write, uid: uuid.UUID) -> Attempt:
    """The actor's own attempt, locked; the person's lock is held already."""
    found = Attempt.objects.visible_to(write.actor).select_related("enrolment__course", "quiz")
    attempt: Attempt = write.lock(found.order_by(), check=False, uid=uid)
    write.on_own(attempt, attempt.enrolment.user_id)
    return attempt


def _count(write: Write, attempt: Attempt) -> None:
    enrolment = take_enrolment(write, attempt.enrolment.uid)
    if attempt.quiz.lesson_uid and enrolment.state == Enrolment.State.ACTIVE:
        lesson = enrolment.course.lessons.filter(page_uid=attempt.quiz.lesson_uid).first()
        if lesson is not None:
            progress = progress_in(enrolment, lesson)
            if progress.done_at is None:
                mark_done(write, progress, LessonProgress.Means.QUESTIONS)
    settle(write, enrolment)


def _keep(attempt: Attempt, answers: Answers) -> None:
    questions = {question.uid: question for question in frozen_questions(attempt)}
    kept = dict(attempt.answers)
    for uid, given in answers.items():
        question = questions.get(str(uid))
        if question is None:
            raise Invalid("提交了不属于这次作答的题目，请刷新页面后重试。")
        places = sorted(set(given))
        if any(not 0 <= place < len(question.choices) for place in places):
            raise Invalid("提交了不存在的选项，请刷新页面后重试。")
        if question.kind != QuestionKind.MULTIPLE and len(places) > 1:
            raise Invalid("单选题和判断题只能选一项。")
        kept[question.uid] = places
    attempt.answers = kept
    attempt.save(update_fields=["answers"])


def _frozen(question: Question) -> rules.FrozenQuestion:
    return rules.FrozenQuestion(
        uid=str(question.uid),
        kind=question.kind,
        text=question.text,
        choices=tuple(question.choices),
        answer=tuple(question.answer),
        explanation=question.explanation,
    )
