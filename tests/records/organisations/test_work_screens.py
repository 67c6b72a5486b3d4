"""The tree kept at the workbench: set up, renamed, corrected, moved, dissolved; units and kinds."""

import datetime

import pytest
from django.test import Client

from cms_pages.models import SectionPage
from records.access.models import User
from records.kit.errors import NotVisible, Refused
from records.organisations import services
from records.organisations.models import Organisation, OrganisationKind, Unit
from records.organisations.roles import Role
from tests.factories.access import PASSWORD, holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import site

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/organisations/"


@pytest.fixture
def administrator(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town)


def given(county: County, **changes: str) -> dict[str, str]:
    facts = {
        "parent": str(county.village.uid),
        "kind": "branch",
        "code": "99010103",
        "name": "中共石桥村第三支部委员会",
        "short_name": "石桥村第三党支部",
        "set_up_on": "2026-03-01",
        "division_code": "330203001001",
        "address": "石桥村1号",
        "telephone": "0574-12345678",
        "sort_order": "1000",
        "reason": "〔2026〕3号",
    }
    return {**facts, **changes}


def test_an_organisation_is_set_up_with_its_section(county: County, administrator: User, client: Client) -> None:
    site()
    sign_in(client, administrator)
    page = client.get(f"{HOME}new/", {"parent": str(county.village.uid)}).content.decode()
    assert "99010103" in page  # the next free code after its siblings' manner
    answer = client.post(f"{HOME}new/", given(county))
    made = Organisation.objects.get(code="99010103")
    assert answer["Location"] == f"{HOME}{made.uid}/"
    assert made.path.startswith(county.village.path)
    assert SectionPage.objects.filter(organisation=made).exists()
    assert "石桥村第三党支部" in client.get(HOME, {"within": str(county.village.uid)}).content.decode()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"code": "990101"}, "组织代码"),
        ({"parent": "neighbour"}, "不在您的管理范围"),
        ({"division_code": "村里"}, "不是行政区划代码"),
        ({"kind": "no-such"}, "选择"),
        ({"set_up_on": "2026-13-01"}, "请填写日期"),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_stays(
    county: County, administrator: User, client: Client, changes: dict[str, str], message: str
) -> None:
    if changes.get("parent") == "neighbour":
        changes = {"parent": str(county.neighbour.uid)}
    sign_in(client, administrator)
    answer = client.post(f"{HOME}new/", given(county, **changes))
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert "石桥村第三党支部" in answer.content.decode()
    assert Organisation.objects.count() == 7


def test_a_rename_keeps_the_old_name_in_the_history(county: County, administrator: User, client: Client) -> None:
    sign_in(client, administrator)
    address = f"{HOME}{county.branch.uid}/"
    names = {"name": "中共石桥村东片支部委员会", "short_name": "石桥村东片党支部", "kind": "branch"}
    stale = {**names, "valid_from": "2026-05-01", "reason": "更名", "version": "99"}
    assert "刚刚被他人更改" in client.post(f"{address}rename/", stale).content.decode()
    done = client.post(f"{address}rename/", {**stale, "version": str(county.branch.version)})
    assert done.status_code == 302
    page = client.get(address).content.decode()
    assert "石桥村东片党支部" in page
    assert "中共石桥村第一党支部委员会" in page
    assert "石桥村东片党支部" in client.get(HOME, {"q": "石桥村第一党支部"}).content.decode()


def test_a_move_takes_everything_below_along_and_stays_within_reach(
    county: County, administrator: User, client: Client
) -> None:
    sign_in(client, administrator)
    address = f"{HOME}{county.village.uid}/move/"
    facts = {"new_parent": str(county.neighbour.uid), "valid_from": "2026-05-01", "reason": "区划调整"}
    assert client.post(address, facts).status_code == 422
    county.village.refresh_from_db()
    assert county.village.path.startswith(county.town.path)
    sign_in(client, User.objects.create_superuser("root", "系统管理员", PASSWORD))
    assert client.post(address, facts).status_code == 302
    assert Organisation.objects.get(pk=county.branch.pk).path.startswith(county.neighbour.path)


def test_dissolving_waits_until_nothing_hangs_below(county: County, administrator: User, client: Client) -> None:
    sign_in(client, administrator)
    facts = {"dissolved_on": "2026-05-01", "reason": "合并"}
    refused = client.post(f"{HOME}{county.village.uid}/dissolve/", facts)
    assert "还有2个下级组织" in refused.content.decode()
    assert client.post(f"{HOME}{county.branch.uid}/dissolve/", facts).status_code == 302
    page = client.get(f"{HOME}{county.branch.uid}/").content.decode()
    assert "已于2026-05-01撤销" in page
    assert "rename/" not in page
    assert client.get(f"{HOME}{county.branch.uid}/rename/").status_code == 404
    listed = client.get(HOME, {"within": str(county.village.uid)}).content.decode()
    assert "石桥村第一党支部" not in listed
    gone = client.get(HOME, {"within": str(county.village.uid), "state": "dissolved"}).content.decode()
    assert "石桥村第一党支部" in gone


def test_contact_details_are_corrected(county: County, administrator: User, client: Client) -> None:
    sign_in(client, administrator)
    facts = {"address": "新地址", "telephone": "0574-1", "sort_order": "5", "version": str(county.branch.version)}
    assert client.post(f"{HOME}{county.branch.uid}/details/", facts).status_code == 302
    assert Organisation.objects.get(pk=county.branch.pk).address == "新地址"


def test_the_neighbour_is_out_of_reach(county: County, administrator: User, client: Client) -> None:
    sign_in(client, administrator)
    for tail in ("", "rename/", "details/", "move/", "dissolve/"):
        assert client.get(f"{HOME}{county.neighbour_branch.uid}/{tail}").status_code == 404
    assert client.get(HOME, {"within": str(county.neighbour.uid)}).status_code == 404
    assert "云溪社区" not in client.get(HOME, {"q": "云溪"}).content.decode()
    with pytest.raises(Refused):
        services.rename(
            administrator,
            county.neighbour_branch.uid,
            name="甲",
            short_name="乙",
            valid_from=datetime.date(2026, 5, 1),
            reason="越权",
        )


def test_units_are_registered_and_put_under_another_organisation(
    county: County, administrator: User, client: Client
) -> None:
    sign_in(client, administrator)
    facts = {
        "organisation": str(county.village.uid),
        "name": "石桥村村民委员会",
        "code": "54330203",
        "nature": "建制村",
    }
    assert client.post(f"{HOME}units/new/", facts).status_code == 302
    unit = Unit.objects.get(code="54330203")
    again = client.post(f"{HOME}units/new/", facts)
    assert again.status_code == 422
    assert "单位代码" in again.content.decode()
    assert "石桥村村民委员会" in client.get(f"{HOME}{county.village.uid}/").content.decode()
    other = facts | {"organisation": str(county.neighbour.uid)}
    assert client.post(f"{HOME}units/{unit.uid}/", other).status_code == 422
    assert client.post(f"{HOME}units/{unit.uid}/", facts | {"name": "石桥村委会"}).status_code == 302
    assert Unit.objects.get().name == "石桥村委会"
    sign_in(client, holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour))
    assert client.get(f"{HOME}units/{unit.uid}/").status_code == 404
    with pytest.raises(NotVisible):
        services.change_unit(holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour), unit.uid, name="甲")


def test_kinds_are_the_places_own_data_and_the_site_administrators_matter(
    county: County, administrator: User, client: Client
) -> None:
    facts = {"code": "street-committee", "name": "街道党工委", "is_committee": "on", "sort_order": "15"}
    sign_in(client, administrator)
    assert client.get(f"{HOME}kinds/").status_code == 404
    assert client.post(f"{HOME}kinds/new/", facts).status_code == 404
    sign_in(client, User.objects.create_superuser("root", "系统管理员", PASSWORD))
    assert client.post(f"{HOME}kinds/new/", facts).status_code == 302
    assert "已被使用" in client.post(f"{HOME}kinds/new/", facts).content.decode()
    assert client.post(f"{HOME}kinds/street-committee/", {**facts, "name": "街道工委"}).status_code == 302
    assert OrganisationKind.objects.get(code="street-committee").name == "街道工委"


def test_lists_cost_the_same_with_few_and_many(
    county: County, administrator: User, client: Client, django_assert_max_num_queries
) -> None:
    for number in range(20):
        services.set_up(
            administrator,
            parent=Organisation.objects.get(pk=county.village.pk),
            kind=OrganisationKind.objects.get(code="branch"),
            code=f"99010110{number:02d}",
            name=f"中共第{number}支部",
            short_name=f"第{number}支部",
            set_up_on=datetime.date(2020, 1, 1),
        )
    sign_in(client, administrator)
    with django_assert_max_num_queries(14):
        client.get(HOME, {"within": str(county.village.uid)})
    with django_assert_max_num_queries(14):
        client.get(f"{HOME}{county.village.uid}/")


def test_the_api_does_the_same(county: County, administrator: User, client: Client) -> None:
    sign_in(client, administrator)
    facts = given(county)
    made = client.post("/api/v1/organisations/", facts, content_type="application/json")
    assert made.status_code == 201, made.content
    address = f"/api/v1/organisations/{made.json()['uid']}/"
    tag = client.get(address)["ETag"]
    changed = client.patch(address, {"address": "新地址"}, content_type="application/json", headers={"if-match": tag})
    assert changed.json()["address"] == "新地址"
    stale = client.patch(address, {"address": "旧的"}, content_type="application/json", headers={"if-match": tag})
    assert stale.status_code == 409
    renamed = client.post(
        f"{address}rename/",
        {
            "name": "中共石桥村西片支部委员会",
            "short_name": "石桥村西片党支部",
            "valid_from": "2026-06-01",
            "reason": "更名",
        },
        content_type="application/json",
    )
    assert renamed.json()["short_name"] == "石桥村西片党支部"
    gone = client.post(
        f"{address}dissolve/", {"dissolved_on": "2026-07-01", "reason": "合并"}, content_type="application/json"
    )
    assert gone.json()["is_dissolved"] is True
    out = client.post(
        f"/api/v1/organisations/{county.neighbour.uid}/dissolve/",
        {"dissolved_on": "2026-07-01", "reason": "越权"},
        content_type="application/json",
    )
    assert out.status_code == 403
    unit = client.post(
        "/api/v1/units/",
        {"organisation": str(county.village.uid), "name": "石桥村村民委员会", "code": "54330203"},
        content_type="application/json",
    )
    assert unit.status_code == 201
