"""What was really watched 观看: a union of intervals of the material, never page time.

Source: 《整治形式主义为基层减负若干规定》 (2024) and the central cyberspace commission's opinions of 2023 forbid counting time
online; what counts is which parts of the material were played (domain notes on formalism, R1 and R2). Times are whole tenths
of a second; an interval (start, end) holds start and not end.
"""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

Interval = tuple[int, int]

# A player tells its position about four times a second; a hole of up to one second between two reports is no skipping.
GAP = 10
TENTHS = 10


def union(*many: Iterable[Interval], gap: int = GAP) -> tuple[Interval, ...]:
    """Bring intervals into normal form: sorted, empty ones dropped, overlapping ones and those at most `gap` apart joined.

    Idempotent, commutative, associative and monotone, so that reports may arrive twice, late, or from two devices.
    """
    joined: list[Interval] = []
    for start, end in sorted(each for intervals in many for each in intervals if each[1] > each[0]):
        if joined and start - joined[-1][1] <= gap:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return tuple(joined)


def measure(intervals: Iterable[Interval]) -> int:
    """Length in tenths of a second of disjoint intervals (a union)."""
    return sum(end - start for start, end in intervals)


def clipped(intervals: Iterable[Interval], length: int) -> tuple[Interval, ...]:
    """What of the intervals lies within material of `length` tenths."""
    inside = ((max(0, start), min(length, end)) for start, end in intervals)
    return tuple(each for each in inside if each[1] > each[0])


def without(intervals: Iterable[Interval], held: Iterable[Interval]) -> tuple[Interval, ...]:
    """What of the intervals is not in `held` yet, in order."""
    taken = union(held, gap=0)
    left: list[Interval] = []
    for start, end in union(intervals, gap=0):
        for held_start, held_end in taken:
            if held_end <= start:
                continue
            if held_start >= end:
                break
            if held_start > start:
                left.append((start, held_start))
            start = held_end
            if start >= end:
                break
        if start < end:
            left.append((start, end))
    return tuple(left)


def is_watched(watched: Iterable[Interval], length: int, share: int) -> bool:
    """Whether at least `share` percent of material of `length` tenths was watched.

    Whole numbers only: a lesson never hangs at 99%. Material without length can't be watched.
    """
    return length > 0 and measure(union(clipped(watched, length))) * 100 >= share * length


def percent(watched: Iterable[Interval], length: int, share: int) -> int:
    """Share watched, 0 to 100, rounded down; 100 as soon as enough was watched, for then nothing is missing."""
    if length <= 0:
        return 0
    if is_watched(watched, length, share):
        return 100
    return measure(union(clipped(watched, length))) * 100 // length


def allowance(
    *,
    left: int,
    since: datetime.datetime,
    now: datetime.datetime,
    rate: int,
    most: int,
) -> int:
    """How many tenths of material a person may newly be credited with now, by the server's clock.

    `left` tenths were over at `since`; real time adds `rate` tenths per tenth (the fastest playback), up to `most` (the
    longest stretch without a connection). It is one allowance per person: a second device or tab adds none.
    """
    elapsed = max(0, int((now - since).total_seconds() * TENTHS))
    return min(most, max(0, left) + elapsed * rate)


@dataclass(frozen=True)
class Accepted:
    """What a report changed: the union now held, tenths newly credited, tenths not accepted yet."""

    union: tuple[Interval, ...]
    credited: int
    refused: int


def accept(held: Iterable[Interval], sent: Iterable[Interval], *, length: int, allowed: int) -> Accepted:
    """Take a report of watched intervals into what is held, as far as the allowance reaches.

    What is held already costs nothing, so a report may be repeated. What exceeds the allowance is not lost: the player
    keeps it and sends it again; it is credited when enough real time has passed.
    """
    before = union(clipped(held, length))
    fresh = without(clipped(sent, length), before)
    taken: list[Interval] = []
    budget = allowed
    for start, end in fresh:
        if budget <= 0:
            break
        part = min(end - start, budget)
        taken.append((start, start + part))
        budget -= part
    after = union(before, taken)
    return Accepted(after, measure(after) - measure(before), measure(without(fresh, after)))
