"""What was really watched, as intervals."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.learning import rules
from records.learning.rules.watching import GAP

LENGTH = 1000
intervals = st.lists(
    st.tuples(st.integers(0, LENGTH), st.integers(0, LENGTH)).map(lambda pair: (min(pair), max(pair))), max_size=12
)
NOON = datetime.datetime(2026, 11, 20, 12, 0, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ([], ()),
        ([(5, 5)], ()),
        ([(0, 100), (50, 150)], ((0, 150),)),
        ([(200, 300), (0, 100)], ((0, 100), (200, 300))),
        ([(0, 100), (110, 200)], ((0, 200),)),  # a second between two reports is no skipping
        ([(0, 100), (111, 200)], ((0, 100), (111, 200))),
    ],
)
def test_union(given_: list[rules.Interval], expected: tuple[rules.Interval, ...]) -> None:
    assert rules.union(given_) == expected


@given(intervals)
def test_union_is_idempotent(many: list[rules.Interval]) -> None:
    assert rules.union(rules.union(many)) == rules.union(many)


@given(intervals, intervals, intervals)
def test_union_does_not_care_for_order_or_grouping(
    a: list[rules.Interval], b: list[rules.Interval], c: list[rules.Interval]
) -> None:
    assert rules.union(a, b) == rules.union(b, a)
    assert rules.union(rules.union(a, b), c) == rules.union(a, rules.union(b, c)) == rules.union([*c, *a, *b])


@given(intervals, intervals)
def test_union_never_loses_what_was_watched(a: list[rules.Interval], b: list[rules.Interval]) -> None:
    joined = rules.union(a, b)
    assert rules.without(a, joined) == ()
    assert rules.measure(joined) >= max(rules.measure(rules.union(a)), rules.measure(rules.union(b)))
    assert all(left[1] + GAP < right[0] for left, right in zip(joined, joined[1:], strict=False))


@given(intervals, intervals)
def test_what_is_left_over_is_what_was_not_held(sent: list[rules.Interval], held: list[rules.Interval]) -> None:
    def seconds(many: object) -> set[int]:
        return {second for start, end in many for second in range(start, end)}  # type: ignore[attr-defined]

    assert seconds(rules.without(sent, held)) == seconds(sent) - seconds(held)


@pytest.mark.parametrize(
    ("watched", "share", "enough", "shown"),
    [
        ([(0, 949)], 95, False, 94),
        ([(0, 950)], 95, True, 100),  # never stuck at 99: enough is enough
        ([(0, 999)], 100, False, 99),
        ([(0, 475), (485, 960)], 95, True, 100),
        ([], 95, False, 0),
        ([(0, 5000)], 95, True, 100),
        ([(900, 5000)], 95, False, 10),
    ],
)
def test_share(watched: list[rules.Interval], share: int, enough: bool, shown: int) -> None:
    assert rules.is_watched(watched, LENGTH, share) is enough
    assert rules.percent(watched, LENGTH, share) == shown


def test_material_without_length_cannot_be_watched() -> None:
    assert not rules.is_watched([(0, 10)], 0, 95)
    assert rules.percent([(0, 10)], 0, 95) == 0


@pytest.mark.parametrize(
    ("left", "elapsed", "expected"),
    [
        (600, 0, 600),
        (0, 15, 300),  # fifteen seconds at double speed: thirty seconds of material
        (600, 15, 900),
        (0, 100_000, 216_000),  # saved up at most
        (0, -30, 0),  # a server clock set back takes nothing away
        (-5, 1, 20),
    ],
)
def test_allowance_by_the_servers_clock(left: int, elapsed: int, expected: int) -> None:
    now = NOON + datetime.timedelta(seconds=elapsed)
    assert rules.allowance(left=left, since=NOON, now=now, rate=2, most=216_000) == expected


@pytest.mark.parametrize(
    ("held", "sent", "allowed", "union", "credited", "refused"),
    [
        ([], [(0, 100)], 600, ((0, 100),), 100, 0),
        ([(0, 100)], [(0, 100)], 0, ((0, 100),), 0, 0),  # a repeated report costs nothing
        ([(0, 100)], [(50, 150)], 600, ((0, 150),), 50, 0),
        ([], [(0, 900)], 300, ((0, 300),), 300, 600),  # faster than the clock: the rest waits
        ([], [(0, 900)], 0, (), 0, 900),
        ([], [(-50, 50), (990, 2000)], 600, ((0, 50), (990, 1000)), 60, 0),
    ],
)
def test_accept(
    held: list[rules.Interval],
    sent: list[rules.Interval],
    allowed: int,
    union: tuple[rules.Interval, ...],
    credited: int,
    refused: int,
) -> None:
    assert rules.accept(held, sent, length=LENGTH, allowed=allowed) == rules.Accepted(union, credited, refused)


@given(intervals, intervals, st.integers(0, 2000))
def test_accepting_twice_is_accepting_once_and_never_exceeds_the_clock_by_more_than_the_holes(
    held: list[rules.Interval], sent: list[rules.Interval], allowed: int
) -> None:
    once = rules.accept(held, sent, length=LENGTH, allowed=allowed)
    again = rules.accept(once.union, sent, length=LENGTH, allowed=0)
    assert again.union == once.union
    assert again.credited == 0
    holes = GAP * (len(sent) + len(held) + 1)
    assert once.credited <= allowed + holes
    assert rules.without(held, once.union) == ()


@given(intervals, intervals)
def test_with_enough_time_all_that_was_sent_is_held(held: list[rules.Interval], sent: list[rules.Interval]) -> None:
    accepted = rules.accept(held, sent, length=LENGTH, allowed=LENGTH)
    assert accepted.refused == 0
    assert rules.without(sent, accepted.union) == ()
