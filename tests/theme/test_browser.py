"""What only a browser can tell: accessibility by axe, no overflow, the script's eases. Pages come from the samples."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.theme import sample_pages
from tests.theme.conftest import SITE
from theme import text

pytestmark = pytest.mark.browser


def violations(page: Any) -> list[str]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert len(found["passes"]) > 10
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found["violations"]]


# Every page in light on a wide screen; in dark and in large type the component page and the most unlike others, on a phone.
LOOKS = [(name, {}) for name in sample_pages.pages()] + [
    (name, manner)
    for name in ("components", "home", "lesson", "task")
    for manner in ({"theme": "dark"}, {"type": "large"})
]


@pytest.mark.parametrize(("name", "manner"), LOOKS, ids=["-".join([name, *manner.values()]) for name, manner in LOOKS])
def test_no_violations_and_nothing_cut_off(show: Callable[..., Any], name: str, manner: dict[str, str]) -> None:
    page = show(name, width=390 if manner else 1440, **manner)
    assert violations(page) == []
    assert not cut_off(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert not cut_off(page)
    assert small_targets(page) == []


def cut_off(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


def small_targets(page: Any) -> list[str]:
    """Buttons and inputs less than 44 px high on a phone; the small button and a chosen condition are 36."""
    return page.evaluate(
        """[...document.querySelectorAll('button, .button, summary, select, textarea, input:not([type=hidden], [type=radio], [type=checkbox])')]
        .filter(one => one.checkVisibility({visibilityProperty: true}) && one.getBoundingClientRect().height < 43.5
                && !one.closest('.button--small, .chosen'))
        .map(one => one.outerHTML.slice(0, 120))"""
    )


# What an A4 sheet leaves between its margins: upright, and on its side for a ledger.
SHEETS = [("list", 590), ("task", 590), ("ledger", 911)]


@pytest.mark.parametrize(("name", "width"), SHEETS)
def test_on_paper_no_table_is_cut_and_shapes_are_kept(show: Callable[..., Any], name: str, width: int) -> None:
    page = show(name, width=width)
    page.emulate_media(media="print")
    assert (
        page.evaluate("[...document.querySelectorAll('.table')].filter(one => one.offsetWidth > innerWidth).length")
        == 0
    )
    assert not page.locator(".site-header").is_visible()
    kept = "one => getComputedStyle(one, '::before').printColorAdjust"
    assert {page.locator(".badge").nth(each).evaluate(kept) for each in range(page.locator(".badge").count())} <= {
        "exact"
    }


def test_the_page_reads_without_scripts(show: Callable[..., Any]) -> None:
    page = show("lesson", script=False)
    assert page.locator("video").is_visible()
    assert not page.locator("[data-poster]").is_visible()
    assert page.locator("[data-switch]").first.get_attribute("href").startswith("/display/?type=large")


def test_switches_toggle_in_place_and_are_remembered(show: Callable[..., Any]) -> None:
    page = show("task")
    large = page.get_by_role("button", name="大字")
    large.press(" ")
    assert page.evaluate("document.documentElement.dataset.type") == "large"
    assert large.get_attribute("aria-pressed") == "true"
    assert "portal-type=large" in page.evaluate("document.cookie")
    large.click()
    assert page.evaluate("document.documentElement.dataset.type") == "normal"


def test_capital_form_in_the_browser_is_that_of_the_server(show: Callable[..., Any]) -> None:
    page = show("form-wrong")
    page.locator("#id_amount").fill("1,680.32")
    assert (
        page.locator("#id_amount").locator("xpath=../..").locator("output").inner_text()
        == "人民币壹仟陆佰捌拾元叁角贰分"
    )
    amounts = [0, 5, 50, 100, 105, 10000, 32504, 1226000, 10000100, 10700053, 123456789012, -60000, 10**12, 10**14 + 1]
    amounts += [number * number * 7919 % 10**13 for number in range(1, 200)]
    typed = [f"{'-' if fen < 0 else ''}{abs(fen) // 100}.{abs(fen) % 100:02d}" for fen in amounts]
    assert page.evaluate("typed => typed.map(portal.moneyCapital)", typed) == [
        text.money_capital(fen) for fen in amounts
    ]


def test_a_form_keeps_what_was_typed(show: Callable[..., Any]) -> None:
    page = show("form")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.get_by_text("已存在这台设备上").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.get_by_role("button", name="接着填写").click()
    assert page.locator("#id_reason").input_value() == "冬季轮训，改为48人"


def drafts_in(page: Any) -> list[str]:
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('portal-draft:'))")


def test_a_draft_goes_when_the_form_was_taken_in(show: Callable[..., Any]) -> None:
    page = show("form")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.get_by_text("已存在这台设备上").wait_for()
    assert len(drafts_in(page)) == 1
    page.get_by_role("button", name="提交申报").click()  # the answer is the same page, without errors
    page.wait_for_load_state()
    assert drafts_in(page) == []
    assert page.get_by_role("button", name="接着填写").count() == 0


def test_a_form_is_not_sent_without_a_line(show: Callable[..., Any]) -> None:
    page = show("form")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.context.set_offline(True)
    page.get_by_role("button", name="提交申报").click()
    page.get_by_text("网络断开了，还没有提交").wait_for()
    assert page.locator("#id_reason").input_value() == "冬季轮训，改为48人"
    page.context.set_offline(False)
    page.get_by_text("网络断开了，还没有提交").wait_for(state="detached")


def test_a_draft_stays_when_the_answer_never_came(show: Callable[..., Any]) -> None:
    page = show("form")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.context.route(f"{SITE}/page", lambda route: route.abort(), times=1)
    page.get_by_role("button", name="提交申报").click()
    page.wait_for_url("chrome-error://**")
    page.goto(f"{SITE}/page")
    assert page.get_by_role("button", name="接着填写").count() == 1


def test_a_draft_stays_when_the_form_was_refused(show: Callable[..., Any]) -> None:
    page = show("form-wrong")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.get_by_role("button", name="提交申报").click()  # the answer names errors
    page.wait_for_load_state()
    assert len(drafts_in(page)) == 1


def test_a_draft_is_not_offered_to_the_next_person(show: Callable[..., Any]) -> None:
    page = show("form")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.get_by_text("已存在这台设备上").wait_for()
    other = sample_pages.render("form", person="0198-other")
    page.context.route("**/page", lambda route: route.fulfill(body=other, content_type="text/html; charset=utf-8"))
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.evaluate("document.documentElement.dataset.person") == "0198-other"
    assert len(drafts_in(page)) == 1
    assert page.get_by_role("button", name="接着填写").count() == 0


def test_signing_out_leaves_no_draft(show: Callable[..., Any]) -> None:
    page = show("form")
    page.locator("#id_reason").fill("冬季轮训，改为48人")
    page.get_by_text("已存在这台设备上").wait_for()
    page.on("dialog", lambda dialog: dialog.accept())
    page.locator(".masthead [data-menu] summary").click()
    page.get_by_role("button", name="退出").click()
    page.wait_for_url("**/sign-in/out/")
    assert drafts_in(page) == []


def test_leaving_a_changed_form_asks_first(show: Callable[..., Any]) -> None:
    page = show("task")
    asked: list[str] = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.locator("input[value=return]").first.click()
    page.goto(f"{SITE}/elsewhere")
    assert asked == ["beforeunload"]


def test_a_returned_item_asks_for_the_reason(show: Callable[..., Any]) -> None:
    page = show("task")
    reason = page.locator("#id_items-0-why")
    assert not reason.is_visible()
    page.locator("#id_items-0-decision_1").check()
    assert reason.is_visible()


def test_a_line_is_added_to_a_formset(show: Callable[..., Any]) -> None:
    page = show("form")
    page.get_by_role("button", name="增加一项").click()
    assert page.locator("[data-line]").count() == 4
    assert page.locator("[name=lines-TOTAL_FORMS]").input_value() == "4"
    assert page.evaluate("document.activeElement.name") == "lines-3-title"


@pytest.mark.parametrize(("width", "open_at_once"), [(390, False), (1440, True)])
def test_help_beside_a_form_is_folded_where_it_would_stand_before_it(
    show: Callable[..., Any], width: int, open_at_once: bool
) -> None:
    page = show("form", width=width, changes={"aside": [{"title": "怎样填", "text": "照实填。"}]})
    help_text, summary = page.get_by_text("照实填。"), page.get_by_text("填写说明")
    assert (help_text.is_visible(), summary.is_visible()) == (open_at_once, not open_at_once)
    if not open_at_once:
        summary.click()
        assert help_text.is_visible()


def test_completion_by_keyboard(show: Callable[..., Any]) -> None:
    suggestions = [
        {"text": "党费使用管理办法", "kind": "规章"},
        {"text": "党费收缴实务", "kind": "课程", "url": "/courses/dues/"},
    ]
    page = show("home", answers={"/search/suggest/": {"suggestions": suggestions}})
    box = page.get_by_role("combobox", name="搜索全站")
    box.fill("党费")
    page.get_by_role("option").first.wait_for()
    assert box.get_attribute("aria-expanded") == "true"
    box.press("ArrowDown")
    assert page.get_by_role("option", selected=True).inner_text().startswith("党费使用管理办法")
    assert violations(page) == []
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    box.fill("党")
    page.get_by_role("option").nth(1).wait_for()
    box.press("ArrowUp")
    box.press("Enter")
    page.wait_for_url("**/courses/dues/")


def test_the_menu_opens_and_closes_by_keyboard(show: Callable[..., Any]) -> None:
    page = show("work")
    summary = page.locator(".masthead [data-menu] summary")
    summary.press("Enter")
    assert page.get_by_role("link", name="工作台").first.is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("button", name="退出").is_visible()


@pytest.mark.parametrize("width", [1440, 820, 390])
def test_a_chapter_of_the_workbench_opens_below_its_line(show: Callable[..., Any], width: int) -> None:
    page = show("list", width=width)
    chapter = page.locator(".work-nav summary", has_text="业务")
    assert chapter.get_attribute("aria-current") == "true"
    chapter.press("Enter")
    link = page.get_by_role("navigation", name="工作台").get_by_role("link", name="经费台账")
    box, line = link.bounding_box(), page.locator(".work-nav").bounding_box()
    assert box["y"] >= line["y"] + line["height"] - 1
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    # Nothing covers it: what stands in its middle is the link itself.
    assert page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).textContent", [box["x"] + 20, box["y"] + 20]
    ).strip() == ("经费台账")
    assert violations(page) == []
    assert not cut_off(page)
    page.locator(".work-nav summary", has_text="组织与人员").click()
    assert not link.is_visible()
    page.keyboard.press("Escape")
    assert not page.get_by_role("link", name="党员", exact=True).is_visible()


def test_a_dialog_opens_and_closes(show: Callable[..., Any]) -> None:
    page = show("components")
    page.get_by_role("button", name="打开对话框").click()
    assert page.get_by_role("dialog").is_visible()
    assert violations(page) == []
    page.get_by_role("button", name="再想想").click()
    assert not page.locator("#specimen-dialog").is_visible()
