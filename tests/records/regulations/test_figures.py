"""Asking for a figure, over the figures that the portal comes with."""

import datetime
import re
from decimal import Decimal
from fractions import Fraction

import pytest

from records.regulations import first_load, services
from records.regulations.figures import WrongKind
from records.regulations.models import Mark, RegulationKey, RegulationValue
from records.regulations.querysets import in_force
from records.regulations.rules import parsed
from records.regulations.services import NoRegulation, value

pytestmark = [pytest.mark.django_db, pytest.mark.data]
TODAY = datetime.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        # from the domain's rules, section by section
        ("dues.monthly_limit", Decimal(1000)),
        ("dues.arrears_months_at_most", 6),
        ("dues.remittance.province_share", Decimal("0.05")),
        ("dues.rounding_unit", Decimal("0.1")),
        ("development.applicant_age", 18),
        ("development.publicity_working_days", 5),
        ("development.training_hours", 24),
        ("development.probation_months", 12),
        ("development.approval_above", Fraction(1, 2)),
        ("life.general_meetings_per_quarter", 1),
        ("life.committee_meetings_per_month", 1),
        ("life.appraisal_excellent_at_most", Fraction(1, 3)),
        ("organisations.branch_full_members_minimum", 3),
        ("organisations.committee_members_minimum", 100),
        ("elections.term_years.committee", 5),
        ("elections.term_years.branch", 3),
        ("elections.candidate_surplus_committee", Fraction(1, 5)),
        ("elections.attendance_at_least", Fraction(4, 5)),
        ("elections.reminder_months", 6),
        ("learning.member_hours_per_year", 32),
        ("learning.committee_hours_per_year", 56),
        ("learning.section_cadre_hours_per_year", 90),
        ("learning.county_cadre_hours_per_five_years", 550),
        ("learning.full_day_hours", 8),
        ("transfers.validity_days_in_city", 10),
        ("transfers.validity_days_outside", 30),
        ("transfers.validity_days_at_most", 90),
        ("transfers.floating_months", 6),
        ("openness.long_term_working_days", 5),
        ("openness.periodic_working_days", 3),
        ("openness.important_working_days", 7),
        ("openness.timely_working_days", 1),
        ("openness.on_request_working_days", 10),
        ("funds.state_enterprise_share", Decimal("0.01")),
        ("funds.carry_over_share_above", Decimal("0.02")),
        ("discipline.self_withdrawal_months", 6),
        ("discipline.correction_months", 12),
        ("statistics.cutoff", "12-31"),
        ("assessments.publicity_days", 5),
    ],
)
def test_figures_that_the_portal_comes_with(loaded, key, expected):
    assert value(key, TODAY).value == expected


@pytest.mark.parametrize(
    ("payer", "base", "rate"),
    [
        ("salaried", "3000", "0.005"),
        ("salaried", "3000.01", "0.01"),
        ("salaried", "5000", "0.01"),
        ("salaried", "10000", "0.015"),
        ("salaried", "10000.01", "0.02"),
        ("annual_salary", "245000", "0.02"),  # the official example: 245,000 at 2% is 4,900
        ("self_employed", "4000", "0.01"),
        ("retired", "5000", "0.005"),
        ("retired", "5000.01", "0.01"),
    ],
)
def test_dues_brackets(loaded, payer, base, rate):
    assert value(f"dues.rate.{payer}", TODAY).rate_for(Decimal(base)) == Decimal(rate)


@pytest.mark.parametrize(
    ("on", "document", "article", "mark"),
    [
        (datetime.date(2026, 5, 11), "《中国共产党发展党员工作细则》", "第三十一条", "V"),
        (datetime.date(2026, 5, 10), "《中国共产党发展党员工作细则》（2014年，已被2026年修订取代）", "", "U"),
    ],
)
def test_what_held_then_comes_from_the_document_of_then(loaded, on, document, article, mark):
    figure = value("development.probation_months", on)
    assert (figure.document, figure.article, figure.mark) == (document, article, mark)
    assert figure.source == document + article


@pytest.mark.parametrize(
    ("key", "on", "said"),
    [
        (
            "dues.rate.salaried",
            datetime.date(2008, 3, 31),
            "“按月领取工资的党员党费比例”在2008年3月31日没有有效的法规数值",
        ),
        ("dues.rate.unknown", TODAY, "没有登记法规数值“dues.rate.unknown”"),
    ],
)
def test_where_nothing_holds_the_message_says_what_and_when(loaded, key, on, said):
    with pytest.raises(NoRegulation, match=re.escape(said)):
        value(key, on)


@pytest.mark.parametrize("year", [2026, 2028])
def test_a_day_of_each_year(loaded, year):
    assert value("dues.remittance.province_by", TODAY).day_in(year) == datetime.date(year, 4, 30)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: value("dues.monthly_limit", TODAY).integer,
        lambda: value("dues.arrears_months_at_most", TODAY).decimal,
        lambda: value("learning.member_hours_per_year", TODAY).rows,
        lambda: value("statistics.cutoff", TODAY).text,
        lambda: value("reminders.dues_levels", TODAY).rate_for(Decimal(1)),
        lambda: value("life.appraisal_excellent_at_most", TODAY).day_in(2026),
    ],
)
def test_a_figure_asked_for_as_something_else_is_an_error(loaded, ask):
    with pytest.raises(WrongKind):
        ask()


def test_typed_access(loaded):
    assert value("learning.member_hours_per_year", TODAY).integer == 32
    assert value("dues.monthly_limit", TODAY).decimal == Decimal(1000)
    assert value("elections.attendance_at_least", TODAY).fraction == Fraction(4, 5)
    assert [row["days"] for row in value("reminders.probation_end_days", TODAY).rows] == [30, 7]


def test_loading_twice_adds_nothing_and_leaves_what_a_place_has_set(loaded, administrator, document):
    services.set_value(
        administrator,
        "learning.member_hours_per_year",
        value=40,
        valid_from=datetime.date(2027, 1, 1),
        document=document,
        mark="V",
        reason="新规定",
    )
    before = RegulationValue.objects.count()
    assert loaded == before - 1
    assert services.load_first() == 0
    assert RegulationValue.objects.count() == before


def test_every_figure_is_whole(loaded):
    for row in RegulationValue.objects.select_related("key", "document"):
        row.full_clean()
        parsed(row.key.kind, row.value)
        assert row.key.label
        assert row.article or row.note, f"{row.key.name} says neither article nor why it has none"
        assert row.mark in Mark.values
    assert not RegulationKey.objects.filter(values__isnull=True).exists()
    labels = list(RegulationKey.objects.values_list("label", flat=True))
    assert len(set(labels)) == len(labels)


def test_every_document_of_the_file_is_used():
    data = first_load.read()
    unused = set(data.documents) - {figure["document"] for figure in data.figures}
    assert unused <= {"openness-2017", "transfer-2006"}


def test_a_figure_is_read_once_for_many_people(loaded, django_assert_num_queries):
    services.forget()
    with django_assert_num_queries(1):
        for _ in range(100):
            value("dues.rate.salaried", TODAY)
            value("dues.rate.salaried", datetime.date(2010, 1, 1))


def test_the_queryset_gives_the_same(loaded):
    assert in_force("learning.member_hours_per_year", TODAY).get().value == 32
    assert not in_force("learning.member_hours_per_year", datetime.date(2000, 1, 1)).exists()
