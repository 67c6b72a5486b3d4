"""Cutting snippets from the original text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.questions import read_question
from search.index.requests import Segment
from search.index.snippets import LENGTH, Finder

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=300)


def _plain(segments: tuple[Segment, ...]) -> str:
    return "".join(segment.text for segment in segments)


def _hits(segments: tuple[Segment, ...]) -> list[str]:
    return [segment.text for segment in segments if segment.hit]


@pytest.mark.parametrize(
    ("typed", "text", "hits"),
    [
        ("党费收缴", "按时做好党费收缴工作", ["党费收缴"]),
        ("总则", "第一章 总 则", ["总 则"]),
        ("ABC12", "型号ＡＢＣ１２合格", ["ＡＢＣ１２"]),
        ("党费 公示", "公示本月党费", ["公示", "党费"]),
        ("cat", "concatenate cat", ["cat"]),
        ("没有", "全民健身", []),
    ],
)
def test_what_was_asked_for_is_marked(typed: str, text: str, hits: list[str]) -> None:
    segments = Finder(read_question(typed)).mark(text)
    assert _hits(segments) == hits
    assert _plain(segments) == text


def test_the_densest_place_is_shown() -> None:
    text = "党费的规定。" + "另一句话。" * 60 + "每月收缴党费一次。" + "末尾一句。" * 60
    snippet = Finder(read_question("收缴党费")).snippet(text)
    assert "收缴党费" in _hits(snippet)
    assert snippet[0] == snippet[-1] == Segment("…")


def test_a_synonym_and_an_article_are_marked_too() -> None:
    finder = Finder(read_question("义工条例第2条", ["志愿者条例"]))
    assert "志愿者" in _hits(finder.snippet("本条例所称志愿者，见第二条。"))
    assert "第二条" in _hits(finder.snippet("见第二条。"))


def test_the_article_asked_for_is_shown() -> None:
    articles = [f"第{number}条 工会法的规定，工会工会，见第十九条。" for number in ("一", "十八", "十九", "二十")]
    snippet = _plain(Finder(read_question("工会法第19条")).snippet("\n".join(articles)))
    assert snippet.removeprefix("…").startswith("第十九条 工会法")


@given(ANY_TEXT, ANY_TEXT)
def test_any_text_can_be_marked_and_cut(typed: str, text: str) -> None:
    finder = Finder(read_question(typed))
    assert _plain(finder.mark(text, single=True)) == text
    assert len(_plain(finder.snippet(text))) <= LENGTH + 2
    assert "\n" not in _plain(finder.snippet(text))


def test_nothing_in_a_snippet_is_markup() -> None:
    snippet = Finder(read_question("党费")).snippet("<script>党费</script>")
    assert snippet == (Segment("<script>"), Segment("党费", hit=True), Segment("</script>"))
