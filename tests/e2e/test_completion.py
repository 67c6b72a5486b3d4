"""Completion in a real browser on a real index: text, pinyin, an input method, the keyboard, roles, a slow line, one's own scope."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.test import Client

from cms_pages.models import NewsPage, RulePage
from records.organisations.roles import Role
from tests.e2e.queue import work
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published, site

pytestmark = [pytest.mark.browser, pytest.mark.search, pytest.mark.django_db(transaction=True)]

RULE = "党费收缴使用管理办法"


def asked(page: Any) -> list[str]:
    """What the page asks the server from now on."""
    sent: list[str] = []

    def note(request: Any) -> None:
        address = urlsplit(request.url)
        if address.path == "/search/suggest/":
            sent.append(parse_qs(address.query)["q"][0])

    page.on("request", note)
    return sent


def session_of(person: Any) -> str:
    """A session of this person's: signing in has tests of its own."""
    client = Client()
    client.force_login(person, backend="records.access.backends.PortalBackend")
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def compose(page: Any, *steps: str, written: str) -> None:
    """Write a word as an input method does: letters that change until the word is chosen."""
    keyboard = page.context.new_cdp_session(page)
    for step in steps:
        caret = {"selectionStart": len(step), "selectionEnd": len(step)}
        keyboard.send("Input.imeSetComposition", {"text": step, **caret})
        page.wait_for_timeout(250)  # longer than the pause after which it would ask
    keyboard.send("Input.insertText", {"text": written})


def test_the_box_completes_what_this_reader_may_know_of_and_never_stands_in_the_way(
    search_engine: Any, visitor: Callable[..., Any]
) -> None:
    county = County()
    site()
    rule = published(county.town, RulePage, title=RULE)
    published(county.village, NewsPage, title="党课开讲")
    member(county.branch, "党向阳")
    work()
    search_engine.refresh()

    page = visitor()
    page.goto("/accessibility/")  # any page has the box; this one is light
    sent = asked(page)
    box = page.get_by_role("combobox", name="搜索全站")
    options = page.get_by_role("listbox", name="搜索建议").get_by_role("option")

    # By a character: what it is, how many, nothing of the register, and what is typed stays.
    box.press_sequentially("党", delay=20)
    options.first.wait_for()
    told = options.all_inner_texts()
    assert any(RULE in each and "规章" in each for each in told)
    assert not any("党向阳" in each for each in told)
    assert (box.get_attribute("aria-expanded"), box.input_value()) == ("true", "党")
    assert page.locator("form.search [role=status]").first.inner_text() == f"有{len(told)}条建议，用上下键选择"
    box.press("ArrowDown")
    chosen = page.get_by_role("option", selected=True)
    assert box.get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    box.press("Escape")
    assert (box.get_attribute("aria-expanded"), box.input_value(), options.count()) == ("false", "党", 0)

    # By an input method: nothing is asked before the word is chosen.
    box.fill("")
    sent.clear()
    compose(page, "d", "dang fei", written="党费")
    options.filter(has_text=RULE).wait_for()
    assert (sent, box.input_value()) == (["党费"], "党费")

    # By pinyin, and to the page that is meant, with the keyboard alone.
    box.fill("")
    box.press_sequentially("dfsj", delay=20)
    options.filter(has_text=RULE).wait_for()
    box.press("ArrowDown")
    assert RULE in page.get_by_role("option", selected=True).inner_text()
    box.press("Enter")
    page.wait_for_url(f"**{rule.address}")
    assert RULE in page.inner_text("h1")

    # On a slow line: all is typed and searched for before a suggestion comes.
    slow = page.context.new_cdp_session(page)
    answered: list[str] = []
    page.on("response", lambda response: answered.append(response.url) if "/suggest/" in response.url else None)
    slow.send("Network.enable")
    line = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", {**line, "latency": 600})
    sent.clear()
    box.focus()
    with page.expect_request("**/search/suggest/**"):
        page.keyboard.type("党课")
    page.keyboard.type("开讲")
    assert (box.input_value(), answered) == ("党课开讲", [])
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=*")
    slow.send("Network.emulateNetworkConditions", {**line, "latency": 0})
    assert "党课开讲" in page.inner_text("main")

    # Who may know of people is offered them.
    clerk = session_of(holder(Role.ARCHIVIST, county.town, "秦守信"))
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": clerk, "url": page.url}])
    page.goto("/work/search/saved/")
    page.get_by_role("combobox", name="搜索全站").press_sequentially("dangxiang", delay=20)
    page.get_by_role("option").filter(has_text="党向阳").wait_for()
