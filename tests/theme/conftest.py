"""A browser that shows the sample pages under the site's own content policy."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.theme import sample_pages

STATIC = Path(__file__).parents[2] / "theme" / "static"
VIDEO = Path(__file__).parents[1] / "data" / "theme" / "plain.webm"  # forty seconds of one colour, made with ffmpeg
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'"
SITE = "http://portal.test"


def expected(complaint: str) -> bool:
    """A file that is not there, and a line that a test cuts, are no fault of the page."""
    return "404" in complaint or "ERR_FAILED" in complaint


@pytest.fixture(scope="module")
def browser(chromium: Any) -> Any:
    """The suite's one Chromium."""
    return chromium


@pytest.fixture
def show(browser: Any) -> Iterator[Callable[..., Any]]:
    """Open a sample page under the site's own content policy; a complaint on the console fails the test."""
    complaints: list[str] = []
    contexts = []

    def opened(
        name: str, width: int = 1440, script: bool = True, answers: Any = None, changes: Any = None, **switches: str
    ) -> Any:
        html = sample_pages.render(name, changes=changes, **switches)

        def answer(route: Any) -> None:
            url = route.request.url
            for part, body in (answers or {}).items():
                if part in url:
                    body(route) if callable(body) else route.fulfill(json=body)
                    return
            if url.endswith("/plain.webm"):
                part = re.match(r"bytes=(\d+)-(\d*)", route.request.headers.get("range", "bytes=0-"))
                data = VIDEO.read_bytes()
                first, last = int(part[1]), int(part[2] or len(data) - 1)
                headers = {"Content-Type": "video/webm", "Content-Range": f"bytes {first}-{last}/{len(data)}"}
                headers |= {"Accept-Ranges": "bytes"}  # without ranges a browser can't jump
                route.fulfill(status=206, body=data[first : last + 1], headers=headers)
            elif "/static/" in url:
                file = STATIC / url.split("/static/", 1)[1].split("?")[0]
                route.fulfill(path=str(file)) if file.exists() else route.fulfill(status=404, body="")
            else:
                headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
                route.fulfill(body=html, headers=headers)

        context = browser.new_context(viewport={"width": width, "height": 900}, java_script_enabled=script)
        contexts.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda line: complaints.append(line.text) if line.type == "error" and not expected(line.text) else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        context.route("**/*", answer)
        page.goto(f"{SITE}/page")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []
