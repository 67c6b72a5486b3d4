"""Entering a member in the register."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection

from records.audit.models import JournalEntry
from records.kit.errors import Invalid, Refused
from records.kit.models import StoredEvent, local_today
from records.members import services
from records.members.choices import EventKind, Standing
from records.members.models import Member, MembershipEvent, MemberVersion
from records.organisations.roles import Role
from search.index.models import OutboxRow
from tests.factories.access import again, holder
from tests.factories.members import complete, identity_number, member
from tests.factories.organisations import County


@pytest.fixture
def secretary(county: County):
    return holder(Role.SECRETARY, county.village)


def nothing_happened() -> bool:
    return not (Member.objects.exists() or MemberVersion.objects.exists() or MembershipEvent.objects.exists())


def test_a_secretary_registers_a_member_of_the_own_village(county, secretary):
    number = identity_number(datetime.date(1984, 3, 2), male=False, order=7)
    made = services.register(secretary, organisation=county.branch, **complete(identity_number=number.lower()))
    kept = Member.objects.get(uid=made.uid)
    assert (kept.name, kept.org_path, kept.standing) == ("周启明", county.branch.path, Standing.NORMAL)
    assert (kept.birth_date, kept.sex) == (datetime.date(1984, 3, 2), "2")  # from the number: typed once
    assert str(kept.identity_number) == f"{number[:4]}**********{number[-4:]}"
    assert kept.sort_key.startswith("zhou1 qi3 ming2")
    version = kept.versions.get()
    assert (version.organisation, version.valid_from, version.valid_to) == (
        county.branch,
        datetime.date(2005, 7, 1),
        None,
    )
    assert kept.events.get().kind == EventKind.REGISTERED
    entry = JournalEntry.objects.get(action="members.register")
    assert entry.subject_uid == made.uid
    assert "phone" not in entry.after  # nothing was entered, nothing is journalled
    assert StoredEvent.objects.filter(name="members.MemberRegistered").count() == 1
    assert OutboxRow.objects.filter(kind="member", uid=str(made.uid)).exists()


def test_a_new_probationary_member_is_in_the_branch_from_the_vote(county, secretary):
    joined = local_today() - datetime.timedelta(days=30)
    made = services.register(
        secretary,
        organisation=county.branch,
        kind=EventKind.JOINED,
        **complete(category="probationary", joined_on=joined, full_on=None),
    )
    assert made.versions.get().valid_from == joined
    assert made.events.get().on == joined


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"identity_number": "330102198001011234"}, "identity_number", "校验码不符"),
        ({"identity_number": ""}, "identity_number", "请填写公民身份号码"),
        ({"identity_number": "9900**********1234"}, "identity_number", "只能是数字"),  # a mask handed back
        ({"phone": "1381234"}, "phone", "11位手机号码"),
        ({"joined_on": None}, "joined_on", ""),
        ({"name": " "}, "name", ""),
        ({"ethnicity": "99"}, "ethnicity", ""),
        ({"full_on": datetime.date(2005, 1, 1)}, "full_on", "转正日期早于入党日期"),
        ({"birth_date": datetime.date(1960, 1, 1)}, "birth_date", "与公民身份号码不符"),
        ({"category": "probationary"}, "full_on", "预备党员没有转正日期"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field_and_nothing_is_kept(county, secretary, change, field, says):
    with pytest.raises(ValidationError) as refused:
        services.register(secretary, organisation=county.branch, **complete(**change))
    assert says in "".join(refused.value.message_dict[field])
    assert nothing_happened()


def test_a_committee_keeps_no_members(county):
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    with pytest.raises(Invalid, match="不直接管理党员"):
        services.register(administrator, organisation=county.town, **complete())
    assert nothing_happened()


def test_out_of_the_own_scope_is_refused(county, secretary):
    with pytest.raises(Refused):
        services.register(secretary, organisation=county.neighbour_branch, **complete())
    assert nothing_happened()


def test_a_number_is_entered_once_and_who_may_know_is_told_where(county, secretary):
    number = identity_number()
    member(county.other_branch, "沈若兰", identity_number=number)
    with pytest.raises(Invalid, match="石桥村第二党支部的“沈若兰”"):
        services.register(secretary, organisation=county.branch, **complete(identity_number=number))
    assert Member.objects.count() == 1


def test_who_may_not_know_is_not_told_where_the_number_is(county, secretary):
    number = identity_number()
    member(county.neighbour_branch, "范春明", identity_number=number)
    with pytest.raises(Invalid) as refused:
        services.register(secretary, organisation=county.branch, **complete(identity_number=f" {number} "))
    told = "".join(refused.value.messages)
    assert "已在其他组织登记" in told
    for hidden in ("范春明", "云溪", "云台", number):
        assert hidden not in told


def test_an_account_switched_off_registers_nobody(county, secretary):
    secretary.is_active = False
    secretary.save()
    with pytest.raises(Refused):
        services.register(again(secretary), organisation=county.branch, **complete())


@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_the_same_number_registered_by_several_at_once_gives_one_member():
    county = County()
    keepers = [holder(Role.SECRETARY, branch) for branch in (county.branch, county.other_branch, county.neighbour)]
    places = [county.branch, county.other_branch, county.neighbour_branch]
    number = identity_number()
    starting = threading.Barrier(6)
    outcomes: list[str] = []

    def try_once(place: int) -> None:
        try:
            starting.wait()
            services.register(keepers[place], organisation=places[place], **complete(identity_number=number))
            outcomes.append("made")
        except ValidationError as error:
            outcomes.append("".join(error.messages))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once, args=(turn % 3,)) for turn in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes.count("made") == 1
    assert all("已" in told and number not in told for told in outcomes if told != "made")
    assert Member.objects.count() == MemberVersion.objects.count() == MembershipEvent.objects.count() == 1
