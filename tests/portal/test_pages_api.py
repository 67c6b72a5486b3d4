"""Pages over the API: what a reader of the site may read, the same reader gets here, and nothing else."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from cms_pages import services
from cms_pages.models import (
    Attachment,
    CoursePage,
    DisclosurePage,
    LessonPage,
    NewsPage,
    PageDoor,
    PageReader,
    PlanPage,
    RulePage,
)
from media.services import store_document
from records.access.models import User
from records.access.services import issue_token
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.organisations.roles import Role
from search.index import outbox
from tests.factories.access import affiliated, holder, sign_in, user
from tests.factories.organisations import County
from tests.factories.pages import body, column, draft, published

ADDRESS = "/api/v1/pages/"


def bearer(person: User, *actions: str) -> dict[str, str]:
    shown, _ = issue_token(person, name="试验", actions=actions, days=1)
    return {"Authorization": f"Bearer {shown}"}


def uids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.content
    return [row["uid"] for row in answer.json()["results"]]


@pytest.fixture
def readers(county: County) -> dict[str, User | None]:
    return {
        "visitor": None,
        "stranger": user("没有组织的账号"),
        "named": affiliated(county.neighbour_branch, "被指定的人"),
        "own": affiliated(county.village, "本村党员"),
        "neighbour": affiliated(county.neighbour, "邻乡党员"),
        "archivist": holder(Role.ARCHIVIST, county.town),
        "clerk": holder(Role.ARCHIVIST, county.neighbour),
    }


MAY_READ = {
    Audience.SOCIETY: {"visitor", "stranger", "named", "own", "neighbour", "archivist", "clerk"},
    Audience.MEMBERS: {"named", "own", "neighbour", "archivist", "clerk"},
    Audience.OWN: {"own", "archivist"},
    Audience.NAMED: {"named", "archivist"},
}


@pytest.mark.parametrize("level", list(Audience))
def test_audience_holds_for_visitors_sessions_and_tokens(
    county: County, readers: dict[str, User | None], level: Audience
) -> None:
    page = draft(county.village, NewsPage, title="只给该看的人看", audience=level)
    if level is Audience.NAMED:
        latest = page.get_latest_revision_as_object()
        latest.readers = [PageReader(user=readers["named"])]
        latest.save_revision()
    services.publish(SYSTEM, page.uid)
    for name, person in readers.items():
        expected = name in MAY_READ[level]
        client = Client()
        if person is not None:
            sign_in(client, person)
        assert (str(page.uid) in uids(client.get(ADDRESS))) is expected, name
        assert client.get(f"{ADDRESS}{page.uid}/").status_code == (200 if expected else 404), name
        found = client.get(f"{ADDRESS}find/", {"html_path": page.address})
        assert found.status_code == (302 if expected else 404), name
        if person is not None:
            as_me, as_anyone = bearer(person, "access.read_as_me", "pages.read_restricted"), bearer(person)
            assert (Client().get(f"{ADDRESS}{page.uid}/", headers=as_me).status_code == 200) is expected, name
            narrow = Client().get(f"{ADDRESS}{page.uid}/", headers=as_anyone).status_code == 200
            assert narrow is (level is Audience.SOCIETY or (level is Audience.NAMED and name == "named")), name


def test_drafts_withdrawn_and_expired_pages_are_not_there(client: Client, county: County) -> None:
    hidden = [draft(county.village, NewsPage, title="草稿")]
    withdrawn = published(county.village, NewsPage)
    services.withdraw(SYSTEM, withdrawn.uid, reason="数字有误")
    expired = published(county.village, NewsPage)
    Page.objects.filter(pk=expired.pk).update(expire_at=timezone.now() - datetime.timedelta(minutes=1))
    hidden += [withdrawn, expired]
    edited = published(county.village, NewsPage, title="已发布的标题")
    latest = edited.get_latest_revision_as_object()
    latest.title = "还没有审核的标题"
    latest.save_revision()
    for person in (
        None,
        holder(Role.PUBLISHER, county.village),
        User.objects.create_superuser("root", "超级用户", "x"),
    ):
        if person is not None:
            sign_in(client, person)
        assert uids(client.get(ADDRESS)) == [str(edited.uid)]
        for page in hidden:
            assert client.get(f"{ADDRESS}{page.uid}/").status_code == 404
            assert client.get(f"{ADDRESS}find/", {"html_path": page.address}).status_code == 404
        assert "还没有审核的标题" not in client.get(f"{ADDRESS}{edited.uid}/?fields=*").content.decode()


def test_each_type_tells_its_own_fields_and_no_number_of_the_database(client: Client, county: County) -> None:
    course = published(county.village, CoursePage)
    lesson = published(county.village, LessonPage, parent=course, transcript="02:15 今天讲三件事", duration=10)
    plan = published(county.village, PlanPage)
    summary = published(county.village, PlanPage, kind="summary", plan=plan)
    rule = published(county.village, RulePage, document_number="清委发〔2026〕3号")
    notice = published(county.village, DisclosurePage, secrecy_checked_by="何建国")
    one = client.get(f"{ADDRESS}{course.uid}/").json()
    assert one["lessons"] == [{"uid": str(lesson.uid), "title": lesson.title, "url": lesson.address, "duration": 10}]
    assert client.get(f"{ADDRESS}{summary.uid}/").json()["plan"]["uid"] == str(plan.uid)
    shown = client.get(f"{ADDRESS}{rule.uid}/").json()
    assert (shown["document_number"], shown["force"], shown["type"]) == ("清委发〔2026〕3号", "in_force", "rule")
    assert shown["organisation"] == {"uid": str(county.village.uid), "name": "石桥村党总支"}
    told = client.get(f"{ADDRESS}{notice.uid}/?fields=*").content.decode()
    assert "何建国" not in told
    rows = client.get(f"{ADDRESS}?type=home,section,column,lesson,news&fields=*&size=100").json()["results"]
    assert {row["type"] for row in rows} == {"home", "section", "column", "lesson"}
    assert all("id" not in row and "pk" not in row for row in rows)


def test_fields_are_chosen_and_nonsense_is_refused_in_chinese(client: Client, county: County) -> None:
    page = published(county.village, NewsPage)
    assert set(client.get(f"{ADDRESS}?fields=_,uid,title").json()["results"][0]) == {"uid", "title"}
    assert "body" in client.get(f"{ADDRESS}?fields=body").json()["results"][0]
    assert "summary" not in client.get(f"{ADDRESS}{page.uid}/?fields=-summary").json()
    for query in (
        "fields=password",
        "fields=owner",
        "fields=readers",
        "fields=organisation(*)",
        "fields=((",
        "type=Page",
        "year=abc",
        "column=x",
        "organisation=1",
        "cursor=x",
        "size=0",
        "child_of=1",
        "order=owner",
    ):
        answer = client.get(f"{ADDRESS}?{query}")
        assert answer.status_code == 400, query
        assert answer.headers["Content-Type"] == "application/problem+json", query
        assert answer.json()["errors"], query
    assert client.get(f"{ADDRESS}{page.uid}/?fields=wrong").status_code == 400
    assert client.get(f"{ADDRESS}1/").status_code == 404
    assert client.get(f"{ADDRESS}{'a' * 36}/").status_code == 404


def test_bodies_are_blocks_with_files_and_links_the_caller_may_follow(client: Client, county: County) -> None:
    open_file = store_document(SYSTEM, county.village, SimpleUploadedFile("明细表.csv", b"a,b"))
    closed_file = store_document(SYSTEM, county.neighbour_branch, SimpleUploadedFile("内部名单.csv", b"a,b"))
    target = published(county.town, NewsPage, title="镇里的通知")
    secret = published(county.neighbour_branch, NewsPage, title="邻乡内部", audience=Audience.OWN)
    page = draft(county.village, NewsPage)
    latest = page.get_latest_revision_as_object()
    text = (
        f'<p>见<a linktype="page" id="{target.pk}">通知</a>、<a linktype="page" id="{secret.pk}">内部</a>、'
        f'<a linktype="document" id="{open_file.pk}">明细</a>、<a href="https://www.gov.cn/">网站</a>。</p>'
    )
    latest.body = [*body(heading="一、收支"), ("document", {"document": open_file, "title": ""})]
    raw = list(latest.body.get_prep_value())
    raw[1]["value"] = text
    latest.body = latest.body.stream_block.to_python(raw)
    latest.attachments = [Attachment(document=open_file)]
    latest.save_revision()
    services.publish(SYSTEM, page.uid)
    # Another organisation's file named by number, as a forged form might: the page is open, the file is not.
    NewsPage.objects.filter(pk=page.pk).update(
        body=NewsPage(body=[]).body.stream_block.to_python(
            [*raw, {"type": "document", "value": {"document": closed_file.pk, "title": ""}, "id": "x"}]
        )
    )
    blocks = client.get(f"{ADDRESS}{page.uid}/").json()["body"]
    assert blocks[0]["value"]["text"] == "一、收支"
    html = blocks[1]["value"]["html"]
    assert f'<a href="{target.address}">通知</a>' in html
    assert f'<a href="{open_file.url}">明细</a>' in html
    assert '<a href="https://www.gov.cn/">网站</a>' in html
    assert "内部" in html
    assert secret.address not in html
    assert "linktype" not in html
    assert blocks[2]["value"]["file"]["uid"] == str(open_file.uid)
    assert blocks[3]["value"] == {"file": None, "title": ""}
    assert [each["uid"] for each in client.get(f"{ADDRESS}{page.uid}/").json()["attachments"]] == [str(open_file.uid)]


def test_pages_by_key_there_and_back(client: Client, county: County) -> None:
    days = [datetime.date(2026, 3, day) for day in (1, 2, 2, 2, 3)]
    made = [published(county.village, NewsPage, published_on=day) for day in days]
    expected = [str(page.uid) for page in sorted(made, key=lambda each: (each.published_on, each.pk), reverse=True)]
    seen: list[str] = []
    address: str | None = f"{ADDRESS}?size=2"
    while address:
        answer = client.get(address).json()
        assert str(made[0].pk) not in (answer["next"] or "").replace("size=2", "")
        seen += [row["uid"] for row in answer["results"]]
        last, address = answer, answer["next"]
    assert seen == expected
    before = client.get(last["previous"]).json()
    assert [row["uid"] for row in before["results"]] == expected[2:4]


def test_lists_are_narrowed(client: Client, county: County) -> None:
    own = published(county.branch, NewsPage, published_on=datetime.date(2025, 5, 1))
    other = published(county.neighbour_branch, RulePage, published_on=datetime.date(2026, 5, 1))
    assert uids(client.get(f"{ADDRESS}?organisation={county.town.uid}")) == [str(own.uid)]
    assert uids(client.get(f"{ADDRESS}?type=rule")) == [str(other.uid)]
    assert uids(client.get(f"{ADDRESS}?column=news")) == [str(own.uid)]
    assert uids(client.get(f"{ADDRESS}?year=2026")) == [str(other.uid)]
    assert uids(client.get(f"{ADDRESS}?year=2026&type=news,rule&organisation={county.root.uid}")) == [str(other.uid)]


@pytest.mark.search
def test_search_is_the_portals_own_within_scope(client: Client, county: County, search_engine: Any) -> None:
    mine = published(county.village, NewsPage, title="河道清理情况")
    hidden = published(county.village, NewsPage, title="河道清理内部通报", audience=Audience.OWN)
    outbox.drain()
    search_engine.refresh()
    assert uids(client.get(ADDRESS, {"search": "河道清理"})) == [str(mine.uid)]
    assert uids(client.get(ADDRESS, {"search": "河道清理", "type": "rule"})) == []
    sign_in(client, affiliated(county.village))
    assert set(uids(client.get(ADDRESS, {"search": "河道清理"}))) == {str(mine.uid), str(hidden.uid)}
    # The index may be behind; the door is asked again.
    PageDoor.objects.filter(page_id=hidden.pk).update(is_live=False)
    assert uids(client.get(ADDRESS, {"search": "河道清理"})) == [str(mine.uid)]


def test_etag_changes_with_what_is_told_and_caches_ask_again(client: Client, county: County) -> None:
    page = published(county.village, NewsPage)
    first = client.get(f"{ADDRESS}{page.uid}/")
    again = client.get(f"{ADDRESS}{page.uid}/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "no-cache" in first["Cache-Control"]
    latest = page.get_latest_revision_as_object()
    latest.title = "更正后的标题"
    latest.save_revision()
    services.publish(SYSTEM, page.uid)
    assert client.get(f"{ADDRESS}{page.uid}/", headers={"If-None-Match": first["ETag"]}).status_code == 200
    sign_in(client, affiliated(county.village))
    assert "private" in client.get(f"{ADDRESS}{page.uid}/")["Cache-Control"]


def test_a_list_costs_the_same_however_long(client: Client, county: County, django_assert_max_num_queries: Any) -> None:
    for number in range(3):
        published(county.branch, NewsPage, title=f"第{number}次")
        published(county.neighbour_branch, RulePage)
    client.get(ADDRESS)
    with django_assert_max_num_queries(12):
        assert len(uids(client.get(f"{ADDRESS}?fields=*"))) == 6


@pytest.mark.parametrize("address", ["/api/v1/images/", "/api/v1/documents/", "/api/v2/pages/", "/api/v1/pages/1/"])
def test_wagtails_own_endpoints_are_not_there(client: Client, county: County, address: str) -> None:
    column(county.village)
    assert client.get(address).status_code == 404


def test_the_frame_is_there_too(client: Client, county: County) -> None:
    news = column(county.village)
    found = client.get(f"{ADDRESS}?type=section&organisation={county.village.uid}").json()["results"]
    assert {row["organisation"]["uid"] for row in found} == {str(county.village.uid)}
    (row,) = client.get(f"{ADDRESS}?type=column&column=news&organisation={county.village.uid}").json()["results"]
    assert row["uid"] == str(news.uid)
    services.change_audience(SYSTEM, news.uid, level=Audience.MEMBERS, reason="内部栏目")
    assert client.get(f"{ADDRESS}{news.uid}/").status_code == 404
