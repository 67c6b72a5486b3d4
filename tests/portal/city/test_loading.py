"""Loading the city: complete, once, and only where nothing else is."""

import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from wagtail.models import Page

from cms_pages import services
from cms_pages.models import (
    ColumnPage,
    ContentPage,
    DisclosurePage,
    NewsPage,
    PageDoor,
    PlanPage,
    RulePage,
    SectionPage,
)
from cms_pages.services.publishing import next_index_number
from portal.city import loading
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.models import Job
from records.members.models import Member, MembershipEvent, MemberVersion
from records.organisations.models import Organisation, OrganisationVersion, Unit
from search.index.models import OutboxRow
from tests.factories.organisations import County, organisation
from tests.portal.city.conftest import SCALE

pytestmark = pytest.mark.data


def test_everything_is_there(city: list[loading.Loaded]):
    assert {each.label: each.rows for each in city} == {
        "组织": 21,
        "单位": 14,
        "组织主页": 21,
        "党员": 340,
        "页面": 220,
        "账号": 4,
    }
    assert Organisation.objects.count() == OrganisationVersion.objects.count() == SectionPage.objects.count() == 21
    assert ColumnPage.objects.count() == 5 * 21
    assert Unit.objects.filter(organisation__isnull=False).count() == 14
    assert Member.objects.count() == MemberVersion.objects.count() == MembershipEvent.objects.count() == 340
    assert Member.objects.exclude(identity_lookup="").values("identity_lookup").distinct().count() == 340
    assert not Member.objects.filter(organisation__kind__is_branch=False).exists()


def test_the_sections_mirror_the_tree(city: list[loading.Loaded]):
    paths = dict(Page.objects.values_list("path", "pk"))
    sections = {section.organisation_id: section for section in SectionPage.objects.all()}
    for each in Organisation.objects.all():
        section, parent = sections[each.pk], each.get_parent()
        above = paths[section.path[: -Page.steplen]]
        assert each.section_id == section.pk
        assert parent is None or above == sections[parent.pk].pk
        assert section.numchild == 5 + each.numchild
    assert PageDoor.objects.filter(is_live=True, level="society").exclude(is_content=True).count() == 1 + 6 * 21
    assert Page.find_problems() == ([], [], [], [], [])
    assert Organisation.find_problems() == ([], [], [], [], [])


def test_organisations_have_written(city: list[loading.Loaded], client: Client):
    kinds = {model: model.objects.count() for model in (NewsPage, DisclosurePage, PlanPage, RulePage)}
    assert sum(kinds.values()) == ContentPage.objects.count() == 220
    assert all(kinds.values()), kinds
    assert set(PageDoor.objects.filter(is_content=True).values_list("level", flat=True)) == {
        "society",
        "members",
        "own",
    }
    for page in ContentPage.objects.select_related("door", "organisation")[::9]:
        column = ColumnPage.objects.get(path=page.path[: -Page.steplen])
        assert (column.organisation_id, column.kind) == (page.organisation_id, page.specific.column)
        assert page.published_on >= page.organisation.set_up_on
        answer = client.get(page.address)
        assert answer.status_code == (200 if page.door.level == "society" else 302), page.address
    numbers = list(DisclosurePage.objects.values_list("index_no", flat=True))
    assert len(set(numbers)) == len(numbers)


def test_a_loaded_page_can_be_edited_and_published_as_any_other(city: list[loading.Loaded]):
    page = NewsPage.objects.order_by("pk").first()
    page.title = "改过的标题"
    page.save_revision()
    services.publish(SYSTEM, page.uid)
    assert NewsPage.objects.get(pk=page.pk).title == "改过的标题"
    assert Page.find_problems() == ([], [], [], [], [])


def test_the_next_disclosure_takes_the_next_number(city: list[loading.Loaded]):
    last = DisclosurePage.objects.order_by("-index_no").first()
    prefix, _, serial = last.index_no.rpartition("-")
    with transaction.atomic():
        following = next_index_number(last.organisation_id, int(prefix.rpartition("/")[2]))
    assert following == f"{prefix}-{int(serial) + 1:05d}"


def test_nothing_waits_for_the_index_and_the_journal_knows_of_the_load(city: list[loading.Loaded]):
    assert not OutboxRow.objects.exists()
    loads = JournalEntry.objects.filter(reason="批量装载").values_list("subject", "after")
    assert dict(loads) == {
        "organisations.organisation": {"loaded": 21},
        "organisations.unit": {"loaded": 14},
        "members.member": {"loaded": 340},
    }


def test_a_second_load_changes_nothing(city: list[loading.Loaded], django_assert_max_num_queries: Any):
    def state() -> tuple[Any, ...]:
        counted = [Organisation, Unit, Page, ContentPage, Member, MemberVersion, JournalEntry, PageDoor]
        rows = [model._base_manager.count() for model in counted]
        return (
            *rows,
            *Organisation.objects.values_list("numchild", "version"),
            Job.objects.values_list("cursor").get(),
        )

    before = state()
    with django_assert_max_num_queries(3):
        assert loading.load(SCALE) == city
    assert state() == before


def test_every_page_says_that_it_is_invented(city: list[loading.Loaded], client: Client):
    section = SectionPage.objects.order_by("-depth").first()
    for address in ("/", section.address, f"{section.address}news/", "/organisations/"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "均为虚构" in answer.content.decode(), address


def test_a_place_that_is_in_use_is_left_alone(ground: None):
    County()
    with pytest.raises(loading.OtherContent, match="别的组织"):
        loading.load(SCALE)
    assert not Job.objects.exists()
    assert Organisation.objects.count() == 7


def test_another_scale_needs_another_database(city: list[loading.Loaded]):
    with pytest.raises(loading.OtherContent, match=r"比例 0\.001"):
        loading.load(0.002)
    assert Organisation.objects.count() == 21


def test_what_the_place_adds_later_is_no_hindrance(city: list[loading.Loaded]):
    root = Organisation.objects.get(depth=1)
    organisation("新设党支部", parent=root, set_up_on=datetime.date(2026, 1, 1))
    assert loading.load(SCALE) == city
    assert Organisation.objects.count() == 22


def test_outside_a_demonstration_it_refuses(ground: None, settings: Any):
    settings.DEMO = False
    with pytest.raises(CommandError, match="未开启演示"):
        call_command("load_city", scale=SCALE)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("scale", [0, 0.0009, 1.1, -1])
def test_a_scale_out_of_bounds_is_told(ground: None, scale: float):
    with pytest.raises(CommandError, match=r"0\.001 与 1 之间"):
        call_command("load_city", scale=scale)


def test_the_demo_does_not_go_into_the_city(city: list[loading.Loaded], capsys: Any):
    call_command("load_demo")
    assert "城市案例" in capsys.readouterr().out
    assert Organisation.objects.count() == 21


@pytest.mark.search
def test_the_command_indexes_once(ground: None, search_engine: Any, capsys: Any):
    call_command("load_city", scale=SCALE)
    told = capsys.readouterr().out
    assert "搜索索引：602 条" in told  # 340 members, 21 organisations, 21 sections, 220 pages
    assert "申请人和组织生活会议的登记还没有建立" in told
    call_command("load_city", scale=SCALE)
    assert "搜索索引（已有）" in capsys.readouterr().out
