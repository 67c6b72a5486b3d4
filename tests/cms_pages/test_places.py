"""Articles and moments inside a text: found, named, and reachable on the page."""

import pytest

from cms_pages.models import RulePage
from cms_pages.places import article_anchor, articles_of, number_of, timed_texts, with_article_anchors
from tests.factories.organisations import County
from tests.factories.pages import published


@pytest.mark.parametrize(
    ("written", "number"), [("十九", 19), ("一百一十", 110), ("二十", 20), ("十", 10), ("一千零五", 1005), ("19", 19)]
)
def test_numbers_are_read_as_articles_are_numbered(written: str, number: int) -> None:
    assert number_of(written) == number


def test_articles_begin_lines_and_mentions_do_not() -> None:
    text = "总则\n第一条　目的\n第十九条规定的除外\n第20条 施行\n第二十条之一 解释"
    assert [label for label, _ in articles_of(text)] == ["", "第一条", "第二十条", "第二十条之一"]
    assert articles_of(text)[1][1] == "第一条　目的\n第十九条规定的除外"
    assert article_anchor("第二十条之一") == "article-20-1"


def test_a_heading_ends_an_article_and_begins_the_next() -> None:
    contents = "目录\n第一章 总则\n第二章 会员\n"
    text = contents + "第一章 总则\n第一条 目的\n第二章 会员\n\n第一节 权利\n第二条 权利\n第三章规定的除外。\n附件"
    assert articles_of(text) == [
        ("", "目录\n第一章 总则\n第二章 会员"),
        ("第一条", "第一章 总则\n第一条 目的"),
        ("第二条", "第二章 会员\n\n第一节 权利\n第二条 权利\n第三章规定的除外。\n附件"),
    ]
    assert articles_of("第一条 甲\n第二章 无条\n乙") == [("第一条", "第一条 甲"), ("", "第二章 无条\n乙")]


def test_each_anchor_is_given_once_on_a_page() -> None:
    seen: set[str] = set()
    html = with_article_anchors("<p>第一条 甲</p><p><b>第二条</b> 乙</p><p>第一条 引文</p>", seen)
    assert html == '<p id="article-1">第一条 甲</p><p id="article-2"><b>第二条</b> 乙</p><p>第一条 引文</p>'
    assert with_article_anchors("<p>第二条 又</p>", seen) == "<p>第二条 又</p>"


def test_a_transcript_says_its_moments() -> None:
    assert timed_texts("02:15 今天讲三件事\n\n没有时间\n1:00:05 结束") == [
        (135, "今天讲三件事"),
        (None, "没有时间"),
        (3605, "结束"),
    ]


@pytest.mark.django_db
def test_the_page_of_a_rule_carries_the_anchors(county: County, client) -> None:  # type: ignore[no-untyped-def]
    page = published(county.village, RulePage, text="第一条 目的</p><p>第二条 范围")
    shown = client.get(page.address).content.decode()
    assert 'id="article-1"' in shown
    assert 'id="article-2"' in shown
