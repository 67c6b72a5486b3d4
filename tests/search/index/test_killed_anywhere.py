"""Killed at any line: a drain and a rebuild, in a process of their own that dies there as when the power fails.

Whatever had been done by then, the next one brings index and database to the same state and leaves nothing behind.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from types import FrameType
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from search.index import outbox, reading, rebuild, sources
from search.index.check import check
from search.index.engines import elasticsearch, fts5
from search.index.engines.base import Engine
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.models import OutboxRow, Rebuild
from search.index.models import State as RowState
from tests.search.index.builders import Found, Shelf, an_entry

pytestmark = [pytest.mark.slow, pytest.mark.data, pytest.mark.django_db(transaction=True)]
OURS = frozenset(module.__file__ for module in (outbox, reading, rebuild, fts5, elasticsearch))
FAILED = 3


def is_killed_at(line: int, work: Callable[[], Any]) -> bool:
    """Do the work in a child that is killed before the so manyth line of ours; False where it came to its end before."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        passed = 0

        def trace(frame: FrameType, event: str, _: Any) -> Any:
            nonlocal passed
            if frame.f_code.co_filename not in OURS:
                return None
            if event == "line":
                passed += 1
                if passed == line:
                    os.kill(os.getpid(), signal.SIGKILL)
            return trace

        threading.settrace(trace)
        sys.settrace(trace)
        try:
            work()
        except BaseException:
            os._exit(FAILED)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0
    return False


def in_child(engine: Engine) -> Engine:
    """The same index, by connections of the child's own."""
    if isinstance(engine, ElasticsearchEngine):
        return ElasticsearchEngine(os.environ["SEARCH_URL"].split(","), engine.index)
    return engine


def time_passes() -> None:
    """Leases run out, the dead are taken for dead."""
    past = timezone.now() - timedelta(hours=1)
    OutboxRow.objects.exclude(due=None).update(due=past)
    Rebuild.objects.filter(current=True).update(alive=past)


# Each line where that takes seconds, one of several where it takes minutes (with 1 everywhere it's ten; that has been done).
STEPS = {("drain", "fts5"): 1, ("drain", "elasticsearch"): 11, ("rebuild", "fts5"): 3, ("rebuild", "elasticsearch"): 19}


def test_a_drain(engine: Engine, known: None, found: Found) -> None:
    shelf = Shelf("news", "新闻", [an_entry("丙", uid="c")])
    sources.register(shelf)
    rebuild.rebuild(engine=engine)
    line = 0
    while True:
        line += STEPS["drain", engine.name]
        shelf.put(an_entry(f"甲第{line}版", uid="a"))
        if not shelf.entries.pop("b", None):
            shelf.put(an_entry("乙", uid="b"))
        shelf.broken = {"d"}
        outbox.touch_many("news", ["a", "b", "c", "d"])
        killed = is_killed_at(line, lambda: outbox.drain(engine=in_child(engine)))
        shelf.broken = set()
        time_passes()
        outbox.drain(engine=engine)
        assert found() == {entry.title for entry in shelf.entries.values()}, line
        assert not OutboxRow.objects.exists(), line
        if not killed:
            break
    assert line > 100
    assert check(engine=engine).faults == 0


def test_a_rebuild(engine: Engine, known: None, found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """With what is written before it, what is written while it lies dead, and a row that can't be read."""
    monkeypatch.setattr(rebuild, "PIECE", 2)
    shelf = Shelf("news", "新闻", [an_entry(f"第{number}篇", uid=f"u{number}") for number in range(5)])
    sources.register(shelf)
    rebuild.rebuild(engine=engine)
    line = 0
    while True:
        line += STEPS["rebuild", engine.name]
        shelf.put(an_entry(f"先改第{line}版", uid="u1"))
        outbox.touch("news", "u1")
        shelf.broken = {"u3"}
        killed = is_killed_at(line, lambda: rebuild.rebuild(engine=in_child(engine)))
        shelf.broken = set()
        assert found() >= {"第0篇", "第4篇"}, line  # the living index answers, old or new
        shelf.put(an_entry(f"后改第{line}版", uid="u2"))
        outbox.touch("news", "u2")
        outbox.drain(engine=engine)
        time_passes()
        assert rebuild.rebuild(engine=engine).finished, line
        time_passes()
        outbox.drain(engine=engine)
        assert found() == {entry.title for entry in shelf.entries.values()}, line
        assert not OutboxRow.objects.exists(), line
        assert engine.building() is None, line
        assert not Rebuild.objects.filter(current=True).exists(), line
        if not killed:
            break
    assert line > 100
    assert not OutboxRow.objects.exclude(state=RowState.WAITING).exists()
    assert check(engine=engine).faults == 0
