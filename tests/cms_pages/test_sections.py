"""An organisation's section: made singly or in bulk, and what becomes of it when the organisation changes."""

import datetime
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Page

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage, NewsPage, PageDoor, SectionPage
from cms_pages.sections import provision_all, provision_section
from records.kit.actors import SYSTEM
from records.organisations import services as organisations
from records.organisations.bulk import Seed, load_tree
from records.organisations.models import Organisation
from records.organisations.setup import ensure
from tests.factories.organisations import County, organisation
from tests.factories.pages import column, published, site

pytestmark = [pytest.mark.django_db, pytest.mark.data]

TODAY = datetime.date(2026, 11, 1)


def section_of(one: Organisation) -> SectionPage:
    return SectionPage.objects.get(organisation=one)


def moved(one: Organisation, to: Organisation) -> None:
    organisations.move(SYSTEM, one.uid, new_parent=to, valid_from=TODAY, reason="区划调整")


# ── single and bulk ─────────────────────────────────────────────────────────
# Two siblings of one name and one named like a column: their addresses must come out the same, too.
NAMES = [("A", "", "清平县委"), ("A1", "A", "柳溪镇党委"), ("A2", "A", "柳溪镇党委"), ("A3", "A1", "新闻"), ("A4", "A1", "石桥村党总支"), ("A5", "A4", "第一党支部")]  # fmt: skip
CHANCE = {"id", "page_ptr", "translation_key", "first_published_at", "last_published_at", "latest_revision_created_at"}


def loaded() -> None:
    ensure()
    load_tree(Seed(code, above, "branch", name, name, datetime.date(2000, 1, 1)) for code, above, name in NAMES)


def pages_as_they_are() -> list[dict[str, Any]]:
    """Every field of every section and column, and of its door, but for numbers, keys and moments."""
    rows = []
    for page in [*SectionPage.objects.all(), *ColumnPage.objects.all()]:
        row = {
            field.name: getattr(page, field.attname) for field in page._meta.concrete_fields if field.name not in CHANCE
        }
        door = PageDoor.objects.get(page_id=page.pk)
        row |= {f"door.{f.name}": getattr(door, f.attname) for f in PageDoor._meta.concrete_fields if f.name != "page"}
        row["door.readers_page"] = door.readers_page_id is not None
        row["published"] = page.first_published_at is not None and page.last_published_at is not None
        rows.append(row)
    return sorted(rows, key=lambda row: row["path"])


def test_bulk_makes_what_single_makes() -> None:
    site()
    loaded()
    for one in Organisation.objects.order_by("depth", "path"):
        provision_section(one)
    singly = pages_as_they_are()
    linked = dict(Organisation.objects.values_list("code", "section__path"))
    for one in SectionPage.objects.order_by("-depth"):
        one.delete()
    Organisation.objects.update(section=None)
    assert provision_all() == len(NAMES)
    # Paths are given out anew by both in the same order, so that even these agree.
    for one, other in zip(pages_as_they_are(), singly, strict=True):
        assert one == other
    assert dict(Organisation.objects.values_list("code", "section__path")) == linked
    assert Page.find_problems() == ([], [], [], [], [])
    slugs = dict(SectionPage.objects.values_list("organisation__code", "slug"))
    assert slugs["A1"] != slugs["A2"]


def test_bulk_in_small_pieces_is_the_same(settings: Any) -> None:
    site()
    loaded()
    told: list[tuple[int, int]] = []
    assert provision_all(lambda done, total: told.append((done, total)), piece=2) == 6
    assert told == [(2, 6), (4, 6), (6, 6)]
    assert provision_all() == 0
    assert SectionPage.objects.count() == 6
    assert Page.find_problems() == ([], [], [], [], [])


def test_bulk_goes_on_where_single_began() -> None:
    site()
    loaded()
    provision_section(Organisation.objects.get(code="A4"))  # with those above it
    assert SectionPage.objects.count() == 3
    assert provision_all() == 3
    assert Page.find_problems() == ([], [], [], [], [])


def test_a_missing_column_is_added(county: County) -> None:
    site()
    provision_section(county.town)
    ColumnPage.objects.get(organisation=county.town, kind=ColumnKind.PLANS).delete()
    provision_all()
    assert set(ColumnPage.objects.filter(organisation=county.town).values_list("kind", flat=True)) == set(ColumnKind)
    assert Page.find_problems() == ([], [], [], [], [])


def test_provisioning_again_asks_little_and_writes_nothing(county: County, django_assert_max_num_queries: Any) -> None:
    site()
    provision_section(county.branch)
    before = list(Page.objects.order_by("pk").values())
    with django_assert_max_num_queries(8):
        provision_section(county.branch)
    assert list(Page.objects.order_by("pk").values()) == before


# ── moved, renamed, dissolved ───────────────────────────────────────────────
def test_a_moved_organisation_takes_its_pages_along_and_leaves_a_way(client: Client, county: County) -> None:
    news = published(county.branch, NewsPage, title="第一季度党员大会")
    old_section, old_news = section_of(county.branch).address, news.address
    old_village = section_of(county.village).address
    moved(county.village, county.neighbour)

    section, target = section_of(county.branch), section_of(county.neighbour)
    news = NewsPage.objects.get(pk=news.pk)
    assert section.path.startswith(target.path)
    assert section.address.startswith(target.address)
    assert news.address.startswith(section.address)
    assert PageDoor.objects.get(page_id=news.pk).org_path == Organisation.objects.get(pk=county.branch.pk).path
    assert Page.find_problems() == ([], [], [], [], [])
    for old, new in (
        (old_village, section_of(county.village).address),
        (old_section, section.address),
        (f"{old_section}news/?page=2", f"{section.address}news/?page=2"),
        (old_news, news.address),
    ):
        answer = client.get(old)
        assert (answer.status_code, answer["Location"]) == (301, new), old
        assert client.get(new).status_code == 200


def test_moved_back_the_address_is_its_own_again(client: Client, county: County) -> None:
    column(county.branch)
    first = section_of(county.village).address
    moved(county.village, county.neighbour)
    between = section_of(county.village).address
    moved(county.village, county.town)
    assert section_of(county.village).address == first
    assert client.get(first).status_code == 200
    answer = client.get(between)
    assert (answer.status_code, answer["Location"]) == (301, first)


def test_where_the_address_is_taken_the_moved_section_gets_another(client: Client, county: County) -> None:
    twin = organisation("石桥村党总支", parent=county.neighbour, kind_code="general-branch")
    for one in (county.village, twin):
        column(one)
    old = section_of(county.village).address
    moved(county.village, county.neighbour)
    assert section_of(county.village).address != section_of(twin).address
    assert client.get(section_of(twin).address).status_code == 200
    assert client.get(old)["Location"] == section_of(county.village).address


def test_a_renamed_organisation_keeps_its_address(client: Client, county: County) -> None:
    news = published(county.branch, NewsPage)
    address = section_of(county.branch).address
    organisations.rename(
        SYSTEM, county.branch.uid, name="中共石桥村先锋支部委员会", short_name="石桥村先锋党支部", valid_from=TODAY, reason="更名"
    )  # fmt: skip
    section = section_of(county.branch)
    assert (section.title, section.draft_title, section.address) == ("石桥村先锋党支部", "石桥村先锋党支部", address)
    assert "石桥村先锋党支部" in client.get(address).content.decode()
    assert "石桥村先锋党支部" in client.get(news.address).content.decode()


@pytest.mark.parametrize("act", ["move", "rename", "dissolve"])
def test_an_alias_stays_whole_whatever_happens_to_its_source(client: Client, county: County, act: str) -> None:
    news = published(county.branch, NewsPage, title="第一季度党员大会")
    shared = services.copy_alias(SYSTEM, news.uid, column=column(county.neighbour).uid)
    if act == "move":
        moved(county.village, county.neighbour)
    elif act == "rename":
        organisations.rename(
            SYSTEM, county.branch.uid, name="中共先锋支部委员会", short_name="先锋党支部", valid_from=TODAY, reason="更名"
        )  # fmt: skip
    else:
        organisations.dissolve(SYSTEM, county.branch.uid, dissolved_on=TODAY, reason="合并")
    shared = NewsPage.objects.get(pk=shared.pk)
    assert shared.alias_of_id == news.pk
    assert shared.organisation_id == county.neighbour.pk
    answer = client.get(shared.address)
    assert answer.status_code == 200
    assert "第一季度党员大会" in answer.content.decode()
    source = Organisation.objects.get(pk=county.branch.pk).short_name
    assert f"转载自{source}" in answer.content.decode()


def test_an_alias_moves_with_its_own_organisation(client: Client, county: County) -> None:
    news = published(county.neighbour_branch, NewsPage)
    shared = services.copy_alias(SYSTEM, news.uid, column=column(county.branch).uid)
    old = shared.address
    moved(county.village, county.neighbour)
    shared = NewsPage.objects.get(pk=shared.pk)
    assert shared.alias_of_id == news.pk
    assert client.get(old)["Location"] == shared.address
    assert client.get(shared.address).status_code == 200


def test_the_page_above_the_home_page_has_a_chinese_name(county: County) -> None:
    Page.objects.filter(depth=1).update(title="Root", draft_title="Root")
    site()
    assert Page.objects.get(depth=1).title == "全站"
    Page.objects.filter(depth=1).update(title="清平")
    site()
    assert Page.objects.get(depth=1).title == "清平"


def test_a_dissolved_organisation_stays_readable_and_says_so(client: Client, county: County) -> None:
    news = published(county.branch, NewsPage, title="第一季度党员大会")
    organisations.dissolve(SYSTEM, county.branch.uid, dissolved_on=TODAY, reason="合并")
    section = section_of(county.branch)
    assert "订阅更新" not in client.get(section.address).content.decode()  # nothing more comes
    for address in (section.address, f"{section.address}news/", news.address):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "已于2026年11月1日撤销" in answer.content.decode(), address
    assert "第一季度党员大会" in client.get(f"{section.address}news/").content.decode()
