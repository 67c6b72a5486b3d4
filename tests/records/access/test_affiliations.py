"""隶属: one membership at a time; who works for an organisation goes on working when a membership ends."""

import datetime

import pytest

from records.access import services
from records.access.models import Affiliation
from tests.factories.access import again, user
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

JANUARY, MARCH = datetime.date(2026, 1, 1), datetime.date(2026, 3, 1)


def open_ones(person: object) -> set[tuple[str, str]]:
    rows = Affiliation.objects.filter(user=person, valid_to__isnull=True)
    return {(row.organisation.short_name, row.standing) for row in rows.select_related("organisation")}


def test_a_membership_that_ends_leaves_the_work_as_it_is(county: County) -> None:
    person = user()
    Affiliation.objects.create(user=person, organisation=county.town, standing="staff", valid_from=JANUARY)
    services.affiliate(person, county.branch, "full", JANUARY)
    assert services.end_affiliation(person, MARCH) == 1
    assert open_ones(person) == {("柳溪镇党委", "staff")}
    ended = Affiliation.objects.get(standing="full")
    assert ended.valid_to == MARCH
    labels = again(person).scope.labels
    assert f"org:{county.town.pk}" in labels
    assert f"org:{county.branch.pk}" not in labels


def test_a_transfer_ends_the_membership_before_it_and_no_other(county: County) -> None:
    person = user()
    Affiliation.objects.create(user=person, organisation=county.town, standing="staff", valid_from=JANUARY)
    services.affiliate(person, county.branch, "probationary", JANUARY)
    services.affiliate(person, county.neighbour_branch, "full", MARCH)
    services.affiliate(person, county.neighbour_branch, "full", MARCH)
    assert open_ones(person) == {("柳溪镇党委", "staff"), ("云溪社区党支部", "full")}
    assert Affiliation.objects.filter(user=person).count() == 3


def test_who_was_no_member_loses_nothing(county: County) -> None:
    assert services.end_affiliation(user(), MARCH) == 0
