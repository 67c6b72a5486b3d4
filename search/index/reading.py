"""Reading entries from their sources so that one row that can't be read (读不出的条目) stops nothing.

    all of a piece at once ──raises──> each half ──raises──> … ──> one row: named, and the rest goes on
                                                               └─> row after row and not one read: the source itself

What a row holds may be sensitive, and so may the message of an error about it: told is the class of the error and where
it was raised, in logs too.
"""

import logging
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from django.db import InterfaceError, OperationalError, transaction

from search.index import sources
from search.index.entries import Entry, entry_key
from search.index.requests import SourceFailed
from search.index.sources import EntrySource

log = logging.getLogger(__name__)

HEAVY = 4_000_000  # characters of text, with which a piece ends before it has so many: attachments are long
# Rows read one after another without a single success: then it isn't the rows. Less would take a few bad rows that
# wait alone for a broken source; more costs a broken source so many questions each time.
IN_A_ROW = 16
AFTER_A_FAULT = 20  # rows of a piece in which one can't be read: they are read without regard to their weight
# Not a row's fault: the database is away, the memory is full.
NOBODYS_FAULT = (OperationalError, InterfaceError, MemoryError)


@dataclass(frozen=True, slots=True)
class Loaded:
    """Entries, and why others can't be read, by key."""

    entries: list[Entry] = field(default_factory=list)
    unreadable: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece(Loaded):
    """The next entries of a source; `after` is the uid to go on behind, and `more` whether there may be any."""

    after: str = ""
    more: bool = False


def described(error: BaseException) -> str:
    """The class of an error and where it was raised; never its message."""
    trace, place = error.__traceback__, ""
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f" ({'/'.join(Path(code.co_filename).parts[-3:])}:{trace.tb_lineno})"
        trace = trace.tb_next
    return type(error).__name__ + place


def load(kind: str, uids: Sequence[str]) -> Loaded:
    """Entries of a kind as they are now, those of a kind that no room registers any more being none.

    Raises SourceFailed where the source as a whole can't be read.
    """
    source = sources.get(kind)
    found = Loaded()
    if source is not None:
        _load(source, list(uids), found)
    return found


def _load(source: EntrySource, uids: Sequence[str], found: Loaded) -> None:
    try:
        # Inside somebody's transaction a statement that fails must not spoil the next; alone, none is begun: SQLite would
        # let nobody write while a page of results is read.
        with transaction.atomic() if transaction.get_connection().in_atomic_block else nullcontext():
            found.entries.extend(sources.finish(list(source.load(uids))))
        return
    except NOBODYS_FAULT as error:
        raise SourceFailed(source.kind, described(error)) from error
    except Exception as error:
        said = described(error)
    if len(uids) > 1:
        middle = len(uids) // 2
        for half in (uids[:middle], uids[middle:]):
            _load(source, half, found)
        return
    found.unreadable[entry_key(source.kind, uids[0])] = said
    log.warning("the entry %s can't be read: %s", entry_key(source.kind, uids[0]), said)
    if not found.entries and len(found.unreadable) >= IN_A_ROW:
        raise SourceFailed(source.kind, said)


def piece_after(source: EntrySource, after: str | None, most: int) -> Piece:
    """The next entries after a uid, at most `most` and bounded in weight. Raises SourceFailed."""
    found: list[Entry] = []
    weight, more = 0, False
    try:
        for entry in source.iterate(after, most):
            found.append(entry)
            weight += len(entry.body)
            if len(found) == most or weight > HEAVY:
                more = True
                break
        entries = sources.finish(found)
    except NOBODYS_FAULT as error:
        raise SourceFailed(source.kind, described(error)) from error
    except Exception as error:
        log.warning("entries of kind %s could not be read together: %s", source.kind, described(error))
        return _by_uid(source, after, min(most, AFTER_A_FAULT))
    return Piece(entries, {}, entries[-1].uid if entries else after or "", more)


def _by_uid(source: EntrySource, after: str | None, most: int) -> Piece:
    """The next entries where one of them breaks the reading: by their uids, which are asked for alone."""
    try:
        uids = list(source.uids(after, most))
    except Exception as error:
        raise SourceFailed(source.kind, described(error)) from error
    loaded = load(source.kind, uids)
    loaded.entries.sort(key=lambda entry: entry.uid)
    return Piece(loaded.entries, loaded.unreadable, uids[-1] if uids else after or "", len(uids) == most)
