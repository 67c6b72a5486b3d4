"""Whatever is typed or written, the search answers and raises nothing."""

from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index import queries
from search.index.engines.base import Engine
from search.index.requests import SearchAnswer, SearchRequest
from tests.search.index.builders import PUBLIC, a_member, an_entry

PIECES = st.sampled_from(
    [
        '"', "'", "*", "^", "(", ")", ":", "AND", "OR", "NOT", "NEAR(", "chars:", "{", "}", "-", "+", "~", "\\", "/",
        "\x00", "😀", "👨‍👩‍👧", "\u202e", "\u200b", "\ud800", "𠮷", "㐀", "ﾊﾟ", "ñ", "é", "İ", "ß", "中", "党费", "第19条", "zz",
        "{g}", "?", "%", "_", ";", "--", "drop table", "﷽", "\n", "①", "ㄅ", "한국", "ўзбек", "１２", "ⅷ",
    ]
)  # fmt: skip
HOSTILE = st.lists(PIECES, max_size=60).map("".join) | st.text(alphabet=st.characters(codec=None), max_size=120)
PATIENT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def stocked(shelve: Callable[..., None]) -> None:
    shelve(
        an_entry("关于党费的通知", body="党费 zz drop table 第十九条"),
        a_member("𠮷田中", "东风村"),
        an_entry("한국 ўзбек"),
    )


@given(text=HOSTILE, sort=st.sampled_from(["relevance", "date"]))
@PATIENT
def test_any_question_is_answered(engine: Engine, stocked: None, text: str, sort: str) -> None:
    answer = queries.search(SearchRequest(text=text, scope=PUBLIC, sort=sort), engine=engine)  # type: ignore[arg-type]
    assert len(answer.hits) <= answer.total
    queries.suggest(text, PUBLIC, engine=engine)
    for hit in answer.hits:
        assert "".join(segment.text for segment in hit.title_segments) == hit.title


@pytest.mark.parametrize("text", ["党" * 10_000, "党费 " * 5_000, "a" * 10_000, "第" * 500 + "第19条", "😀" * 10_000])
def test_ten_thousand_characters_are_answered(ask: Callable[..., SearchAnswer], stocked: None, text: str) -> None:
    ask(text)


@given(
    title=HOSTILE, body=HOSTILE, place=HOSTILE, name=HOSTILE, kind=st.sampled_from(["news", "member", "organisation"])
)
@PATIENT
def test_any_entry_can_be_written_replaced_and_removed(
    engine: Engine, title: str, body: str, place: str, name: str, kind: str
) -> None:
    from search.index.engines.base import Target

    entry = an_entry(
        title, uid="same", kind=kind, body=body, place=place, names=(name,), heads=(body,), facts={"x": title}
    )
    assert not engine.write([entry], (), 1, Target.LIVING).refused
    assert not engine.write([entry], (), 1, Target.LIVING).refused
    engine.refresh()
    assert list(engine.held([entry.key])) == [entry.key]
    assert not engine.write([], [entry.key], 1, Target.LIVING).refused
    engine.refresh()
    assert engine.held([entry.key]) == {}


def test_rare_characters_of_names_are_found(ask: Callable[..., SearchAnswer], stocked: None) -> None:
    assert ask("𠮷田").hits[0].title == "𠮷田中"
    assert ask("𠮷").total == 1
