"""Rules of openness: pure functions; figures come in as arguments (regulations), days as dates."""

import datetime
from collections.abc import Collection

SATURDAY = 5


def add_working_days(start: datetime.date, days: int, holidays: Collection[datetime.date] = ()) -> datetime.date:
    """The day that is `days` working days after `start`, which itself does not count.

    Saturdays, Sundays and `holidays` do not count. Raises ValueError for a negative number.
    """
    if days < 0:
        raise ValueError("working days are counted forwards")
    day = start
    while days:
        day += datetime.timedelta(days=1)
        if day.weekday() < SATURDAY and day not in holidays:
            days -= 1
    return day


def due_on(made_on: datetime.date, limit: int, holidays: Collection[datetime.date] = ()) -> datetime.date:
    """The last day on which something made on `made_on` is disclosed on time.

    Limits by kind (长期、定期、随时、依申请) are figures of the local plan after 《中国共产党党务公开条例（试行）》.
    """
    return add_working_days(made_on, limit, holidays)


def is_on_time(published_on: datetime.date, due: datetime.date | None) -> bool | None:
    """Whether it was disclosed by the end of the day it was due; None when nothing was due."""
    return None if due is None else published_on <= due


def mean_days(pairs: Collection[tuple[datetime.date, datetime.date]]) -> float | None:
    """Mean time between receiving and answering, in days; None for no answers."""
    if not pairs:
        return None
    return sum((answered - received).days for received, answered in pairs) / len(pairs)
