"""Comparing the index with the database (核对): what is missing, extra, stale or open to the wrong readers.

Both sides are read once, side by side, in the order of their keys, so that memory is flat however large the city is:

    sources, by kind and uid  ──┐
                                ├─ same key? ── same state? ──no──> suspect ──looked at again──> fault ──mended──> looked at again
    the index, by key         ──┘

A suspect may only have been changed between the two readings; so it's read anew, from both sides, before it counts. What
waits in the outbox is on its way and no fault.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from search.index import outbox, reading, sources
from search.index.codec import digest, shown, whole
from search.index.engines import get_engine
from search.index.engines.base import Engine, Held
from search.index.entries import Entry
from search.index.models import OutboxRow, State

PIECE = 500
EXAMPLES = 10
# Each look reads both sides anew; what differs in all of them doesn't differ because somebody was writing just then.
LOOKS = 2

Progress = Callable[[str, int], None]


class Fault(StrEnum):
    """What can be wrong with an entry."""

    MISSING = "missing"  # 缺少
    EXTRA = "extra"  # 多余
    STALE = "stale"  # 过时
    WRONG_SCOPE = "wrong_scope"  # 范围不符


@dataclass
class Found:
    """How many entries have a fault, and the keys of the first of them."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, key: str) -> None:
        self.count += 1
        if len(self.first) < EXAMPLES:
            self.first.append(key)


def _none_found() -> dict[Fault, Found]:
    return {fault: Found() for fault in Fault}


@dataclass
class Checked:
    """What a check found, what of that is still wrong after mending, and how much waits in the outbox (待索引).

    unreadable are entries that can't be read from their sources, by key with the class of the error: nobody knows what is
    right of them. put_aside is how many rows of the outbox failed too often to be tried again by themselves.
    """

    looked_at: int = 0
    unreadable: dict[str, str] = field(default_factory=dict)
    found: dict[Fault, Found] = field(default_factory=_none_found)
    mending: bool = False
    left: int = 0
    waiting: int = 0
    put_aside: int = 0

    @property
    def faults(self) -> int:
        """How many entries were not as they should be."""
        return sum(each.count for each in self.found.values())

    @property
    def mended(self) -> int:
        """How many of these are right now."""
        return self.faults - self.left if self.mending else 0


def check(*, mend: bool = False, engine: Engine | None = None, progress: Progress | None = None) -> Checked:
    """Compare every entry; with `mend`, put what is not as it should be in the outbox and drain it.

    progress is told the kind and how many entries have been looked at. Raises SearchUnavailable.
    """
    engine = engine or get_engine()
    engine.refresh()
    report = Checked(mending=mend, waiting=outbox.waiting())
    suspects: list[str] = []
    for key, entry, held in _side_by_side(engine, report.unreadable):
        report.looked_at += 1
        if progress is not None and report.looked_at % PIECE == 0:
            progress(_kind(key), report.looked_at)
        if _fault(entry, held) is not None:
            suspects.append(key)
        if len(suspects) >= PIECE:
            _settle(engine, suspects, report)
            suspects = []
    _settle(engine, suspects, report)
    if mend:  # until they can be read again, nothing of them is found
        outbox.put_aside(report.unreadable)
    report.waiting, report.put_aside = outbox.waiting(), outbox.failed()
    return report


def _kind(key: str) -> str:
    return key.partition(":")[0]


def _fault(entry: Entry | None, held: Held | None) -> Fault | None:
    """What is wrong between the state of an entry and what the index holds of it."""
    if entry is None:
        return None if held is None else Fault.EXTRA
    if held is None:
        return Fault.MISSING
    kept = whole(entry)
    wanted = digest(kept)
    opening = (entry.kind, tuple(kept["audience"]), tuple(kept["ancestors"]), entry.for_named_persons_only)
    told_scope, wanted_scope = (mark.partition("-")[2] for mark in (held.digest, wanted))
    if opening != (held.kind, held.audience, held.ancestors, held.named) or told_scope != wanted_scope:
        return Fault.WRONG_SCOPE
    if held.digest != wanted or held.shown != shown(entry) or held.then != tuple(sorted(set(entry.ancestors_then))):
        return Fault.STALE
    return None


def _side_by_side(engine: Engine, unreadable: dict[str, str]) -> Iterator[tuple[str, Entry | None, Held | None]]:
    """Every key that either side has, with what each side has of it: a merge of two streams in order."""
    entries, holdings = _entries(unreadable), engine.holdings()
    entry, holding = next(entries, None), next(holdings, None)
    while entry is not None or holding is not None:
        if holding is None or (entry is not None and entry.key < holding[0]):
            assert entry is not None
            yield entry.key, entry, None
            entry = next(entries, None)
        elif entry is None or holding[0] < entry.key:
            yield holding[0], None, holding[1]
            holding = next(holdings, None)
        else:
            yield entry.key, entry, holding[1]
            entry, holding = next(entries, None), next(holdings, None)


def _entries(unreadable: dict[str, str]) -> Iterator[Entry]:
    """What all sources have, in the order of keys. A source that keeps another order costs second looks and no more.

    What can't be read is noted in `unreadable`.
    """
    for kind in sorted(sources.kinds(), key=lambda kind: f"{kind}:"):
        source = sources.get(kind)
        after: str | None = None
        more = source is not None
        while source is not None and more:
            piece = reading.piece_after(source, after, PIECE)
            unreadable.update(piece.unreadable)
            yield from piece.entries
            after, more = piece.after or None, piece.more


def _settle(engine: Engine, suspects: Sequence[str], report: Checked) -> None:
    """Look at suspects again; note what is wrong, mend it if that is asked for, and note what mending didn't help."""
    faults = _look(engine, suspects)
    for key, fault in faults.items():
        report.found[fault].add(key)
    if not faults or not report.mending:
        return
    for kind, keys in groupby(sorted(faults), key=_kind):
        outbox.touch_many(kind, [key.partition(":")[2] for key in keys])
    drained = outbox.drain(seconds=3600, engine=engine)
    if drained.unavailable:
        report.left += len(faults)
        return
    report.left += len(_look(engine, list(faults)))


def _look(engine: Engine, keys: Sequence[str]) -> dict[str, Fault]:
    """What is wrong with these entries, read anew from both sides, but for what is on its way."""
    found: dict[str, Fault] = {}
    for _ in range(LOOKS):
        if not keys:
            return {}
        engine.refresh()
        held = engine.held(list(keys))
        found = {}
        for kind, group in groupby(sorted(keys), key=_kind):
            uids = [key.partition(":")[2] for key in group]
            loaded = reading.load(kind, uids)
            now = {entry.key: entry for entry in loaded.entries}
            on_its_way = _on_its_way(kind, uids)
            for uid in uids:
                key = f"{kind}:{uid}"
                fault = None if uid in on_its_way or key in loaded.unreadable else _fault(now.get(key), held.get(key))
                if fault is not None:
                    found[key] = fault
        keys = list(found)
    return found


def _on_its_way(kind: str, uids: Sequence[str]) -> set[str]:
    """Those of these uids that wait in the outbox and had no trouble so far."""
    rows = OutboxRow.objects.filter(kind=kind, uid__in=uids, problem="").exclude(state=State.FAILED)
    return set(rows.values_list("uid", flat=True))
