"""How members are read: scope, own record, names, days, identity."""

import datetime

import pytest

from records.kit.actors import SYSTEM
from records.members import services
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.members import identity_number, member
from tests.factories.organisations import County

D = datetime.date


def names(rows) -> set[str]:
    return {each.name for each in rows}


@pytest.fixture
def people(county: County) -> dict[str, Member]:
    return {
        "周启明": member(county.branch, "周启明"),
        "沈若兰": member(county.other_branch, "沈若兰"),
        "范春明": member(county.neighbour_branch, "范春明"),
    }


@pytest.mark.parametrize(
    ("role", "where", "sees"),
    [
        (Role.SECRETARY, "branch", {"周启明"}),
        (Role.SECRETARY, "village", {"周启明", "沈若兰"}),
        (Role.ARCHIVIST, "town", {"周启明", "沈若兰"}),
        (Role.SECTION_REVIEWER, "town", {"周启明", "沈若兰"}),
        (Role.COMMITTEE, "town", {"周启明", "沈若兰"}),
        (Role.AUDITOR, "root", {"周启明", "沈若兰", "范春明"}),
        (Role.ORGANISATION_ADMINISTRATOR, "neighbour", {"范春明"}),
        (Role.PUBLISHER, "root", set()),
        (Role.CONTENT_REVIEWER, "town", set()),
        (Role.MEMBER, "root", set()),
    ],
)
def test_a_post_opens_the_members_below_it(county, people, role, where, sees):
    assert names(Member.objects.visible_to(holder(role, getattr(county, where)))) == sees


def test_a_member_sees_the_own_record_and_no_other(county, people):
    himself = affiliated(county.branch, "周启明")
    services.link_user(SYSTEM, people["周启明"].uid, himself)
    assert names(Member.objects.visible_to(himself)) == {"周启明"}
    assert not Member.objects.administered_by(himself).exists()


def test_names_are_found_by_any_part_of_them_or_of_their_pinyin(county, people):
    everybody = Member.objects.visible_to(SYSTEM)
    for part, found in [
        ("启明", {"周启明"}),
        ("明", {"周启明", "范春明"}),
        ("沈 若", {"沈若兰"}),
        ("zhouqiming", {"周启明"}),
        ("qim", {"周启明"}),
        ("SRL", {"沈若兰"}),
        ("", {"周启明", "沈若兰", "范春明"}),
        ("赵", set()),
        ("%", set()),
    ]:
        assert names(everybody.named(part)) == found, part


def test_identity_finds_exactly_and_only_within_scope(county, people):
    number = identity_number()
    wanted = member(county.neighbour_branch, "何建国", identity_number=number)
    everybody = Member.objects.visible_to(SYSTEM)
    assert list(everybody.find_by_identity([f" {number[:6]} {number[6:].lower()}", "x"])) == [wanted]
    archivist = holder(Role.ARCHIVIST, county.town)
    assert not Member.objects.visible_to(archivist).find_by_identity([number]).exists()
    another = "1" if number[17] == "0" else "0"
    assert not everybody.find_by_identity([number[:17] + another, ""]).exists()
    phone = member(county.branch, "唐守义", phone="13812340000")
    assert list(everybody.find_by_phone(["138-1234-0000", "+86 138 1234 0000"])) == [phone]


def test_who_belonged_on_a_day(county):
    left = member(county.branch, "周启明", joined_on=D(2005, 7, 1))
    services.change_standing(SYSTEM, left.uid, "died", on=D(2026, 11, 1))
    member(county.branch, "沈若兰", joined_on=D(2015, 7, 1), full_on=D(2016, 7, 1))
    everybody = Member.objects.visible_to(SYSTEM)
    assert names(everybody.current(D(2010, 1, 1))) == {"周启明"}
    assert names(everybody.current(D(2026, 10, 31))) == {"周启明", "沈若兰"}
    assert names(everybody.current(D(2026, 11, 1))) == {"沈若兰"}
    assert names(everybody.in_place()) == {"沈若兰"}


def test_probation_that_ends_soon_is_told_with_what_is_overdue_and_extended(county):
    on = D(2026, 11, 21)
    for name, joined in [("甲一", D(2025, 12, 20)), ("乙二", D(2025, 11, 1)), ("丙三", D(2026, 6, 1))]:
        member(county.branch, name, category="probationary", joined_on=joined)
    extended = member(county.branch, "丁四", category="probationary", joined_on=D(2025, 11, 1))
    services.extend_probation(SYSTEM, extended.uid, until=D(2027, 5, 1), on=D(2026, 11, 21))
    assert names(Member.objects.visible_to(SYSTEM).probation_ending(on, 60)) == {"甲一", "乙二"}


def test_gaps_and_lost_contact_are_found(county):
    member(county.branch, "周启明")
    member(county.branch, "沈若兰", residence="")
    member(county.branch, "何建国", is_lost_contact=True, lost_since=D(2026, 1, 1))
    everybody = Member.objects.visible_to(SYSTEM)
    assert names(everybody.incomplete()) == {"沈若兰"}
    assert names(everybody.out_of_contact()) == {"何建国"}


def test_the_entry_in_the_index_holds_name_branch_and_standing_only(county, people, django_assert_num_queries):
    from search.index import sources

    member(county.branch, "丁玉成", residence="石桥村9组", employer="某厂")
    uids = [str(uid) for uid in Member.objects.values_list("uid", flat=True)]
    with django_assert_num_queries(2):
        entries = {entry.title: entry for entry in sources.get("member").load(uids)}
    entry = entries["周启明"]
    assert (entry.names, entry.organisation, dict(entry.facts)) == (
        ("周启明",),
        "石桥村第一党支部",
        {"党籍状态": "正常"},
    )
    assert entry.place == "清平县委 柳溪镇党委 石桥村党总支 石桥村第一党支部"
    assert entry.ancestors == tuple(str(each.pk) for each in (county.root, county.town, county.village, county.branch))
    assert (entry.audience, entry.body, entry.heads, entry.published) == ((), "", (), None)
    assert "石桥村9组" not in repr(entries)


def test_a_moved_or_renamed_organisation_takes_its_members_entries_along(county, people):
    from records.kit import events
    from records.kit.models import ReactionRun
    from records.organisations import services as organisations
    from search.index.models import OutboxRow

    OutboxRow.objects.all().delete()
    organisations.move(
        SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=D(2026, 11, 1), reason="区划调整"
    )
    for run in ReactionRun.objects.filter(reaction__startswith="records.members"):
        events.run_reaction(run.pk)
    touched = set(OutboxRow.objects.filter(kind="member").values_list("uid", flat=True))
    assert touched == {str(people[name].uid) for name in ("周启明", "沈若兰")}
    assert names(Member.objects.visible_to(holder(Role.ARCHIVIST, county.neighbour))) == {"周启明", "沈若兰", "范春明"}


def test_a_branch_with_members_is_not_dissolved(county, people):
    from records.kit.errors import Invalid
    from records.organisations import services as organisations
    from records.organisations.models import Organisation

    with pytest.raises(Invalid, match="还有1名党员"):
        organisations.dissolve(SYSTEM, county.branch.uid, dissolved_on=D(2026, 11, 1), reason="合并")
    assert Organisation.objects.get(pk=county.branch.pk).dissolved_on is None
