"""What a benchmark is, and how two things are timed fairly against each other."""

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


class NotAvailable(Exception):
    """The benchmark can't be run here; the message says in Chinese what is missing."""


@dataclass(frozen=True)
class Measurement:
    """What was measured and what it is held against: seconds of one call, round by round."""

    measured: list[float]
    baseline: list[float]
    note: str = ""
    details: dict[str, float | str] = field(default_factory=dict)
    tail: int = 0  # calls of a round, where not the median counts but the 95th percentile

    @property
    def ratio(self) -> float:
        """How many baselines the measured thing costs: median against median, or tail against tail."""
        return self.typical(self.measured) / self.typical(self.baseline)

    @property
    def spread(self) -> tuple[float, float]:
        """Between which ratios the middle half of the rounds lies: wide means that the machine was busy."""
        size = self.tail or 1
        starts = range(0, len(self.measured), size)
        rounds = [(self.measured[start : start + size], self.baseline[start : start + size]) for start in starts]
        return quartiles([self.typical(one) / self.typical(other) for one, other in rounds])

    def typical(self, times: list[float]) -> float:
        """The one figure for many times."""
        return percentile(times, 95) if self.tail else statistics.median(times)


def percentile(times: list[float], percent: int) -> float:
    """The time that so many of a hundred calls do not pass."""
    return statistics.quantiles(times, n=100, method="inclusive")[percent - 1] if len(times) > 1 else times[0]


def quartiles(values: list[float]) -> tuple[float, float]:
    """The lower and the upper quartile."""
    if len(values) < 2:
        return values[0], values[0]
    first, _, third = statistics.quantiles(values, n=4, method="inclusive")
    return first, third


@dataclass(frozen=True)
class Benchmark:
    """A named ratio: what is held against what, how to read it, the limit it is held to (None: only watched)."""

    name: str
    about: str
    meaning: str
    at_most: float | None
    run: Callable[[], Measurement]
    only_by_name: bool = False  # takes too long to run unasked


REGISTERED: dict[str, Benchmark] = {}


def benchmark(
    name: str, about: str, meaning: str, at_most: float | None = None, *, only_by_name: bool = False
) -> Callable[[Callable[[], Measurement]], Callable[[], Measurement]]:
    """Register a function as the benchmark `name`.

    `about` says in one Chinese line what is held against what, `meaning` how the ratio is to be read.
    """

    def register(function: Callable[[], Measurement]) -> Callable[[], Measurement]:
        REGISTERED[name] = Benchmark(name, about, meaning, at_most, function, only_by_name)
        return function

    return register


def compare(
    measured: Callable[[], object],
    baseline: Callable[[], object],
    *,
    rounds: int = 15,
    repeat: int = 5,
    note: str = "",
    baseline_repeat: int | None = None,
) -> Measurement:
    """Seconds one call of each takes, over rounds in which both take turns, so that a busy moment hits both.

    A baseline that takes microseconds is called more often (`baseline_repeat`), or the clock is all that is measured.
    """
    for _ in range(3):  # warm: first calls load templates, fill caches, open connections
        measured()
        baseline()
    sides = ((measured, repeat), (baseline, baseline_repeat or repeat))
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    for _ in range(rounds):
        for (function, times_called), kept in zip(sides, times, strict=True):
            began = time.perf_counter()
            for _ in range(times_called):
                function()
            kept.append((time.perf_counter() - began) / times_called)
    return Measurement(*times, note=note)


def compare_calls(
    pairs: Sequence[tuple[Callable[[], object], Callable[[], object]]], *, rounds: int, note: str = ""
) -> Measurement:
    """Single calls of many different questions, measured and baseline in turns, compared at the 95th percentile.

    The medians stand in the details.
    """
    for measured, baseline in pairs:
        measured()
        baseline()
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    for turn in range(rounds):
        for pair in pairs:
            # Whoever comes second may find warm what the first has fetched: they change places.
            for side in (0, 1) if turn % 2 else (1, 0):
                began = time.perf_counter()
                pair[side]()
                times[side].append(time.perf_counter() - began)
    medians = [statistics.median(each) for each in times]
    details: dict[str, float | str] = {
        "median_ratio": round(medians[0] / medians[1], 3),
        "measured_median": medians[0],
        "baseline_median": medians[1],
    }
    return Measurement(*times, note=note, details=details, tail=len(pairs))
