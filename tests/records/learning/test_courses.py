"""Courses come from published pages."""

import dataclasses
import uuid

import pytest

from records.access.models import Visitor
from records.kit.actors import SYSTEM
from records.kit.audience import Audience, person_label
from records.kit.errors import Invalid, NotVisible, Refused
from records.learning import services
from records.learning.models import CourseVersion, LessonProgress
from records.organisations.roles import Role
from tests.factories.access import affiliated, again, holder, user
from tests.factories.learning import course, enrolled, text_lesson, video_lesson
from tests.factories.organisations import County


def test_publishing_a_course_again_unchanged_makes_no_new_version(county: County) -> None:
    lessons = (text_lesson(), video_lesson())
    page = uuid.uuid4()

    first = course(county.town, *lessons, page_uid=page, page_id=5, title="条例")
    second = course(county.town, *lessons, page_uid=page, page_id=5, title="条例")

    assert first == second
    assert CourseVersion.objects.count() == 1


@pytest.mark.parametrize("change", ["title", "hours", "pass_mark", "lesson title", "order", "length"])
def test_a_changed_course_is_a_new_version(county: County, change: str) -> None:
    lessons = [text_lesson(), video_lesson()]
    page = uuid.uuid4()
    first = course(county.town, *lessons, page_uid=page, page_id=5, title="条例")
    details = {"title": "条例", "hours": 150, "pass_mark": 60}
    match change:
        case "title":
            details["title"] = "条例（修订）"
        case "hours" | "pass_mark":
            details[change] = 80
        case "lesson title":
            lessons[0] = dataclasses.replace(lessons[0], title="第一课（修订）")
        case "order":
            lessons.reverse()
        case "length":
            lessons[1] = dataclasses.replace(lessons[1], length=101)

    second = course(county.town, *lessons, page_uid=page, page_id=5, **details)

    first.refresh_from_db()
    assert (first.is_current, second.is_current, second.number) == (False, True, 2)
    assert first.title == "条例"


def test_the_audience_follows_the_page_without_a_new_version(county: County) -> None:
    lesson, page = text_lesson(), uuid.uuid4()
    course(county.town, lesson, page_uid=page, page_id=5, title="条例")
    same = course(county.town, lesson, page_uid=page, page_id=5, title="条例", audience=Audience.MEMBERS)

    assert same.number == 1
    assert not CourseVersion.objects.open_to(Visitor()).exists()
    assert CourseVersion.objects.open_to(affiliated(county.branch)).get() == same


@pytest.mark.parametrize(
    ("audience", "member", "neighbour", "stranger"),
    [
        (Audience.SOCIETY, True, True, True),
        (Audience.MEMBERS, True, True, False),
        (Audience.OWN, True, False, False),
    ],
)
def test_who_may_study(county: County, audience: str, member: bool, neighbour: bool, stranger: bool) -> None:
    of_town = course(county.town, audience=audience)
    people = {affiliated(county.branch): member, affiliated(county.neighbour_branch): neighbour, user(): stranger}

    for person, expected in people.items():
        assert CourseVersion.objects.open_to(person).filter(pk=of_town.pk).exists() is expected
        if expected:
            assert services.enrol(person, of_town.page_uid).course == of_town
        else:
            with pytest.raises(NotVisible):
                services.enrol(person, of_town.page_uid)


def test_named_persons(county: County) -> None:
    chosen, other = affiliated(county.branch), affiliated(county.branch)
    for_one = course(county.town, audience=Audience.NAMED, labels=[person_label(chosen.pk)])

    assert CourseVersion.objects.open_to(chosen).get() == for_one
    assert not CourseVersion.objects.open_to(other).exists()


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        (Role.CONTENT_REVIEWER, "town", True),
        (Role.SECRETARY, "town", True),
        (Role.ORGANISATION_ADMINISTRATOR, "root", True),
        (Role.CONTENT_REVIEWER, "branch", False),
        (Role.CONTENT_REVIEWER, "neighbour", False),
        (Role.PUBLISHER, "town", False),
        (Role.AUDITOR, "root", False),
    ],
)
def test_who_may_publish_a_course(county: County, role: Role, place: str, allowed: bool) -> None:
    person = holder(role, getattr(county, place))

    if allowed:
        assert course(county.town, actor=person).is_current
    else:
        with pytest.raises(Refused):
            course(county.town, actor=person)
        assert not CourseVersion.objects.exists()


def test_a_course_needs_a_lesson_and_a_video_its_length(county: County) -> None:
    with pytest.raises(Invalid, match="还没有课时"):
        services.register_version(
            SYSTEM, page_id=1, page_uid=uuid.uuid4(), title="空", organisation=county.town, lessons=[], hours=100
        )
    with pytest.raises(Invalid, match="第1个课时“片”的视频没有时长"):
        course(county.town, video_lesson(0, title="片"))
    assert not CourseVersion.objects.exists()


def test_withdrawing_and_publishing_again(county: County) -> None:
    lesson, page = text_lesson(), uuid.uuid4()
    person = affiliated(county.branch)
    published = course(county.town, lesson, page_uid=page, page_id=5, title="条例")

    services.withdraw_version(SYSTEM, page_uid=page)
    assert services.withdraw_version(SYSTEM, page_uid=page) is None
    with pytest.raises(NotVisible):
        services.enrol(person, page)

    again_published = course(county.town, lesson, page_uid=page, page_id=5, title="条例")
    assert again_published == published
    assert services.enrol(again(person), page).course == published


def test_progress_follows_to_a_new_version(county: County) -> None:
    kept, video, page = text_lesson(), video_lesson(100), uuid.uuid4()
    person = affiliated(county.branch)
    first = course(county.town, kept, video, page_uid=page)
    enrolment = enrolled(person, first)
    services.mark_read(person, enrolment.uid, kept.page_uid)
    services.beat(person, enrolment.uid, video.page_uid, [[0, 40]])

    added = text_lesson()
    second = course(county.town, kept, dataclasses.replace(video, length=200), added, page_uid=page)
    report = services.beat(person, enrolment.uid, video.page_uid, [[50, 60]])

    enrolment.refresh_from_db()
    assert enrolment.course == second
    assert report.watched == ((50.0, 60.0),)  # another film under the same lesson starts anew
    assert LessonProgress.objects.get(lesson_uid=kept.page_uid).done_at is not None
