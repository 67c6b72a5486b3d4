"""A course page and its learning records: published, changed, narrowed, moved, withdrawn."""

import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import CoursePage, LessonPage
from media.models import PortalDocument
from records.access.models import User, Visitor
from records.kit.actors import SYSTEM
from records.learning import services as learning
from records.learning.models import CourseVersion, LessonProgress
from records.regulations import services as regulations
from tests.factories.access import affiliated, again
from tests.factories.learning import quiz, single
from tests.factories.organisations import County
from tests.factories.pages import column, edited, published

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture(autouse=True)
def figures_loaded(county: County) -> None:
    regulations.load_first()
    regulations.forget()


@pytest.fixture
def course(county: County) -> CoursePage:
    """A course on the site with one lesson to read."""
    page = published(county.town, CoursePage, title="支部工作条例逐条讲解", hours="1.5")
    published(county.town, LessonPage, title="条例的来由", parent=page)
    return page


@pytest.fixture
def person(county: County) -> User:
    return affiliated(county.branch, "陈立秋")


def film() -> PortalDocument:
    return PortalDocument.objects.create(title="讲解", file=ContentFile(b"\x00" * 64, name="lesson.mp4"))


def test_a_course_without_lessons_is_not_in_use_and_with_one_it_is(county: County) -> None:
    page = published(county.town, CoursePage)
    assert not CourseVersion.objects.exists()

    lesson = published(county.town, LessonPage, parent=page)

    version = CourseVersion.objects.get()
    assert (version.page_uid, version.page_id, version.hours) == (page.uid, page.pk, 100)
    assert version.organisation == county.town
    assert [each.page_uid for each in version.lessons.all()] == [lesson.uid]


def test_publishing_again_unchanged_makes_no_version_a_new_lesson_does(course: CoursePage, county: County) -> None:
    services.publish(SYSTEM, course.uid)
    assert CourseVersion.objects.get().number == 1
    published(county.town, LessonPage, title="怎样设立", parent=course, video=film(), duration=90)
    current = CourseVersion.objects.get(is_current=True)
    assert (current.number, current.hours) == (2, 150)
    assert [(each.kind, each.length) for each in current.lessons.all()] == [("text", 0), ("video", 90)]


def test_a_video_whose_length_is_unknown_is_not_published(course: CoursePage, county: County) -> None:
    with pytest.raises(ValidationError, match="时长"):
        published(county.town, LessonPage, parent=course, video=film())
    assert CourseVersion.objects.get().lessons.count() == 1


def test_a_draft_changes_nothing(course: CoursePage, person: User) -> None:
    edited(course, person, title="改了还没有发布", hours="9")
    assert CourseVersion.objects.get().title == "支部工作条例逐条讲解"


def test_the_course_follows_who_may_read_its_page(course: CoursePage, county: County, person: User) -> None:
    assert CourseVersion.objects.open_to(Visitor()).exists()
    services.change_audience(SYSTEM, course.uid, level="own", reason="只供本镇学习")
    assert not CourseVersion.objects.open_to(Visitor()).exists()
    assert CourseVersion.objects.open_to(person).exists()
    assert not CourseVersion.objects.open_to(affiliated(county.neighbour_branch)).exists()


def test_narrowing_a_column_narrows_its_courses(course: CoursePage, county: County) -> None:
    services.change_audience(
        SYSTEM, column(county.town, ColumnKind.COURSES).uid, level="members", reason="课程只供党员"
    )
    assert not CourseVersion.objects.open_to(Visitor()).exists()


def test_withdrawing_a_lesson_and_the_course(course: CoursePage, county: County) -> None:
    second = published(county.town, LessonPage, parent=course)
    services.withdraw(SYSTEM, second.uid, reason="内容有误")
    assert CourseVersion.objects.get(is_current=True).lessons.count() == 1
    services.withdraw(SYSTEM, course.uid, reason="内容有误")
    assert not CourseVersion.objects.filter(is_current=True).exists()


def test_a_moved_course_belongs_to_the_other_organisation(course: CoursePage, county: County) -> None:
    services.move(SYSTEM, course.uid, column=column(county.neighbour, ColumnKind.COURSES).uid)
    assert CourseVersion.objects.get(is_current=True).organisation == county.neighbour


# ── what a reader sees ──────────────────────────────────────────────────────
def page_of(client: Client, page: Any) -> str:
    answer = client.get(type(page).objects.get(pk=page.pk).address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_visitor_is_asked_to_sign_in_to_study(client: Client, course: CoursePage) -> None:
    shown = page_of(client, course)
    assert "登录后学习" in shown
    assert "/my/learning/enrol/" not in shown


def test_a_member_begins_reads_and_sees_the_hours(client: Client, course: CoursePage, person: User) -> None:
    client.force_login(person, backend=BACKEND)
    lesson = LessonPage.objects.get()
    assert f"/my/learning/enrol/{course.uid}/" in page_of(client, course)
    onward = client.post(f"/my/learning/enrol/{course.uid}/", follow=True)
    assert onward.redirect_chain[-1][0] == lesson.address
    shown = onward.content.decode()
    assert "已读完" in shown
    address = shown.split('action="/my/learning/read/')[1].split('"')[0]
    client.post(f"/my/learning/read/{address}")
    assert "看我的学时" in page_of(client, course)
    assert "本课已学完" in page_of(client, lesson)
    assert "今年还差30.5学时" in client.get("/my/learning/").content.decode().replace("</span><span>", "")


def test_a_film_is_measured_where_it_is_played(client: Client, county: County, person: User) -> None:
    page = published(county.town, CoursePage)
    lesson = published(
        county.town, LessonPage, parent=page, video=film(), duration=100, transcript="00:00 开始\n00:50 结束"
    )
    quiz(CourseVersion.objects.get(), single("只问文字稿"), lesson_uid=lesson.uid)
    enrolment = learning.enrol(person, page.uid)
    learning.beat(person, enrolment.uid, lesson.uid, [[0, 20]], position=20)
    client.force_login(again(person), backend=BACKEND)

    answer = client.get(lesson.address)

    shown = answer.content.decode()
    assert f'data-watch-url="/my/learning/beat/{enrolment.uid}/{lesson.uid}/"' in shown
    assert 'data-start="20"' in shown
    assert "已看0分20秒，占20%" in shown
    assert "读完文字稿，去答题" in shown
    assert "csrftoken" in answer.cookies
    assert "只问文字稿" not in shown
    assert LessonProgress.objects.get().done_at is None


def test_questions_stand_in_no_page_nor_its_versions_nor_the_api(
    client: Client, course: CoursePage, person: User
) -> None:
    secret = "题干只此一处"
    quiz(CourseVersion.objects.get(), single(secret, explanation=secret))
    client.force_login(person, backend=BACKEND)
    learning.enrol(person, course.uid)
    services.publish(SYSTEM, course.uid)
    assert secret not in page_of(client, course)
    assert secret not in page_of(client, LessonPage.objects.get())
    assert secret not in str(list(CoursePage.objects.get().revisions.values_list("content", flat=True)))
    for address in (f"/api/v1/courses/{course.uid}/", "/api/v1/courses/", f"/api/v1/courses/{course.uid}/progress/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert secret not in answer.content.decode()


def test_lasting_addresses_lead_to_the_page_wherever_it_is(client: Client, course: CoursePage, county: County) -> None:
    lesson = LessonPage.objects.get()
    assert client.get(f"/learning/course/{course.uid}/")["Location"] == course.address
    assert client.get(f"/learning/lesson/{lesson.uid}/")["Location"] == lesson.address
    services.move(SYSTEM, course.uid, column=column(county.neighbour, ColumnKind.COURSES).uid)
    moved = CoursePage.objects.get()
    assert moved.address != course.address
    assert client.get(f"/learning/course/{course.uid}/")["Location"] == moved.address
    assert client.get(f"/learning/course/{uuid.uuid4()}/").status_code == 404
