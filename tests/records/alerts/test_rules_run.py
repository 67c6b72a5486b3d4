"""The reminder engine: each matter once, cleared when it no longer stands out."""

import datetime
from collections.abc import Callable

import pytest

from records.alerts import services
from records.alerts.models import Reminder
from records.kit.reminders import Level
from tests.factories.organisations import County
from tests.records.alerts.conftest import DAY, raised

pytestmark = [pytest.mark.django_db, pytest.mark.data]
NEXT = DAY + datetime.timedelta(days=1)


def test_a_matter_is_kept_once_however_often_the_day_is_run(county: County, declared: Callable) -> None:
    rule = declared("tests.rule", lambda on: [raised(county.branch), raised(county.village, key="2")])
    assert [services.run_rule(rule, DAY), services.run_rule(rule, DAY)] == [2, 2]
    assert Reminder.objects.open().count() == 2
    kept = Reminder.objects.get(key="1")
    assert (kept.organisation, kept.org_path, kept.raised_on) == (county.branch, county.branch.path, DAY)


def test_what_no_longer_stands_out_is_cleared_and_comes_back_as_the_same_row(
    county: County, declared: Callable
) -> None:
    standing = [raised(county.branch)]
    rule = declared("tests.rule", lambda on: standing)
    services.run_rule(rule, DAY)
    first = Reminder.objects.get()
    standing.clear()
    assert services.run_rule(rule, NEXT) == 0
    first.refresh_from_db()
    assert first.cleared_on == NEXT
    assert not Reminder.objects.open().exists()
    standing.append(raised(county.branch, level=Level.RED))
    services.run_rule(rule, NEXT)
    again = Reminder.objects.get()
    assert (again.pk, again.cleared_on, again.raised_on, again.level) == (first.pk, None, NEXT, Level.RED)


def test_a_matter_that_grows_worse_keeps_the_day_it_was_first_seen(county: County, declared: Callable) -> None:
    level = [Level.YELLOW]
    rule = declared("tests.rule", lambda on: [raised(county.branch, level=level[0])])
    services.run_rule(rule, DAY)
    level[0] = Level.RED
    services.run_rule(rule, NEXT)
    kept = Reminder.objects.get()
    assert (kept.level, kept.raised_on) == (Level.RED, DAY)


def test_one_rule_clears_nothing_of_another(county: County, declared: Callable) -> None:
    one = declared("tests.one", lambda on: [raised(county.branch)])
    other = declared("tests.other", lambda on: [])
    services.run_rule(one, DAY)
    services.run_rule(other, DAY)
    assert Reminder.objects.open().count() == 1


def test_a_rule_that_fails_holds_up_no_other_and_loses_nothing(county: County, declared: Callable) -> None:
    works = [True]

    def sometimes(on: datetime.date) -> list:
        if not works[0]:
            raise ValueError("broken")
        return [raised(county.branch)]

    declared("tests.a_fails", sometimes)
    declared("tests.b_runs", lambda on: [raised(county.village)])
    assert services.run_rules(DAY) == {"tests.a_fails": 1, "tests.b_runs": 1}
    works[0] = False
    with pytest.raises(services.RulesFailed, match=r"tests\.a_fails"):
        services.run_rules(NEXT)
    assert Reminder.objects.open().count() == 2


def test_a_matter_named_twice_by_a_rule_stands_once(county: County, declared: Callable) -> None:
    rule = declared("tests.rule", lambda on: [raised(county.branch), raised(county.branch, title="后说的算")])
    services.run_rule(rule, DAY)
    assert Reminder.objects.get().title == "后说的算"


def test_a_thousand_matters_cost_a_few_statements(
    county: County, declared: Callable, django_assert_max_num_queries: Callable
) -> None:
    rule = declared("tests.rule", lambda on: (raised(county.branch, key=str(number)) for number in range(1000)))
    with django_assert_max_num_queries(40):  # two pieces of 500; SQLite takes few rows in a statement
        services.run_rule(rule, DAY)
    assert Reminder.objects.open().count() == 1000
