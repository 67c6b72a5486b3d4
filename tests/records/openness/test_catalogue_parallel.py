"""Two at once, really: the reference taken over twice, two items drawn up under one class."""

import pytest

from records.openness import services
from records.openness.models import CatalogueItem
from records.openness.presets import REFERENCE
from records.organisations.roles import Role
from tests.factories.access import again, holder
from tests.factories.organisations import County
from tests.factories.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def test_two_take_over_the_reference_at_once(county: County) -> None:
    first, second = (holder(Role.ORGANISATION_ADMINISTRATOR, county.town) for _ in range(2))
    results = at_once(
        lambda: services.adopt_reference(again(first), county.town),
        lambda: services.adopt_reference(again(second), county.town),
    )
    assert sorted(done.made for done in results) == [0, len(REFERENCE)]
    assert CatalogueItem.objects.count() == len(REFERENCE)


def test_two_draw_up_in_one_class_at_once(county: County) -> None:
    first, second = (holder(Role.ORGANISATION_ADMINISTRATOR, county.town) for _ in range(2))
    results = at_once(
        *(
            lambda who=who: services.draw_up(
                again(who), county.town, category="service", title="走访慰问情况", period_kind="prompt"
            )
            for who in (first, second)
        )
    )
    assert sorted(item.code for item in results) == ["6-01", "6-02"]
