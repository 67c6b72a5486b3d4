"""What a benchmark is, and how two things are timed fairly against each other."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


class NotAvailable(Exception):
    """The benchmark can't be run here; the message says in Chinese what is missing."""


@dataclass(frozen=True)
class Measurement:
    """What was measured and what it is held against, in the same unit (seconds unless `unit` says otherwise)."""

    measured: float
    baseline: float
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float:
        """How many baselines the measured thing costs."""
        return self.measured / self.baseline


@dataclass(frozen=True)
class Benchmark:
    """A named ratio, with the limit it is held to (None where it is only watched)."""

    name: str
    about: str
    at_most: float | None
    run: Callable[[], Measurement]


REGISTERED: dict[str, Benchmark] = {}


def benchmark(
    name: str, about: str, at_most: float | None = None
) -> Callable[[Callable[[], Measurement]], Callable[[], Measurement]]:
    """Register a function as the benchmark `name`. `about` says in one Chinese line what is held against what."""

    def register(function: Callable[[], Measurement]) -> Callable[[], Measurement]:
        REGISTERED[name] = Benchmark(name, about, at_most, function)
        return function

    return register


def compare(
    measured: Callable[[], object], baseline: Callable[[], object], *, rounds: int = 15, repeat: int = 10
) -> tuple[float, float]:
    """Seconds one call of each takes: the median over rounds in which both take turns, so that a busy moment hits both."""
    for _ in range(3):  # warm: first calls load templates, fill caches, open connections
        measured()
        baseline()
    times: tuple[list[float], list[float]] = ([], [])
    gc.collect()
    for _ in range(rounds):
        for function, kept in zip((measured, baseline), times, strict=True):
            began = time.perf_counter()
            for _ in range(repeat):
                function()
            kept.append((time.perf_counter() - began) / repeat)
    return statistics.median(times[0]), statistics.median(times[1])
