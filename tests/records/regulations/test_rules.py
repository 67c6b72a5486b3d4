"""What a figure may look like, and how values of one key follow each other."""

import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.regulations.rules import Kind, Span, WrongSpan, WrongValue, bracket, parsed, succession


def brackets(*pairs):
    return [{"up_to": limit, "rate": rate} for limit, rate in pairs]


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        ("integer", 32, 32),
        ("decimal", "0.005", Decimal("0.005")),
        ("decimal", "1000", Decimal(1000)),
        ("fraction", "1/3", Fraction(1, 3)),
        ("day", "04-30", "04-30"),
        ("day", "02-29", "02-29"),
        ("text", "好", "好"),
        ("table", [{"days": 30}, {"days": 7}], ({"days": 30}, {"days": 7})),
        ("table", brackets(("3000", "0.005"), (None, "0.01")), tuple(brackets(("3000", "0.005"), (None, "0.01")))),
    ],
)
def test_a_value_of_its_kind(kind, stored, value):
    assert parsed(kind, stored) == value


@pytest.mark.parametrize(
    ("kind", "stored", "said"),
    [
        ("integer", "32", "不是整数"),
        ("integer", 3.5, "不是整数"),
        ("integer", True, "不是整数"),
        ("decimal", 0.005, "不是小数"),
        ("decimal", "NaN", "不是小数"),
        ("decimal", "一", "不是小数"),
        ("fraction", "0.3", "不是分数"),
        ("fraction", "1/0", "不是分数"),
        ("day", "04-31", "不是日期"),
        ("day", "2026-04-30", "不是日期"),
        ("text", " ", "不能为空"),
        ("table", [], "至少一行"),
        ("table", [{}], "至少一行"),
        ("table", [{"a": 1}, {"b": 1}], "第2行的列与第1行不同"),
        ("table", [{"a": 0.5}], "第1行只能填整数或文本"),
        ("table", brackets(("3000", "0.005")), "最后一档不设上限"),
        ("table", brackets((None, "0.005"), (None, "0.01")), "最后一档不设上限"),
        ("table", brackets(("5000", "0.005"), ("3000", "0.01"), (None, "0.02")), "由小到大"),
    ],
)
def test_a_value_of_another_kind_is_refused(kind, stored, said):
    with pytest.raises(WrongValue, match=said):
        parsed(kind, stored)


def test_every_kind_is_tried():
    [table] = [mark.args[1] for mark in test_a_value_of_its_kind.pytestmark]
    assert {case[0] for case in table} == {kind.value for kind in Kind}


@pytest.mark.parametrize(
    ("amount", "rate"),
    [("0", "1"), ("3000", "1"), ("3000.01", "2"), ("5000", "2"), ("5000.01", "3"), ("1e9", "3")],
)
def test_the_whole_amount_falls_into_one_bracket(amount, rate):
    rows = brackets(("3000", "1"), ("5000", "2"), (None, "3"))
    assert bracket(rows, Decimal(amount))["rate"] == rate


def day(number: int) -> datetime.date:
    return datetime.date(2026, 1, 1) + datetime.timedelta(days=number)


def span(start: int, end: int | None) -> Span:
    return Span(day(start), None if end is None else day(end))


@pytest.mark.parametrize(
    ("others", "start", "end", "made", "closed", "replaced"),
    [
        ([], 5, None, (5, None), (), ()),
        ([], 5, 9, (5, 9), (), ()),
        ([(0, None)], 5, None, (5, None), (0,), ()),
        ([(5, None)], 5, None, (5, None), (), (0,)),
        ([(8, None)], 5, None, (5, 8), (), ()),
        ([(0, 8), (8, None)], 5, None, (5, 8), (0,), ()),
        ([(0, 5), (5, None)], 5, None, (5, None), (), (1,)),
        ([(0, 3)], 5, 9, (5, 9), (), ()),
        ([(0, 9)], 5, 9, (5, 9), (0,), ()),
        ([(0, 8), (8, None)], 5, 20, (5, 8), (0,), ()),
    ],
)
def test_a_new_value_takes_its_place(others, start, end, made, closed, replaced):
    plan = succession([span(*other) for other in others], day(start), day(end) if end else None)
    assert (plan.span, plan.closed, plan.replaced) == (span(*made), closed, replaced)


@pytest.mark.parametrize(
    ("others", "start", "end", "said"),
    [([], 5, 5, "必须晚于"), ([], 5, 4, "必须晚于"), ([(0, None)], 5, 9, "截成两段"), ([(0, 12)], 5, 9, "截成两段")],
)
def test_days_that_cannot_be_are_refused(others, start, end, said):
    with pytest.raises(WrongSpan, match=said):
        succession([span(*other) for other in others], day(start), day(end))


@given(
    st.lists(st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 22))), max_size=12),
)
def test_no_two_values_ever_hold_on_one_day(wanted):
    values: list[tuple[Span, int]] = []
    for number, (start, end) in enumerate(wanted):
        before = {on: [name for held, name in values if held.holds(day(on))] for on in range(25)}
        try:
            plan = succession([held for held, _ in values], day(start), None if end is None else day(end))
        except WrongSpan:
            continue
        kept = [
            (Span(held.start, day(start)) if place in plan.closed else held, name)
            for place, (held, name) in enumerate(values)
            if place not in plan.replaced
        ]
        values = [*kept, (plan.span, number)]
        for on in range(25):
            holding = [name for held, name in values if held.holds(day(on))]
            assert len(holding) <= 1
            if plan.span.holds(day(on)):
                assert holding == [number]
            elif on < start:
                assert holding == before[on]
