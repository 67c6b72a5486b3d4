"""Completion at the search box, in a browser: typing, an input method, the keyboard, slow answers, a phone."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.theme.test_browser import violations

pytestmark = pytest.mark.browser

SUGGESTIONS = [
    {"text": "党费使用管理办法", "kind": "规章", "place": "清平县委", "url": "/rules/dues/"},
    {"text": "党费收缴实务", "kind": "课程", "place": "", "url": "/courses/dues/"},
    {"text": "党费怎么交", "kind": "常用搜索", "place": "", "url": ""},
]


class Counter:
    """Answers what is asked, and remembers it; `held` keeps the answers back until they are let go."""

    def __init__(self, held: bool = False) -> None:
        self.held = held
        self.asked: list[str] = []
        self.routes: list[Any] = []

    def __call__(self, route: Any) -> None:
        typed = parse_qs(urlsplit(route.request.url).query)["q"][0]
        self.asked.append(typed)
        if self.held:
            self.routes.append(route)
        else:
            self.answer(route, typed)

    def answer(self, route: Any, typed: str) -> None:
        route.fulfill(json={"suggestions": [{**one, "text": f"{typed}：{one['text']}"} for one in SUGGESTIONS]})


@pytest.fixture
def box(show: Callable[..., Any]) -> Callable[..., Any]:
    """The search box of the home page, its clock in our hands."""

    def opened(answer: Any, **manner: Any) -> Any:
        page = show("home", answers={"/search/suggest/": answer}, **manner)
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        return page.get_by_role("combobox", name="搜索全站")

    return opened


def pause(box: Any) -> None:
    """Let the typist pause."""
    box.page.clock.run_for(500)


def options(box: Any) -> list[str]:
    return box.page.get_by_role("option").all_inner_texts()


def test_it_asks_once_when_typing_pauses_and_leaves_what_is_typed_alone(box: Callable[..., Any]) -> None:
    asked = Counter()
    field = box(asked)
    field.focus()
    for letter in "shiqiao":
        field.page.keyboard.type(letter)
        field.page.clock.run_for(50)
    assert asked.asked == []
    pause(field)
    field.page.get_by_role("option").first.wait_for()
    assert asked.asked == ["shiqiao"]
    assert field.input_value() == "shiqiao"
    field.press("ArrowDown")
    assert field.input_value() == "shiqiao"  # a look at a suggestion is not yet its choice
    field.page.clock.resume()
    assert violations(field.page) == []


def test_an_input_method_composes_without_a_request(box: Callable[..., Any]) -> None:
    asked = Counter()
    field = box(asked)
    field.focus()
    keyboard = field.page.context.new_cdp_session(field.page)
    field.page.keyboard.type("柳")  # typed before, so that its pause would end while the next word is composed
    for composed in ("s", "shi", "shi qiao"):
        keyboard.send(
            "Input.imeSetComposition",
            {"text": composed, "selectionStart": len(composed), "selectionEnd": len(composed)},
        )
        pause(field)
    assert asked.asked == []
    keyboard.send("Input.insertText", {"text": "石桥"})
    pause(field)
    field.page.get_by_role("option").first.wait_for()
    assert (asked.asked, field.input_value()) == (["柳石桥"], "柳石桥")


def test_a_late_answer_to_an_older_question_is_not_shown(box: Callable[..., Any]) -> None:
    asked = Counter(held=True)
    field = box(asked)
    field.fill("党")
    with field.page.expect_request("**/search/suggest/**"):
        pause(field)
    field.fill("党费")
    with field.page.expect_request("**/search/suggest/**"):
        pause(field)
    for _ in range(100):  # the browser has sent the second question; its way to here takes a moment
        if len(asked.routes) == 2:
            break
        field.page.wait_for_timeout(50)
    old, new = asked.routes
    asked.answer(new, "党费")
    field.page.get_by_role("option").first.wait_for()
    with suppress(Exception):  # the browser may have let go of it already: that is what is wanted
        asked.answer(old, "党")
    field.page.wait_for_timeout(50)
    assert all(option.startswith("党费：") for option in options(field))


def test_the_keyboard_chooses_leaves_and_comes_back(box: Callable[..., Any]) -> None:
    field = box({"suggestions": SUGGESTIONS})
    field.fill("党费")
    pause(field)
    page = field.page
    page.get_by_role("option").first.wait_for()
    assert page.locator("form.search [role=status]").inner_text() == "有3条建议，用上下键选择"
    field.press("ArrowUp")
    assert page.get_by_role("option", selected=True).inner_text().startswith("党费怎么交")
    field.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None  # past the last one: back in the box
    field.press("ArrowDown")
    first = page.get_by_role("option", selected=True)
    assert "规章，清平县委" in first.inner_text()
    assert field.get_attribute("aria-activedescendant") == first.get_attribute("id")
    field.press("Home")
    assert field.get_attribute("aria-activedescendant") is None
    assert field.evaluate("one => one.selectionStart") == 0
    field.press("End")
    assert field.evaluate("one => one.selectionStart") == 2
    field.press("Escape")
    assert (field.get_attribute("aria-expanded"), field.input_value()) == ("false", "党费")
    field.press("ArrowDown")
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/courses/dues/")


def test_enter_with_nothing_chosen_searches_for_what_is_typed(box: Callable[..., Any]) -> None:
    field = box({"suggestions": SUGGESTIONS})
    field.fill("党费")
    pause(field)
    field.page.get_by_role("option").first.wait_for()
    field.press("Enter")
    field.page.wait_for_url("**/search/?q=*")
    assert parse_qs(urlsplit(field.page.url).query)["q"] == ["党费"]


def test_a_frequent_question_is_asked_when_it_is_chosen(box: Callable[..., Any]) -> None:
    field = box({"suggestions": SUGGESTIONS})
    field.fill("党费")
    pause(field)
    field.page.get_by_role("option", name="党费怎么交").click()
    field.page.wait_for_url("**/search/?q=*")
    assert parse_qs(urlsplit(field.page.url).query)["q"] == ["党费怎么交"]


@pytest.mark.parametrize("failure", [{"status": 404, "body": ""}, {"status": 200, "body": "no JSON"}])
def test_without_an_answer_the_box_is_a_box(box: Callable[..., Any], failure: dict[str, Any]) -> None:
    field = box(lambda route: route.fulfill(**failure))
    field.fill("党费")
    with field.page.expect_response("**/search/suggest/**"):
        pause(field)
    assert field.get_attribute("aria-expanded") == "false"
    field.press("Enter")
    field.page.wait_for_url("**/search/?q=*")


def test_on_a_phone_it_fits_and_can_be_touched(box: Callable[..., Any]) -> None:
    long = [{**SUGGESTIONS[0], "text": "中共清平县委关于" * 6, "place": "石桥村第二党支部"}] * 8
    field = box({"suggestions": long}, width=390)
    field.fill("清平")
    pause(field)
    page = field.page
    page.get_by_role("option").first.wait_for()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    sizes = page.get_by_role("option").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(sizes) >= 43.5
    page.clock.resume()
    assert violations(page) == []


def test_lines_of_two_rows_stand_apart_and_what_is_shut_is_no_longer_said(box: Callable[..., Any]) -> None:
    long = "柳溪镇党委关于二〇二六年第三季度党费收缴和使用情况的公开"
    field = box({"suggestions": [{"text": long, "kind": "公开", "url": "/a/"}] * 2}, width=390)
    field.press_sequentially("党费")
    pause(field)
    heights = field.page.get_by_role("option").first.evaluate(
        "line => [line.offsetHeight, line.firstElementChild.offsetHeight]"
    )
    assert heights[0] >= heights[1] + 12  # padding above and below, also where the words fill the line
    assert "2条建议" in field.page.get_by_role("status").all_inner_texts()[-1]
    field.press("Escape")
    assert not any("建议" in said for said in field.page.get_by_role("status").all_inner_texts())
    assert field.input_value() == "党费"


def test_the_chosen_line_is_seen_in_forced_colours(box: Callable[..., Any]) -> None:
    field = box({"suggestions": [{"text": "党费标准", "url": "/a/"}, {"text": "党费收缴", "url": "/b/"}]})
    field.page.emulate_media(forced_colors="active")
    field.press_sequentially("党费")
    pause(field)
    field.press("ArrowDown")
    grounds = field.page.get_by_role("option").evaluate_all(
        "lines => lines.map((line) => getComputedStyle(line).backgroundColor)"
    )
    assert grounds[0] != grounds[1]


def test_at_twice_the_type_a_phone_leaves_room_for_words(box: Callable[..., Any]) -> None:
    field = box({"suggestions": []}, width=390)
    field.page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert field.evaluate("box => box.clientWidth") >= 5 * 32  # five characters
    assert field.page.get_by_role("button", name="搜索").bounding_box()["width"] >= 44


def test_without_scripts_it_is_a_form(show: Callable[..., Any]) -> None:
    page = show("home", script=False)
    assert page.get_by_role("combobox", name="搜索全站").count() == 0
    page.get_by_role("searchbox", name="搜索全站").fill("党费")
    page.get_by_role("searchbox", name="搜索全站").press("Enter")
    page.wait_for_url("**/search/?q=*")
