"""How a domain's rows reach the one index: its `search.py` says what an entry of each kind looks like.

@entries
class MemberEntries(RecordEntries):
    kind, label, model = "member", "党员", Member
    def entry(self, row): return Entry(...)
"""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from django.db import models

from search.index import outbox, sources
from search.index.entries import Entry


class RecordEntries:
    """Entries of one model, found by its `uid`."""

    kind: ClassVar[str]
    label: ClassVar[str]
    model: ClassVar[type[models.Model]]

    def queryset(self) -> models.QuerySet[Any]:
        """Rows with what an entry needs (select_related, prefetch); leave out what must not be indexed."""
        return self.model._default_manager.all()

    def entry(self, row: Any) -> Entry:
        """What the index keeps of a row."""
        raise NotImplementedError

    def prepare(self, rows: list[Any]) -> None:
        """Fetch for a whole piece what `entry` would otherwise ask row by row (the ids of the organisations above)."""

    def made(self, rows: list[Any]) -> Iterator[Entry]:
        """The entries of a piece of rows."""
        self.prepare(rows)
        for row in rows:
            yield self.entry(row)

    def load(self, uids: Iterable[str]) -> Iterator[Entry]:
        """Entries of these rows as they are now; a row that is gone yields nothing."""
        yield from self.made(list(self.queryset().filter(uid__among=list(uids))))

    def iterate(self, after: str | None, size: int) -> Iterator[Entry]:
        """All entries by uid after `after`, in pieces of `size`, memory flat."""
        last = uuid.UUID(after) if after else None
        while True:
            rows = self.queryset().order_by("uid")
            if last is not None:
                rows = rows.filter(uid__gt=last)
            piece = list(rows[:size])
            yield from self.made(piece)
            if len(piece) < size:
                return
            last = piece[-1].uid

    def uids(self, after: str | None, size: int) -> list[str]:
        """The next uids, without their rows."""
        rows = self.queryset().order_by("uid")
        if after:
            rows = rows.filter(uid__gt=uuid.UUID(after))
        return [str(uid) for uid in rows.values_list("uid", flat=True)[:size]]


_kinds: dict[type[models.Model], str] = {}


def entries(source: type[RecordEntries]) -> type[RecordEntries]:
    """Register a domain's entries; found by name at start."""
    _kinds[source.model] = source.kind
    sources.register(source())
    return source


def is_found(model: type[models.Model]) -> bool:
    """Whether rows of this model are entries of the index; page doors and the journal are not."""
    return model in _kinds


def touch(row: models.Model) -> None:
    """Have the row's entry refreshed after the commit; rows of models without entries are left alone."""
    kind = _kinds.get(type(row))
    uid = getattr(row, "uid", None)
    if kind is not None and uid is not None:
        outbox.touch(kind, str(uid))


def touch_all(model: type[models.Model], uids: Iterable[uuid.UUID]) -> None:
    """Have many entries of one model refreshed (a move, an import)."""
    kind = _kinds.get(model)
    if kind is not None:
        outbox.touch_many(kind, [str(uid) for uid in uids])
