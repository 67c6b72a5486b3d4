"""Dates and amounts in any writing."""

import datetime
from collections.abc import Callable

import pytest

from search.index.conditions import Conditions
from search.index.figures import figure_in
from search.index.normalise import normalise_question, one_writing
from search.index.requests import SearchAnswer
from tests.search.index.builders import an_entry

DAY = "2025-03-05"


@pytest.mark.parametrize(
    "typed",
    [
        "2025年3月5日", "2025年03月05日", "2025-03-05", "2025-3-5", "2025.3.5", "2025/3/5", "20250305", "2025年3月5号",
        "二〇二五年三月五日", "二零二五年三月五日", "２０２５年３月５日", "2025 年 3 月 5 日", "石桥村 2025.3.5 党员大会",
    ],
)  # fmt: skip
def test_a_day_is_read_in_any_writing(typed: str) -> None:
    figure = figure_in(normalise_question(typed))
    assert figure is not None
    assert figure.days == (DAY,)
    assert {"2025年3月5日", "2025-03-05", "二〇二五年三月五日", "2025.3.5", "2025/3/5"} < set(figure.writings)
    assert figure.asked == (one_writing("2025.3.5"),)


@pytest.mark.parametrize("typed", ["三月五日", "3月5日", "3月5号", "03月05日"])
def test_a_day_without_a_year_is_that_day_of_any_year_near(typed: str) -> None:
    figure = figure_in(typed)
    assert figure is not None
    assert DAY in figure.days
    assert {day[5:] for day in figure.days} == {"03-05"}
    assert figure.writings == ("3月5日", "三月五日")
    assert f"{datetime.date.today().year}-03-05" in figure.days


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("1,468.00元", 146_800), ("1468元", 146_800), ("1468.5元", 146_850), ("1,468", 146_800), ("12260", 1_226_000),
        ("1.2万元", 1_200_000), ("2万元", 2_000_000), ("300块钱", 30_000), ("石桥村 3000元", 300_000),
    ],
)  # fmt: skip
def test_an_amount_is_read_in_any_writing(typed: str, fen: int) -> None:
    figure = figure_in(normalise_question(typed))
    assert figure is not None
    assert (figure.fen, figure.days) == (fen, ())


@pytest.mark.parametrize(
    "typed",
    ["", "2025", "2025年", "990000/2026-00002", "LX-JF-2026-0026", "中组发〔2008〕3号", "第19条", "11月主题党日", "工会法第十九条",
     "99月99日", "2025-13-40", "二十月五日", "1000.555元", "12", "党费", "9" * 40 + "元", "1,2,3", "110101199003077571"],
)  # fmt: skip
def test_what_is_neither_is_left_alone(typed: str) -> None:
    assert figure_in(normalise_question(typed)) is None


@pytest.mark.parametrize(
    "said", ["2025.3.5", "2025.03.05", "2025/3/5", "2025-03-05", "2025年3月5日", "2025年03月05日", "二〇二五年三月五日"]
)
def test_a_day_in_a_text_is_found_in_whatever_writing(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer], said: str
) -> None:
    shelve(
        an_entry("通知", uid="a", body=f"支部定于{said}召开党员大会，请准时到会。"),
        an_entry("通报", uid="b", body="2025年3月15日召开党员大会，2025-3-51号文件，第5条，3月25日。"),
    )
    for typed in ("2025.3.5", "2025/3/5", "2025-03-05", "2025年3月5日", "二〇二五年三月五日", "20250305"):
        assert [hit.uid for hit in ask(typed).hits] == ["a"], typed
        first = ask(f"{typed}召开党员大会").hits[0]
        assert first.uid == "a"
        assert any(segment.hit and said in segment.text for segment in first.snippet)
        asked = ask("", conditions=Conditions(phrase=f"{typed}召开")) if typed != "20250305" else ask(typed)
        assert [hit.uid for hit in asked.hits] == ["a"], typed


def test_what_is_no_day_is_indexed_as_it_is() -> None:
    for text in ("1.2025.3.5", "2025-13-40", "2025.3", "2025年3月", "编号2025-3-5-1", "12025.3.5", "2025年3月5名党员"):
        assert one_writing(text) == text
    assert one_writing("2025.3.5,") == one_writing("2025-03-05") == "2025年3月5日,"
    assert one_writing(one_writing("于2025.3.5召开")) == "于2025年3月5日,召开"
