"""A hit says in which place of a text it is, and leads there: page, article, moment."""

from collections.abc import Callable
from typing import Any

import pytest

from cms_pages.places import articles_of
from search.index.entries import Spot, spotted
from tests.search.index.builders import an_entry

PAGES = spotted(
    [("目录", "第1页", "/f#page=1"), ("各党支部应当召开组织生活会", "第2页", "/f#page=2"), ("附则", "", "")]
)
RULE = spotted(
    [
        ("中华人民共和国工会法", "", ""),
        ("第一条 为保障工会的地位", "第一条", "/r#article-1"),
        ("第十九条 依照第一条建立女职工委员会" + "并" * 200, "第十九条", "/r#article-19"),
    ]
)


def test_a_body_is_put_together_and_every_spot_stands_where_its_text_begins() -> None:
    body, spots = spotted([("头", "", ""), ("第\x00一", "甲", "/a"), ("", "空", "/b"), ("二", "乙", "/c")])
    assert body == "头\n第一\n二"
    assert spots == (Spot(2, "甲", "/a"), Spot(5, "乙", "/c"))


@pytest.mark.parametrize(
    ("question", "spot", "url"),
    [
        ("召开组织生活会", "第2页", "/f#page=2"),
        ("组织生活", "第2页", "/f#page=2"),
        ("附件材料", "", "/news/f/"),  # the title says it: nobody wants to be led into the middle
        ("附则", "", "/news/f/"),  # said in a place that has no name
    ],
)
def test_the_place_is_the_one_that_says_it(
    shelve: Callable[..., None], ask: Callable[..., Any], question: str, spot: str, url: str
) -> None:
    shelve(an_entry("附件材料", uid="f", body=PAGES[0], spots=PAGES[1]))
    hit = ask(question).hits[0]
    assert (hit.spot, hit.url) == (spot, url)


def test_an_article_asked_for_by_its_number_is_shown_as_a_whole(
    shelve: Callable[..., None], ask: Callable[..., Any]
) -> None:
    shelve(an_entry("工会法", uid="r", kind="rule", body=RULE[0], spots=RULE[1]))
    hit = ask("工会法第19条").hits[0]
    assert (hit.spot, hit.url) == ("第十九条", "/r#article-19")
    assert hit.snippet_text.startswith("第十九条 依照第一条建立")
    assert len(hit.snippet_text) > 200


def test_a_rule_found_by_its_title_opens_at_its_beginning(shelve: Callable[..., None], ask: Callable[..., Any]) -> None:
    shelve(an_entry("工会法", uid="r", kind="rule", body=RULE[0], spots=RULE[1]))
    assert (ask("工会法").hits[0].spot, ask("工会法").hits[0].url) == ("", "/news/r/")


def test_a_heading_leads_to_the_first_article_below_it(shelve: Callable[..., None], ask: Callable[..., Any]) -> None:
    text = "第一章 总则\n第一条 为了发展工会\n第二章 会员\n第二条 职工自愿加入\n第三条 会员缴纳会费"
    parts = [(words, label, f"/r#{label}") for label, words in articles_of(text)]
    shelve(an_entry("工会章程", uid="r", kind="rule", body=spotted(parts)[0], spots=spotted(parts)[1]))
    hit = ask("工会章程第1条").hits[0]
    assert (hit.spot, hit.snippet_text) == ("第一条", "第一条 为了发展工会")
    assert ask("第二章 会员").hits[0].spot == "第二条"
