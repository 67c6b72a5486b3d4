"""The lesson in a browser: the title page, jumps, and that what was watched is kept until the server holds it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

LESSON = {
    "video": {"url": "/plain.webm", "type": "video/webm", "title": "第三讲", "start": 0, "watch_url": "/beat/"},
    "chapters": [{"label": "引入", "url": "#t-5", "seconds": 5}, {"label": "表决", "url": "#t-20", "seconds": 20}],
    "transcript": [{"seconds": 5, "text": "好，人到齐了。"}, {"seconds": 20, "text": "下面说表决。"}],
}


class Server:
    """What the server would do with the reports: hold what came, or be away."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.away = False
        self.refuse = False

    def __call__(self, route: Any) -> None:
        if self.away:
            route.abort()
            return
        told = json.loads(route.request.post_data)
        self.told.append(told)
        held = [] if self.refuse else told["intervals"]
        route.fulfill(json={"watched": 12, "held": held, "note": "已保存，10:19"})

    @property
    def seconds(self) -> set[int]:
        """Whole seconds that were reported."""
        return {
            second for told in self.told for start, end in told["intervals"] for second in range(int(start), int(end))
        }


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def lesson(show: Callable[..., Any], server: Server) -> Any:
    return show("lesson", changes=LESSON, answers={"/beat/": server}, person="p1")


def watch(page: Any, until: float) -> None:
    """Play at four times the speed until a second of the video, then pause."""
    page.evaluate(
        "const video = document.querySelector('video'); video.muted = true; video.playbackRate = 4; video.play()"
    )
    page.wait_for_function("until => document.querySelector('video').currentTime >= until", arg=until)
    page.evaluate("document.querySelector('video').pause()")


def kept(page: Any) -> list[Any]:
    return json.loads(page.evaluate("localStorage.getItem('portal-watched:p1:/beat/') || '[]'"))


def test_what_was_watched_is_reported_and_then_forgotten(lesson: Any, server: Server) -> None:
    with lesson.expect_response("**/beat/"):
        watch(lesson, 4)
    lesson.get_by_text("已保存，10:19").wait_for()
    assert {0, 1, 2} <= server.seconds
    assert max(server.seconds) <= 8
    assert kept(lesson) == []
    assert lesson.locator("[data-watched]").evaluate("bar => bar.value") == 12


def test_what_was_jumped_over_is_not_reported(lesson: Any, server: Server) -> None:
    watch(lesson, 2)
    lesson.locator(".chapters [data-seek='20']").first.click()
    with lesson.expect_response("**/beat/"):
        watch(lesson, 23)
    assert 21 in server.seconds
    assert not server.seconds & set(range(8, 20))
    assert lesson.locator("[data-transcript] [aria-current]").inner_text().endswith("下面说表决。")


def test_without_a_line_it_is_kept_and_goes_with_the_next_visit(lesson: Any, server: Server) -> None:
    server.away = True
    watch(lesson, 4)
    lesson.get_by_text("网络不通").wait_for()
    assert kept(lesson)
    server.away = False
    with lesson.expect_response("**/beat/"):
        lesson.reload()
    lesson.get_by_text("已保存，10:19").wait_for()
    assert {0, 1, 2} <= server.seconds
    assert kept(lesson) == []


def test_what_the_server_does_not_hold_yet_is_kept(lesson: Any, server: Server) -> None:
    server.refuse = True
    with lesson.expect_response("**/beat/"):
        watch(lesson, 3)
    lesson.get_by_text("已保存，10:19").wait_for()
    assert kept(lesson)


def test_the_title_page_stands_before_the_video_until_it_plays(lesson: Any) -> None:
    button = lesson.get_by_role("button", name="播放")
    assert button.is_visible()
    button.click()
    lesson.wait_for_function("!document.querySelector('video').paused")
    assert not button.is_visible()
