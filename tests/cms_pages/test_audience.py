"""Who may read: every door × audience × reader. One table, tried at the page, lists, feeds, sitemap, index and files."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import Attachment, CoursePage, LessonPage, NewsPage, PageDoor, PageReader, SectionPage
from cms_pages.querysets import pages_visible_to
from cms_pages.search import NewsEntries
from media.services import store_document
from records.access.models import User, Visitor
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.kit.errors import Invalid, Refused
from records.organisations.roles import Role
from search.index.scope import scope_of
from tests.factories.access import affiliated, holder, sign_in, user
from tests.factories.access import again as person_again
from tests.factories.organisations import County
from tests.factories.pages import again, column, draft, published

READERS = [
    "visitor",
    "stranger",
    "named",
    "member",
    "own",
    "below",
    "neighbour_member",
    "publisher",
    "archivist",
    "clerk",
]

# Who reads a page of 石桥村 at each level: everyone else must not learn that it is there.
MAY_READ = {
    Audience.SOCIETY: set(READERS),
    Audience.MEMBERS: {"named", "member", "own", "below", "neighbour_member", "publisher", "archivist", "clerk"},
    Audience.OWN: {"own", "below", "publisher", "archivist"},
    Audience.NAMED: {"named", "publisher", "archivist"},
}


@pytest.fixture
def readers(county: County) -> dict[str, Any]:
    return {
        "visitor": Visitor(),
        "stranger": user("没有组织的账号"),
        "named": affiliated(county.neighbour_branch, "被指定的人"),
        "member": affiliated(county.neighbour, "另一乡的党员"),
        "own": affiliated(county.village, "本村党员"),
        "below": affiliated(county.branch, "本村第一支部党员"),
        "neighbour_member": affiliated(county.neighbour_branch, "云溪社区党员"),
        "publisher": holder(Role.PUBLISHER, county.village),
        "archivist": holder(Role.ARCHIVIST, county.town),
        "clerk": holder(Role.ARCHIVIST, county.neighbour),
    }


def page_at(county: County, level: Audience, readers: dict[str, Any], **fields: Any) -> Any:
    page = draft(county.village, NewsPage, title="只给该看的人看的内容", audience=level, **fields)
    if level is Audience.NAMED:
        latest = page.get_latest_revision_as_object()
        latest.readers = [PageReader(user=readers["named"])]
        latest.save_revision()
    services.publish(SYSTEM, page.uid)
    return again(page)


@pytest.mark.parametrize("level", list(Audience))
def test_the_page_itself(client: Client, county: County, readers: dict[str, Any], level: Audience) -> None:
    page = page_at(county, level, readers)
    for name, reader in readers.items():
        if isinstance(reader, User):
            sign_in(client, reader)
        else:
            client.logout()
        response = client.get(page.address)
        if name in MAY_READ[level]:
            assert response.status_code == 200, name
        elif name == "visitor" and level in (Audience.MEMBERS, Audience.OWN):
            assert response.status_code == 302, name
            assert response.headers["Location"].startswith("/sign-in/?next=")
        else:
            assert response.status_code == 404, name
            assert "只给该看的人看的内容" not in response.content.decode()
        kept = response.headers.get("Cache-Control", "")
        if level is not Audience.SOCIETY or isinstance(reader, User):
            assert response.status_code == 404 or "no-store" in kept, name


@pytest.mark.parametrize("level", list(Audience))
def test_lists_and_querysets(client: Client, county: County, readers: dict[str, Any], level: Audience) -> None:
    page = page_at(county, level, readers)
    section = SectionPage.objects.get(organisation=county.village)
    places = ["/", "/news/", section.address, f"{section.address}news/", "/news/?q=该看的人"]
    for name, reader in readers.items():
        if isinstance(reader, User):
            sign_in(client, reader)
        else:
            client.logout()
        expected = name in MAY_READ[level]
        assert pages_visible_to(reader).filter(pk=page.pk).exists() is expected, name
        assert NewsPage.objects.visible_to(reader).filter(pk=page.pk).exists() is expected, name
        for place in places:
            text = client.get(place).content.decode()
            assert (f'href="{page.address}"' in text) is expected, (name, place)


@pytest.mark.parametrize("level", list(Audience))
def test_feeds_and_sitemap_are_the_same_for_everyone(
    client: Client, county: County, readers: dict[str, Any], level: Audience
) -> None:
    page = page_at(county, level, readers)
    section = SectionPage.objects.get(organisation=county.village)
    for reader in (None, readers["own"], readers["publisher"]):
        if reader is not None:
            sign_in(client, reader)
        for place in ("/feed/", f"{section.address}feed/", "/sitemap-1.xml"):
            text = client.get(place).content.decode()
            assert (page.address in text) is (level is Audience.SOCIETY), place


@pytest.mark.parametrize("level", list(Audience))
def test_the_index(county: County, readers: dict[str, Any], level: Audience) -> None:
    page = page_at(county, level, readers)
    (entry,) = NewsEntries().load([str(page.uid)])
    for name, reader in readers.items():
        by_label = scope_of(reader.scope.labels).admits(entry)
        by_policy = {Audience.OWN: {"archivist"}, Audience.NAMED: {"archivist", "publisher"}}.get(level, set())
        expected = name in MAY_READ[level] - by_policy  # what a post opens is a grant, not a label
        assert by_label is expected, name
    assert str(county.village.pk) in entry.ancestors
    assert str(county.root.pk) in entry.ancestors


@pytest.mark.parametrize("level", list(Audience))
def test_attachments_are_as_open_as_the_page(
    client: Client, county: County, readers: dict[str, Any], level: Audience
) -> None:
    document = store_document(SYSTEM, county.village, SimpleUploadedFile("明细表.csv", "项目,金额".encode()))
    page = draft(county.village, NewsPage, audience=level)
    latest = page.get_latest_revision_as_object()
    latest.attachments = [Attachment(document=document)]
    if level is Audience.NAMED:
        latest.readers = [PageReader(user=readers["named"])]
    latest.save_revision()
    for name, reader in readers.items():
        expected = name in ("publisher", "archivist")
        assert fetch(client, reader, document.url) == (200 if expected else 404), (name, "draft")
    services.publish(SYSTEM, page.uid)
    for name, reader in readers.items():
        status = fetch(client, reader, document.url)
        expected = name in MAY_READ[level]
        assert (status == 200) is expected, (name, status)
    services.withdraw(SYSTEM, page.uid, reason="数字有误")
    assert fetch(client, readers["own"], document.url) == 404


def fetch(client: Client, reader: Any, url: str) -> int:
    if isinstance(reader, User):
        sign_in(client, reader)
    else:
        client.logout()
    return client.get(url).status_code


def test_a_draft_is_in_no_door(client: Client, county: County, readers: dict[str, Any]) -> None:
    page = draft(county.village, NewsPage, title="草稿不可见")
    for name, reader in readers.items():
        assert fetch(client, reader, page.address) == 404, name
        assert not pages_visible_to(reader).filter(pk=page.pk).exists()
    assert list(NewsEntries().load([str(page.uid)])) == []


# ── the narrowest of own and ancestors ──────────────────────────────────────
def test_a_column_narrows_all_below_it_and_opens_again(county: County) -> None:
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.root)
    page = published(county.village, NewsPage)
    news = column(county.village, ColumnKind.NEWS)
    visitor = Visitor()
    assert pages_visible_to(visitor).filter(pk=page.pk).exists()

    services.change_audience(administrator, news.uid, level=Audience.MEMBERS, reason="内部栏目")
    assert not pages_visible_to(visitor).filter(pk=page.pk).exists()
    assert PageDoor.objects.get(page=page).label == "members"

    services.change_audience(administrator, news.uid, level=Audience.SOCIETY, reason="恢复公开")
    assert pages_visible_to(visitor).filter(pk=page.pk).exists()


def test_own_people_of_the_lower_organisation_are_fewer(county: County) -> None:
    town_section = SectionPage.objects.get(organisation=column(county.town).organisation)
    services.change_audience(SYSTEM, town_section.uid, level=Audience.OWN, reason="试运行")
    page = published(county.village, NewsPage, audience=Audience.OWN)
    other = published(county.village, NewsPage)
    assert PageDoor.objects.get(page=page).label == f"org:{county.village.pk}"
    assert PageDoor.objects.get(page=other).label == f"org:{county.town.pk}"
    town_member = affiliated(county.town)
    assert not pages_visible_to(town_member).filter(pk=page.pk).exists()
    assert pages_visible_to(town_member).filter(pk=other.pk).exists()


def test_lessons_are_as_open_as_their_course(county: County, readers: dict[str, Any]) -> None:
    course = draft(county.village, CoursePage, audience=Audience.NAMED)
    latest = course.get_latest_revision_as_object()
    latest.readers = [PageReader(user=readers["named"])]
    latest.save_revision()
    services.publish(SYSTEM, course.uid)
    lesson = published(county.village, LessonPage, parent=again(course))
    for name, reader in readers.items():
        expected = name in MAY_READ[Audience.NAMED]
        assert pages_visible_to(reader).filter(pk=lesson.pk).exists() is expected, name


def test_a_published_page_is_narrowed_at_once_but_widened_only_by_review(county: County) -> None:
    reviewer = holder(Role.CONTENT_REVIEWER, county.town)
    publisher = holder(Role.PUBLISHER, county.village)
    page = published(county.village, NewsPage)
    with pytest.raises(Refused):
        services.change_audience(publisher, page.uid, level=Audience.OWN, reason="误公开")
    with pytest.raises(Invalid, match="理由"):
        services.change_audience(reviewer, page.uid, level=Audience.OWN, reason=" ")
    services.change_audience(reviewer, page.uid, level=Audience.OWN, reason="误公开")
    assert not pages_visible_to(Visitor()).filter(pk=page.pk).exists()
    with pytest.raises(Invalid, match="放宽"):
        services.change_audience(reviewer, page.uid, level=Audience.SOCIETY, reason="恢复")

    # The narrowing is in the latest version too: publishing a correction does not widen it again.
    latest = again(page).get_latest_revision_as_object()
    latest.title = "更正标题"
    latest.save_revision()
    services.publish(SYSTEM, page.uid)
    assert PageDoor.objects.get(page=page).level == Audience.OWN


def test_named_persons_are_named(county: County, readers: dict[str, Any]) -> None:
    reviewer = holder(Role.CONTENT_REVIEWER, county.town)
    page = published(county.village, NewsPage)
    with pytest.raises(Invalid, match="至少填写一位"):
        services.change_audience(reviewer, page.uid, level=Audience.NAMED, reason="涉及个人")
    services.change_audience(reviewer, page.uid, level=Audience.NAMED, reason="涉及个人", readers=[readers["named"]])
    assert pages_visible_to(person_again(readers["named"])).filter(pk=page.pk).exists()
    assert not pages_visible_to(readers["own"]).filter(pk=page.pk).exists()
    latest = again(page).get_latest_revision_as_object()
    assert [row.user_id for row in latest.readers.all()] == [readers["named"].pk]
    services.publish(SYSTEM, page.uid)
    assert pages_visible_to(readers["named"]).filter(pk=page.pk).exists()
