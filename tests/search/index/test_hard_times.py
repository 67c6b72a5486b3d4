"""No index, a clock put back, two at once, one overtaken, an index of an older form: nothing lost, nothing half taken for whole."""

import os
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.signing import SignedPackage

from search.index import budget, outbox, queries, rebuild, tasks
from search.index.check import check
from search.index.engines.base import Engine, State
from search.index.engines.breaker import FAILURES, Breaker
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.models import OutboxRow, Rebuild
from search.index.models import State as RowState
from search.index.requests import SearchRequest, SearchUnavailable
from tests.search.index.builders import PUBLIC, Found, Shelf, an_entry, shelf_of_news
from tests.search.index.cluster import Proxy
from tests.search.index.conftest import ELASTICSEARCH, _hosts

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def shelf(known: None) -> Shelf:
    return shelf_of_news(30)


# ── There is no index ──────────────────────────────────────────────────────
def test_a_lost_index_is_not_made_of_a_few_entries_but_built(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a few entries it would answer, and what it doesn't hold would be called not found."""
    rebuild.rebuild(engine=engine)
    engine.destroy()
    assert engine.health().state is State.MISSING
    outbox.touch("news", "u0001")
    monkeypatch.setattr("search.index.outbox.get_engine", lambda: engine)
    monkeypatch.setattr("search.index.rebuild.get_engine", lambda: engine)
    broker = get_broker()
    broker.purge_queue()
    tasks.drain()
    assert set(OutboxRow.objects.values_list("state", "attempts")) == {(RowState.WAITING, 0)}
    with pytest.raises(SearchUnavailable):
        queries.search(SearchRequest(text="第1篇", scope=PUBLIC), engine=engine)
    ((_receipt, payload),) = broker.dequeue()
    assert SignedPackage.loads(payload)["func"] == tasks.REBUILD_TASK
    assert "written 30" in tasks.rebuild_piece()
    assert len(found()) == 30
    tasks.drain()
    assert not OutboxRow.objects.exists()


# ── A clock that is put back ───────────────────────────────────────────────
@pytest.mark.parametrize("state", [RowState.WAITING, RowState.CLAIMED])
def test_rows_due_in_a_time_that_never_was_are_taken(engine: Engine, shelf: Shelf, found: Found, state: str) -> None:
    far = timezone.now() + timedelta(hours=8)
    OutboxRow.objects.create(kind="news", uid="u0001", state=state, claim=outbox.take_number(), due=far)
    assert outbox.drain(engine=engine).written == 1
    assert found() == {"第1篇"}


def test_what_is_put_off_or_claimed_by_a_right_clock_is_left_alone(engine: Engine, shelf: Shelf) -> None:
    now = timezone.now()
    longest = timedelta(seconds=15 * 2**outbox.MOST_ATTEMPTS)
    OutboxRow.objects.create(kind="news", uid="u0001", due=now + longest)
    OutboxRow.objects.create(kind="news", uid="u0002", state=RowState.CLAIMED, claim=1, due=now + outbox.LEASE)
    assert outbox.drain(engine=engine).written == 0


def test_a_rebuild_that_was_alive_in_the_future_is_dead(engine: Engine, shelf: Shelf) -> None:
    Rebuild.objects.create(index=engine.start_building(), engine=engine.name)
    Rebuild.objects.update(alive=timezone.now() + timedelta(hours=8))
    assert rebuild.rebuild(engine=engine).finished


# ── Two rebuilds, and one that is overtaken ────────────────────────────────
def test_two_that_begin_at_once_do_not_remove_each_others_index(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, refused = engine.start_building, 0

    def meanwhile() -> str:
        nonlocal refused
        monkeypatch.setattr(engine, "start_building", start)
        made = start()
        with pytest.raises(rebuild.AlreadyRebuilding):
            rebuild.rebuild(engine=engine)
        refused += 1
        return made

    monkeypatch.setattr(engine, "start_building", meanwhile)
    assert rebuild.rebuild(engine=engine).finished
    assert refused == 1
    assert len(found()) == 30


def test_one_that_was_overtaken_before_its_swap_leaves_the_living_index_alone(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild.rebuild(engine=engine)
    swap = engine.swap

    def too_late(index: str) -> None:
        engine.start_building()  # somebody took it for dead and began anew
        swap(index)

    monkeypatch.setattr(engine, "swap", too_late)
    with pytest.raises(rebuild.AlreadyRebuilding):
        rebuild.rebuild(engine=engine)
    assert len(found()) == 30


def test_one_whose_engine_went_away_goes_on_at_once(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "PIECE", 7)

    def away(*_: Any) -> Any:
        raise SearchUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr(engine, "swap", away)
        with pytest.raises(SearchUnavailable):
            rebuild.rebuild(engine=engine)
    read: list[str | None] = []
    iterate = shelf.iterate
    monkeypatch.setattr(shelf, "iterate", lambda after, size: read.append(after) or iterate(after, size))
    assert rebuild.rebuild(engine=engine).finished
    assert read == ["u0029"]  # nothing is read twice
    assert len(found()) == 30


# ── A check ────────────────────────────────────────────────────────────────
def test_what_the_engine_refuses_is_not_called_mended(engine: Engine, shelf: Shelf) -> None:
    rebuild.rebuild(engine=engine)
    strange: dict[str, Any] = {"amount_fen": 2**70} if engine.name == "fts5" else {"state": "长" * 20_000}
    shelf.put(an_entry("第5篇", uid="u0005", **strange))
    report = check(mend=True, engine=engine)
    assert (report.faults, report.mended, report.left) == (1, 0, 1)
    assert check(engine=engine).faults == 1


def test_facts_that_are_no_text_are_one_entrys_fault(engine: Engine, shelf: Shelf) -> None:
    shelf.put(an_entry("第5篇", uid="u0005", facts={"日期": object()}))
    rebuild.rebuild(engine=engine)
    outbox.touch_many("news", ["u0005", "u0006"])
    report = outbox.drain(engine=engine)
    assert (report.unavailable, report.failed) == ("", 1)
    assert {row.uid for row in OutboxRow.objects.exclude(problem="")} == {"u0005"}


# ── Elasticsearch alone ────────────────────────────────────────────────────
@pytest.mark.parametrize("engine", [ELASTICSEARCH], indirect=True)
def test_entries_of_an_older_form_make_the_search_say_so(engine: Engine, shelf: Shelf, found: Found) -> None:
    rebuild.rebuild(engine=engine)
    assert isinstance(engine, ElasticsearchEngine)
    row = engine.client.get(index=engine.index, id="news:u0001")["_source"]
    del row["shown"]["audience"]
    engine.client.index(
        index=engine.index, id="news:u0001", document={"key": "news:u0001", "audience": "public", **row}
    )
    engine.refresh()
    with pytest.raises(SearchUnavailable, match="search_rebuild"):
        queries.search(SearchRequest(text="", scope=PUBLIC, size=100), engine=engine)
    rebuild.rebuild(engine=engine)
    assert len(found()) == 30


@pytest.mark.parametrize("engine", [ELASTICSEARCH], indirect=True)
def test_an_alias_of_several_indexes_is_the_indexs_fault_and_a_rebuild_mends_it(
    engine: Engine, shelf: Shelf, found: Found
) -> None:
    """Elasticsearch then refuses each single write as if the entry were wrong."""
    rebuild.rebuild(engine=engine)
    assert isinstance(engine, ElasticsearchEngine)
    engine.client.indices.create(index=f"{engine.index}-other", aliases={engine.index: {}})
    outbox.touch("news", "u0001")
    assert "search_rebuild" in outbox.drain(engine=engine).unavailable
    assert OutboxRow.objects.get().attempts == 0
    assert engine.health().wants_rebuild
    rebuild.rebuild(engine=engine)
    outbox.drain(engine=engine)
    assert engine.health().state is State.READY
    assert (len(found()), OutboxRow.objects.count()) == (30, 0)


@pytest.mark.services
@pytest.mark.search
def test_who_had_hardly_time_left_tells_nothing_of_the_server(known: None) -> None:
    proxy = Proxy(urlsplit(_hosts().split(",")[0]).port or 9200)
    engine = ElasticsearchEngine([proxy.host], "test-none")
    proxy.swallows = True
    try:
        for _ in range(FAILURES + 1):
            with budget.within(0.2), pytest.raises(SearchUnavailable):
                queries.suggest("党费", PUBLIC, engine=engine)
        engine.reading.ask()  # it is shut: others are let through
    finally:
        proxy.close()
        engine.close()


# ── Redis alone ────────────────────────────────────────────────────────────
@pytest.mark.services
@pytest.mark.queue
@pytest.mark.slow
def test_a_broker_that_swallows_everything_holds_up_the_first_writers_only(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    """The address answers and says nothing, as behind a firewall; what was written is kept, and nobody is refused."""
    address = os.environ.get("BROKER_URL", "")
    if not address.startswith("redis"):
        pytest.skip("BROKER_URL names no Redis (bin/services up starts one)")
    given = urlsplit(address)
    proxy = Proxy(given.port or 6379)
    monkeypatch.setattr("django_q.conf.Conf.REDIS", address.replace(f":{given.port}", f":{proxy.port}"))
    monkeypatch.setattr(outbox, "_broker", Breaker())
    proxy.swallows = True
    try:
        for number in range(30):
            with django_capture_on_commit_callbacks(execute=True):
                outbox.touch("news", f"u{number:04}")
        # Those before it opened asked once each, and at most one more each time that a pause was over.
        assert FAILURES <= proxy.asked <= FAILURES + 2
    finally:
        proxy.close()
    assert OutboxRow.objects.count() == 30
