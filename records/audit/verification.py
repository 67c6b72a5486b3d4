"""Checking the whole journal against its seals, in one streaming pass, and naming the first thing that does not fit.

What it finds: an entry altered, missing, added or put in another place; a seal altered or missing. What no journal can
find by itself: the loss of everything after some point, seals included, or a chain computed anew by someone who holds
the database. For these, write down a seal's number and chain elsewhere (each public proof does so) and pass it as anchor.
"""

import enum
import itertools
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Max

from records.audit.canonical import canonical
from records.audit.merkle import HASH_BYTES, chain_hash, root_of, split
from records.audit.models import JournalEntry, Seal
from records.crypto.suites import DIGESTS

PIECE = 2000  # rows fetched at a time


class Kind(enum.Enum):
    """What does not fit."""

    ALTERED = "条目被改动"
    MISSING = "条目缺失"
    ADDED = "条目是后加的"
    REORDERED = "条目次序被改动"
    SEAL_ALTERED = "封存被改动"
    SEAL_MISSING = "封存缺失"
    ANCHOR = "与另行保存的封存链不符"


@dataclass(frozen=True)
class Fault:
    """The first thing that does not fit. `position` counts from 1 under its seal; `uid` is None for a missing entry."""

    kind: Kind
    seal: int | None
    position: int | None
    uid: uuid.UUID | None
    message: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the whole journal found."""

    entries: int
    seals: int
    unsealed: int
    last_chain: str
    fault: Fault | None = None

    @property
    def holds(self) -> bool:
        """Whether everything fits."""
        return self.fault is None

    def __str__(self) -> str:
        counted = f"{self.seals}次封存，{self.entries}条日志，其中{self.unsealed}条待封存"
        if self.fault:
            return f"日志不符。{self.fault.message}（此前已核对：{counted}。）"
        return f"日志完整：{counted}。"


class _Found(Exception):
    def __init__(self, fault: Fault) -> None:
        self.fault = fault


def verify(*, anchor: tuple[int, str] | None = None) -> Verdict:
    """Check every seal and every entry; stops at the first fault. Memory holds one seal's entries at most.

    `anchor` is a seal's number and its chain (hex) as written down elsewhere: that seal must exist and agree.
    """
    count = _Count()
    try:
        _walk(count, anchor)
    except _Found as found:
        return Verdict(count.entries, count.seals, count.unsealed, count.chain, found.fault)
    return Verdict(count.entries, count.seals, count.unsealed, count.chain)


@dataclass
class _Count:
    entries: int = 0
    seals: int = 0
    unsealed: int = 0
    chain: str = ""


def _walk(count: _Count, anchor: tuple[int, str] | None) -> None:
    # The last seal is read first: what it and those before it hold is then in the entries' cursor. Entries without a
    # seal, or with one made meanwhile, come last.
    last = Seal.objects.aggregate(last=Max("number"))["last"] or 0
    entries = JournalEntry.objects.order_by(F("seal").asc(nulls_last=True), "pk").iterator(chunk_size=PIECE)
    groups = itertools.groupby(entries, key=lambda entry: entry.seal_id)
    group = next(groups, None)
    before: Seal | None = None
    for seal in Seal.objects.filter(number__lte=last).order_by("number").iterator(chunk_size=20):
        _check_seal(seal, before)
        if group and group[0] is not None and group[0] < seal.number:
            raise _no_such_seal(group[0], next(group[1]))
        if group and group[0] == seal.number:
            _check_entries(seal, list(group[1]), count)
            group = next(groups, None)
        else:
            _check_entries(seal, [], count)
        count.seals += 1
        count.chain = seal.chain
        before = seal
        if anchor and anchor[0] == seal.number and anchor[1] != seal.chain:
            raise _Found(Fault(Kind.ANCHOR, seal.number, None, None, f"第{seal.number}号封存的链与另行保存的不一致。"))
    if anchor and count.seals < anchor[0]:
        message = f"另行保存了第{anchor[0]}号封存，而日志只到第{count.seals}号：其后的封存已丢失。"
        raise _Found(Fault(Kind.ANCHOR, anchor[0], None, None, message))
    _check_rest(group, groups, count)


def _check_rest(
    group: tuple[int | None, Iterator[JournalEntry]] | None,
    groups: Iterator[tuple[int | None, Iterator[JournalEntry]]],
    count: _Count,
) -> None:
    while group:
        number, entries = group
        if number is not None and not Seal.objects.filter(number=number).exists():
            raise _no_such_seal(number, next(entries))
        for entry in entries:
            _check_content(entry, None)
            count.entries += 1
            count.unsealed += 1
        group = next(groups, None)


def _no_such_seal(number: int, entry: JournalEntry) -> _Found:
    message = f"日志条目 {entry.uid} 属于第{number}号封存，但该封存不存在。"
    return _Found(Fault(Kind.SEAL_MISSING, number, None, entry.uid, message))


def _check_seal(seal: Seal, before: Seal | None) -> None:
    expected = before.number + 1 if before else 1
    if seal.number != expected:
        message = f"第{expected}号封存缺失（其后是第{seal.number}号）。"
        raise _Found(Fault(Kind.SEAL_MISSING, expected, None, None, message))
    chain_before = bytes.fromhex(before.chain) if before else bytes(HASH_BYTES)
    leaves = bytes(seal.leaves)
    fits = (
        seal.algorithm in DIGESTS
        and len(leaves) == seal.count * HASH_BYTES > 0
        and seal.previous_id == (before.pk if before else None)
        and root_of(seal.algorithm, split(leaves)).hex() == seal.root
        and chain_hash(seal.algorithm, chain_before, canonical(seal.facts())).hex() == seal.chain
    )
    if not fits:
        raise _Found(Fault(Kind.SEAL_ALTERED, seal.number, None, None, f"第{seal.number}号封存被改动。"))


def _check_entries(seal: Seal, entries: list[JournalEntry], count: _Count) -> None:
    sealed = split(bytes(seal.leaves))
    kept = [_leaf_of(entry) for entry in entries]
    for position, entry in enumerate(entries):
        if position >= len(sealed) or kept[position] != sealed[position]:
            raise _Found(_classify(seal, sealed, entries, kept, position))
        _check_content(entry, seal, position)
        count.entries += 1
    if len(entries) < len(sealed):
        raise _Found(_missing(seal, len(entries), entries[-1] if entries else None))


def _leaf_of(entry: JournalEntry) -> bytes:
    try:
        return bytes.fromhex(entry.leaf.partition(":")[2])
    except ValueError:
        return b""


def _classify(seal: Seal, sealed: list[bytes], entries: list[JournalEntry], kept: list[bytes], position: int) -> Fault:
    """Tell what happened at the first place where the entries and the sealed leaves part."""
    entry, number = entries[position], position + 1
    here_belongs_later = kept[position] in sealed[number:]
    expected_stands_later = position < len(sealed) and sealed[position] in kept[number:]
    place = f"第{seal.number}号封存第{number}条"
    if here_belongs_later and not expected_stands_later:
        return _missing(seal, position, entries[position - 1] if position else None)
    if here_belongs_later:
        message = f"{place}（{entry.uid}）不在原来的位置：次序被改动。"
        return Fault(Kind.REORDERED, seal.number, number, entry.uid, message)
    if expected_stands_later or position >= len(sealed):
        message = f"{place}（{entry.uid}）不在封存之内：是后加的。"
        return Fault(Kind.ADDED, seal.number, number, entry.uid, message)
    return _altered(seal, number, entry)


def _missing(seal: Seal, position: int, after: JournalEntry | None) -> Fault:
    where = f"在 {after.uid} 之后" if after else "为该封存首条"
    message = f"第{seal.number}号封存第{position + 1}条缺失（{where}）。"
    return Fault(Kind.MISSING, seal.number, position + 1, None, message)


def _altered(seal: Seal | None, number: int | None, entry: JournalEntry) -> Fault:
    place = f"第{seal.number}号封存第{number}条" if seal else "待封存的日志"
    message = f"{place}（{entry.uid}，{entry.at:%Y-%m-%d %H:%M}，{entry.action}）内容被改动。"
    return Fault(Kind.ALTERED, seal.number if seal else None, number, entry.uid, message)


def _check_content(entry: JournalEntry, seal: Seal | None, position: int = 0) -> None:
    algorithm = entry.leaf.partition(":")[0]
    try:
        fits = algorithm in DIGESTS and entry.leaf_under(algorithm) == entry.leaf
    except (ValueError, TypeError, AttributeError):  # salts or values that are no longer what they were
        fits = False
    if not fits:
        raise _Found(_altered(seal, position + 1 if seal else None, entry))
