"""Correcting a record: versions, conflicts, sensitive fields."""

import datetime
import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.models import StoredEvent, local_today
from records.members import services
from records.members.models import Member, MemberVersion
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.members import identity_number, member
from tests.factories.organisations import County


@pytest.fixture
def secretary(county: County):
    return holder(Role.SECRETARY, county.village)


def test_a_correction_keeps_the_former_reading_as_a_version(county, secretary):
    one = member(county.branch, residence="石桥村3组")
    MemberVersion.objects.filter(member=one).update(valid_from=datetime.date(2020, 1, 1))
    services.correct(
        secretary,
        one.uid,
        expected_version=1,
        valid_from=datetime.date(2024, 5, 1),
        residence="县城东街",
        reason="搬家",
    )
    kept = Member.objects.get(pk=one.pk)
    assert (kept.residence, kept.version) == ("县城东街", 2)
    mine = Member.objects.visible_to(secretary)
    assert mine.as_of(datetime.date(2024, 4, 30)).get().facts["residence"] == "石桥村3组"
    now = mine.as_of(datetime.date(2024, 5, 1)).get()
    assert (now.facts["residence"], now.changed, now.reason) == ("县城东街", ["residence"], "搬家")
    entry = JournalEntry.objects.get(action="members.change")
    assert (entry.before["residence"], entry.after["residence"]) == ("石桥村3组", "县城东街")
    assert StoredEvent.objects.get(name="members.MemberChanged").payload["fields"] == ["residence"]


def test_two_corrections_of_one_day_leave_one_reading_of_that_day(county, secretary):
    one = member(county.branch)
    services.correct(secretary, one.uid, residence="甲")
    services.correct(secretary, one.uid, residence="乙")
    assert Member.objects.visible_to(secretary).as_of(local_today()).get().facts["residence"] == "乙"
    assert one.versions.count() == 3  # what was recorded stays recorded


def test_saving_what_is_there_already_writes_nothing(county, secretary):
    number = identity_number()
    one = member(county.branch, identity_number=number, phone="13912345678", residence="石桥村3组")
    services.correct(secretary, one.uid, residence="石桥村3组", identity_number=number.lower(), phone="139 1234 5678")
    assert Member.objects.get(pk=one.pk).version == 1
    assert one.versions.count() == 1
    assert not JournalEntry.objects.filter(action="members.change").exists()


def test_a_sensitive_field_not_named_stays_and_an_empty_text_clears_it(county, secretary):
    one = member(county.branch, phone="13912345678")
    services.correct(secretary, one.uid, residence="甲")
    assert str(Member.objects.get(pk=one.pk).phone) == "139****5678"
    services.correct(secretary, one.uid, phone="")
    kept = Member.objects.get(pk=one.pk)
    assert (kept.phone, kept.phone_lookup) == (None, "")


def test_a_new_number_brings_its_birth_date_and_must_be_nobody_elses(county, secretary):
    other = identity_number()
    member(county.neighbour_branch, "范春明", identity_number=other)
    one = member(county.branch)
    with pytest.raises(Invalid, match="已在其他组织登记"):
        services.correct(secretary, one.uid, identity_number=other)
    new = identity_number(datetime.date(1979, 1, 2))
    services.correct(secretary, one.uid, identity_number=new)
    kept = Member.objects.get(pk=one.pk)
    assert kept.birth_date == rules_birth(new)
    assert list(Member.objects.visible_to(secretary).find_by_identity([new])) == [kept]


def rules_birth(number: str) -> datetime.date:
    return datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def test_birth_date_follows_the_number_and_is_not_changed_alone(county, secretary):
    one = member(county.branch)
    with pytest.raises(Invalid, match="以公民身份号码为准"):
        services.correct(secretary, one.uid, birth_date=datetime.date(1990, 1, 1))
    assert Member.objects.get(pk=one.pk).birth_date == one.birth_date


def test_an_older_page_is_told_of_the_conflict_and_changes_nothing(county, secretary):
    one = member(county.branch)
    services.correct(secretary, one.uid, expected_version=1, residence="甲")
    with pytest.raises(Conflict):
        services.correct(secretary, one.uid, expected_version=1, residence="乙", school="丙")
    assert Member.objects.get(pk=one.pk).residence == "甲"


def test_a_date_before_the_last_change_or_after_today_is_refused(county, secretary):
    one = member(county.branch)
    with pytest.raises(Invalid, match="早于这份记录的起始日期2005-07-01"):
        services.correct(secretary, one.uid, valid_from=datetime.date(2001, 1, 1), residence="甲")
    with pytest.raises(Invalid, match="晚于今天"):
        services.correct(secretary, one.uid, valid_from=local_today() + datetime.timedelta(days=1), residence="甲")
    assert Member.objects.get(pk=one.pk).version == 1


def test_what_is_recorded_late_about_an_earlier_day_was_true_from_that_day_on(county, secretary):
    one = member(county.branch, residence="甲", school="旧校")
    services.correct(secretary, one.uid, valid_from=datetime.date(2024, 5, 1), residence="乙", reason="搬家")
    services.correct(secretary, one.uid, valid_from=datetime.date(2023, 1, 1), school="新校", reason="补登")
    mine = Member.objects.visible_to(secretary)
    read = {
        day: (mine.as_of(day).get().facts["residence"], mine.as_of(day).get().facts["school"])
        for day in (datetime.date(2022, 1, 1), datetime.date(2023, 6, 1), datetime.date(2025, 1, 1))
    }
    assert list(read.values()) == [("甲", "旧校"), ("甲", "新校"), ("乙", "新校")]
    assert one.versions.filter(valid_to=None).count() == 1
    assert one.versions.count() == 4  # the one that was replaced is still there


@given(
    st.lists(
        st.tuples(st.dates(datetime.date(2006, 1, 1), datetime.date(2026, 11, 1)), st.sampled_from(["甲", "乙", "丙"])),
        max_size=6,
    )
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_versions_always_cover_every_day_exactly_once(county, secretary, entered):
    with transaction.atomic():
        one = member(county.branch, residence="初")
        for day, place in entered:
            services.correct(secretary, one.uid, valid_from=day, residence=place)
        live = [
            each
            for each in one.versions.order_by("valid_from")
            if each.valid_to is None or each.valid_to > each.valid_from
        ]
        assert [each.valid_to for each in live] == [each.valid_from for each in live[1:]] + [None]
        assert live[0].valid_from == one.joined_on
        assert live[-1].facts["residence"] == Member.objects.get(pk=one.pk).residence
        transaction.set_rollback(True)


def test_out_of_scope_is_not_found_and_without_the_role_is_refused(county, secretary):
    far = member(county.neighbour_branch)
    with pytest.raises(NotVisible):
        services.correct(secretary, far.uid, residence="甲")
    archivist = holder(Role.ARCHIVIST, county.town)
    near = member(county.branch)
    with pytest.raises(Refused):
        services.correct(archivist, near.uid, residence="甲")
    himself = affiliated(county.branch, near.name)
    services.link_user(SYSTEM, near.uid, himself)
    with pytest.raises(Refused):
        services.correct(himself, near.uid, residence="甲")
    assert set(Member.objects.values_list("residence", flat=True)) == {"石桥村3组"}


def test_branch_and_standing_are_not_corrected_here(county, secretary):
    one = member(county.branch)
    with pytest.raises(TypeError):
        services.correct(secretary, one.uid, standing="left")


@pytest.mark.data
@pytest.mark.django_db(transaction=True)
def test_of_several_who_save_the_same_version_at_once_one_wins():
    county = County()
    secretary = holder(Role.SECRETARY, county.village)
    one = member(county.branch)
    starting = threading.Barrier(4)
    outcomes: list[str] = []

    def try_once(turn: int) -> None:
        try:
            starting.wait()
            services.correct(secretary, one.uid, expected_version=1, residence=f"第{turn}次")
            outcomes.append("saved")
        except Conflict:
            outcomes.append("conflict")
        except ValidationError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=try_once, args=(turn,)) for turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["conflict", "conflict", "conflict", "saved"]
    assert Member.objects.get(pk=one.pk).version == 2
    assert one.versions.filter(valid_to=None).count() == 1
