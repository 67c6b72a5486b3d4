"""Rules of openness: pure functions; figures come in as arguments (regulations), days as dates.

条例 is 《中国共产党党务公开条例（试行）》: 第八条 the four levels of audience, 第十四条 the catalogue, 第十五条 propose, review,
approve, publish. The limits in working days follow 湖南省发展和改革委员会党务公开实施方案: 长期 5 after it was adopted or changed,
定期 3 after it was done (important matters 7), 随时 1, 依申请 10 after it was received. A place sets its own figures.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from records.openness.choices import Level, PeriodKind

SATURDAY = 5

LIMIT_KEYS = {
    PeriodKind.LONG_TERM: "openness.long_term_working_days",
    PeriodKind.PERIODIC: "openness.periodic_working_days",
    PeriodKind.TIMELY: "openness.timely_working_days",
    PeriodKind.ON_REQUEST: "openness.on_request_working_days",
}
IMPORTANT_KEY = "openness.important_working_days"


def limit_key(kind: str, *, important: bool = False) -> str:
    """The figure that limits this kind, "" for none. Only what is disclosed 定期 has a longer one for important matters."""
    if kind not in PeriodKind.values:
        return ""
    if important and kind == PeriodKind.PERIODIC:
        return IMPORTANT_KEY
    return LIMIT_KEYS[PeriodKind(kind)]


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
    """The last day on which something made on `made_on` is disclosed on time."""
    return add_working_days(made_on, limit, holidays)


def is_on_time(published_on: datetime.date, due: datetime.date | None) -> bool | None:
    """Whether it was disclosed by the end of the day it was due; None when nothing was due."""
    return None if due is None else published_on <= due


def mean_days(pairs: Collection[tuple[datetime.date, datetime.date]]) -> float | None:
    """Mean time between receiving and answering, in days; None for no answers."""
    if not pairs:
        return None
    return sum((answered - received).days for received, answered in pairs) / len(pairs)


# ── The catalogue (条例 第十四条) ──────────────────────────────────────────────
@dataclass(frozen=True)
class Period:
    """One turn of what is disclosed 定期; `last` belongs to it."""

    first: datetime.date
    last: datetime.date
    months: int

    def __str__(self) -> str:
        year, month = self.first.year, self.first.month
        match self.months:
            case 1:
                return f"{year}年{month}月"
            case 3:
                return f"{year}年第{'一二三四'[(month - 1) // 3]}季度"
            case 6:
                return f"{year}年{'上' if month == 1 else '下'}半年"
        return f"{year}年"


def period_of(day: datetime.date, months: int) -> Period:
    """The month, quarter, half or year of the calendar in which a day lies. Raises ValueError for other spans."""
    if months not in (1, 3, 6, 12):
        raise ValueError(f"no period of the calendar has {months} months")
    start = (day.month - 1) // months * months + 1
    first = datetime.date(day.year, start, 1)
    following = datetime.date(day.year + (start + months - 1) // 12, (start + months - 1) % 12 + 1, 1)
    return Period(first, following - datetime.timedelta(days=1), months)


def period_before(day: datetime.date, months: int) -> Period:
    """The last whole period before the one in which a day lies."""
    return period_of(period_of(day, months).first - datetime.timedelta(days=1), months)


def period_to_answer_for(on: datetime.date, months: int, since: datetime.date, grace: int) -> Period | None:
    """The period that should have had its disclosure by now: the last whole one, once `grace` days have passed since it
    ended; None for one that had begun before the matter was in force (`since`), or whose days of grace still run."""
    period = period_before(on, months)
    if period.first < since or (on - period.last).days <= grace:
        return None
    return period


def applies_to(
    item_path: str, *, applies_below: bool, level: str, path: str, is_committee: bool, is_branch: bool
) -> bool:
    """Whether a matter drawn up at `item_path` is one that the organisation at `path` discloses."""
    if path != item_path and not (applies_below and path.startswith(item_path)):
        return False
    return level == Level.ALL or (is_committee if level == Level.COMMITTEE else is_branch)
