"""Setting up, renaming, moving and dissolving organisations."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.models import StoredEvent
from records.organisations import services
from records.organisations.models import Organisation, OrganisationVersion
from records.organisations.roles import Role
from tests.factories.access import affiliated, again, holder
from tests.factories.organisations import County, kind, organisation

pytestmark = [pytest.mark.django_db, pytest.mark.data]


def test_a_new_organisation_gets_an_address_in_pinyin_and_a_first_version(county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    made = services.set_up(
        manager,
        parent=county.village,
        kind=kind(),
        code="99010103",
        name="中共石桥村合作社支部委员会",
        short_name="合作社党支部",
        set_up_on=datetime.date(2026, 3, 1),
    )
    assert made.slug == "hezuoshedangzhibu"
    assert made.path.startswith(county.village.path)
    assert list(made.versions.values_list("valid_from", "valid_to")) == [(datetime.date(2026, 3, 1), None)]
    assert StoredEvent.objects.filter(name="organisations.OrganisationSetUp").latest("pk").payload == {
        "organisation": str(made.uid)
    }
    entry = JournalEntry.objects.get(action="organisations.set_up", subject_uid=made.uid)
    assert entry.actor_name == manager.name


def test_a_reserved_word_or_a_siblings_address_is_never_taken(county: County) -> None:
    first = organisation("新闻", parent=county.root)
    second = organisation("新闻", parent=county.root)
    third = organisation("search", parent=county.root)
    assert first.slug != second.slug
    assert third.slug == "search-2"


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in ("site_administrator", "organisation_administrator")]
)
def test_other_roles_are_refused_and_nothing_happens(county: County, role: Role) -> None:
    before = Organisation.objects.count(), StoredEvent.objects.count(), JournalEntry.objects.count()
    with pytest.raises(Refused):
        services.set_up(
            holder(role, county.town),
            parent=county.village,
            kind=kind(),
            code="X",
            name="某支部",
            short_name="某支部",
            set_up_on=datetime.date(2026, 3, 1),
        )
    assert (Organisation.objects.count(), StoredEvent.objects.count(), JournalEntry.objects.count()) == before


def test_the_neighbours_administrator_may_not_rename_here(county: County) -> None:
    with pytest.raises(Refused):
        services.rename(
            holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour),
            county.branch.uid,
            name="中共某支部",
            short_name="某支部",
            valid_from=datetime.date(2026, 1, 1),
            reason="测试",
        )
    assert Organisation.objects.get(pk=county.branch.pk).short_name == "石桥村第一党支部"


def test_a_renamed_organisation_keeps_its_address_and_its_past(county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    slug = county.branch.slug
    services.rename(
        manager,
        county.branch.uid,
        name="中共石桥村老街支部委员会",
        short_name="石桥村老街党支部",
        valid_from=datetime.date(2026, 5, 1),
        reason="村组合并",
    )
    branch = Organisation.objects.get(pk=county.branch.pk)
    assert (branch.short_name, branch.slug) == ("石桥村老街党支部", slug)
    assert list(branch.versions.values_list("short_name", "valid_to")) == [
        ("石桥村第一党支部", datetime.date(2026, 5, 1)),
        ("石桥村老街党支部", None),
    ]


def test_two_people_renaming_at_once_the_slower_is_told(county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    details = {"name": "中共某支部", "short_name": "某支部", "valid_from": datetime.date(2026, 5, 1), "reason": "改名"}
    services.rename(manager, county.branch.uid, expected_version=1, **details)
    with pytest.raises(Conflict):
        services.rename(manager, county.branch.uid, expected_version=1, **details)


def test_a_moved_organisation_takes_everything_below_along(county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    secretary = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    assert secretary.scope.may("organisations.change", county.branch.path)
    services.move(
        manager,
        county.village.uid,
        new_parent=county.neighbour,
        valid_from=datetime.date(2026, 6, 1),
        reason="乡镇区划调整",
    )
    branch = Organisation.objects.get(pk=county.branch.pk)
    assert branch.path.startswith(county.neighbour.path)
    assert not again(secretary).scope.may("organisations.change", branch.path)
    assert [each.short_name for each in services.path_on(branch, datetime.date(2026, 5, 31))] == [
        "清平县委",
        "柳溪镇党委",
        "石桥村党总支",
        "石桥村第一党支部",
    ]
    assert [each.short_name for each in services.path_on(branch, datetime.date(2026, 6, 1))][1] == "云台乡党委"
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_an_organisation_never_hangs_inside_itself(county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    with pytest.raises(Invalid, match="在“柳溪镇党委”之内"):
        services.move(
            manager, county.town.uid, new_parent=county.branch, valid_from=datetime.date(2026, 6, 1), reason="误操作"
        )


def test_moving_needs_the_permission_at_both_parents(county: County) -> None:
    with pytest.raises(Refused):
        services.move(
            holder(Role.ORGANISATION_ADMINISTRATOR, county.town),
            county.village.uid,
            new_parent=county.neighbour,
            valid_from=datetime.date(2026, 6, 1),
            reason="越权",
        )
    assert Organisation.objects.get(pk=county.village.pk).path.startswith(county.town.path)


def test_dissolving_waits_for_what_hangs_below(county: County) -> None:
    manager = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    with pytest.raises(Invalid, match="还有2个下级组织"):
        services.dissolve(manager, county.village.uid, dissolved_on=datetime.date(2026, 7, 1), reason="撤并")
    for each in (county.branch, county.other_branch, county.village):
        services.dissolve(manager, each.uid, dissolved_on=datetime.date(2026, 7, 1), reason="撤并")
    assert not Organisation.objects.below(county.village.path).working(datetime.date(2026, 7, 1)).exists()
    with pytest.raises(NotVisible):
        services.path_on(Organisation.objects.get(pk=county.village.pk), datetime.date(2026, 7, 2))


def test_a_taken_code_is_refused_in_chinese(county: County) -> None:
    with pytest.raises(ValidationError) as caught:
        organisation("重复", parent=county.root, code="9901")
    assert "组织代码" in str(caught.value)
    assert OrganisationVersion.objects.filter(short_name="重复").count() == 0


def test_a_dissolved_organisation_opens_nothing_to_its_administrator(county: County) -> None:
    local = holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour_branch)
    services.dissolve(
        holder(Role.ORGANISATION_ADMINISTRATOR, county.root),
        county.neighbour_branch.uid,
        dissolved_on=datetime.date(2026, 1, 1),
        reason="撤并",
    )
    assert not again(local).scope.holds_post


def test_a_member_without_post_manages_nothing(county: County) -> None:
    assert affiliated(county.branch).scope.paths("organisations.change") == ()
