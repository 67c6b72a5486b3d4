"""`__among`: what `__in` finds, as one array on PostgreSQL."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.organisations.models import Organisation, OrganisationVersion

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("field", ["pk", "path", "uid", "set_up_on"])
def test_it_finds_what_in_finds(county: Any, field: str) -> None:
    values = list(Organisation.objects.order_by("path").values_list(field, flat=True))
    for wanted in (values[:1], values[1:], set(values), [*values, *values], [None, values[0]], []):
        found = Organisation.objects.filter(**{f"{field}__among": wanted}).order_by("path")
        assert list(found) == list(Organisation.objects.filter(**{f"{field}__in": wanted}).order_by("path"))


def test_it_passes_a_relation_and_is_turned_round(county: Any) -> None:
    wanted = [county.town.pk, county.village.pk]
    rows = OrganisationVersion.objects.order_by("pk")
    assert list(rows.filter(organisation_id__among=wanted)) == list(rows.filter(organisation_id__in=wanted))
    assert list(rows.filter(organisation__uid__among=[county.town.uid])) == list(rows.filter(organisation=county.town))
    assert list(rows.exclude(organisation_id__among=wanted)) == list(rows.exclude(organisation_id__in=wanted))


def test_what_is_no_value_of_the_field_is_refused(county: Any) -> None:
    with pytest.raises(ValueError, match="expected a number"):
        list(Organisation.objects.filter(pk__among=["石桥村"]))


def test_a_long_list_is_one_parameter_on_postgresql(county: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no arrays")
    with CaptureQueriesContext(connection) as captured:
        list(Organisation.objects.filter(uid__among=[uuid.uuid4() for _ in range(700)]))
    assert "ANY" in captured[0]["sql"]
