"""The year's hours: 《党员教育管理工作条例》 Art. 20 and the plan for educating members."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.learning import rules


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2026, month, number)


@pytest.mark.parametrize(
    ("is_leader", "expected"),
    [(False, 3200), (True, 5600)],
)
def test_required(is_leader: bool, expected: int) -> None:
    assert rules.required_hours(is_leader=is_leader, member_hours=3200, leader_hours=5600).hours == expected


def test_a_leader_is_a_member_too() -> None:
    assert rules.required_hours(is_leader=True, member_hours=4000, leader_hours=3600).hours == 4000


@pytest.mark.parametrize(
    ("on", "by_quarter"),
    [
        (day(1, 1), 0),
        (day(3, 31), 0),  # the quarter ends at 24:00
        (day(4, 1), 800),
        (day(6, 30), 800),
        (day(7, 1), 1600),
        (day(10, 1), 2400),
        (day(12, 31), 2400),
    ],
)
def test_due_by_quarter(on: datetime.date, by_quarter: int) -> None:
    assert rules.due_by_quarter(3200, on) == by_quarter


@pytest.mark.parametrize(
    ("on", "expected"),
    [(day(12, 31), 3200), (day(11, 23), 2866), (datetime.date(2028, 12, 31), 3200), (day(1, 1), 8)],
)
def test_due_by_day(on: datetime.date, expected: int) -> None:
    assert rules.due_by_day(3200, on) == expected


@pytest.mark.parametrize(("required", "done", "expected"), [(3200, 1850, 1350), (3200, 3200, 0), (3200, 4000, 0)])
def test_missing(required: int, done: int, expected: int) -> None:
    assert rules.missing(required, done) == expected


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ({"full_days": 1}, 800),
        ({"half_days": 1}, 400),
        ({"hours": 150}, 150),
        ({"full_days": 2, "half_days": 1}, 2000),
    ],
)
def test_activity_hours(given_: dict[str, int], expected: int) -> None:
    assert rules.activity_hours(**given_, full_day=800, half_day=400) == expected


@pytest.mark.parametrize("given_", [{}, {"full_days": -1}, {"hours": -50}])
def test_an_activity_has_a_length(given_: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="时长"):
        rules.activity_hours(**given_, full_day=800, half_day=400)


@pytest.mark.parametrize(
    ("lessons", "has_quiz", "passed", "expected"),
    [
        ([True, True], True, True, True),
        ([True, True], True, False, False),
        ([True, True], False, False, True),
        ([True, False], True, True, False),
        ([], False, False, False),
    ],
)
def test_a_course_counts_when_all_of_it_is_done(
    lessons: list[bool], has_quiz: bool, passed: bool, expected: bool
) -> None:
    assert rules.course_is_completed(lessons, has_quiz=has_quiz, quiz_passed=passed) is expected


@pytest.mark.parametrize(
    ("hundredths", "text"), [(3200, "32"), (1350, "13.5"), (25, "0.25"), (0, "0"), (-150, "-1.5"), (1005, "10.05")]
)
def test_hours_text(hundredths: int, text: str) -> None:
    assert rules.hours_text(hundredths) == text


@pytest.mark.parametrize(
    ("typed", "expected"), [("1.5", 150), ("２", 200), ("0.25", 25), (" 3 学时", 300), ("4小时", 400), ("１．５", 150)]
)
def test_read_hours(typed: str, expected: int) -> None:
    assert rules.read_hours(typed) == expected


@pytest.mark.parametrize("typed", ["", "一", "-1", "1.555", "1,5", "10000", "1e3", "NaN"])
def test_hours_that_are_none(typed: str) -> None:
    with pytest.raises(ValueError, match="学时"):
        rules.read_hours(typed)


@given(st.integers(0, 99_999))
def test_hours_are_read_as_they_are_written(hundredths: int) -> None:
    assert rules.read_hours(rules.hours_text(hundredths)) == hundredths
