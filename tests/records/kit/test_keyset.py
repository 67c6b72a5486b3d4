"""Pages by key against plain slicing."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.kit import keyset
from records.organisations.models import Unit

FIELDS = ("sort_key", "uid")


@pytest.mark.django_db
@given(st.lists(st.sampled_from("abc"), max_size=14), st.integers(1, 4))
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_walking_forth_and_back_meets_every_row_once(keys, size):
    Unit.objects.all().delete()
    Unit.objects.bulk_create([Unit(code=f"U{number}", name="x", sort_key=key) for number, key in enumerate(keys)])
    everything = list(Unit.objects.order_by(*FIELDS))
    rows = Unit.objects.all()
    page = keyset.page(rows, FIELDS, {}, size=size)
    pages = [page]
    while page.older:
        page = keyset.page(rows, FIELDS, {"after": page.older}, size=size)
        pages.append(page)
    assert [row for each in pages for row in each.rows] == everything
    assert pages[0].newer == ""
    for expected in reversed(pages[:-1]):
        page = keyset.page(rows, FIELDS, {"before": page.newer}, size=size)
        assert page.rows == expected.rows
    assert page.newer == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    "token", ["x", "%%%", "bm9wZQ", "WzEsIDJd", "W10", "A" * 5000, "WyJhIiwgImIiXQ", "WyJcdTAwMDAiLCAiYSJd"]
)
def test_a_token_that_is_not_ours_gives_the_first_page(token):
    Unit.objects.create(code="U", name="x", sort_key="a")
    assert len(keyset.page(Unit.objects.all(), FIELDS, {"after": token}).rows) == 1
    assert len(keyset.page(Unit.objects.all(), FIELDS, {"before": token}).rows) == 1


@pytest.mark.django_db
def test_a_token_holds_no_database_number():
    unit = Unit.objects.create(code="U", name="x", sort_key="a")
    import base64

    token = keyset.token(unit, FIELDS)
    assert str(unit.uid) in base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)).decode()


@pytest.mark.django_db
def test_a_list_counts_only_as_far_as_it_is_worth(django_assert_num_queries):
    Unit.objects.bulk_create([Unit(code=f"U{number}", name="x", sort_key="x") for number in range(12)])
    with django_assert_num_queries(1):
        assert keyset.counted(Unit.objects.order_by("sort_key"), most=11) == "11以上"
    assert keyset.counted(Unit.objects.all(), most=12) == "12"
    assert keyset.counted(Unit.objects.all()) == "12"
    assert keyset.counted(Unit.objects.none()) == "0"
