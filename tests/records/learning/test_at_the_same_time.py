"""Two tabs, two devices, a button pressed twice: real threads on a real database."""

import datetime
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from records.access.models import User
from records.kit.actors import SYSTEM
from records.learning import services
from records.learning.models import Attempt, Certificate, Enrolment, HourEntry, LessonProgress
from tests.factories.access import affiliated, again
from tests.factories.learning import course, enrolled, quiz, right_answers, text_lesson, video_lesson, wrong_answers
from tests.factories.organisations import organisation

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads of their own; returns what each gave back or raised."""

    def run(act: Callable[[], Any]) -> Any:
        try:
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def person() -> User:
    return affiliated(organisation("石桥村第一党支部"), "陈立秋")


def test_two_tabs_lose_nothing_and_gain_no_time(person: User) -> None:
    of_branch = course(organisation(), video_lesson(1000), text_lesson())
    enrolment = enrolled(person, of_branch)
    Enrolment.objects.update(enrolled_at=enrolment.enrolled_at - datetime.timedelta(seconds=300))
    lesson = of_branch.lessons.get(position=1).page_uid
    batches = [[[start, start + 50]] for start in range(0, 400, 50)]

    results = together(
        *(lambda batch=batch: services.beat(again(person), enrolment.uid, lesson, batch) for batch in batches)
    )

    assert not [each for each in results if isinstance(each, Exception)]
    progress = LessonProgress.objects.get()
    assert progress.watched == [[0, 4000]]


def test_enrolling_in_two_tabs(person: User) -> None:
    of_branch = course(organisation())
    together(*[lambda: services.enrol(again(person), of_branch.page_uid)] * 4)
    assert Enrolment.objects.count() == 1


def test_finishing_in_two_tabs_counts_once(person: User) -> None:
    of_branch = course(organisation())
    enrolment = enrolled(person, of_branch)
    lesson = of_branch.lessons.get().page_uid

    together(*[lambda: services.mark_read(again(person), enrolment.uid, lesson)] * 4)

    assert HourEntry.objects.count() == 1
    assert Certificate.objects.count() == 1


def test_handing_in_twice_at_once_keeps_one_result(person: User) -> None:
    of_branch = course(organisation())
    quiz(of_branch)
    attempt = services.start_attempt(person, enrolled(person, of_branch).uid)
    right, wrong = right_answers(attempt), wrong_answers(attempt)

    results = together(
        *[lambda: services.submit_attempt(again(person), attempt.uid, right)] * 2,
        *[lambda: services.submit_attempt(again(person), attempt.uid, wrong)] * 2,
    )

    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.SUBMITTED
    assert {each.score for each in results} == {attempt.score}
    assert attempt.score in (0, 100)


def test_beginning_twice_at_once_is_one_attempt(person: User) -> None:
    of_branch = course(organisation())
    quiz(of_branch)
    enrolment = enrolled(person, of_branch)
    together(*[lambda: services.start_attempt(again(person), enrolment.uid)] * 3)
    assert Attempt.objects.count() == 1


def test_publishing_twice_at_once_is_one_version(person: User) -> None:
    town = organisation()
    lesson = text_lesson()
    first = course(town, lesson, title="条例", page_id=7)
    version = first.page_uid

    def publish(title: str) -> Any:
        return course(town, lesson, title=title, page_id=7, page_uid=version, actor=SYSTEM)

    results = together(*[lambda: publish("条例（修订）")] * 3)

    assert {each.number for each in results} == {2}
    assert connection.vendor in ("sqlite", "postgresql")
