"""Working days and punctuality."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.openness.rules import add_working_days, due_on, is_on_time, mean_days

FRIDAY = datetime.date(2026, 11, 20)
MONDAY = datetime.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("start", "days", "expected"),
    [
        (FRIDAY, 0, FRIDAY),
        (FRIDAY, 1, MONDAY),
        (FRIDAY, 5, datetime.date(2026, 11, 27)),
        (MONDAY, 10, datetime.date(2026, 12, 7)),
        (datetime.date(2026, 11, 21), 1, MONDAY),
    ],
)
def test_working_days(start: datetime.date, days: int, expected: datetime.date) -> None:
    assert add_working_days(start, days) == expected


def test_a_holiday_does_not_count() -> None:
    assert due_on(FRIDAY, 1, {MONDAY}) == datetime.date(2026, 11, 24)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2100, 1, 1)), st.integers(1, 60))
def test_the_day_due_is_a_working_day_and_as_many_lie_between(start: datetime.date, days: int) -> None:
    due = add_working_days(start, days)
    assert due.weekday() < 5
    between = [start + datetime.timedelta(days=step) for step in range(1, (due - start).days + 1)]
    assert sum(day.weekday() < 5 for day in between) == days


def test_punctuality() -> None:
    assert is_on_time(MONDAY, MONDAY) is True
    assert is_on_time(MONDAY, FRIDAY) is False
    assert is_on_time(MONDAY, None) is None
    assert mean_days([(FRIDAY, MONDAY), (FRIDAY, FRIDAY)]) == 1.5
    assert mean_days([]) is None
