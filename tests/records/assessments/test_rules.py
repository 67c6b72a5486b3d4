"""Rules as tables, and what always holds."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given, strategies

from records.assessments import points, rules
from records.assessments.rules import Entry, Given, Grade, Item

BASE = Item(1, "base", "组织生活", "三会一课", 1000, needs_evidence=True)
OTHER = Item(2, "base", "公开", "按时公开", 500)
PLUS = Item(3, "plus", "加分", "受表彰", 300)
MINUS = Item(4, "minus", "减分", "受通报", 1000)
ALL = [BASE, OTHER, PLUS, MINUS]
GRADES = [Grade("优秀", Decimal(90)), Grade("良好", Decimal(80)), Grade("一般", Decimal(60)), Grade("较差", Decimal(0))]


@pytest.mark.parametrize(
    ("text", "value"),
    [("2.5", 250), ("２", 200), ("10分", 1000), (" 0 ", 0), ("0.05", 5), (7, 700), (Decimal("1.25"), 125)],
)
def test_points_are_read(text, value):
    assert points.hundredths(text) == value


@pytest.mark.parametrize("text", ["", "-1", "2.555", "十", "1e3", "99999999", "10001", "2,5"])
def test_what_is_no_number_of_points_is_refused_in_words(text):
    with pytest.raises(ValueError, match="分数"):
        points.hundredths(text)


@pytest.mark.parametrize(
    ("value", "text"), [(250, "2.5"), (200, "2"), (5, "0.05"), (0, "0"), (None, ""), (-150, "-1.5")]
)
def test_points_are_shown(value, text):
    assert points.shown(value) == text


@pytest.mark.parametrize(
    ("on", "due", "late"),
    [("2026-11-20", "2026-11-20", False), ("2026-11-21", "2026-11-20", True), ("2026-11-19", "2026-11-20", False)],
)
def test_a_deadline_ends_with_its_day(on, due, late):
    day = datetime.date.fromisoformat
    assert rules.is_late(day(on), day(due)) is late


@pytest.mark.parametrize(
    ("item", "given", "said"),
    [
        (BASE, None, ""),
        (BASE, 0, ""),
        (BASE, 1000, ""),
        (BASE, 1001, "超过标准分10分"),
        (PLUS, 301, "最多可加3分"),
        (MINUS, 100, "减分项，不自评"),
    ],
)
def test_self_scores(item, given, said):
    assert said in rules.self_wrong(item, given)
    assert bool(said) == bool(rules.self_wrong(item, given))


@pytest.mark.parametrize(
    ("given", "places"),
    [
        ({}, {"items[0].points", "items[1].points"}),
        ({1: Given(800, evidence=1), 2: Given(500)}, set()),
        ({1: Given(800), 2: Given(500)}, {"items[0].evidence"}),
        ({1: Given(0), 2: Given(0)}, set()),  # what was not done needs no paper
        ({1: Given(1200, evidence=1), 2: Given(500)}, {"items[0].points"}),
        ({1: Given(0), 2: Given(0), 3: Given(100)}, {"items[2].note"}),
        ({1: Given(0), 2: Given(0), 3: Given(100, "县级表彰")}, set()),
    ],
)
def test_what_is_missing_before_it_is_sent_in(given, places):
    assert set(rules.gaps(ALL, given)) == places


@pytest.mark.parametrize(
    ("item", "own", "given", "remark", "wrong"),
    [
        (BASE, 1000, 1000, "", set()),
        (BASE, 1000, 900, "", {"remark"}),
        (BASE, 1000, 900, "少一次", set()),
        (BASE, 900, 900, "", {"remark"}),  # points taken off want a reason, also when the branch took them off itself
        (BASE, 900, 1000, "", {"remark"}),  # other than the self score
        (BASE, None, 1000, "", set()),
        (BASE, 900, 1001, "", {"points"}),
        (BASE, 900, None, "", set()),
        (PLUS, 100, 100, "表彰", {"points"}),
    ],
)
def test_review_scores(item, own, given, remark, wrong):
    assert set(rules.review_wrong(item, own, given, remark)) == wrong


@pytest.mark.parametrize(
    ("item", "given", "already", "said"),
    [
        (PLUS, 100, 200, ""),
        (PLUS, 101, 200, "还可加1分"),
        (MINUS, 1001, 0, "最多减10分"),
        (BASE, 1, 0, "基本项"),
        (PLUS, 0, 0, "大于0"),
    ],
)
def test_entries_of_points(item, given, already, said):
    assert said in rules.entry_wrong(item, given, already)
    assert bool(said) == bool(rules.entry_wrong(item, given, already))


@pytest.mark.parametrize(
    ("share", "grade"),
    [
        (100, "优秀"),
        (90, "优秀"),
        (Decimal("89.99"), "良好"),
        (80, "良好"),
        (60, "一般"),
        (Decimal("59.99"), "较差"),
        (0, "较差"),
        (105, "优秀"),
    ],
)
def test_grades_by_share_of_the_full_points(share, grade):
    assert rules.grade_of(int(Decimal(share) * 150), 15000, GRADES) == grade


def test_without_grades_there_is_no_grade():
    with pytest.raises(ValueError, match="没有登记等次"):
        rules.grade_of(1, 1, [])


@pytest.mark.parametrize(
    ("items", "places"),
    [
        ([], {"items"}),
        ([PLUS], {"items"}),
        ([BASE], set()),
        ([Item(1, "base", "", "", 0)], {"items[0].group", "items[0].content", "items[0].points"}),
    ],
)
def test_what_a_scheme_needs(items, places):
    assert set(rules.scheme_gaps(items)) == places


PIECES = strategies.lists(
    strategies.tuples(
        strategies.sampled_from(["base", "plus", "minus"]), strategies.integers(1, 10_000), strategies.integers(0, 100)
    ),
    min_size=1,
    max_size=30,
)


@given(PIECES, strategies.none() | strategies.integers(0, 2_000))
def test_a_total_is_the_sum_of_its_items_and_stays_within_bounds(pieces, cap):
    items = [Item(number, kind, "组", "内容", most) for number, (kind, most, _share) in enumerate(pieces, 1)]
    scores, entries = {}, []
    for item, (kind, most, share) in zip(items, pieces, strict=True):
        part = most * share // 100
        if kind == "base":
            scores[item.number] = Given(review_points=part)
        elif part:
            entries.append(Entry(item.number, kind, part))
    sums = rules.totals(items, scores, entries, cap)
    added = sum(each.points for each in entries if each.kind == "plus")
    assert sums.base == sum(each.review_points for each in scores.values())
    assert sums.plus == (added if cap is None else min(added, cap))
    assert sums.total == max(0, sums.base + sums.plus - sums.minus)
    assert 0 <= sums.total <= sums.full + (added if cap is None else cap)
    assert sums.base <= sums.full == rules.full_points(items)
