"""A real Chromium against a live server; one context a person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django_q.brokers import get_broker

from tests.factories.access import PASSWORD

# What was refused is reported by the browser as a failed load: that is no complaint of the page's own.
REFUSALS = ("status of 422", "status of 404", "status of 403")


@pytest.fixture(autouse=True)
def nothing_waits(settings: Any) -> None:
    """Redis outlives the database of a test: what earlier tests queued there is not this one's work."""
    if "redis" in settings.Q_CLUSTER:
        get_broker().purge_queue()


@pytest.fixture
def visitor(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """Open a browser of a person's own; a complaint on the console or an error of a script fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def come(*, width: int = 1440, scripts: bool = True, phone: bool = False) -> Any:
        context = chromium.new_context(
            base_url=live_server.url,
            viewport={"width": 390 if phone else width, "height": 844 if phone else 900},
            java_script_enabled=scripts,
            has_touch=phone,
            is_mobile=phone,
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield come
    for context in contexts:
        context.close()
    assert [each for each in complaints if not any(refusal in each for refusal in REFUSALS)] == []


@pytest.fixture
def signed_in(visitor: Callable[..., Any]) -> Callable[..., Any]:
    """Sign a person in through the form, in a browser of the person's own."""

    def sign_in(person: Any, **manner: Any) -> Any:
        page = visitor(**manner)
        page.goto("/sign-in/")
        page.fill("[name=username]", person.username)
        page.fill("[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/work/" if person.scope.holds_post else "**/my/")
        return page

    return sign_in
