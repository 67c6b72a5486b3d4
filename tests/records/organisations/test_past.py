"""Where organisations hung on a day, for many at once; and what an archive search finds by it."""

import datetime
from typing import Any

import pytest

from records.kit.actors import SYSTEM
from records.organisations import services
from records.organisations.ancestry import Past
from records.organisations.search import hung_then
from tests.factories.organisations import County
from tests.search.index.builders import an_entry

pytestmark = pytest.mark.django_db

MOVED = datetime.date(2024, 7, 1)


def before_and_after(county: County) -> tuple[tuple[int, ...], tuple[int, ...]]:
    old = (county.root.pk, county.town.pk, county.village.pk)
    new = (county.root.pk, county.neighbour.pk, county.village.pk)
    services.move(SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=MOVED, reason="区划调整")
    return old, new


def test_an_organisation_hung_where_its_history_says(county: County, django_assert_max_num_queries: Any) -> None:
    old, new = before_and_after(county)
    past = Past()
    with django_assert_max_num_queries(4):
        past.fetch([county.village.pk, county.branch.pk])
        assert past.above(county.village.pk, MOVED - datetime.timedelta(days=1)) == old
        assert past.above(county.village.pk, MOVED) == new
        assert past.above(county.branch.pk, MOVED - datetime.timedelta(days=1)) == (*old, county.branch.pk)
        assert past.above(county.village.pk, datetime.date(1900, 1, 1)) == old
    assert past.ever_above(county.branch.pk) == {*old, *new, county.branch.pk}


def test_the_rule_agrees_with_the_one_for_a_single_organisation(county: County) -> None:
    before_and_after(county)
    past = Past()
    past.fetch([county.branch.pk])
    for day in (MOVED - datetime.timedelta(days=1), MOVED, MOVED + datetime.timedelta(days=400)):
        single = [each.pk for each in services.path_on(county.branch, day)]
        assert list(past.above(county.branch.pk, day)) == single


def test_entries_say_where_they_hung_only_where_that_differs(county: County) -> None:
    old, new = before_and_after(county)
    now = tuple(map(str, new))
    entries = [
        an_entry("旧文", published=datetime.date(2023, 1, 1), ancestors=now),
        an_entry("新文", published=datetime.date(2025, 1, 1), ancestors=now),
        an_entry("无日期", ancestors=now),
        an_entry("石桥村", kind="organisation", ancestors=now),
    ]
    finished = hung_then(entries)
    assert [set(entry.then) for entry in finished] == [
        set(map(str, old)),
        set(),
        set(),
        {str(number) for number in (*old, *new)},
    ]
