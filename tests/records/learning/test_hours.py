"""The ledger of hours: sessions, reversals, the year."""

import datetime
import uuid
from typing import Any

import pytest
from django.utils import timezone

from records.access.models import User
from records.kit.actors import SYSTEM
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.learning import reading, services
from records.learning.models import Certificate, HourEntry, StudySession
from records.members import services as members
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories.access import affiliated, again, holder, user
from tests.factories.learning import course, enrolled
from tests.factories.members import member
from tests.factories.organisations import County, post

LATE = datetime.date(2026, 11, 20)  # three quarters have ended


@pytest.fixture
def secretary(county: County) -> User:
    return holder(Role.SECRETARY, county.branch)


def study(actor: Any, county: County, people: list[Member], **details: Any) -> StudySession:
    return services.record_study(
        actor,
        organisation=details.pop("organisation", county.branch),
        key=details.pop("key", None) or uuid.uuid4(),
        form=details.pop("form", "study"),
        title=details.pop("title", "学习党支部工作条例"),
        held_on=details.pop("held_on", timezone.localdate()),
        hours=details.pop("hours", 400),
        evidence="支部会议记录2026年第11次",
        members=[each.uid for each in people],
    )


def with_account(of: Member) -> User:
    """The member's own account."""
    person = user(of.name)
    members.link_user(SYSTEM, of.uid, person)
    return again(person)


def test_one_session_enters_hours_for_all_who_took_part(county: County, secretary: User) -> None:
    people = [member(county.branch), member(county.branch)]
    session = study(secretary, county, people)

    assert session.people == 2
    entries = HourEntry.objects.all()
    assert {(each.member, each.hours, each.org_path) for each in entries} == {
        (each, 400, county.branch.path) for each in people
    }


def test_the_same_form_sent_twice_enters_once(county: County, secretary: User) -> None:
    people, key = [member(county.branch)], uuid.uuid4()
    assert study(secretary, county, people, key=key) == study(secretary, county, people, key=key)
    assert HourEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "place", "allowed"),
    [
        (Role.SECRETARY, "branch", True),
        (Role.SECRETARY, "town", True),
        (Role.ORGANISATION_ADMINISTRATOR, "root", True),
        (Role.SECRETARY, "other_branch", False),
        (Role.SECRETARY, "neighbour", False),
        (Role.PUBLISHER, "branch", False),
        (Role.AUDITOR, "root", False),
        (Role.COMMITTEE, "branch", False),
    ],
)
def test_who_records(county: County, role: Role, place: str, allowed: bool) -> None:
    person, who = member(county.branch), holder(role, getattr(county, place))
    if allowed:
        assert study(who, county, [person]).people == 1
    else:
        with pytest.raises(Refused):
            study(who, county, [person])
        assert not StudySession.objects.exists()
        assert not HourEntry.objects.exists()


def test_nobody_from_outside_ones_scope(county: County, secretary: User) -> None:
    with pytest.raises(Invalid, match="不在您的管理范围"):
        study(secretary, county, [member(county.branch), member(county.neighbour_branch)])
    assert not StudySession.objects.exists()


@pytest.mark.parametrize(
    ("details", "field"),
    [
        ({"held_on": datetime.date(2999, 1, 1)}, "held_on"),
        ({"hours": 900}, "hours"),
        ({"hours": 0}, "hours"),
        ({"title": " "}, "title"),
        ({"form": "course"}, "form"),
    ],
)
def test_sessions_that_are_none(county: County, secretary: User, details: dict[str, Any], field: str) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011
        study(secretary, county, [member(county.branch)], **details)
    assert field in caught.value.message_dict
    assert not HourEntry.objects.exists()


def test_the_same_session_on_another_form_is_noticed(county: County, secretary: User) -> None:
    person = member(county.branch)
    study(secretary, county, [person])
    with pytest.raises(Invalid, match="已经登记过"):
        study(secretary, county, [person])


def test_who_was_forgotten_is_added_once(county: County, secretary: User) -> None:
    first, second = member(county.branch), member(county.branch)
    session = study(secretary, county, [first])
    for _ in range(2):
        services.add_to_study(secretary, session.uid, [first.uid, second.uid])
    session.refresh_from_db()
    assert (session.people, HourEntry.objects.count()) == (2, 2)


def test_a_reversal_is_linked_and_leaves_the_entry(county: County, secretary: User) -> None:
    study(secretary, county, [member(county.branch)])
    entry = HourEntry.objects.get()

    reversal = services.reverse_hours(secretary, entry.uid, reason="当天请假未参加")

    entry.refresh_from_db()
    assert (entry.hours, reversal.hours, reversal.reverses) == (400, -400, entry)
    assert HourEntry.objects.total() == 0
    with pytest.raises(Conflict):
        services.reverse_hours(secretary, entry.uid, reason="当天请假未参加")
    with pytest.raises(Invalid, match="冲销"):
        services.reverse_hours(secretary, reversal.uid, reason="当天请假未参加")
    with pytest.raises(Invalid, match="事由"):
        services.reverse_hours(secretary, entry.uid, reason="错")


def test_a_neighbour_reverses_nothing(county: County, secretary: User) -> None:
    study(secretary, county, [member(county.branch)])
    entry = HourEntry.objects.get()
    for who in (holder(Role.SECRETARY, county.other_branch), affiliated(county.branch)):
        with pytest.raises(NotVisible):
            services.reverse_hours(who, entry.uid, reason="当天请假未参加")
    assert HourEntry.objects.count() == 1


def test_hours_without_an_account_and_with_one_are_one_persons(county: County, secretary: User) -> None:
    person = member(county.branch)
    study(secretary, county, [person], hours=400)
    account = with_account(person)
    of_town = course(county.town, hours=150)
    services.mark_read(account, enrolled(account, of_town).uid, of_town.lessons.get().page_uid)

    today = timezone.localdate()
    hours = reading.own_hours(account, today.year, today)

    assert (hours.done, hours.required, hours.missing) == (550, 3200, 2650)
    assert dict(hours.by_form) == {"集中学习": 400, "网上课程": 150}
    assert set(HourEntry.objects.visible_to(account)) == set(HourEntry.objects.all())
    assert HourEntry.objects.filter(member=person).count() == 2


def test_more_is_asked_of_a_secretary(county: County) -> None:
    leader = with_account(member(county.branch))
    post(county.branch, Role.SECRETARY, leader)
    hours = reading.own_hours(again(leader), 2026, LATE)
    assert (hours.required, hours.due_by_quarter) == (5600, 4200)


def test_totals_of_units_hold_no_persons(county: County, secretary: User) -> None:
    people = [member(county.branch), member(county.branch), member(county.other_branch)]
    for number in range(8):
        held_on = datetime.date(2026, 1 + number, 5)
        study(SYSTEM, county, people[:1], organisation=county.town, held_on=held_on, hours=400)
    study(SYSTEM, county, people[2:], organisation=county.other_branch, held_on=datetime.date(2026, 2, 1), hours=400)

    who = holder(Role.SECTION_REVIEWER, county.town)
    units = reading.unit_totals(who, path=county.town.path, year=2026, today=LATE)

    assert [(unit.organisation, unit.members, unit.reached, unit.behind) for unit in units] == [
        (county.branch, 2, 1, 1),
        (county.other_branch, 1, 0, 1),
    ]
    assert reading.sum_below(who, path=county.town.path, year=2026, today=LATE) == (3, 1)
    assert reading.unit_totals(holder(Role.SECTION_REVIEWER, county.neighbour), path="", year=2026, today=LATE) == []


def test_totals_come_in_pages_in_the_order_of_the_tree(county: County, django_assert_max_num_queries: Any) -> None:
    for place in (county.branch, county.other_branch, county.neighbour_branch):
        member(place)
    who = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    assert who.scope.holds_post
    with django_assert_max_num_queries(7):  # two, and the figures when they are not remembered yet
        first = reading.unit_totals(who, path="", year=2026, today=LATE, size=2)
    rest = reading.unit_totals(who, path="", year=2026, today=LATE, size=2, after=first[-1].organisation.path)
    paths = [unit.organisation.path for unit in first + rest]
    assert len(paths) == 3
    assert paths == sorted(paths)


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.SECRETARY, "branch", True),
        (Role.SECRETARY, "village", False),  # nobody above sees single persons' hours
        (Role.SECRETARY, "town", False),
        (Role.ORGANISATION_ADMINISTRATOR, "branch", False),
        (Role.SECTION_REVIEWER, "root", False),
    ],
)
def test_only_the_branchs_own_secretary_sees_who_is_behind(county: County, role: Role, place: str, sees: bool) -> None:
    zhou, an = member(county.branch, "周启明"), member(county.branch, "安晓梅")
    study(SYSTEM, county, [zhou], held_on=datetime.date(2026, 5, 5))
    found = reading.members_missing(holder(role, getattr(county, place)), county.branch, year=2026, today=LATE)
    expected = [(an, 3200), (zhou, 2800)]  # by name, not by hours
    assert found == (expected if sees else [])


@pytest.mark.parametrize(
    ("role", "place", "sees"),
    [
        (Role.SECRETARY, "branch", True),
        (Role.SECRETARY, "village", False),
        (Role.SECRETARY, "neighbour", False),
        (Role.AUDITOR, "root", False),
        (Role.SITE_ADMINISTRATOR, "root", True),
    ],
)
def test_whose_hours_are_seen(county: County, role: Role, place: str, sees: bool) -> None:
    person = with_account(member(county.branch))
    of_town = course(county.town)
    services.mark_read(person, enrolled(person, of_town).uid, of_town.lessons.get().page_uid)
    who = holder(role, getattr(county, place))
    assert HourEntry.objects.visible_to(who).exists() is sees


def test_revoking_a_certificate(county: County) -> None:
    person = affiliated(county.branch)
    of_town = course(county.town)
    services.mark_read(person, enrolled(person, of_town).uid, of_town.lessons.get().page_uid)
    certificate = Certificate.objects.get()

    with pytest.raises(NotVisible):
        services.revoke_certificate(holder(Role.PUBLISHER, county.neighbour), certificate.uid, reason="课程内容有误")
    with pytest.raises((NotVisible, Refused)):
        services.revoke_certificate(person, certificate.uid, reason="课程内容有误")
    publisher = holder(Role.PUBLISHER, county.town)
    with pytest.raises(Invalid, match="事由"):
        services.revoke_certificate(publisher, certificate.uid, reason="错")
    services.revoke_certificate(publisher, certificate.uid, reason="课程内容有误")
    certificate.refresh_from_db()
    assert certificate.revoked_for == "课程内容有误"
    with pytest.raises(Conflict):
        services.revoke_certificate(publisher, certificate.uid, reason="课程内容有误")
