"""Rebuilding beside the living index, and comparing it with the database."""

import json
import zlib
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from search.index import outbox, queries, rebuild, sources
from search.index.check import check
from search.index.engines import reset_engines
from search.index.engines.base import Engine, State, Target
from search.index.engines.fts5 import EmbeddedEngine
from search.index.models import OutboxRow, Rebuild
from search.index.requests import NoIndex, SearchRequest, SearchUnavailable
from tests.search.index.builders import PUBLIC, Found, Shelf, an_entry, shelf_of_news, shelf_of_rules

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def shelf(known: None) -> Shelf:
    made = shelf_of_news(30)
    shelf_of_rules()
    return made


@pytest.fixture
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "PIECE", 7)


def test_a_rebuild_fills_the_index_from_the_sources(engine: Engine, shelf: Shelf, found: Found) -> None:
    assert engine.health().state is State.UNFILLED
    assert rebuild.wants_rebuild(engine)
    engine.write([an_entry("早已不在", uid="zzz")], (), 1, Target.LIVING)
    report = rebuild.rebuild(engine=engine)
    assert (report.finished, report.written, report.refused) == (True, 31, 0)
    assert len(found()) == 31
    assert "早已不在" not in found()
    assert engine.health().state is State.READY
    assert engine.health().entries == 31
    assert engine.building() is None


@pytest.mark.usefixtures("small_pieces")
def test_what_is_written_meanwhile_is_in_the_new_index(engine: Engine, shelf: Shelf, found: Found) -> None:
    """Changes before, at and after the place where the filling stands, some drained during it and some only later."""
    steps = 0

    def meanwhile(kind: str, written: int) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            shelf.put(an_entry("改过的第1篇", uid="u0001"), an_entry("改过的第29篇", uid="u0029"))
            shelf.put(an_entry("新的一篇", uid="u0000a"))
            del shelf.entries["u0002"], shelf.entries["u0028"]
            outbox.touch_many("news", ["u0001", "u0029", "u0000a", "u0002", "u0028"])
            outbox.drain(engine=engine)
            assert "改过的第1篇" in found()
        if steps == 3:
            shelf.put(an_entry("未及写入", uid="u0003"))
            outbox.touch("news", "u0003")

    rebuild.rebuild(engine=engine, progress=meanwhile)
    outbox.drain(engine=engine)
    assert found() == {entry.title for entry in shelf.entries.values()} | {"章程"}
    assert check(engine=engine).faults == 0


def test_what_waited_before_needs_no_draining_afterwards(engine: Engine, shelf: Shelf, found: Found) -> None:
    outbox.touch_many("news", list(shelf.entries))
    OutboxRow.objects.create(kind="news", uid="put off", due=timezone.now() + timedelta(hours=1))

    def meanwhile(kind: str, written: int) -> None:
        if kind == "rule":
            shelf.put(an_entry("改了", uid="u0001"))
            outbox.touch("news", "u0001")

    rebuild.rebuild(engine=engine, progress=meanwhile)
    assert [row.uid for row in OutboxRow.objects.all()] == ["u0001"]
    assert outbox.drain(engine=engine).written == 1
    assert "改了" in found()


@pytest.mark.usefixtures("small_pieces")
def test_the_old_index_answers_until_the_swap(engine: Engine, shelf: Shelf, found: Found) -> None:
    rebuild.rebuild(engine=engine)
    shelf.entries.clear()
    seen = []
    rebuild.rebuild(engine=engine, progress=lambda kind, written: seen.append(len(list(engine.keys()))))
    assert set(seen) == {31}
    assert found() == {"章程"}


@pytest.mark.usefixtures("small_pieces")
def test_a_rebuild_goes_on_where_it_stopped(engine: Engine, shelf: Shelf, found: Found) -> None:
    read: list[str | None] = []
    iterate = shelf.iterate

    def watched(after: str | None, size: int) -> Iterator[Any]:
        read.append(after)
        return iterate(after, size)

    shelf.iterate = watched  # type: ignore[method-assign]
    calls = 0
    while not rebuild.rebuild(seconds=0.000001 if calls else 0.05, engine=engine).finished:
        calls += 1
        Rebuild.objects.filter(current=True).update(resting=False, alive=timezone.now() - timedelta(hours=1))
        if calls > 20:
            rebuild.rebuild(engine=engine)
            break
    assert len(found()) == 31
    assert read == sorted(read, key=lambda after: after or "")
    assert len(read) == len(set(read))


def test_there_is_one_rebuild_at_a_time(engine: Engine, shelf: Shelf, found: Found) -> None:
    Rebuild.objects.create(index=engine.start_building(), engine=engine.name)
    with pytest.raises(rebuild.AlreadyRebuilding):
        rebuild.rebuild(engine=engine)
    Rebuild.objects.update(alive=timezone.now() - timedelta(hours=1))
    assert rebuild.rebuild(engine=engine).finished
    assert len(found()) == 31


def test_a_rebuild_whose_index_is_lost_begins_anew(engine: Engine, shelf: Shelf, found: Found) -> None:
    run = Rebuild.objects.create(index="lost", engine=engine.name, kind="rule", after="r1", resting=True)
    assert rebuild.rebuild(engine=engine).written == 31
    run.refresh_from_db()
    assert run.current is None
    assert run.finished is None
    assert len(found()) == 31


@pytest.mark.usefixtures("small_pieces")
def test_one_that_was_overtaken_stops(engine: Engine, shelf: Shelf) -> None:
    def overtaken(kind: str, written: int) -> None:
        Rebuild.objects.update(current=None)

    with pytest.raises(rebuild.AlreadyRebuilding):
        rebuild.rebuild(engine=engine, progress=overtaken)


# ── Another version of the code, a damaged file, commands ──────────────────


def test_an_index_of_another_version_answers_but_takes_nothing_until_it_is_rebuilt(
    engine: Engine, shelf: Shelf, found: Found, monkeypatch: pytest.MonkeyPatch
) -> None:
    rebuild.rebuild(engine=engine)
    for module in ("fts5_tables", "elasticsearch_documents"):
        monkeypatch.setattr(f"search.index.engines.{module}.WRITTEN_BY", "another")
    assert engine.health().state is State.OUTDATED
    assert len(found()) == 31
    shelf.put(an_entry("新的", uid="new"))
    outbox.touch("news", "new")
    assert "search_rebuild" in outbox.drain(engine=engine).unavailable
    assert rebuild.rebuild(engine=engine).finished
    assert "新的" in found()
    outbox.drain(engine=engine)
    assert outbox.waiting() == 0


def test_entries_that_an_older_version_kept_in_another_form_make_the_search_say_so(
    shelf: Shelf, tmp_path: Path
) -> None:
    engine = EmbeddedEngine(str(tmp_path / "older.sqlite3"))
    rebuild.rebuild(engine=engine)
    with engine.file.writing() as connection:
        number = engine._number(connection)
        for row, blob in connection.execute(f"select id, entry from kept_{number}").fetchall():
            kept = json.loads(zlib.decompress(blob))
            del kept["audience"]
            older = zlib.compress(json.dumps(kept).encode())
            connection.execute(f"update kept_{number} set entry=? where id=?", (older, row))
    with pytest.raises(SearchUnavailable, match="search_rebuild"):
        queries.search(SearchRequest(text="", scope=PUBLIC), engine=engine)
    assert rebuild.rebuild(engine=engine).finished
    assert queries.search(SearchRequest(text="", scope=PUBLIC), engine=engine).total == 31
    engine.close()


@pytest.fixture
def installed(settings: Any, tmp_path: Path, known: None) -> Iterator[Shelf]:
    settings.SEARCH_URL = "embedded"
    settings.SEARCH_EMBEDDED_PATH = tmp_path / "installed.sqlite3"
    reset_engines()
    made = Shelf("news", "新闻", [an_entry("第一篇", uid="a")])
    sources.register(made)
    yield made
    reset_engines()


def _said(*command: str, **options: Any) -> str:
    out = StringIO()
    call_command(*command, stdout=out, **options)
    return out.getvalue()


def test_the_commands_say_what_they_did(installed: Shelf) -> None:
    assert "重建完成：1 条" in _said("search_rebuild")
    assert _said("search_rebuild", if_needed=True) == ""
    outbox.touch("news", "a")
    assert "写入 1 条" in _said("search_drain")
    assert "核对 1 条，问题 0 处" in _said("search_check")
    installed.put(an_entry("第二篇", uid="b"))
    with pytest.raises(CommandError, match="不一致"):
        call_command("search_check", look=True, stdout=StringIO())
    said = _said("search_check")
    assert "缺少 1 条：news:b" in said
    assert "问题 1 处，修复 1 处" in said
    assert "问题 0 处" in _said("search_check", look=True)


def test_a_command_says_plainly_that_the_engine_is_away(installed: Shelf, settings: Any, tmp_path: Path) -> None:
    settings.SEARCH_EMBEDDED_PATH = tmp_path
    outbox.touch("news", "a")
    for command in ("search_drain", "search_check", "search_rebuild"):
        with pytest.raises(CommandError, match="搜索引擎不可用"):
            call_command(command, stdout=StringIO())
    assert outbox.waiting() == 1


def test_two_processes_share_the_file(tmp_path: Path) -> None:
    """A second engine on the same file sees what the first wrote, also after a swap and after the file was replaced."""
    path = tmp_path / "shared.sqlite3"
    one, two = EmbeddedEngine(str(path)), EmbeddedEngine(str(path))
    one.apply_schema()
    one.write([an_entry("甲", uid="a")], (), 1, Target.LIVING)
    assert list(two.keys()) == ["news:a"]
    begun = one.start_building()
    one.write([an_entry("乙", uid="b")], (), 1, Target.BUILDING)
    assert list(two.keys()) == ["news:a"]
    one.swap(begun)
    assert list(two.keys()) == ["news:b"]
    for file in tmp_path.glob("shared.sqlite3*"):
        file.unlink()
    with pytest.raises(NoIndex):  # and never an empty one that would be taken for all there is
        list(two.keys())
    two.apply_schema()
    two.write([an_entry("丙", uid="c")], (), 1, Target.LIVING)
    assert list(one.keys()) == ["news:c"]
