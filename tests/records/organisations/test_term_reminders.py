"""任期届满提醒: which committees stand out on a day, how pressing, after which document."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.kit.actors import SYSTEM
from records.kit.reminders import Level, Raised
from records.organisations import rules, services
from records.organisations.models import Organisation, Post
from records.organisations.reminders import term_ends
from records.regulations.models import RegulationDocument
from records.regulations.services import forget, load_first, set_value
from tests.factories.organisations import County, organisation

DAY = datetime.date(2026, 11, 20)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("kind", "division", "figure"),
    [
        ("committee", "330281100000", "elections.term_years.committee"),
        ("organ-committee", "", "elections.term_years.committee"),
        ("general-branch", "", "elections.term_years.general_branch"),
        ("branch", "", "elections.term_years.branch"),
        ("joint-branch", "", "elections.term_years.branch"),
        ("branch", "330281100201", "elections.term_years.village_or_community"),
        ("committee", "330281100201", "elections.term_years.village_or_community"),
        ("work-committee", "", ""),
        ("group", "330281100201", ""),
        ("temporary-branch", "", ""),
    ],
)
def test_which_figure_sets_the_term(kind: str, division: str, figure: str) -> None:
    assert rules.term_figure(kind, division) == figure


@pytest.mark.parametrize(
    ("start", "years", "months", "end"),
    [
        ("2024-02-29", 3, 0, "2027-02-28"),
        ("2024-02-29", 4, 0, "2028-02-29"),
        ("2026-08-31", 0, -6, "2026-02-28"),
        ("2026-01-31", 0, 1, "2026-02-28"),
        ("2026-03-15", 0, -6, "2025-09-15"),
        ("2026-12-31", 0, 2, "2027-02-28"),
    ],
)
def test_months_end_where_they_end(start: str, years: int, months: int, end: str) -> None:
    assert rules.later(day(start), years=years, months=months) == day(end)


@given(st.dates(datetime.date(1950, 1, 1), datetime.date(2100, 1, 1)), st.integers(-40, 40))
def test_later_is_never_more_than_three_days_off_and_never_another_month(start: datetime.date, months: int) -> None:
    end = rules.later(start, months=months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert 0 <= start.day - end.day <= 3


@pytest.mark.parametrize(
    ("on", "over", "long_over"),
    [
        ("2026-11-19", False, False),
        ("2026-11-20", True, False),
        ("2027-11-19", True, False),
        ("2027-11-20", True, True),
    ],
)
def test_how_a_term_stands(on: str, over: bool, long_over: bool) -> None:
    state = rules.term_state(DAY, day(on), put_off_years=1)
    assert (state.is_over, state.is_long_over) == (over, long_over)


# ── the rule on the tree ────────────────────────────────────────────────────
@pytest.fixture
def figures(db: None) -> None:
    load_first()


def elected(at: Organisation, starts_on: str, ends_on: str | None = None, **details: Any) -> Post:
    return services.appoint(
        SYSTEM,
        at,
        printed_name=details.pop("printed_name", "何建国"),
        title=details.pop("title", "书记"),
        starts_on=day(starts_on),
        ends_on=day(ends_on) if ends_on else None,
        **details,
    )


def found(on: datetime.date = DAY) -> list[Raised]:
    return list(term_ends(on))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("ends_on", "level"),
    [("2027-05-21", None), ("2027-05-20", Level.YELLOW), ("2026-11-21", Level.YELLOW), ("2026-11-20", Level.ORANGE)],
)
def test_a_term_with_a_printed_end(county: County, figures: None, ends_on: str, level: Level | None) -> None:
    elected(county.branch, "2022-05-20", ends_on)
    assert [each.level for each in found()] == ([level] if level is not None else [])


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("place", "starts_on", "level"),
    [
        ("branch", "2024-06-01", None),  # three years: to 2027-06-01
        ("branch", "2024-05-01", Level.YELLOW),
        ("branch", "2023-11-20", Level.ORANGE),
        ("branch", "2022-11-21", Level.ORANGE),
        ("branch", "2022-11-20", Level.RED),
        ("town", "2023-11-20", None),  # a committee's five years
        ("town", "2021-11-20", Level.ORANGE),
        ("village", "2023-11-20", Level.ORANGE),  # a general branch's three
    ],
)
def test_without_a_printed_end_the_regulations_term_counts(
    county: County, figures: None, place: str, starts_on: str, level: Level | None
) -> None:
    elected(getattr(county, place), starts_on)
    assert [each.level for each in found()] == ([level] if level is not None else [])


@pytest.mark.django_db
def test_it_says_who_until_when_and_after_which_document(county: County, figures: None) -> None:
    for number, name in enumerate(["何建国", "沈若兰", "周启明", "范春明"]):
        elected(county.branch, "2024-03-20", "2027-03-20", printed_name=name, title="委员", sort_order=number)
    (one,) = found()
    assert one.title == "任期将届满，准备换届：石桥村第一党支部"
    assert one.facts == "委员何建国、委员沈若兰、委员周启明等4人任期到2027年3月20日，提前6个月提醒"
    assert "《中国共产党支部工作条例（试行）》" in one.clause
    assert (one.organisation_id, one.org_path) == (county.branch.pk, county.branch.path)


@pytest.mark.django_db
def test_a_new_committee_ends_the_matter(county: County, figures: None) -> None:
    elected(county.branch, "2021-11-01", "2026-11-01")
    assert [each.level for each in found()] == [Level.ORANGE]
    elected(county.branch, "2026-11-10", "2029-11-10")
    assert found() == []


@pytest.mark.django_db
def test_who_was_not_elected_and_who_is_dissolved_stand_out_nowhere(county: County, figures: None) -> None:
    elected(county.branch, "2020-01-01", "2026-12-01", is_published=False, role="publisher")
    elected(county.other_branch, "2020-01-01", "2026-12-01")
    services.dissolve(SYSTEM, county.other_branch.uid, dissolved_on=day("2026-11-01"), reason="合并")
    group = organisation("第一党小组", parent=county.branch, kind_code="group")
    elected(group, "2010-01-01", title="组长")
    assert found() == []


@pytest.mark.django_db
def test_a_changed_figure_changes_the_reminder(county: County, figures: None) -> None:
    elected(county.branch, "2024-03-20", "2027-03-20")
    assert len(found()) == 1
    set_value(
        SYSTEM,
        "elections.reminder_months",
        value=3,
        valid_from=day("2026-01-01"),
        document=RegulationDocument.objects.first(),
        mark="V",
        reason="新文件",
    )
    assert found() == []


@pytest.mark.django_db
def test_without_figures_nothing_is_claimed(county: County) -> None:
    elected(county.branch, "2021-11-01", "2026-11-01")
    assert found() == []


@pytest.mark.django_db
@pytest.mark.parametrize("branches", [2, 20])
def test_any_number_of_branches_costs_two_queries(
    county: County, figures: None, branches: int, django_assert_num_queries: Any
) -> None:
    for _ in range(branches):
        at = organisation(parent=county.village)
        elected(at, "2024-03-20", "2027-03-20")
        elected(at, "2024-03-20", "2027-03-20", title="委员")
    forget()  # what was loaded in this transaction is not remembered
    found()
    with django_assert_num_queries(2):
        assert len(found()) == branches
