"""What happens to a membership: conversion, extension, suspension, leaving, death, another branch; the account follows."""

import datetime

import pytest

from records.access.models import Affiliation
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Invalid, Refused
from records.kit.models import StoredEvent, local_today
from records.members import rules, services
from records.members.choices import Category, EventKind, Standing
from records.members.models import Member
from records.organisations.roles import Role
from records.regulations import services as regulations
from records.regulations.models import RegulationValue
from records.regulations.services import load_first
from tests.factories.access import holder, user
from tests.factories.members import member
from tests.factories.organisations import County

TODAY = local_today()
YEAR_AGO = rules.add_months(TODAY, -12)


@pytest.fixture
def reviewer(county: County):
    return holder(Role.SECTION_REVIEWER, county.town)


@pytest.fixture
def administrator(county: County):
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town)


def probationary(county: County, joined: datetime.date = YEAR_AGO) -> Member:
    return member(county.branch, category="probationary", joined_on=joined, kind=EventKind.JOINED)


def test_conversion_starts_the_standing_and_is_kept_with_its_document(county, reviewer):
    one = probationary(county)
    services.convert(
        reviewer, one.uid, on=TODAY, document="柳委〔2026〕12号", acting_organisation=county.town, expected_version=1
    )
    kept = Member.objects.get(pk=one.pk)
    assert (kept.category, kept.full_on, kept.seniority_on(rules.add_months(TODAY, 14))) == (Category.FULL, TODAY, 14)
    event = kept.events.get(kind=EventKind.CONVERTED)
    assert (event.document, event.acting_organisation) == ("柳委〔2026〕12号", county.town)
    mine = Member.objects.visible_to(reviewer)
    assert mine.as_of(TODAY - datetime.timedelta(days=1)).get().category == Category.PROBATIONARY
    assert mine.as_of(TODAY).get().category == Category.FULL
    assert StoredEvent.objects.filter(name="members.MemberConverted").exists()
    with pytest.raises(Invalid, match="已是正式党员"):
        services.convert(reviewer, one.uid, on=TODAY)


def test_where_the_place_asks_for_it_a_conversion_names_its_document(county, reviewer):
    load_first()
    one = probationary(county)
    figure = RegulationValue.objects.filter(key__name="development.conversion_document_required")
    assert [row.mark for row in figure] == ["U"]  # no clause asks for it: places decide
    figure.update(value=1)
    regulations.forget()
    with pytest.raises(Invalid, match="文号或依据"):
        services.convert(reviewer, one.uid, on=TODAY, document=" ")
    assert Member.objects.get(pk=one.pk).category == Category.PROBATIONARY
    assert not one.events.filter(kind=EventKind.CONVERTED).exists()
    services.convert(reviewer, one.uid, on=TODAY, document="柳委〔2026〕12号")
    assert Member.objects.get(pk=one.pk).category == Category.FULL


def test_a_secretary_does_not_decide_what_the_committee_decides(county):
    secretary = holder(Role.SECRETARY, county.village)
    one = probationary(county)
    with pytest.raises(Refused):
        services.convert(secretary, one.uid, on=TODAY)
    assert Member.objects.get(pk=one.pk).category == Category.PROBATIONARY


def test_probation_is_extended_once_within_its_limits(county, reviewer):
    one = probationary(county)
    with pytest.raises(Invalid, match="不少于6个月"):
        services.extend_probation(reviewer, one.uid, until=rules.add_months(TODAY, 3), on=TODAY)
    services.extend_probation(reviewer, one.uid, until=rules.add_months(TODAY, 6), on=TODAY)
    assert Member.objects.get(pk=one.pk).probation_end == rules.add_months(TODAY, 6)
    with pytest.raises(Invalid, match="只能一次"):
        services.extend_probation(reviewer, one.uid, until=rules.add_months(TODAY, 12), on=TODAY)


@pytest.mark.parametrize(
    ("steps", "standing"),
    [
        (["suspended"], Standing.SUSPENDED),
        (["suspended", "restored"], Standing.NORMAL),
        (["suspended", "left"], Standing.LEFT),
        (["transferred_out", "restored"], Standing.NORMAL),
        (["died"], Standing.DIED),
    ],
)
def test_standing_follows_the_steps_and_the_record_stays(county, reviewer, steps, standing):
    one = member(county.branch)
    for step in steps:
        services.change_standing(
            reviewer, one.uid, step, on=TODAY, manner="self_withdrawal" if step == "left" else "", document="会议纪要"
        )
    kept = Member.objects.get(pk=one.pk)
    assert (kept.standing, kept.standing_since) == (standing, TODAY)
    assert [event.kind for event in kept.events.order_by("pk")] == ["registered", *steps]


@pytest.mark.parametrize("steps", [["restored"], ["died", "restored"], ["left", "died"], ["died", "died"]])
def test_a_step_that_does_not_follow_is_refused(county, reviewer, steps):
    one = member(county.branch)
    *before, last = steps
    for step in before:
        services.change_standing(reviewer, one.uid, step, on=TODAY, manner="withdrawal" if step == "left" else "")
    with pytest.raises(Invalid, match="不能办理"):
        services.change_standing(reviewer, one.uid, last, on=TODAY)
    assert one.events.count() == len(steps)


def test_leaving_needs_a_manner_and_a_day_that_has_come(county, reviewer):
    one = member(county.branch)
    with pytest.raises(Invalid, match="出党方式"):
        services.change_standing(reviewer, one.uid, "left", on=TODAY)
    with pytest.raises(Invalid, match="晚于今天"):
        services.change_standing(reviewer, one.uid, "died", on=TODAY + datetime.timedelta(days=1))
    assert Member.objects.get(pk=one.pk).standing == Standing.NORMAL


def test_a_record_cannot_be_deleted(county):
    one = member(county.branch)
    with pytest.raises(TypeError):
        one.delete()


def test_who_moves_to_another_branch_is_seen_there_from_that_day(county, administrator):
    one = member(county.branch)
    services.move(administrator, one.uid, to=county.other_branch, on=TODAY, note="居住地调整")
    there = holder(Role.SECRETARY, county.other_branch)
    here = holder(Role.SECRETARY, county.branch)
    assert list(Member.objects.visible_to(there)) == [one]
    assert not Member.objects.visible_to(here).exists()
    event = one.events.get(kind=EventKind.MOVED)
    assert (event.from_organisation, event.to_organisation) == (county.branch, county.other_branch)
    assert Member.objects.visible_to(there).as_of(TODAY).get().organisation == county.other_branch


def test_moving_needs_the_permission_at_both_ends(county, administrator):
    one = member(county.branch)
    with pytest.raises(Refused):
        services.move(administrator, one.uid, to=county.neighbour_branch, on=TODAY)
    assert Member.objects.get(pk=one.pk).organisation_id == county.branch.pk
    assert not JournalEntry.objects.filter(action="members.move").exists()


@pytest.mark.parametrize("target", ["branch", "town"])
def test_moving_to_the_same_or_a_wrong_organisation_is_refused(county, administrator, target):
    one = member(county.branch)
    with pytest.raises(Invalid):
        services.move(administrator, one.uid, to=getattr(county, target), on=TODAY)


def test_the_account_opens_with_the_membership_and_closes_with_it(county, administrator):
    one = member(county.branch, "周启明")
    services.activate_account(administrator, one.uid, username="zhou.qiming", password="shiqiao-cun-2026")
    kept = Member.objects.get(pk=one.pk)
    affiliation = Affiliation.objects.get(user=kept.user, valid_to=None)
    assert (affiliation.organisation, affiliation.standing) == (county.branch, "full")
    services.move(administrator, one.uid, to=county.other_branch, on=TODAY)
    assert Affiliation.objects.get(user=kept.user, valid_to=None).organisation == county.other_branch
    services.change_standing(administrator, one.uid, "suspended", on=TODAY)
    assert not Affiliation.objects.filter(user=kept.user, valid_to=None).exists()
    services.change_standing(administrator, one.uid, "restored", on=TODAY)
    assert Affiliation.objects.filter(user=kept.user, valid_to=None).count() == 1


def test_a_weak_password_opens_no_account(county, administrator):
    from django.core.exceptions import ValidationError

    one = member(county.branch)
    with pytest.raises(ValidationError):
        services.activate_account(administrator, one.uid, username="zhou.qiming", password="12345")
    assert Member.objects.get(pk=one.pk).user is None


def test_one_account_is_linked_to_one_member_of_that_name(county, administrator):
    one, two = member(county.branch, "周启明"), member(county.other_branch, "周启明")
    account = holder(Role.PUBLISHER, county.village, "周启明")
    services.link_user(administrator, one.uid, account)
    with pytest.raises(Invalid, match="已关联"):
        services.link_user(administrator, two.uid, account)
    with pytest.raises(Invalid, match="姓名"):
        services.link_user(administrator, two.uid, holder(Role.PUBLISHER, county.village, "沈若兰"))


def test_an_account_of_elsewhere_is_not_linked(county, administrator):
    one = member(county.branch, "周启明")
    with pytest.raises(Invalid, match="没有找到"):
        services.link_user(administrator, one.uid, holder(Role.PUBLISHER, county.neighbour, "周启明"))
    with pytest.raises(Invalid, match="没有找到"):
        services.link_user(administrator, one.uid, user("周启明"))
    services.link_user(SYSTEM, one.uid, user("周启明"))
