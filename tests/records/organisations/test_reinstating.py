"""A dissolution that was entered by mistake is taken back 恢复: the organisation works on as if it had never been."""

import datetime

import pytest
from django.test import Client

from cms_pages.models import NewsPage
from records.access.models import User
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.errors import Invalid, NotVisible, Refused
from records.kit.models import StoredEvent, local_today
from records.organisations import services
from records.organisations.models import Organisation, OrganisationVersion
from records.organisations.roles import Role
from tests.factories.access import again, holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import published

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/organisations/"
GONE = datetime.date(2026, 7, 1)


@pytest.fixture
def manager(county: County) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, county.town)


@pytest.fixture
def gone(county: County, manager: User) -> Organisation:
    return services.dissolve(manager, county.branch.uid, dissolved_on=GONE, reason="合并")


def versions(organisation: Organisation) -> list[tuple[object, ...]]:
    rows = OrganisationVersion.objects.filter(organisation=organisation).order_by("valid_from", "pk")
    return list(rows.values_list("short_name", "parent", "valid_from", "valid_to"))


def test_it_stands_as_before(county: County, manager: User) -> None:
    services.rename(
        manager,
        county.branch.uid,
        name="中共石桥村东片支部委员会",
        short_name="石桥村东片党支部",
        valid_from=GONE,
        reason="改名",
    )
    before = versions(county.branch)
    services.dissolve(manager, county.branch.uid, dissolved_on=GONE, reason="合并")
    assert versions(county.branch) != before
    back = services.reinstate(manager, county.branch.uid, reason="登记有误")
    assert back.dissolved_on is None
    assert versions(county.branch) == before
    assert services.path_on(back, local_today())[-1] == back
    entry = JournalEntry.objects.order_by("pk").last()
    assert (entry.action, entry.reason) == ("organisations.reinstate", "登记有误")
    told = StoredEvent.objects.order_by("pk").last()
    assert told.name == "organisations.OrganisationReinstated"
    assert told.payload["dissolved_on"] == "2026-07-01"


def test_its_own_people_may_work_again(county: County, manager: User) -> None:
    local = holder(Role.SECRETARY, county.branch)
    services.dissolve(manager, county.branch.uid, dissolved_on=GONE, reason="合并")
    assert not again(local).scope.holds_post
    services.reinstate(manager, county.branch.uid, reason="登记有误")
    assert again(local).scope.holds_post


def test_what_stands_is_not_reinstated(county: County, manager: User) -> None:
    with pytest.raises(Invalid, match="没有撤销"):
        services.reinstate(manager, county.branch.uid, reason="登记有误")


def test_the_one_above_goes_first(county: County, manager: User) -> None:
    for each in (county.branch, county.other_branch, county.village):
        services.dissolve(manager, each.uid, dissolved_on=GONE, reason="撤并")
    with pytest.raises(Invalid, match="请先恢复它"):
        services.reinstate(manager, county.branch.uid, reason="登记有误")
    assert Organisation.objects.get(pk=county.branch.pk).dissolved_on == GONE
    services.reinstate(manager, county.village.uid, reason="登记有误")
    services.reinstate(manager, county.branch.uid, reason="登记有误")
    assert Organisation.objects.below(county.village.path).working(local_today()).count() == 2


def test_nobody_from_elsewhere_and_nobody_of_its_own(county: County, gone: Organisation) -> None:
    entries = JournalEntry.objects.count()
    with pytest.raises((Refused, NotVisible)):
        services.reinstate(holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour), gone.uid, reason="越权")
    with pytest.raises((Refused, NotVisible)):
        services.reinstate(holder(Role.SECRETARY, county.village), gone.uid, reason="越权")
    assert Organisation.objects.get(pk=gone.pk).dissolved_on == GONE
    assert JournalEntry.objects.filter(action="organisations.reinstate").count() == 0
    assert JournalEntry.objects.count() == entries


def test_the_screen(client: Client, county: County, gone: Organisation, manager: User) -> None:
    sign_in(client, manager)
    address = f"{HOME}{gone.uid}/reinstate/"
    assert address in client.get(f"{HOME}{gone.uid}/").content.decode()
    assert "2026年7月1日" in client.get(address).content.decode()  # which dissolution is taken back
    empty = client.post(address, {"reason": ""})
    assert empty.status_code == 422
    assert Organisation.objects.get(pk=gone.pk).dissolved_on == GONE
    assert client.post(address, {"reason": "登记有误"}).status_code == 302
    page = client.get(f"{HOME}{gone.uid}/").content.decode()
    assert "在册" in page
    assert address not in page
    assert client.get(address).status_code == 404


def test_a_coming_dissolution_is_taken_back_too(client: Client, county: County, manager: User) -> None:
    coming = local_today() + datetime.timedelta(days=30)
    services.dissolve(manager, county.branch.uid, dissolved_on=coming, reason="合并")
    sign_in(client, manager)
    assert client.post(f"{HOME}{county.branch.uid}/reinstate/", {"reason": "不合并了"}).status_code == 302
    assert Organisation.objects.get(pk=county.branch.pk).dissolved_on is None


def test_over_the_api(client: Client, gone: Organisation, manager: User) -> None:
    sign_in(client, manager)
    address = f"/api/v1/organisations/{gone.uid}/reinstate/"
    assert client.post(address, {}, content_type="application/json").status_code == 400
    answer = client.post(address, {"reason": "登记有误"}, content_type="application/json")
    assert (answer.status_code, answer.json()["dissolved_on"]) == (200, None)
    assert client.post(address, {"reason": "再来"}, content_type="application/json").status_code == 400


def test_its_section_no_longer_says_dissolved(client: Client, county: County) -> None:
    page = published(county.branch, NewsPage)
    services.dissolve(SYSTEM, county.branch.uid, dissolved_on=local_today(), reason="合并")
    section = page.get_parent().get_parent().url
    assert "撤销" in client.get(section).content.decode()
    services.reinstate(SYSTEM, county.branch.uid, reason="登记有误")
    assert "撤销" not in client.get(section).content.decode()
