"""The digest: at most one a person a day, at the hour chosen, or none; about one's own scope only."""

import datetime
from collections.abc import Callable

import pytest

from records.alerts import services, tasks
from records.alerts.models import Notice
from records.kit.reminders import Level
from records.organisations.models import Post
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County
from tests.records.alerts.conftest import DAY, raised

pytestmark = [pytest.mark.django_db, pytest.mark.data]
NEXT = DAY + datetime.timedelta(days=1)


@pytest.fixture
def standing(county: County, declared: Callable) -> None:
    """One matter at a branch below 石桥村, one at the neighbour's."""
    rule = declared(
        "tests.rule", lambda on: [raised(county.branch, level=Level.RED), raised(county.neighbour_branch, key="2")]
    )
    services.run_rule(rule, DAY)


def digests(person: object) -> list[Notice]:
    return list(Notice.objects.filter(user=person, is_digest=True))


def test_one_a_day_whoever_runs_it_how_often(county: County, standing: None) -> None:
    secretary = holder(Role.SECRETARY, county.village)
    assert [services.send_digests(DAY, hour) for hour in (8, 8, 9, 23)] == [1, 0, 0, 0]
    assert len(digests(secretary)) == 1
    assert services.send_digests(NEXT, 8) == 1
    assert len(digests(secretary)) == 2


def test_it_says_what_stands_out_below_and_nothing_of_the_neighbour(county: County, standing: None) -> None:
    secretary = holder(Role.SECRETARY, county.village)
    services.send_digests(DAY, 8)
    (digest,) = digests(secretary)
    assert digest.title == "11月20日提醒汇总：1条"
    assert digest.text == "应换届：石桥村第一党支部（红）"


@pytest.mark.parametrize(
    "role", [Role.PUBLISHER, Role.CONTENT_REVIEWER, Role.ARCHIVIST], ids=["publisher", "reviewer", "archivist"]
)
def test_who_looks_after_nothing_gets_none(county: County, standing: None, role: Role) -> None:
    person = holder(role, county.root)
    services.send_digests(DAY, 23)
    assert digests(person) == []


def test_nothing_stands_out_nothing_is_sent(county: County) -> None:
    person = holder(Role.SECRETARY, county.village)
    assert services.send_digests(DAY, 23) == 0
    assert digests(person) == []


def test_one_may_choose_the_hour_or_none(county: County, standing: None) -> None:
    later = holder(Role.SECRETARY, county.village)
    never = holder(Role.COMMITTEE, county.town)
    services.set_preference(later, wants_digest=True, hour=18)
    services.set_preference(never, wants_digest=False, hour=8)
    assert services.send_digests(DAY, 17) == 0
    assert services.send_digests(DAY, 18) == 1
    assert len(digests(later)) == 1
    assert digests(never) == []


def test_the_hour_is_kept_to_waking_hours(county: County) -> None:
    person = holder(Role.SECRETARY, county.village)
    assert services.set_preference(person, wants_digest=True, hour=3).hour == 6
    assert services.set_preference(person, wants_digest=True, hour=99).hour == 21


def test_a_post_that_ended_and_an_account_switched_off_get_none(county: County, standing: None) -> None:
    former = holder(Role.SECRETARY, county.village)
    Post.objects.filter(user=former).update(ends_on=DAY)
    off = holder(Role.SECRETARY, county.village)
    off.is_active = False
    off.save()
    assert services.send_digests(DAY, 23) == 0


def test_a_member_without_a_post_gets_none(county: County, standing: None) -> None:
    person = affiliated(county.branch)
    services.send_digests(DAY, 23)
    assert digests(person) == []


def test_a_long_list_is_cut_and_counted(county: County, declared: Callable) -> None:
    rule = declared("tests.rule", lambda on: [raised(county.branch, key=str(number)) for number in range(25)])
    services.run_rule(rule, DAY)
    person = holder(Role.SECRETARY, county.village)
    services.send_digests(DAY, 8)
    (digest,) = digests(person)
    assert digest.title.endswith("25条")
    assert len(digest.text.splitlines()) == services.DIGEST_LINES


def test_the_clock_is_the_places_own(county: County, standing: None, monkeypatch: pytest.MonkeyPatch) -> None:
    person = holder(Role.SECRETARY, county.village)

    def runs_at(day: int, hour: int) -> int:
        moment = datetime.datetime(2026, 11, day, hour, 30, tzinfo=datetime.UTC)
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)
        return tasks.send_digests()

    assert runs_at(19, 23) == 0  # in China half past seven on the 20th; the usual hour is eight
    assert runs_at(20, 0) == 1
    assert digests(person)[0].sent_key == "digest:2026-11-20"
