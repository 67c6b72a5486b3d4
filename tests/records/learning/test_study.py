"""Enrol, read, watch."""

import datetime
import uuid

import pytest
from django.utils import timezone

from records.access.models import User, Visitor
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.learning import services
from records.learning.models import Certificate, CourseVersion, Enrolment, HourEntry, LessonProgress, WatchAllowance
from tests.factories.access import affiliated
from tests.factories.learning import course, enrolled, quiz, text_lesson, video_lesson
from tests.factories.organisations import County


@pytest.fixture
def film(county: County) -> CourseVersion:
    """A course of one video of 100 seconds."""
    return course(county.town, video_lesson(100))


def lesson_uid(of: CourseVersion, position: int = 1) -> uuid.UUID:
    return of.lessons.get(position=position).page_uid


def pass_time(person: User, seconds: float) -> None:
    """Let real time go by, as far as the allowance knows."""
    purse = WatchAllowance.objects.get(user=person)
    purse.since -= datetime.timedelta(seconds=seconds)
    purse.save()


def begun(person: User, of: CourseVersion, seconds_ago: float = 600) -> Enrolment:
    """Enrolled some minutes ago."""
    enrolment = enrolled(person, of)
    enrolment.enrolled_at -= datetime.timedelta(seconds=seconds_ago)
    Enrolment.objects.filter(pk=enrolment.pk).update(enrolled_at=enrolment.enrolled_at)
    return enrolment


def test_enrolling_twice_is_enrolling_once(person: User, county: County) -> None:
    of_town = course(county.town)

    assert enrolled(person, of_town) == enrolled(person, of_town)
    enrolment = Enrolment.objects.get()
    assert enrolment.organisation == county.branch
    assert enrolment.state == Enrolment.State.ACTIVE


def test_a_visitor_does_not_enrol(county: County) -> None:
    with pytest.raises(NotVisible):
        services.enrol(Visitor(), course(county.town).page_uid)


def test_nobody_elses_enrolment(person: User, county: County) -> None:
    of_town = course(county.town)
    enrolment = enrolled(person, of_town)

    for act in (
        lambda: services.mark_read(affiliated(county.branch), enrolment.uid, lesson_uid(of_town)),
        lambda: services.beat(affiliated(county.branch), enrolment.uid, lesson_uid(of_town), [[0, 1]]),
        lambda: services.leave(affiliated(county.branch), enrolment.uid),
        lambda: services.mark_read(SYSTEM, enrolment.uid, lesson_uid(of_town)),
    ):
        with pytest.raises(NotVisible):
            act()
    assert not LessonProgress.objects.exists()


def test_a_token_issued_for_something_else_does_not_study(person: User, county: County) -> None:
    of_town = course(county.town)
    person.narrow_to(["members.view"])
    with pytest.raises((NotVisible, Refused)):
        services.enrol(person, of_town.page_uid)
    assert not Enrolment.objects.exists()


def test_reading_all_lessons_completes_a_course_without_a_quiz(person: User, county: County) -> None:
    of_town = course(county.town, text_lesson(), text_lesson(), hours=150)
    enrolment = enrolled(person, of_town)

    services.mark_read(person, enrolment.uid, lesson_uid(of_town, 1))
    services.mark_read(person, enrolment.uid, lesson_uid(of_town, 1))
    assert not HourEntry.objects.exists()
    services.mark_read(person, enrolment.uid, lesson_uid(of_town, 2))

    entry = HourEntry.objects.get()
    today = timezone.localdate()
    assert (entry.user, entry.hours, entry.year, entry.on) == (person, 150, today.year, today)
    assert (entry.organisation, entry.course, entry.form) == (county.branch, of_town, "course")
    certificate = Certificate.objects.get()
    assert (certificate.printed_name, certificate.title, certificate.hours) == ("陈立秋", of_town.title, 150)
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.COMPLETED


def test_a_quiz_not_passed_holds_the_hours_back(person: User, county: County) -> None:
    of_town = course(county.town)
    quiz(of_town)
    enrolment = enrolled(person, of_town)

    services.mark_read(person, enrolment.uid, lesson_uid(of_town))

    assert not HourEntry.objects.exists()
    enrolment.refresh_from_db()
    assert enrolment.state == Enrolment.State.ACTIVE


def test_saying_read_again_after_completion_changes_nothing(person: User, county: County) -> None:
    of_town = course(county.town)
    enrolment = enrolled(person, of_town)
    for _ in range(3):
        services.mark_read(person, enrolment.uid, lesson_uid(of_town))
    assert HourEntry.objects.count() == 1
    assert Certificate.objects.count() == 1
    assert enrolled(person, of_town).pk == enrolment.pk


def test_a_new_version_in_the_same_year_counts_no_second_time(person: User, county: County) -> None:
    lesson, page = text_lesson(), uuid.uuid4()
    enrolment = enrolled(person, course(county.town, lesson, page_uid=page, hours=100))
    services.mark_read(person, enrolment.uid, lesson.page_uid)
    course(county.town, lesson, page_uid=page, hours=400)
    Enrolment.objects.update(state=Enrolment.State.LEFT)

    second = services.enrol(person, page)
    services.mark_read(person, second.uid, lesson.page_uid)

    assert second.pk != enrolment.pk
    assert [entry.hours for entry in HourEntry.objects.all()] == [100]


def test_next_year_a_course_may_be_studied_anew(person: User, county: County) -> None:
    of_town = course(county.town)
    first = enrolled(person, of_town)
    services.mark_read(person, first.uid, lesson_uid(of_town))
    a_year_ago = timezone.now() - datetime.timedelta(days=366)
    Enrolment.objects.update(completed_at=a_year_ago)
    HourEntry.objects.update(year=a_year_ago.year)
    Certificate.objects.update(completed_on=a_year_ago.date())

    second = enrolled(person, of_town)
    services.mark_read(person, second.uid, lesson_uid(of_town))

    assert second.pk != first.pk
    assert HourEntry.objects.count() == 2


def test_a_video_is_not_read_and_a_text_not_watched(person: User, county: County) -> None:
    both = course(county.town, text_lesson(), video_lesson())
    enrolment = enrolled(person, both)
    with pytest.raises(Invalid, match="文字稿"):
        services.mark_read(person, enrolment.uid, lesson_uid(both, 2))
    with pytest.raises(Invalid, match="没有视频"):
        services.beat(person, enrolment.uid, lesson_uid(both, 1), [[0, 1]])


def test_watching_ninety_five_percent_is_enough(person: User, film: CourseVersion) -> None:
    enrolment = begun(person, film)

    first = services.beat(person, enrolment.uid, lesson_uid(film), [[0, 94.9]], position=94.9)
    assert (first.done, first.percent, first.seconds) == (False, 94, 94)
    last = services.beat(person, enrolment.uid, lesson_uid(film), [[94.9, 95.0]], position=95)

    assert (last.done, last.percent, last.course_done) == (True, 100, True)
    assert HourEntry.objects.get().user == person
    assert LessonProgress.objects.get().done_by == "watched"


def test_skipping_to_the_end_is_no_watching(person: User, film: CourseVersion) -> None:
    enrolment = begun(person, film)
    report = services.beat(person, enrolment.uid, lesson_uid(film), [[0, 5], [95, 100]], position=100)
    assert (report.percent, report.done) == (10, False)


def test_replaying_the_same_part_counts_once(person: User, film: CourseVersion) -> None:
    enrolment = begun(person, film)
    for _ in range(5):
        report = services.beat(person, enrolment.uid, lesson_uid(film), [[0, 20]])
    assert report.watched == ((0.0, 20.0),)


def test_reports_may_come_late_twice_and_in_any_order(person: User, film: CourseVersion) -> None:
    enrolment = begun(person, film)
    uid = lesson_uid(film)
    for batch in ([[60, 80]], [[0, 20]], [[20, 61], [60, 80]], [[0, 20]]):
        report = services.beat(person, enrolment.uid, uid, batch)
    assert report.watched == ((0.0, 80.0),)


def test_no_faster_than_the_servers_clock_allows(person: User, county: County) -> None:
    long_film = course(county.town, video_lesson(3600))
    enrolment = enrolled(person, long_film)  # a moment ago

    report = services.beat(person, enrolment.uid, lesson_uid(long_film), [[0, 3600]])
    assert report.seconds < 70  # the slack, and the moment
    assert report.refused > 3500
    assert not report.done

    pass_time(person, 600)
    later = services.beat(person, enrolment.uid, lesson_uid(long_film), [[0, 3600]])
    assert 1200 <= later.seconds - report.seconds < 1270

    pass_time(person, 3600)
    assert services.beat(person, enrolment.uid, lesson_uid(long_film), [[0, 3600]]).done


def test_hours_without_a_connection_arrive_in_one_batch(person: User, county: County) -> None:
    long_film = course(county.town, video_lesson(1800))
    enrolment = begun(person, long_film, seconds_ago=1800)
    assert services.beat(person, enrolment.uid, lesson_uid(long_film), [[0, 1800]]).done


def test_a_second_device_adds_no_time(person: User, county: County) -> None:
    two = course(county.town, video_lesson(3600), video_lesson(3600))
    enrolment = begun(person, two, seconds_ago=600)

    one = services.beat(person, enrolment.uid, lesson_uid(two, 1), [[0, 3600]])
    other = services.beat(person, enrolment.uid, lesson_uid(two, 2), [[0, 3600]])

    assert one.seconds + other.seconds < 2 * 600 + 80


@pytest.mark.parametrize(
    "intervals",
    [[[5, 1]], [[-1, 5]], [["a", "b"]], [[1]], [5], "0-5", [[0, float("inf")]], [[0, float("nan")]], [[0, 1]] * 501],
)
def test_reports_that_are_none(person: User, film: CourseVersion, intervals: object) -> None:
    enrolment = begun(person, film)
    with pytest.raises(Invalid, match="观看记录"):
        services.beat(person, enrolment.uid, lesson_uid(film), intervals)  # type: ignore[arg-type]
    assert not LessonProgress.objects.exists()


def test_watching_leaves_no_trail_in_the_journal_but_completion_does(person: User, film: CourseVersion) -> None:
    enrolment = begun(person, film)
    before = JournalEntry.objects.count()
    services.beat(person, enrolment.uid, lesson_uid(film), [[0, 10]])
    services.beat(person, enrolment.uid, lesson_uid(film), [[10, 20]])
    assert JournalEntry.objects.count() == before

    services.beat(person, enrolment.uid, lesson_uid(film), [[20, 100]])
    subjects = set(JournalEntry.objects.values_list("subject", flat=True))
    assert {"learning.lessonprogress", "learning.enrolment", "learning.hourentry"} <= subjects
    progress = JournalEntry.objects.get(subject="learning.lessonprogress")
    assert "100" not in str(progress.after.get("watched"))


def test_a_withdrawn_course_cannot_be_gone_on_with(person: User, county: County) -> None:
    of_town = course(county.town)
    enrolment = enrolled(person, of_town)
    services.withdraw_version(SYSTEM, page_uid=of_town.page_uid)
    with pytest.raises(Conflict, match="撤下"):
        services.mark_read(person, enrolment.uid, lesson_uid(of_town))


def test_a_lesson_of_another_course(person: User, county: County) -> None:
    mine, other = course(county.town), course(county.town)
    with pytest.raises(NotVisible):
        services.mark_read(person, enrolled(person, mine).uid, lesson_uid(other))


def test_leaving_and_beginning_anew(person: User, county: County) -> None:
    of_town = course(county.town, text_lesson(), text_lesson())
    enrolment = enrolled(person, of_town)
    services.mark_read(person, enrolment.uid, lesson_uid(of_town))
    services.leave(person, enrolment.uid)
    anew = enrolled(person, of_town)
    assert anew.pk != enrolment.pk
    assert not anew.progress.exists()
