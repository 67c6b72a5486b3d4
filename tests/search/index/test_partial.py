"""Elasticsearch that answers from a part of the index: real answers of a real node, never taken for the whole."""

from collections.abc import Callable
from typing import Any

import pytest

from search.index import check as checking
from search.index import outbox, queries, rebuild, sources
from search.index.check import check
from search.index.engines import elasticsearch_questions as questions
from search.index.engines.base import Engine, State, Target
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.models import OutboxRow
from search.index.requests import Facets, Incomplete, SearchAnswer, SearchRequest, SearchUnavailable
from tests.search.index.builders import PUBLIC, Shelf, an_entry, open_to
from tests.search.index.conftest import ELASTICSEARCH
from tests.search.index.lame import healed, lame

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.parametrize("engine", [ELASTICSEARCH], indirect=True),
]
Ask = Callable[..., SearchAnswer]


@pytest.fixture
def shelf(engine: Engine, known: None) -> Shelf:
    made = Shelf("news", "新闻", [an_entry(f"党费收缴第{number}期", uid=f"u{number:03}") for number in range(30)])
    sources.register(made)
    rebuild.rebuild(engine=engine)
    engine.refresh()
    return made


def test_an_answer_from_a_part_says_so_and_counts_nothing(engine: Engine, shelf: Shelf, ask: Ask) -> None:
    whole = ask("党费收缴", size=10)
    assert (whole.partial, whole.exact, bool(whole.facets.kinds)) == (False, 30, True)
    lame(engine)
    part = ask("党费收缴", size=10)
    assert part.partial
    assert [hit.uid for hit in part.hits] == [hit.uid for hit in whole.hits]
    assert part.facets == Facets()
    with pytest.raises(Incomplete):
        part.whole()
    healed(engine)
    assert ask("党费收缴", size=10).whole().exact == 30


def test_nothing_found_in_a_part_is_neither_nothing_nor_near(engine: Engine, shelf: Shelf, ask: Ask) -> None:
    lame(engine)
    for text in ("村史馆", "党费收激", ""):
        answer = ask(text, scope=open_to("org:9"))
        assert (answer.partial, answer.hits, answer.total, answer.loosened) == (True, (), 0, False)


@pytest.mark.parametrize("page", [1, 2, 3])
def test_pages_of_a_part_hold_what_the_part_holds(engine: Engine, shelf: Shelf, ask: Ask, page: int) -> None:
    whole = ask("党费收缴", size=10, page=page)
    lame(engine)
    part = ask("党费收缴", size=10, page=page)
    assert part.partial
    assert [hit.uid for hit in part.hits] == [hit.uid for hit in whole.hits]


def test_people_and_the_rest_are_one_answer(engine: Engine, shelf: Shelf) -> None:
    lame(engine)
    request = SearchRequest(text="党费收缴", scope=PUBLIC)
    people, rest = queries.search_beside_people(request, 4, engine=engine)
    assert people.partial
    assert rest.partial
    assert rest.hits


def test_what_must_be_whole_is_refused(engine: Engine, shelf: Shelf) -> None:
    lame(engine)
    request = SearchRequest(text="党费", scope=PUBLIC)
    attempts: list[Callable[[], object]] = [
        lambda: queries.walk(request, "", engine=engine),
        lambda: queries.named(["党费收缴第1期"], PUBLIC, engine=engine),
        lambda: engine.held(["news:u001"]),
        lambda: list(engine.holdings()),
        lambda: list(engine.keys()),
    ]
    for attempt in attempts:
        with pytest.raises(Incomplete):
            attempt()
    assert queries.suggest("党费", PUBLIC, engine=engine)  # may be silent, may say what it has


def test_its_health_is_told(engine: Engine, shelf: Shelf) -> None:
    lame(engine)
    health = engine.health()
    assert (health.state, health.entries, health.answers, health.wants_rebuild) == (State.PARTIAL, None, True, False)
    assert "red" in health.detail
    healed(engine)
    assert engine.health().state is State.READY


def test_a_check_never_takes_a_part_for_the_whole(
    engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before it begins, nor when the part is lost in the middle of it: nothing is missing, nothing is mended."""
    monkeypatch.setattr(checking, "PIECE", 7)
    iterate, read = shelf.iterate, 0

    def breaking(after: str | None, size: int) -> Any:
        nonlocal read
        read += 1
        if read == 2:
            lame(engine)
        return iterate(after, size)

    monkeypatch.setattr(ElasticsearchEngine, "refresh", lambda self: None)  # it would wait a minute for the lost part
    monkeypatch.setattr("search.index.engines.elasticsearch.PIECE", 5)
    shelf.iterate = breaking  # type: ignore[method-assign]
    with pytest.raises(SearchUnavailable, match="part of the index"):
        check(mend=True, engine=engine)
    assert read >= 2
    assert not OutboxRow.objects.exists()


def test_a_rebuild_replaces_what_is_lost_for_good(engine: Engine, shelf: Shelf, ask: Ask) -> None:
    lame(engine)
    assert rebuild.rebuild(engine=engine).written == 30
    engine.refresh()
    assert ask("党费收缴").whole().exact == 30


def test_rows_wait_while_nobody_knows_where_to_write(engine: Engine, shelf: Shelf) -> None:
    """Two indexes behind the alias are a fault of the index, not of the entry: it isn't put aside."""
    lame(engine)
    outbox.touch("news", "u001")
    assert outbox.drain(engine=engine).unavailable
    assert OutboxRow.objects.get().attempts == 0
    healed(engine)
    assert outbox.drain(engine=engine).written == 1


def test_an_answer_whose_time_ran_out_is_a_part(
    engine: Engine, shelf: Shelf, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A question so slow that the server itself stops in the middle and answers with what it has."""
    for piece in range(4):  # it looks at the clock between the pieces of an index
        entries = [
            an_entry("党费", body="党费收缴公示组织生活" * 150, uid=f"x{piece}{number:03}") for number in range(40)
        ]
        engine.write(entries, (), 9, Target.LIVING)
        engine.refresh()
    words = "组织 生活 党费 收缴 公示 组织 党费"
    slow = [{"match_phrase": {"body": {"query": words, "slop": 100_000 + number}}} for number in range(30)]
    made = questions.counts_body

    def slowed(plan: Any) -> dict[str, Any]:
        body = made(plan)
        return {**body, "size": 1, "query": {"bool": {"must": [body["query"], *slow]}}, "timeout": "20ms"}

    monkeypatch.setattr(questions, "counts_body", slowed)
    answer = ask("党费")
    assert answer.partial
    assert answer.hits
