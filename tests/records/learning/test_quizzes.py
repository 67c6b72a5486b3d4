"""Questions and attempts."""

import dataclasses
import datetime
import json
import uuid

import pytest

from records.access.models import User
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.learning import services
from records.learning.models import Attempt, CourseVersion, HourEntry, LessonProgress, Question, Quiz
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.learning import (
    course,
    enrolled,
    multiple,
    quiz,
    right_answers,
    single,
    true_false,
    video_lesson,
    wrong_answers,
)
from tests.factories.organisations import County


@pytest.fixture
def of_town(county: County) -> CourseVersion:
    return course(county.town)


def start(person: User, of: CourseVersion, lesson_uid: uuid.UUID | None = None) -> Attempt:
    return services.start_attempt(person, enrolled(person, of).uid, lesson_uid)


@pytest.mark.parametrize(
    ("role", "place", "outcome"),
    [
        (Role.PUBLISHER, "town", None),
        (Role.ORGANISATION_ADMINISTRATOR, "root", None),
        (Role.PUBLISHER, "branch", NotVisible),
        (Role.PUBLISHER, "neighbour", NotVisible),
        (Role.SECRETARY, "town", NotVisible),
        (Role.MEMBER, "town", NotVisible),
    ],
)
def test_who_keeps_questions(
    county: County, of_town: CourseVersion, role: Role, place: str, outcome: type[Exception] | None
) -> None:
    who = holder(role, getattr(county, place))
    if outcome is None:
        services.set_questions(who, page_uid=of_town.page_uid, questions=[single()])
        assert Question.objects.count() == 1
        assert Quiz.objects.visible_to(who).count() == 1
    else:
        with pytest.raises(outcome):
            services.set_questions(who, page_uid=of_town.page_uid, questions=[single()])
        assert not Quiz.objects.exists()


def test_an_unchanged_question_stays_a_changed_one_is_a_new_version(of_town: CourseVersion) -> None:
    quiz(of_town, single("甲题"), single("乙题"), single("丙题"))
    first, second, _third = Question.objects.all()
    kept = single("甲题", lineage=first.lineage)
    changed = single("乙题（修订）", lineage=second.lineage)

    services.set_questions(SYSTEM, page_uid=of_town.page_uid, questions=[changed, kept])

    in_use = list(Question.objects.filter(retired_at__isnull=True).order_by("position"))
    assert [(each.text, each.number) for each in in_use] == [("乙题（修订）", 2), ("甲题", 1)]
    assert in_use[1].pk == first.pk
    assert Question.objects.filter(retired_at__isnull=False).count() == 2


def test_all_errors_at_once_by_question_and_nothing_is_stored(of_town: CourseVersion) -> None:
    wrong = [single(right=7), dataclasses.replace(multiple(), answer=(0,)), dataclasses.replace(single(), text=" ")]
    with pytest.raises(Invalid) as caught:
        services.set_questions(SYSTEM, page_uid=of_town.page_uid, questions=wrong)
    assert [message[:3] for message in caught.value.messages] == ["第1题", "第2题", "第3题"]
    assert not Quiz.objects.exists()


def test_more_drawn_than_there_are(of_town: CourseVersion) -> None:
    with pytest.raises(Invalid, match="抽取5题"):
        quiz(of_town, single(), draw=5)


def test_a_quicker_colleague(of_town: CourseVersion) -> None:
    made = quiz(of_town)
    services.set_questions(SYSTEM, page_uid=of_town.page_uid, questions=[single()], expected_version=made.version)
    with pytest.raises(Conflict):
        services.set_questions(SYSTEM, page_uid=of_town.page_uid, questions=[], expected_version=made.version)
    assert Question.objects.filter(retired_at__isnull=True).count() == 1


def test_an_attempt_begun_twice_is_one(person: User, of_town: CourseVersion) -> None:
    quiz(of_town)
    first, second = start(person, of_town), start(person, of_town)
    assert first.pk == second.pk
    assert first.questions == second.questions


def test_an_attempt_keeps_its_questions_when_the_quiz_changes(person: User, of_town: CourseVersion) -> None:
    quiz(of_town)
    attempt = start(person, of_town)
    before = attempt.questions
    services.set_questions(SYSTEM, page_uid=of_town.page_uid, questions=[single("换了")])

    done = services.submit_attempt(person, attempt.uid, right_answers(attempt))

    attempt.refresh_from_db()
    assert attempt.questions == before
    assert (done.score, done.right, done.passed) == (100, 3, True)


def test_reading_and_passing_brings_the_hours(person: User, of_town: CourseVersion) -> None:
    quiz(of_town)
    enrolment = enrolled(person, of_town)
    services.mark_read(person, enrolment.uid, of_town.lessons.get().page_uid)
    attempt = start(person, of_town)

    services.submit_attempt(person, attempt.uid, right_answers(attempt))
    services.submit_attempt(person, attempt.uid, wrong_answers(attempt))  # pressed twice

    attempt.refresh_from_db()
    assert attempt.passed
    assert HourEntry.objects.get().hours == 150


def test_failing_may_be_repeated(person: User, of_town: CourseVersion) -> None:
    quiz(of_town)
    failed = start(person, of_town)
    failed = services.submit_attempt(person, failed.uid, wrong_answers(failed))
    assert (failed.passed, failed.score) == (False, 0)

    second = start(person, of_town)
    assert (second.number, second.pk) != (failed.number, failed.pk)


def test_attempts_of_a_day_are_limited_and_tomorrow_is_another_day(person: User, of_town: CourseVersion) -> None:
    quiz(of_town, attempts_per_day=2)
    for _ in range(2):
        attempt = start(person, of_town)
        services.submit_attempt(person, attempt.uid, wrong_answers(attempt))
    with pytest.raises(Invalid, match="今天已作答2次"):
        start(person, of_town)

    for each in Attempt.objects.all():
        Attempt.objects.filter(pk=each.pk).update(started_at=each.started_at - datetime.timedelta(days=1))
    assert start(person, of_town).number == 3


def test_what_was_answered_is_kept_when_something_is_missing(person: User, of_town: CourseVersion) -> None:
    quiz(of_town)
    attempt = start(person, of_town)
    answers = right_answers(attempt)
    missing = list(answers)[1]
    partial = {uid: given for uid, given in answers.items() if uid != missing}

    with pytest.raises(Invalid, match="第2题还没有作答"):
        services.submit_attempt(person, attempt.uid, partial)

    attempt.refresh_from_db()
    assert attempt.answers == partial
    assert attempt.state == Attempt.State.OPEN


def test_saving_step_by_step(person: User, of_town: CourseVersion) -> None:
    quiz(of_town)
    attempt = start(person, of_town)
    answers = right_answers(attempt)
    for uid, given in answers.items():
        services.save_answers(person, attempt.uid, {uid: given})
    assert services.submit_attempt(person, attempt.uid).passed
    with pytest.raises(Conflict, match="已经交卷"):
        services.save_answers(person, attempt.uid, answers)


@pytest.mark.parametrize("given", [[9], [-1], [0, 1]])
def test_choices_that_are_not_there(person: User, of_town: CourseVersion, given: list[int]) -> None:
    quiz(of_town, single())
    attempt = start(person, of_town)
    with pytest.raises(Invalid):
        services.save_answers(person, attempt.uid, {attempt.questions[0]["uid"]: given})
    with pytest.raises(Invalid):
        services.save_answers(person, attempt.uid, {str(uuid.uuid4()): [0]})


def test_nobody_elses_attempt(person: User, of_town: CourseVersion, county: County) -> None:
    quiz(of_town)
    attempt = start(person, of_town)
    administrator = holder(Role.SITE_ADMINISTRATOR, county.root)
    for other in (affiliated(county.branch), administrator):
        with pytest.raises(NotVisible):
            services.submit_attempt(other, attempt.uid, right_answers(attempt))
        assert not Attempt.objects.visible_to(other).exists()


def test_without_questions_there_is_no_quiz(person: User, of_town: CourseVersion) -> None:
    with pytest.raises(NotVisible):
        start(person, of_town)


def test_who_cannot_watch_reads_the_transcript_and_answers_its_questions(person: User, county: County) -> None:
    film = course(county.town, video_lesson(600))
    lesson = film.lessons.get().page_uid
    quiz(film, true_false(), lesson_uid=lesson)
    attempt = start(person, film, lesson)

    services.submit_attempt(person, attempt.uid, right_answers(attempt))

    assert LessonProgress.objects.get().done_by == "questions"
    assert HourEntry.objects.count() == 1


def test_answers_stand_in_no_journal_entry(person: User, of_town: CourseVersion) -> None:
    quiz(of_town, single("题干只此一处", explanation="解析只此一处"))
    services.set_questions(
        SYSTEM,
        page_uid=of_town.page_uid,
        questions=[single("题干改过", explanation="解析改过", lineage=Question.objects.get().lineage)],
    )
    attempt = start(person, of_town)
    services.submit_attempt(person, attempt.uid, right_answers(attempt))

    journal = json.dumps(
        list(JournalEntry.objects.values("before", "after", "reason", "subject")), ensure_ascii=False, default=str
    )
    assert "learning.question" in journal
    for secret in ("只此一处", "改过", '"24"', '"answer": ['):
        assert secret not in journal


def test_a_publisher_of_a_neighbour_is_refused_or_does_not_see(county: County, of_town: CourseVersion) -> None:
    neighbour = holder(Role.PUBLISHER, county.neighbour)
    quiz(of_town)
    assert not Quiz.objects.visible_to(neighbour).exists()
    with pytest.raises((NotVisible, Refused)):
        services.set_questions(neighbour, page_uid=of_town.page_uid, questions=[])
    assert Question.objects.filter(retired_at__isnull=True).count() == 3
