"""Where entries come from: one source (来源) for each kind, registered by the room that owns the kind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol, runtime_checkable

from search.index.entries import Entry


@runtime_checkable
class EntrySource(Protocol):
    """How a room hands its entries to the index.

    kind is what `Entry.kind` says of every entry it yields; label is the kind's name for readers, in Chinese.
    """

    @property
    def kind(self) -> str: ...

    @property
    def label(self) -> str: ...

    def load(self, uids: Sequence[str]) -> Iterable[Entry]:
        """The entries with these uids as they are now. A uid that yields nothing is gone and leaves the index."""
        ...

    def iterate(self, after: str | None, size: int) -> Iterable[Entry]:
        """Every entry whose uid is greater than `after`, by rising uid, read `size` at a time so that memory is flat.

        It's called again for each piece of a rebuild, so it must be cheap to start: a range on an indexed column.
        """
        ...

    def uids(self, after: str | None, size: int) -> Sequence[str]:
        """The next `size` uids greater than `after`, in the order of `iterate`, read without what they stand for.

        Asked where `iterate` breaks, to find the row that breaks it; one that yields no entry does no harm.
        """
        ...


# What a room adds to every kind's entries before they are indexed: where each hung on its own date.
Finisher = Callable[[list[Entry]], list[Entry]]
_finishers: list[Finisher] = []

_sources: dict[str, EntrySource] = {}


def register(source: EntrySource) -> None:
    """Make a kind known. Registering the same kind again replaces it, so that a reload does no harm."""
    _sources[source.kind] = source


def get(kind: str) -> EntrySource | None:
    """The source of a kind, or None when no room has registered it."""
    return _sources.get(kind)


def kinds() -> tuple[str, ...]:
    """The kinds known, in alphabetical order."""
    return tuple(sorted(_sources))


def labels() -> dict[str, str]:
    """The kinds' names for readers, in Chinese."""
    return {kind: _sources[kind].label for kind in kinds()}


def finisher(function: Finisher) -> Finisher:
    """Register a function that every entry passes on its way to the index; it sees them in pieces."""
    if function not in _finishers:
        _finishers.append(function)
    return function


def finish(entries: list[Entry]) -> list[Entry]:
    """Entries as the index keeps them."""
    for function in _finishers:
        entries = function(entries)
    return entries


@contextmanager
def only(*sources: EntrySource) -> Iterator[None]:
    """For a while, know these sources and no others: for tests and for measuring on a corpus of its own."""
    kept = dict(_sources)
    _sources.clear()
    for source in sources:
        register(source)
    try:
        yield
    finally:
        _sources.clear()
        _sources.update(kept)
