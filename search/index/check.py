"""Comparing the index with the database (核对): what is missing, extra, stale or open to the wrong readers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby, islice

from search.index import outbox, sources
from search.index.codec import digest, whole
from search.index.engines import get_engine
from search.index.engines.base import Engine
from search.index.entries import Entry, entry_key
from search.index.models import OutboxRow

PIECE = 500


@dataclass
class Checked:
    """Keys of entries that are not as they should be; what still waits in the outbox is no fault and isn't among them."""

    looked_at: int = 0
    missing: list[str] = field(default_factory=list)  # 缺少
    extra: list[str] = field(default_factory=list)  # 多余
    stale: list[str] = field(default_factory=list)  # 过时
    wrong_scope: list[str] = field(default_factory=list)  # 范围不符
    waiting: int = 0  # 待索引

    @property
    def faults(self) -> int:
        return len(self.missing) + len(self.extra) + len(self.stale) + len(self.wrong_scope)


def check(*, mend: bool = False, engine: Engine | None = None) -> Checked:
    """Compare every entry; with `mend`, put what is not as it should be in the outbox and drain it.

    Raises SearchUnavailable.
    """
    engine = engine or get_engine()
    engine.refresh()
    report = Checked(waiting=outbox.waiting())
    for kind in sources.kinds():
        for piece in _pieces(kind):
            report.looked_at += len(piece)
            _compare(engine, kind, piece, report)
    for kind, keys in groupby(engine.keys(), key=lambda key: key.partition(":")[0]):
        while uids := [key.partition(":")[2] for key in islice(keys, PIECE)]:
            there = {entry.uid for entry in outbox.load(kind, uids)[0]}
            gone = [uid for uid in uids if uid not in there]
            report.extra.extend(entry_key(kind, uid) for uid in gone if uid not in _under_way(kind, gone))
    if mend and report.faults:
        for key in (*report.missing, *report.extra, *report.stale, *report.wrong_scope):
            kind, _, uid = key.partition(":")
            outbox.touch(kind, uid)
        outbox.drain(engine=engine)
    return report


def _pieces(kind: str) -> Iterator[list[Entry]]:
    source = sources.get(kind)
    if source is None:
        return
    after: str | None = None
    more = True
    while more:
        piece, more = sources.piece_after(source, after, PIECE)
        if piece:
            yield piece
            after = piece[-1].uid


def _compare(engine: Engine, kind: str, piece: list[Entry], report: Checked) -> None:
    wanted = {entry.key: (entry.uid, digest(whole(entry))) for entry in piece}
    held = engine.digests(list(wanted))
    differing = {key: uid for key, (uid, mark) in wanted.items() if held.get(key) != mark}
    if not differing:
        return
    under_way = _under_way(kind, differing.values())
    for key, uid in differing.items():
        if uid in under_way:
            continue
        if key not in held:
            report.missing.append(key)
        elif held[key].partition("-")[2] != wanted[key][1].partition("-")[2]:
            report.wrong_scope.append(key)
        else:
            report.stale.append(key)


def _under_way(kind: str, uids: Iterable[str]) -> set[str]:
    """Those of these uids that wait in the outbox."""
    rows = OutboxRow.objects.filter(kind=kind, uid__in=list(uids)).exclude(state="failed")
    return set(rows.values_list("uid", flat=True))
