"""A breaker (断路器): after a server didn't answer, nobody waits for it for a while; then one tries for all.

    shut ──two failures in a row──> open ──the pause is over──> one tries ──answered──> shut
                                     ▲                               │
                                     └──────── failed: twice as long ┘

Without it each search, and each drain after a publication, would hold a worker for the whole time limit while the server
is away, and the pages that need no search would wait for a worker.
"""

import threading
import time
from collections.abc import Callable

from search.index.requests import SearchUnavailable

FAILURES = 2  # of three nodes one may be gone: the next question goes to another
FIRST_PAUSE = 1.0
LONGEST_PAUSE = 10.0  # so soon a server that is back is noticed at the latest
A_TRY = 5.0  # how long one that tries may take before another does


class Breaker:
    """One for each process and way of asking; safe in threads. The queue's broker has one, too (outbox)."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._until = 0.0

    def ask(self) -> None:
        """Called before a question. Raises SearchUnavailable at once while the server is taken to be away."""
        with self._lock:
            if self._failures < FAILURES:
                return
            now = self._clock()
            if now < self._until:
                raise SearchUnavailable("the server didn't answer a moment ago; it's tried again in a few seconds")
            self._until = now + A_TRY  # this caller tries, the others don't wait for it

    def answered(self) -> None:
        """The server answered, whatever it said."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The server didn't answer, or not in time."""
        with self._lock:
            self._failures += 1
            doubled: float = FIRST_PAUSE * 2.0 ** min(self._failures - FAILURES, 10)
            self._until = self._clock() + min(LONGEST_PAUSE, doubled)
