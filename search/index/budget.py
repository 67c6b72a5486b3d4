"""How long a reader waits for the search altogether: a page asks the engine several times, and each may be slow."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from search.index.requests import SearchUnavailable

PAGE_SECONDS = 6.0  # nobody waits longer for a page of results
# So much of it the engine may take altogether: what follows its answers, or says that there are none, fits into the rest.
ENGINE_SECONDS = 5.0
TYPING_SECONDS = 1.5  # a completion that comes later is of no use

_until: ContextVar[float | None] = ContextVar("search_until", default=None)


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """For everything asked in here together, so long; a longer one inside a shorter one lengthens nothing."""
    until = time.monotonic() + seconds
    outer = _until.get()
    token = _until.set(until if outer is None else min(until, outer))
    try:
        yield
    finally:
        _until.reset(token)


def left(most: float) -> float:
    """Seconds for the next question, at most `most`. Raises SearchUnavailable where the time is up."""
    until = _until.get()
    if until is None:
        return most
    remaining = until - time.monotonic()
    if remaining <= 0:
        raise SearchUnavailable("the time for this search is up")
    return min(most, remaining)
