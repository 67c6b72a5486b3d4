"""From a write to the index: nothing is lost, and the newest state wins."""

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_q.brokers import get_broker
from django_q.signing import SignedPackage

from search.index import outbox, sources, tasks
from search.index.engines.base import Engine
from search.index.engines.fts5 import EmbeddedEngine
from search.index.models import Claim, OutboxRow, State
from search.index.requests import SearchAnswer
from tests.search.index.builders import Shelf, an_entry

pytestmark = [pytest.mark.django_db, pytest.mark.data]
Ask = Callable[..., SearchAnswer]


@pytest.fixture
def shelf(known: None) -> Shelf:
    made = Shelf("news", "新闻")
    sources.register(made)
    return made


@pytest.fixture
def found(engine: Engine, ask: Ask) -> Callable[[], set[str]]:
    """The titles in the index."""

    def titles() -> set[str]:
        engine.refresh()
        return {hit.title for hit in ask("", size=100).hits}

    return titles


def test_what_was_touched_is_read_and_found(engine: Engine, shelf: Shelf, found: Callable[[], set[str]]) -> None:
    shelf.put(an_entry("甲", uid="a"), an_entry("乙", uid="b"))
    outbox.touch_many("news", ["a", "b", "a"])
    assert outbox.waiting() == 2
    report = outbox.drain(engine=engine)
    assert (report.written, report.gone, report.failed) == (2, 0, 0)
    assert found() == {"甲", "乙"}
    assert not OutboxRow.objects.exists()


def test_what_is_gone_leaves_the_index(engine: Engine, shelf: Shelf, found: Callable[[], set[str]]) -> None:
    shelf.put(an_entry("甲", uid="a"))
    outbox.touch("news", "a")
    outbox.drain(engine=engine)
    del shelf.entries["a"]
    outbox.touch("news", "a")
    assert outbox.drain(engine=engine).gone == 1
    assert found() == set()


def test_rows_of_one_thing_are_drained_as_one(engine: Engine, shelf: Shelf) -> None:
    shelf.put(an_entry("甲", uid="a"))
    for _ in range(5):
        outbox.touch("news", "a")
    assert outbox.drain(engine=engine).written == 1
    assert shelf.loads == 1


def test_draining_again_does_no_harm(engine: Engine, shelf: Shelf, found: Callable[[], set[str]]) -> None:
    shelf.put(an_entry("甲", uid="a"))
    outbox.touch("news", "a")
    outbox.drain(engine=engine)
    OutboxRow.objects.create(
        kind="news", uid="a", state=State.CLAIMED, claim=1, due=timezone.now() - timedelta(hours=1)
    )
    assert outbox.drain(engine=engine).written == 1
    assert found() == {"甲"}


def test_a_row_that_commits_late_with_a_lower_id_still_brings_the_newest_state(
    engine: Engine, shelf: Shelf, found: Callable[[], set[str]]
) -> None:
    shelf.put(an_entry("旧题", uid="a"))
    OutboxRow.objects.create(id=1000, kind="news", uid="a")
    outbox.drain(engine=engine)
    shelf.put(an_entry("新题", uid="a"))
    OutboxRow.objects.create(id=10, kind="news", uid="a")
    outbox.drain(engine=engine)
    assert found() == {"新题"}


def test_a_slow_drainer_cannot_bring_back_an_old_state(
    engine: Engine, shelf: Shelf, found: Callable[[], set[str]]
) -> None:
    shelf.put(an_entry("旧题", uid="a"), an_entry("将删", uid="b"))
    load, overtaken = shelf.load, False

    def slowly(uids: list[str]) -> list[object]:
        """Reads the old state, then stands still while another drainer brings a newer one."""
        nonlocal overtaken
        old = load(uids)
        if not overtaken:
            overtaken = True
            shelf.put(an_entry("新题", uid="a"))
            del shelf.entries["b"]
            outbox.touch_many("news", ["a", "b"])
            outbox.drain(engine=engine)
        return list(old)

    shelf.load = slowly  # type: ignore[method-assign,assignment]
    outbox.touch_many("news", ["a", "b"])
    outbox.drain(engine=engine)
    assert found() == {"新题"}


def test_an_engine_that_is_away_leaves_the_rows_waiting(
    engine: Engine, shelf: Shelf, found: Callable[[], set[str]], tmp_path: Path
) -> None:
    (tmp_path / "away").mkdir()
    away = EmbeddedEngine(str(tmp_path / "away"))  # a folder is no file to open
    shelf.put(an_entry("甲", uid="a"))
    outbox.touch("news", "a")
    for _ in range(20):
        assert outbox.drain(engine=away).unavailable
    assert list(OutboxRow.objects.values_list("state", "attempts")) == [(State.WAITING, 0)]
    assert outbox.drain(engine=engine).written == 1
    assert found() == {"甲"}


def test_one_entry_that_cannot_be_read_holds_up_no_other(
    engine: Engine, shelf: Shelf, found: Callable[[], set[str]]
) -> None:
    shelf.put(*(an_entry(f"第{number}篇", uid=f"u{number}") for number in range(7)))
    shelf.broken = {"u3"}
    outbox.touch_many("news", list(shelf.entries))
    report = outbox.drain(engine=engine)
    assert (report.written, report.failed) == (6, 1)
    row = OutboxRow.objects.get()
    assert (row.uid, row.state, row.attempts) == ("u3", State.WAITING, 1)
    assert row.problem.startswith("RuntimeError (")
    assert row.due is not None
    assert row.due > timezone.now()
    for _ in range(outbox.MOST_ATTEMPTS):
        OutboxRow.objects.update(due=None)
        outbox.drain(engine=engine)
    assert OutboxRow.objects.get().state == State.FAILED
    shelf.broken = set()
    assert outbox.retry_failed() == 1
    outbox.drain(engine=engine)
    assert len(found()) == 7


def test_rows_of_a_dead_drainer_are_taken_over(engine: Engine, shelf: Shelf, found: Callable[[], set[str]]) -> None:
    shelf.put(an_entry("甲", uid="a"))
    row = OutboxRow.objects.create(
        kind="news", uid="a", state=State.CLAIMED, claim=outbox.take_number(), due=timezone.now() + outbox.LEASE
    )
    assert outbox.drain(engine=engine).written == 0
    OutboxRow.objects.filter(pk=row.pk).update(due=timezone.now() - timedelta(seconds=1))
    assert outbox.drain(engine=engine).written == 1
    assert found() == {"甲"}


def test_a_kind_that_no_room_registers_any_more_leaves_the_index(
    engine: Engine, shelf: Shelf, found: Callable[[], set[str]]
) -> None:
    shelf.put(an_entry("甲", uid="a"))
    outbox.touch("news", "a")
    outbox.drain(engine=engine)
    with sources.only():
        outbox.touch("news", "a")
        assert outbox.drain(engine=engine).gone == 1
    assert found() == set()


def test_a_transaction_asks_for_one_drain(
    django_capture_on_commit_callbacks: Callable[..., object], shelf: Shelf
) -> None:
    broker = get_broker()  # the ORM's or Redis, as the environment says
    broker.purge_queue()
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        outbox.touch("news", "a")
        outbox.touch_many("news", ["b", "c"])
        with transaction.atomic():
            outbox.touch("news", "d")
            transaction.set_rollback(True)
    assert OutboxRow.objects.count() == 3
    assert broker.queue_size() == 1
    ((_receipt, payload),) = broker.dequeue()
    assert SignedPackage.loads(payload)["func"] == outbox.DRAIN_TASK


def test_a_broker_that_is_away_fails_no_writer(
    monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Callable[..., object], shelf: Shelf
) -> None:
    def away(*_: object) -> None:
        raise ConnectionError("no broker")

    monkeypatch.setattr("django_q.tasks.async_task", away)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[attr-defined]
        outbox.touch("news", "a")
    assert OutboxRow.objects.count() == 1


def test_touching_looks_nothing_up(django_assert_num_queries: Callable[..., object], shelf: Shelf) -> None:
    with transaction.atomic(), django_assert_num_queries(1):  # type: ignore[attr-defined]
        outbox.touch_many("news", [str(number) for number in range(100)])


@pytest.mark.django_db(transaction=True)
def test_many_drainers_and_writers_at_once_lose_nothing(
    engine: Engine, shelf: Shelf, found: Callable[[], set[str]]
) -> None:
    shelf.put(*(an_entry("零", uid=f"u{number:02}") for number in range(40)))
    problems: list[BaseException] = []

    def writer(part: int) -> None:
        try:
            for turn in range(10):
                with transaction.atomic():
                    uids = [f"u{number:02}" for number in range(part, 40, 3)]
                    shelf.put(*(an_entry(f"{uid}第{turn}版", uid=uid) for uid in uids))
                    outbox.touch_many("news", uids)
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    def drainer() -> None:
        try:
            for _ in range(15):
                outbox.drain(engine=engine)
        except BaseException as error:
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=writer, args=(part,)) for part in range(3)]
    threads += [threading.Thread(target=drainer) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not problems
    outbox.drain(engine=engine)
    assert found() == {f"u{number:02}第9版" for number in range(40)}
    assert not OutboxRow.objects.exists()


def test_old_numbers_are_forgotten(shelf: Shelf) -> None:
    kept = outbox.take_number()
    held = outbox.take_number()
    Claim.objects.filter(pk=held).update(taken=timezone.now() - timedelta(days=2))
    old = outbox.take_number()
    Claim.objects.filter(pk=old).update(taken=timezone.now() - timedelta(days=2))
    OutboxRow.objects.create(kind="news", uid="a", state=State.CLAIMED, claim=held)
    tasks.tidy()
    assert set(Claim.objects.values_list("pk", flat=True)) == {kept, held}
    assert outbox.take_number() > old
