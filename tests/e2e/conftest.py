"""A real Chromium against a live server; one context a person."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.factories.access import PASSWORD


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
