"""Rows that a factory keeps for the next test are those that its services write, and never go onto other ground."""

import uuid

import pytest
from django.db import transaction

from records.audit.models import JournalEntry
from records.organisations.models import Organisation, OrganisationKind, OrganisationVersion
from tests.factories.kept import kept
from tests.factories.organisations import County, organisation

pytestmark = pytest.mark.django_db


def stored() -> list[object]:
    return [
        list(model.objects.order_by("pk").values())
        for model in (OrganisationKind, Organisation, OrganisationVersion, JournalEntry)
    ]


def again(make: object) -> list[object]:
    """What lies there after `make`, which is then taken back."""
    point = transaction.savepoint()
    make()  # type: ignore[operator]
    found = stored()
    transaction.savepoint_rollback(point)
    return found


def test_the_same_rows_are_given_again() -> None:
    name = str(uuid.uuid4())
    made: list[int] = []

    def make() -> None:
        made.append(1)
        organisation("柳溪镇党委", kind_code="committee", code="1")

    first, second = again(lambda: kept(name, make)), again(lambda: kept(name, make))
    assert first == second
    assert made == [1]
    assert [len(rows) for rows in first] == [10, 1, 1, 1]  # type: ignore[arg-type]


def test_what_changed_is_given_again_as_changed() -> None:
    name, parent = str(uuid.uuid4()), organisation("柳溪镇党委", kind_code="committee", code="1")
    for _ in range(2):
        point = transaction.savepoint()
        kept(name, lambda: organisation("石桥村党支部", parent=parent, code="2"))
        assert Organisation.objects.get(code="1").numchild == 1
        assert Organisation.objects.get(code="2").get_parent().pk == parent.pk
        transaction.savepoint_rollback(point)


def test_on_other_ground_it_is_made_anew() -> None:
    name = str(uuid.uuid4())
    made: list[int] = []

    def make() -> None:
        made.append(1)
        organisation("石桥村党支部", parent=Organisation.objects.filter(code="1").first(), code="2")

    again(lambda: kept(name, make))
    organisation("柳溪镇党委", kind_code="committee", code="1")
    kept(name, make)
    assert made == [1, 1]
    assert Organisation.objects.get(code="2").depth == 2


def test_a_county_is_whole_and_can_be_written_to() -> None:
    for _ in range(2):
        point = transaction.savepoint()
        county = County()
        assert Organisation.objects.count() == JournalEntry.objects.count() == 7
        assert [each.depth for each in (county.root, county.town, county.village, county.branch)] == [1, 2, 3, 4]
        added = organisation(parent=county.branch)
        assert added.depth == 5
        assert JournalEntry.objects.count() == 8
        transaction.savepoint_rollback(point)
