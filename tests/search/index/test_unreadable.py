"""One row that can't be read stops nothing: it is named by key and class of error, counted, tried again; all else goes on."""

import logging
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from django.utils import timezone

from records.members.search import MemberEntries
from search.index import outbox, queries, reading, rebuild, sources
from search.index.check import check
from search.index.engines.base import Engine, Target
from search.index.models import OutboxRow, Rebuild, State
from search.index.requests import Incomplete, SearchRequest, SourceFailed
from tests.factories.members import member
from tests.factories.organisations import County
from tests.search.index.builders import CONTENT, PUBLIC, Found, Shelf, an_entry, shelf_of_news, shelf_of_rules

pytestmark = [pytest.mark.django_db, pytest.mark.data]
NUMBER = 60


@pytest.fixture
def shelf(known: None) -> Shelf:
    made = shelf_of_news(NUMBER)
    shelf_of_rules()
    return made


@pytest.fixture(autouse=True)
def nothing_is_told(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Whatever happens, no log and no row of the outbox repeats what the error said."""
    caplog.set_level(logging.DEBUG)
    yield
    assert CONTENT not in caplog.text
    assert not OutboxRow.objects.filter(problem__contains=CONTENT).exists()


@pytest.mark.parametrize("bad", [{"u0000"}, {"u0017"}, {"u0059"}, {"u0003", "u0004", "u0031"}])
def test_a_rebuild_goes_on_and_names_it(engine: Engine, shelf: Shelf, found: Found, bad: set[str]) -> None:
    shelf.broken = bad
    report = rebuild.rebuild(engine=engine)
    assert (report.finished, report.written, report.refused) == (True, NUMBER + 1 - len(bad), len(bad))
    assert len(found()) == NUMBER + 1 - len(bad)
    rows = OutboxRow.objects.order_by("uid")
    assert [(row.kind, row.uid, row.state, row.attempts) for row in rows] == [
        ("news", uid, State.WAITING, 1) for uid in sorted(bad)
    ]
    assert all(row.problem.startswith("RuntimeError (") for row in rows)
    rebuild.rebuild(engine=engine)
    assert OutboxRow.objects.count() == len(bad)  # named once
    shelf.broken = set()
    OutboxRow.objects.update(due=timezone.now())
    outbox.drain(engine=engine)
    assert len(found()) == NUMBER + 1


def test_pieces_before_and_after_it_are_whole(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "PIECE", 7)
    monkeypatch.setattr(reading, "AFTER_A_FAULT", 3)
    shelf.broken = {"u0000", "u0006", "u0007", "u0033"}
    assert rebuild.rebuild(engine=engine).refused == 4
    assert len(found()) == NUMBER + 1 - 4


def test_it_is_found_in_few_readings(shelf: Shelf) -> None:
    shelf.broken = {"u0017"}
    shelf.loads = 0
    piece = reading.piece_after(shelf, None, 500)
    assert (len(piece.entries), set(piece.unreadable)) == (reading.AFTER_A_FAULT - 1, {"news:u0017"})
    assert shelf.loads <= 10  # not one for each row


def test_what_waited_before_a_rebuild_is_not_forgotten(engine: Engine, shelf: Shelf, found: Found) -> None:
    outbox.touch_many("news", ["u0001", "u0002"])
    shelf.broken = {"u0002"}
    rebuild.rebuild(engine=engine)
    assert OutboxRow.objects.filter(uid="u0002").count() == 1
    shelf.broken = set()
    outbox.drain(engine=engine)
    assert len(found()) == NUMBER + 1
    assert not OutboxRow.objects.exists()


def test_until_it_can_be_read_nothing_of_it_is_found(engine: Engine, shelf: Shelf, found: Found) -> None:
    """Nobody knows who may see it now: what the index holds of it may be open to too many."""
    rebuild.rebuild(engine=engine)
    shelf.broken = {"u0005"}
    outbox.touch("news", "u0005")
    report = outbox.drain(engine=engine)
    assert (report.failed, report.gone) == (1, 0)
    assert "第5篇" not in found()
    assert "news:u0005" not in set(engine.keys())
    shelf.broken = set()
    OutboxRow.objects.update(due=timezone.now())
    outbox.drain(engine=engine)
    assert "第5篇" in found()


def test_what_the_engine_refuses_leaves_it_too(engine: Engine, shelf: Shelf, found: Found) -> None:
    rebuild.rebuild(engine=engine)
    if engine.name == "fts5":
        shelf.put(an_entry("第5篇", uid="u0005", amount_fen=2**70))
    else:
        shelf.put(an_entry("第5篇", uid="u0005", state="长" * 20_000))  # a term longer than Lucene takes
    outbox.touch_many("news", ["u0005", "u0006"])
    report = outbox.drain(engine=engine)
    assert (report.written, report.failed) == (1, 1)
    assert "news:u0005" not in set(_refreshed(engine).keys())
    row = OutboxRow.objects.get()
    assert row.uid == "u0005"
    assert "长" not in row.problem
    assert row.problem


def _refreshed(engine: Engine) -> Engine:
    engine.refresh()
    return engine


def test_an_entry_that_cannot_be_put_into_words_holds_up_no_other(engine: Engine, shelf: Shelf) -> None:
    shelf.put(an_entry("半个字\ud800", uid="u0005"))
    assert rebuild.rebuild(engine=engine).written >= NUMBER
    outbox.touch_many("news", ["u0005", "u0006"])
    assert not outbox.drain(engine=engine).unavailable
    assert outbox.OutboxRow.objects.filter(uid="u0006").count() == 0


def test_a_check_names_it_and_goes_on(engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    rebuild.rebuild(engine=engine)
    shelf.broken = {"u0005"}
    engine.write((), ["news:u0009"], outbox.take_number(), Target.LIVING)
    report = check(engine=engine)
    assert list(report.unreadable) == ["news:u0005"]
    assert (report.faults, report.looked_at) == (1, NUMBER + 1)
    assert not OutboxRow.objects.exists()  # a look changes nothing
    report = check(mend=True, engine=engine)
    assert (report.faults, report.mended, report.left, report.waiting) == (1, 1, 0, 1)
    monkeypatch.setattr("search.index.check.get_engine", lambda: engine)
    out = StringIO()
    with pytest.raises(CommandError, match="读不出"):
        call_command("search_check", stdout=out, stderr=StringIO())
    assert "读不出 1 条：news:u0005（RuntimeError" in out.getvalue()
    OutboxRow.objects.update(due=timezone.now())
    outbox.drain(engine=engine)
    shelf.broken = set()
    OutboxRow.objects.update(due=timezone.now())
    outbox.drain(engine=engine)
    assert check(engine=engine).faults == 0


def test_a_page_of_results_leaves_it_out_and_an_export_refuses(engine: Engine, shelf: Shelf) -> None:
    rebuild.rebuild(engine=engine)
    engine.refresh()
    shelf.broken = {"u0005"}
    row = OutboxRow.objects.create(kind="news", uid="u0005", due=timezone.now() + timedelta(hours=1))
    request = SearchRequest(text="", scope=PUBLIC, size=100)
    titles = {hit.title for hit in queries.search(request, engine=engine).hits}
    assert len(titles) == NUMBER
    assert "第5篇" not in titles
    row.delete()
    if engine.name == "fts5":  # what it keeps of an entry that waits for nothing needs no source
        OutboxRow.objects.create(kind="news", uid="u0005", due=timezone.now() + timedelta(hours=1))
    with pytest.raises(Incomplete, match="news:u0005"):
        queries.walk(request, "", engine=engine)
    OutboxRow.objects.update(due=timezone.now())
    outbox.drain(engine=engine)
    engine.refresh()
    entries, _ = queries.walk(request, "", engine=engine)
    assert len(entries) == NUMBER


# ── A source that can't be read at all ─────────────────────────────────────
def test_a_source_of_which_nothing_can_be_read_stops_a_rebuild_which_goes_on_later(
    engine: Engine, shelf: Shelf, found: Found
) -> None:
    rebuild.rebuild(engine=engine)
    shelf.broken = set(shelf.entries)
    with pytest.raises(SourceFailed):
        rebuild.rebuild(engine=engine)
    assert len(found()) == NUMBER + 1  # the living index is what it was
    assert not OutboxRow.objects.exists()
    shelf.broken = set()
    assert rebuild.rebuild(engine=engine).finished  # at once: nobody waits until it is taken for dead
    assert Rebuild.objects.count() == 2


@pytest.mark.parametrize("where", ["iterate", "load", "uids"])
def test_a_database_that_is_away_is_no_fault_of_a_row(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    rebuild.rebuild(engine=engine)
    shelf.broken = {"u0003"} if where != "iterate" else set()

    def away(*_: Any) -> Any:
        raise OperationalError(CONTENT)

    monkeypatch.setattr(shelf, where, away)
    with pytest.raises(SourceFailed):
        rebuild.rebuild(engine=engine)
    with pytest.raises(SourceFailed):
        check(mend=True, engine=engine)
    monkeypatch.undo()
    shelf.broken = set()
    assert rebuild.rebuild(engine=engine).written == NUMBER + 1
    assert not OutboxRow.objects.exists()


def test_a_broken_source_holds_up_no_other_kind(engine: Engine, shelf: Shelf, found: Found) -> None:
    shelf.broken = set(shelf.entries)
    outbox.touch_many("news", shelf.entries)
    outbox.touch("rule", "r1")
    shelf.loads = 0
    report = outbox.drain(engine=engine)
    assert (report.written, report.failed, set(report.broken)) == (1, 0, {"news"})
    assert shelf.loads < 60
    assert found() == {"章程"}
    rows = OutboxRow.objects.all()
    assert {(row.state, row.attempts) for row in rows} == {(State.WAITING, 0)}
    assert all(row.problem.startswith(outbox.WHOLE_SOURCE) for row in rows)
    assert outbox.drain(engine=engine).broken == {}  # not again at once
    shelf.broken = set()
    OutboxRow.objects.update(due=timezone.now())
    assert outbox.drain(engine=engine).written == NUMBER


def test_what_was_put_aside_is_forgotten_once_it_is_indexed(engine: Engine, shelf: Shelf) -> None:
    OutboxRow.objects.create(kind="news", uid="u0001", state=State.FAILED, attempts=8, problem="RuntimeError")
    OutboxRow.objects.create(kind="news", uid="u0002", state=State.FAILED, attempts=8, problem="RuntimeError")
    outbox.touch("news", "u0001")
    outbox.drain(engine=engine)
    assert [row.uid for row in OutboxRow.objects.all()] == ["u0002"]


def test_what_was_put_aside_at_a_later_reading_is_kept(engine: Engine, shelf: Shelf) -> None:
    """A slow drainer brings an old state while another finds that the new one can't be read."""
    load, overtaken = shelf.load, False

    def slowly(uids: Any) -> Any:
        nonlocal overtaken
        old = load(uids)
        if not overtaken:
            overtaken = True
            shelf.broken = {"u0001"}
            OutboxRow.objects.create(kind="news", uid="u0001", attempts=outbox.MOST_ATTEMPTS - 1)
            outbox.drain(engine=engine)
        return old

    shelf.load = slowly  # type: ignore[method-assign]
    outbox.touch("news", "u0001")
    outbox.drain(engine=engine)
    (row,) = OutboxRow.objects.all()
    assert (row.uid, row.state) == ("u0001", State.FAILED)
    engine.refresh()
    assert "news:u0001" not in set(engine.keys())
    shelf.broken = set()
    outbox.retry_failed()
    assert outbox.drain(engine=engine).written == 1
    assert not OutboxRow.objects.exists()


# ── The operator ───────────────────────────────────────────────────────────
def test_the_status_names_what_cannot_be_indexed(engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    module = "search.index.management.commands.search_status"
    monkeypatch.setattr(f"{module}.get_engine", lambda: engine)

    def said() -> str:
        out = StringIO()
        try:
            call_command("search_status", stdout=out)
        except CommandError as error:
            out.write(f"!{error}")
        return out.getvalue()

    assert "尚未全量建立" in said()
    rebuild.rebuild(engine=engine)
    assert said().splitlines()[1] == "等待写入 0 条。"
    assert "!" not in said()
    shelf.broken = {"u0005"}
    outbox.touch("news", "u0005")
    outbox.drain(engine=engine)
    assert "news:u0005，稍后重试，已试 1 次，RuntimeError" in said()
    OutboxRow.objects.update(state=State.FAILED)
    assert "已搁置" in said()
    assert "!有条目读不出" in said()
    OutboxRow.objects.all().delete()
    outbox.touch("news", "u0001")
    assert "!" not in said()
    OutboxRow.objects.update(created=timezone.now() - timedelta(minutes=10))
    assert "后台任务" in said()


# ── Rows of our own rooms ──────────────────────────────────────────────────
def test_a_member_that_breaks_is_named_by_uid(
    county: County, search_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = member(county.branch, "周启明"), member(county.branch, "王向阳")
    OutboxRow.objects.all().delete()
    made = MemberEntries.made

    def breaking(self: MemberEntries, rows: list[Any]) -> Any:
        if any(row.uid == bad.uid for row in rows):
            raise ValueError(CONTENT)
        return made(self, rows)

    monkeypatch.setattr(MemberEntries, "made", breaking)
    with sources.only(sources.get("member")):  # type: ignore[arg-type]
        report = rebuild.rebuild()
        assert (report.written, report.refused) == (1, 1)
        row = OutboxRow.objects.get(problem__gt="")
        assert (row.kind, row.uid) == ("member", str(bad.uid))
        assert list(search_engine.keys()) == [f"member:{good.uid}"]
