"""What a person may see and do, against a plain reading of posts."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Collection
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permission_policies.pages import PagePermissionPolicy

from records.access.models import Affiliation, User, Visitor
from records.kit.policies import all_policies
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories.access import affiliated, again, holder, user
from tests.factories.organisations import County, post

pytestmark = pytest.mark.django_db


def test_wagtail_still_asks_under_the_names_we_answer_to() -> None:
    assert PagePermissionPolicy.permission_cache_name == "_page_permission_cache"
    assert CollectionPermissionPolicy(Collection).permission_cache_name == "_collection_permission_cache"


def test_a_visitor_carries_only_what_is_open_to_society() -> None:
    scope = Visitor().scope
    assert scope.labels == {"public"}
    assert all(scope.paths(policy.action) == () for policy in all_policies())


def test_a_member_carries_the_own_organisation_and_those_above(county: County) -> None:
    member = affiliated(county.branch)
    above = {f"org:{each.pk}" for each in (county.root, county.town, county.village, county.branch)}
    assert member.scope.labels == {"public", "members", f"person:{member.pk}"} | above
    assert f"org:{county.other_branch.pk}" not in member.scope.labels
    assert not member.scope.holds_post


def test_a_post_out_of_term_or_an_old_affiliation_opens_nothing(county: County) -> None:
    person = user()
    post(county.town, Role.SECRETARY, person, ends_on=datetime.date(2024, 1, 1))
    Affiliation.objects.create(
        user=person,
        organisation=county.branch,
        standing="full",
        valid_from=datetime.date(2020, 1, 1),
        valid_to=datetime.date(2024, 1, 1),
    )
    scope = again(person).scope
    assert scope.labels == {"public", f"person:{person.pk}"}
    assert scope.grants == ()


def test_the_site_administrator_at_the_root_reaches_everywhere(county: County) -> None:
    scope = holder(Role.SITE_ADMINISTRATOR, county.root).scope
    assert all(scope.paths(policy.action) == ("",) for policy in all_policies())
    assert scope.organisation_ids("organisations.move") is None


def test_an_inactive_account_is_a_visitor(county: County) -> None:
    person = holder(Role.SECRETARY, county.town)
    User.objects.filter(pk=person.pk).update(is_active=False)
    scope = again(person).scope
    assert scope.labels == {"public"}
    assert scope.grants == ()


def test_a_scope_costs_one_query_and_none_again(county: County, django_assert_num_queries) -> None:
    person = holder(Role.SECRETARY, county.town)
    person = again(person)
    with django_assert_num_queries(1):
        assert person.scope.holds_post
        assert person.scope.may("organisations.change", county.town.path) is False


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(Role)), st.integers(0, 6)), max_size=4))
def test_may_is_what_a_plain_reading_of_the_posts_says(county: County, held: list[tuple[str, int]]) -> None:
    places = list(Organisation.objects.order_by("path"))
    person = user()
    for role, number in held:
        post(places[number], role, person)
    scope = again(person).scope
    for policy in all_policies():
        for place in places:
            expected = any(
                (role in policy.roles or role == Role.SITE_ADMINISTRATOR)
                and (not policy.root or number == 0)
                and (
                    place.path == places[number].path
                    if policy.own and role != Role.SITE_ADMINISTRATOR
                    else place.path.startswith(places[number].path)
                )
                for role, number in held
            )
            assert scope.may(policy.action, place.path) == expected, (policy.action, place)
            if not policy.own:
                inside = any(place.path.startswith(path) for path in scope.paths(policy.action))
                assert inside == expected
