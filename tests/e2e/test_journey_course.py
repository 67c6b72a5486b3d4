"""Journey 3: a member on a phone studies a course, passes its quiz and sees the hours."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms_pages.models import CoursePage, LessonPage
from media.services import store_document
from records.kit.actors import SYSTEM
from records.learning.models import HourEntry, LessonProgress
from records.learning.services import set_questions
from records.organisations.models import Organisation
from tests.factories.access import affiliated
from tests.factories.learning import single, true_false
from tests.factories.organisations import County
from tests.factories.pages import published, site

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FILM = Path(__file__).parents[1] / "data" / "theme" / "plain.webm"
TITLE = "支部工作条例逐条讲解"


def test_a_member_studies_on_a_phone_and_sees_the_hours(
    signed_in: Callable[..., Any], settings: Any, tmp_path: Any
) -> None:
    from playwright.sync_api import expect

    settings.MEDIA_ROOT = tmp_path
    county = County()
    site()
    course_on_the_site(county.root)
    member = affiliated(county.branch, "周启明")

    phone = signed_in(member, phone=True)
    assert "没有正在学的课程" in phone.inner_text("main")
    phone.goto("/courses/")
    go(phone, f"main a:has-text('{TITLE}')")
    fits(phone)
    go(phone, "button:has-text('开始学习')")

    # The film is played, faster than life but all of it; the player reports what was really shown.
    assert "第1讲" in phone.inner_text("h1")
    fits(phone)
    phone.tap("[data-poster] button")
    phone.evaluate("document.querySelector('video').playbackRate = 8")
    expect(phone.locator("video")).to_have_js_property("ended", True, timeout=30_000)
    phone.locator("text=本课已看完").wait_for()
    watched = LessonProgress.objects.get()
    assert watched.done_at
    assert len(watched.watched) == 1
    phone.reload()
    go(phone, "text=下一课 >> xpath=../.. >> a.button")

    assert "第2讲" in phone.inner_text("h1")
    go(phone, "button:has-text('已读完')")
    assert "已记为读完" in phone.inner_text("main")
    go(phone, "a:has-text('去测验')")
    go(phone, "button:has-text('开始作答')")
    fits(phone)
    phone.tap("label:has-text('32')")
    go(phone, "button:has-text('交卷')")
    assert "没有作答" in phone.inner_text("main")
    assert phone.locator("label:has-text('32') input").is_checked()
    phone.tap("label:has-text('错误')")
    go(phone, "button:has-text('交卷')")
    assert "课程已学完" in phone.inner_text("main")
    assert HourEntry.objects.get(user=member).hours == 150

    phone.goto("/my/")
    said = phone.inner_text("main")
    assert "1.5" in said
    fits(phone)
    phone.goto("/my/learning/")
    assert TITLE in phone.inner_text("main")
    assert "还差30.5" in phone.inner_text("main")
    fits(phone)


def course_on_the_site(organisation: Organisation) -> CoursePage:
    """A course of 1.5 hours with a film, a text and two questions."""
    course = published(organisation, CoursePage, title=TITLE, hours="1.5")
    film = SimpleUploadedFile("会前.webm", FILM.read_bytes(), content_type="video/webm")
    published(
        organisation,
        LessonPage,
        parent=course,
        title="会前怎样准备",
        video=store_document(SYSTEM, organisation, film, title="会前"),
        duration=30,
        transcript="00:00 先定议题。\n00:10 再发通知。",
    )
    published(organisation, LessonPage, parent=course, title="会上怎样表决", text="赞成须过半数。")
    set_questions(SYSTEM, page_uid=course.uid, questions=[single(), true_false()])
    return course


def go(phone: Any, what: str) -> None:
    """Tap what leads to another page, and wait for it."""
    with phone.expect_navigation():
        phone.tap(what)


def fits(phone: Any) -> None:
    """Nothing is wider than the screen."""
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
