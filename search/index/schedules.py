"""What runs by the clock: the drain's safety net, for broker messages that were lost, and the broom.

The declarations have the shape that `records/kit/schedules.py` reads; this room may not import it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Every:
    """A task each so many minutes, or each day at a local time ("06:30")."""

    name: str
    task: str
    minutes: int | None = None
    daily_at: str = ""


SCHEDULES = [
    Every("search-outbox", "search.index.tasks.drain", minutes=1),
    Every("search-numbers", "search.index.tasks.tidy", daily_at="03:40"),
]
