"""The database cuts the line in the middle of a drain, a rebuild, a check: nothing is lost, nothing is a row's fault."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from search.index import outbox, rebuild, sources
from search.index.check import check
from search.index.engines.base import Engine
from search.index.models import OutboxRow, Rebuild
from search.index.requests import SearchAnswer, SourceFailed
from tests.search.index.builders import Shelf, an_entry

pytestmark = [pytest.mark.data, pytest.mark.django_db(transaction=True)]
LOST = (OperationalError, InterfaceError, SourceFailed)


class FarShelf(Shelf):
    """A source that asks the database, as all real ones do; the database can end its session at the next question."""

    cut = False

    def _ask(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("select pg_terminate_backend(pg_backend_pid())" if self.cut else "select 1")

    def load(self, uids: Sequence[str]) -> list[Any]:
        self._ask()
        return super().load(uids)

    def iterate(self, after: str | None, size: int) -> Any:
        self._ask()
        yield from super().iterate(after, size)


@pytest.fixture
def shelf(known: None, engine: Engine) -> FarShelf:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no line that could be cut")
    made = FarShelf("news", "新闻", [an_entry(f"第{number}篇", uid=f"u{number:04}") for number in range(30)])
    sources.register(made)
    rebuild.rebuild(engine=engine)
    return made


def test_a_drain_a_rebuild_and_a_check(engine: Engine, shelf: FarShelf, ask: Callable[..., SearchAnswer]) -> None:
    shelf.put(an_entry("改过的", uid="u0003"))
    outbox.touch_many("news", ["u0003", "u0004"])
    attempts: list[Callable[[], Any]] = [
        lambda: outbox.drain(engine=engine),
        lambda: rebuild.rebuild(engine=engine),
        lambda: check(mend=True, engine=engine),
    ]
    for attempt in attempts:
        shelf.cut = True
        with pytest.raises(LOST):
            attempt()
        connection.close()  # as at the end of a request or a task
        shelf.cut = False
    past = timezone.now() - timedelta(hours=1)
    OutboxRow.objects.exclude(due=None).update(due=past)
    Rebuild.objects.filter(current=True).update(alive=past)
    assert not OutboxRow.objects.exclude(problem="").exists()
    assert outbox.drain(engine=engine).written == 2
    assert rebuild.rebuild(engine=engine).finished
    engine.refresh()
    assert "改过的" in {hit.title for hit in ask("", size=100).hits}
    assert check(engine=engine).faults == 0
    assert not OutboxRow.objects.exists()
