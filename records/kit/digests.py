"""What rooms add to a person's daily digest 每日汇总, beside the reminders: found by name in a room's `digest.py`.

@digest("search")
def news(user, on) -> Iterable[DigestPart]: ...

It is asked at the moment of sending, so it answers within that moment's scope of the receiver.
"""

import datetime
import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

logger = logging.getLogger(__name__)


def _nothing() -> None:
    """A part that keeps no note of having been sent."""


@dataclass(frozen=True)
class DigestPart:
    """Lines of one room: what they say, how many matters that is, where they are read, and what to do once they are sent.

    `sent` runs in the transaction of the digest: either both stand or neither.
    """

    lines: tuple[str, ...]
    total: int
    url: str
    sent: Callable[[], None] = _nothing


Source = Callable[[Any, datetime.date], Iterable[DigestPart]]
_sources: dict[str, Source] = {}


def digest(room: str) -> Callable[[Source], Source]:
    """Register a room's part of the digest."""

    def register(source: Source) -> Source:
        _sources[room] = source
        return source

    return register


def parts(user: Any, on: datetime.date) -> list[DigestPart]:
    """Everything that rooms want to say to somebody. A room that fails holds up no other; it is asked again next time."""
    found: list[DigestPart] = []
    for room, source in sorted(_sources.items()):
        try:
            found.extend(part for part in source(user, on) if part.lines)
        except Exception:
            logger.exception("the digest of room %s failed", room)
    return found
