"""Index against database: every kind of damage is found, named and mended, and nothing else is."""

from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from search.index import check as checking
from search.index import outbox, rebuild, sources
from search.index.check import Checked, Fault, check
from search.index.engines import elasticsearch_documents as documents
from search.index.engines.base import Engine, Target
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.engines.fts5 import EmbeddedEngine
from search.index.models import OutboxRow
from search.index.requests import SearchAnswer
from tests.search.index.builders import Shelf, an_entry, open_to

pytestmark = [pytest.mark.django_db, pytest.mark.data]

KEY = "news:u0004"
Damage = Callable[[Engine, Shelf], None]


@pytest.fixture
def shelf(known: None, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """Thirty entries and one, indexed; pieces are small so that there are several."""
    monkeypatch.setattr(checking, "PIECE", 7)
    made = Shelf("news", "新闻", [_right(number) for number in range(30)])
    sources.register(made)
    sources.register(Shelf("rule", "规章", [an_entry("章程", uid="r1", kind="rule")]))
    rebuild.rebuild(engine=engine)
    return made


def _right(number: int, **facts: Any) -> Any:
    given = {"audience": ("members",), "ancestors": ("1", "7"), "body": "正文", **facts}
    return an_entry(f"第{number}篇", uid=f"u{number:04}", **given)


def _named(report: Checked) -> dict[str, list[str]]:
    return {fault.value: found.first for fault, found in report.found.items() if found.count}


def _write(engine: Engine, *entries: Any, gone: tuple[str, ...] = ()) -> None:
    """Tell the index something that the database never said."""
    assert not engine.write(entries, gone, outbox.take_number(), Target.LIVING).refused


def _by_hand(engine: Engine, statement: str, **fields: Any) -> None:
    """Change fields of KEY in the index and leave all else of it, its digest too, as it was."""
    if isinstance(engine, EmbeddedEngine):
        with engine.file.writing() as connection:
            number = engine._number(connection)
            (row,) = connection.execute(f"select id from entry_{number} where key = ?", (KEY,)).fetchone()
            connection.execute(statement.format(g=number), {"row": row})
    else:
        assert isinstance(engine, ElasticsearchEngine)
        document = {**documents.document(_right(4)), **fields}
        engine.client.index(index=engine.index, id=KEY, document=document)


DAMAGE: dict[str, tuple[str, str, Damage]] = {
    "gone": ("missing", KEY, lambda engine, shelf: _write(engine, gone=(KEY,))),
    "stays behind": ("extra", KEY, lambda engine, shelf: shelf.entries.pop("u0004") and None),
    "of a kind nobody knows": ("extra", "plan:x", lambda engine, shelf: _write(engine, an_entry(uid="x", kind="plan"))),
    "after all others": ("extra", "zebra:x", lambda engine, shelf: _write(engine, an_entry(uid="x", kind="zebra"))),
    "before all others": ("extra", "a:x", lambda engine, shelf: _write(engine, an_entry(uid="x", kind="a"))),
    "an old title": ("stale", KEY, lambda engine, shelf: shelf.put(an_entry("新题", **_SAME))),
    "an old text": ("stale", KEY, lambda engine, shelf: shelf.put(_right(4, body="改过的正文"))),
    "hangs elsewhere on its own date": (
        "stale",
        KEY,
        lambda engine, shelf: _by_hand(
            engine, "update then_{g} set organisation = '9' where entry = :row and organisation = '7'", then=["1", "9"]
        ),
    ),
    "narrowed since": ("wrong_scope", KEY, lambda engine, shelf: shelf.put(_right(4, audience=("org:7",)))),
    "moved since": ("wrong_scope", KEY, lambda engine, shelf: shelf.put(_right(4, ancestors=("1", "8")))),
    "opened by hand": (
        "wrong_scope",
        KEY,
        lambda engine, shelf: _by_hand(
            engine, "insert into audience_{g} values(:row, 'public')", audience=["members", "public"]
        ),
    ),
    "hung elsewhere by hand": (
        "wrong_scope",
        KEY,
        lambda engine, shelf: _by_hand(
            engine, "update ancestor_{g} set organisation = '9' where entry = :row and organisation = '7'",
            ancestors=["1", "9"],
        ),
    ),
    "for named persons by hand": (
        "wrong_scope",
        KEY,
        lambda engine, shelf: _by_hand(engine, "update entry_{g} set named = 1 where id = :row", named=True),
    ),
}  # fmt: skip
_SAME = {"uid": "u0004", "audience": ("members",), "ancestors": ("1", "7"), "body": "正文"}


@pytest.mark.parametrize("damage", DAMAGE)
def test_each_kind_of_damage_is_found_and_mended(engine: Engine, shelf: Shelf, damage: str) -> None:
    fault, key, break_it = DAMAGE[damage]
    assert check(engine=engine).faults == 0
    break_it(engine, shelf)
    assert _named(check(engine=engine)) == {fault: [key]}
    assert _named(check(engine=engine)) == {fault: [key]}  # a look changes nothing
    report = check(mend=True, engine=engine)
    assert (_named(report), report.mended, report.left) == ({fault: [key]}, 1, 0)
    assert check(engine=engine).faults == 0
    assert not OutboxRow.objects.exists()


def test_what_was_opened_by_hand_is_shut_again(engine: Engine, shelf: Shelf, ask: Callable[..., SearchAnswer]) -> None:
    _by_hand(engine, "insert into audience_{g} values(:row, 'public')", audience=["members", "public"])
    engine.refresh()
    assert ask("", scope=open_to("public")).exact == 2
    check(mend=True, engine=engine)
    engine.refresh()
    assert ask("", scope=open_to("public")).exact == 1


def test_many_faults_are_counted_and_the_first_are_named(engine: Engine, shelf: Shelf) -> None:
    _write(engine, gone=tuple(f"news:u{number:04}" for number in range(25)))
    _write(engine, *(an_entry(uid=f"x{number}") for number in range(12)))
    report = check(mend=True, engine=engine)
    assert {fault: found.count for fault, found in report.found.items() if found.count} == {
        Fault.MISSING: 25,
        Fault.EXTRA: 12,
    }
    assert report.found[Fault.MISSING].first == [f"news:u{number:04}" for number in range(checking.EXAMPLES)]
    assert (report.looked_at, report.left) == (31 + 12, 0)
    assert check(engine=engine).faults == 0


def test_what_waits_is_no_fault_and_is_not_touched(engine: Engine, shelf: Shelf) -> None:
    shelf.put(_right(4, body="等着写"))
    outbox.touch("news", "u0004")
    report = check(engine=engine)
    assert (report.faults, report.waiting) == (0, 1)
    assert OutboxRow.objects.count() == 1


def test_what_changes_during_the_check_is_no_fault(engine: Engine, shelf: Shelf) -> None:
    """Somebody writes between the reading of the two sides: read again, both say the same."""
    iterate, changed = shelf.iterate, False

    def meanwhile(after: str | None, size: int) -> Iterator[Any]:
        nonlocal changed
        for entry in iterate(after, size):
            yield entry
            if entry.uid == "u0010" and not changed:
                changed = True
                shelf.put(_right(10, body="刚改"))
                del shelf.entries["u0003"]
                outbox.touch_many("news", ["u0010", "u0003"])
                outbox.drain(engine=engine)

    shelf.iterate = meanwhile  # type: ignore[method-assign]
    assert check(engine=engine).faults == 0
    assert changed


def test_what_mending_does_not_help_is_said(engine: Engine, shelf: Shelf) -> None:
    """Numbers that went back with a restored database: the index refuses what it takes for old."""
    engine.write([_right(4, audience=("public",))], (), outbox.take_number() + 100_000, Target.LIVING)
    report = check(mend=True, engine=engine)
    assert (report.faults, report.mended, report.left) == (1, 0, 1)
    rebuild.rebuild(engine=engine)
    assert check(engine=engine).faults == 0


def test_progress_is_told_and_memory_is_flat(engine: Engine, shelf: Shelf) -> None:
    told: list[tuple[str, int]] = []
    widest = 0
    iterate = shelf.iterate

    def watched(after: str | None, size: int) -> Iterator[Any]:
        nonlocal widest
        widest = max(widest, size)
        return iterate(after, size)

    shelf.iterate = watched  # type: ignore[method-assign]
    check(engine=engine, progress=lambda kind, looked_at: told.append((kind, looked_at)))
    assert told == [("news", 7), ("news", 14), ("news", 21), ("news", 28)]
    assert widest == 7


def test_the_command_ends_with_a_status(engine: Engine, shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "get_engine", lambda: engine)
    _write(engine, gone=(KEY,))
    with pytest.raises(CommandError, match="不一致"):
        call_command("search_check", look=True, stdout=StringIO(), stderr=StringIO())
    out = StringIO()
    call_command("search_check", stdout=out, stderr=StringIO())
    assert out.getvalue().splitlines() == [f"缺少 1 条：{KEY}", "核对 31 条，问题 1 处，修复 1 处，另有 0 条等待写入。"]
    engine.write([_right(4, body="新")], (), outbox.take_number() + 100_000, Target.LIVING)
    with pytest.raises(CommandError, match="1 处没有修复"):
        call_command("search_check", stdout=StringIO(), stderr=StringIO())
