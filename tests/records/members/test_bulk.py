"""Loading many members at once: what is loaded is what would have been registered."""

import datetime

import pytest

from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.members import services
from records.members.models import Member, MembershipEvent, MemberVersion
from records.members.services import bulk
from search.index.models import OutboxRow
from tests.factories.members import identity_number, member

D = datetime.date


def seeds(county, count: int, **details):
    for number in range(count):
        yield bulk.Seed(
            organisation=county.branch,
            name=f"周启明{number}",
            category="full",
            joined_on=D(2005, 7, 1),
            since=D(2005, 7, 1),
            details={
                "identity_number": identity_number(order=number + 1),
                "phone": "13912345678",
                "full_on": D(2006, 7, 1),
                **details,
            },
        )


@pytest.mark.data
def test_a_load_leaves_what_registering_leaves(county):
    assert bulk.load_members(SYSTEM, seeds(county, 25), batch=10) == 25
    number = identity_number(order=3)
    loaded = Member.objects.visible_to(SYSTEM).find_by_identity([number]).get()
    registered = member(
        county.branch, "周启明2", identity_number=identity_number(order=400), phone="13912345678",
        ethnicity="", education="", occupation="", residence="",
    )  # fmt: skip
    registered = Member.objects.get(pk=registered.pk)
    own = {
        "id",
        "uid",
        "identity_number",
        "identity_lookup",
        "phone",
        "created_at",
        "updated_at",
        "birth_date",
        "sex",
        "name",
        "sort_key",
        "pinyin",
    }
    for field in Member._meta.concrete_fields:
        if field.name not in own:
            assert getattr(loaded, field.attname) == getattr(registered, field.attname), field.name
    assert services.reveal_identity_number(SYSTEM, loaded.uid, reason="核对装载结果") == number
    assert (loaded.sex, loaded.pinyin, loaded.phone_lookup) == ("1", "|zhouqiming|zqm|", registered.phone_lookup)
    assert loaded.versions.get().facts == {
        **registered.versions.get().facts,
        "name": loaded.name,
        "birth_date": str(loaded.birth_date),
    }
    assert loaded.events.get().kind == registered.events.get().kind
    assert OutboxRow.objects.filter(kind="member").count() == 26
    assert JournalEntry.objects.get(reason="批量装载").after == {"loaded": 25}
    services.correct(SYSTEM, loaded.uid, residence="县城")  # what was loaded can be worked on


def test_a_second_load_adds_only_who_is_missing(county):
    bulk.load_members(SYSTEM, seeds(county, 5))
    assert bulk.load_members(SYSTEM, [*seeds(county, 8), *seeds(county, 8)]) == 3
    assert Member.objects.count() == MemberVersion.objects.count() == MembershipEvent.objects.count() == 8


def test_a_load_asks_the_database_little(county, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        bulk.load_members(SYSTEM, seeds(county, 300), index=False)
