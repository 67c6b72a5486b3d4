"""A real Chromium against a live server; one context a person."""

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.factories.access import PASSWORD


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    sync_api = pytest.importorskip("playwright.sync_api")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield opened
        opened.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture
def signed_in(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Sign a person in through the form, in a browser of the person's own; a complaint on the console fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def sign_in(person: Any, *, width: int = 1440, scripts: bool = True) -> Any:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 900}, java_script_enabled=scripts
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto("/sign-in/")
        page.fill("[name=username]", person.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/work/")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    # What was refused (422) is reported by the browser as a failed load: that is no complaint of the page's own.
    assert [each for each in complaints if "status of 422" not in each] == []
