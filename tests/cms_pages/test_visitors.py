"""Pages kept for visitors: quick, and never a moment behind what a write has made true."""

import datetime
import threading
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cms_pages import services
from cms_pages.models import DisclosurePage, NewsPage
from records.audit.services import seal_all
from records.kit import visitors
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.kit.models import PublicChange
from records.openness.services import answer, give_feedback
from records.organisations import services as organisations
from records.organisations.roles import Role
from tests.factories.access import holder, sign_in
from tests.factories.members import member
from tests.factories.organisations import FOUNDED, County
from tests.factories.pages import column, edited, published, site
from tests.factories.threads import at_once, faults

pytestmark = [pytest.mark.django_db, pytest.mark.data]

TODAY = datetime.date(2026, 11, 1)


@pytest.fixture
def news(county: County) -> NewsPage:
    """A page open to society, on a site of sections."""
    site()
    return published(county.village, NewsPage, title="石桥村修好了水渠")


def text_of(client: Client, address: str, **headers: str) -> str:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200, (address, answer.status_code)
    return answer.content.decode()


def seen(client: Client, *addresses: str) -> None:
    """A visitor was here before: what can be kept is kept."""
    for address in addresses:
        text_of(client, address)


# ── what it is for ──────────────────────────────────────────────────────────
def test_the_second_visit_costs_one_query(news: NewsPage, client: Client) -> None:
    section = column(news.organisation).get_parent().specific.address
    for address in (
        "/",
        section,
        news.address,
        "/news/",
        "/news/?year=2026",
        "/organisations/",
        "/feed/",
        "/sitemap.xml",
    ):
        first = client.get(address)
        with CaptureQueriesContext(connection) as asked:
            second = client.get(address)
        assert len(asked) == 1, (address, [query["sql"][:100] for query in asked])
        assert second.content == first.content
        assert dict(second.items()) == {**dict(first.items()), "X-Request-ID": second["X-Request-ID"]}
        assert second["X-Request-ID"] != first["X-Request-ID"]
        assert second["Content-Security-Policy"]
        assert second["X-Frame-Options"] == "SAMEORIGIN"


def test_a_visitor_who_has_it_already_is_told_so(news: NewsPage, client: Client) -> None:
    tag = client.get(news.address)["ETag"]
    for _ in range(2):
        again = client.get(news.address, headers={"if-none-match": tag})
        assert (again.status_code, again.content) == (304, b"")
    services.publish(SYSTEM, edited(news, None, title="石桥村的水渠通水了").uid)
    fresh = client.get(news.address, headers={"if-none-match": tag})
    assert fresh.status_code == 200
    assert fresh["ETag"] != tag


def test_asking_for_the_head_alone(news: NewsPage, client: Client) -> None:
    whole = client.get(news.address)
    head = client.head(news.address)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == whole["ETag"]


# ── never behind ────────────────────────────────────────────────────────────
def test_what_was_withdrawn_is_gone_at_once(news: NewsPage, client: Client) -> None:
    lists = ("/", "/news/", "/feed/", column(news.organisation).address)
    seen(client, news.address, *lists)
    services.withdraw(SYSTEM, news.uid, reason="内容有误")
    assert client.get(news.address).status_code == 404
    for address in lists:
        assert news.title not in text_of(client, address)


def test_what_was_narrowed_asks_for_sign_in_at_once(news: NewsPage, client: Client) -> None:
    seen(client, news.address, "/news/")
    services.change_audience(SYSTEM, news.uid, level=Audience.MEMBERS, reason="只供党员阅读")
    answer = client.get(news.address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")
    assert news.title not in text_of(client, "/news/")


def test_what_hangs_below_a_narrowed_column_is_narrowed_with_it(news: NewsPage, client: Client) -> None:
    seen(client, news.address)
    services.change_audience(SYSTEM, column(news.organisation).uid, level=Audience.OWN, reason="内部栏目")
    assert client.get(news.address).status_code == 302


def test_what_is_published_is_listed_at_once(news: NewsPage, client: Client) -> None:
    lists = ("/", "/news/", "/feed/", column(news.organisation).address)
    seen(client, *lists)
    published(news.organisation, NewsPage, title="第三支部选出新班子")
    for address in lists:
        assert "第三支部选出新班子" in text_of(client, address)


def test_a_renamed_organisation_has_its_new_name_at_once(news: NewsPage, client: Client) -> None:
    section = column(news.organisation).get_parent().specific.address
    pages = (section, news.address, "/organisations/", "/")
    seen(client, *pages)
    organisations.rename(
        SYSTEM,
        news.organisation.uid,
        name="中共石桥新村总支部委员会",
        short_name="石桥新村党总支",
        valid_from=TODAY,
        reason="撤并村",
    )
    for address in (section, news.address):
        assert "石桥新村党总支" in text_of(client, address)


def test_a_moved_organisation_is_at_its_new_address_at_once(county: County, news: NewsPage, client: Client) -> None:
    seen(client, news.address)
    organisations.move(SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=TODAY, reason="区划调整")
    answer = client.get(news.address)
    assert answer.status_code == 301
    assert "云台乡党委" in text_of(client, answer["Location"])


def test_a_dissolved_organisation_says_so_at_once(county: County, client: Client) -> None:
    site()
    section = column(county.branch).get_parent().specific.address
    seen(client, section)
    organisations.dissolve(SYSTEM, county.branch.uid, dissolved_on=TODAY, reason="撤并")
    assert "撤销" in text_of(client, section)


def test_who_holds_a_post_is_named_at_once(county: County, client: Client) -> None:
    site()
    section = column(county.village).get_parent().specific.address
    seen(client, section)
    post = organisations.appoint(SYSTEM, county.village, printed_name="何建国", title="书记", starts_on=FOUNDED)
    assert "何建国" in text_of(client, section)
    organisations.end_post(SYSTEM, post.uid, ends_on=TODAY)
    assert "何建国" not in text_of(client, section)


def test_an_answer_is_shown_at_once(news: NewsPage, client: Client) -> None:
    seen(client, news.address)
    letter = give_feedback(
        SYSTEM,
        news.organisation,
        text="水渠什么时候通水？",
        name="",
        contact="",
        may_publish=True,
        about_uid=news.uid,
        about_title=news.title,
        about_url=news.address,
        submit_key=uuid.uuid4(),
    )
    answer(SYSTEM, letter.uid, text="已经通水，欢迎来看。")
    assert "已经通水" in text_of(client, news.address)


def test_a_proof_is_sealed_at_once(news: NewsPage, client: Client) -> None:
    disclosure = published(news.organisation, DisclosurePage)
    assert "待封存" in text_of(client, disclosure.address)
    seal_all()  # no write of anybody's
    assert "已封存" in text_of(client, disclosure.address)
    with CaptureQueriesContext(connection) as asked:
        client.get(disclosure.address)
    assert len(asked) == 1


def test_after_midnight_it_is_another_day(news: NewsPage, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    seen(client, "/")
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) > 1


def test_what_was_written_but_not_committed_is_not_kept_as_true(news: NewsPage, client: Client) -> None:
    seen(client, news.address)
    with transaction.atomic():
        services.withdraw(SYSTEM, news.uid, reason="内容有误")
        assert client.get(news.address).status_code == 404
        transaction.set_rollback(True)
    assert news.title in text_of(client, news.address)


@pytest.mark.django_db(transaction=True)
def test_a_page_made_while_a_write_commits_is_not_kept() -> None:
    """A reader who began before the write and ends after it leaves nothing behind that anybody is served."""
    site()
    county = County()
    page = published(county.village, NewsPage, title="石桥村修好了水渠")
    withdrawn = threading.Event()

    def write() -> None:
        services.withdraw(SYSTEM, page.uid, reason="内容有误")
        withdrawn.set()

    def read() -> int:
        while not withdrawn.is_set():
            Client().get(page.address)
        return Client().get(page.address).status_code

    results = at_once(write, read, read)
    assert not faults(results)
    assert results[1:] == [404, 404]


@pytest.mark.django_db(transaction=True)
def test_a_number_given_out_early_and_committed_late_is_seen() -> None:
    """Two writes overlap, and the one that began first ends last: both make another generation."""
    first_wrote, second_done = threading.Event(), threading.Event()
    found: list[visitors.Generation] = []

    def first() -> None:
        if connection.vendor == "sqlite":  # one writer at a time: there the second waits, and nothing overlaps
            second_done.wait(10)
        with transaction.atomic():
            visitors.changed()
            first_wrote.set()
            second_done.wait(10)
        found.append(visitors.generation())

    def second() -> None:
        if connection.vendor != "sqlite":
            first_wrote.wait(10)
        with transaction.atomic():
            visitors.changed()
        found.append(visitors.generation())
        second_done.set()

    assert not faults(at_once(first, second))
    assert len(set(found)) == 2


# ── to whom ─────────────────────────────────────────────────────────────────
def test_who_is_signed_in_is_never_given_a_visitors_page(news: NewsPage, client: Client) -> None:
    reader = sign_in(Client(), holder(Role.SECRETARY, news.organisation, "何建国"))
    seen(client, "/", news.address)
    for address in ("/", news.address):
        assert "何建国" in text_of(reader, address)
        assert "no-store" in reader.get(address)["Cache-Control"]
        assert "何建国" not in text_of(client, address)


def test_what_only_members_read_is_never_kept(news: NewsPage, client: Client) -> None:
    inner = published(news.organisation, NewsPage, title="内部通知", audience=Audience.MEMBERS)
    assert sign_in(Client(), holder(Role.CONTENT_REVIEWER, news.organisation)).get(inner.address).status_code == 200
    for _ in range(2):
        assert client.get(inner.address).status_code == 302
        assert "内部通知" not in text_of(client, "/news/")


def test_a_token_is_no_visitor(news: NewsPage, client: Client) -> None:
    seen(client, news.address)
    with CaptureQueriesContext(connection) as asked:
        client.get(news.address, headers={"authorization": "Bearer nonsense"})
    assert len(asked) > 1


def test_each_keeps_the_switches_of_their_own(news: NewsPage) -> None:
    for cookie, mark in (("portal-type", ("large", "data-type")), ("portal-theme", ("dark", "data-theme"))):
        plain, chosen = Client(), Client()
        chosen.cookies[cookie] = mark[0]
        for _ in range(2):
            assert f'{mark[1]}="{mark[0]}"' in text_of(chosen, news.address)
            assert f"{mark[1]}=" not in text_of(plain, news.address)


def test_a_made_up_switch_leaves_nothing_behind(news: NewsPage, client: Client) -> None:
    other = Client()
    other.cookies["portal-type"] = "huge"
    text_of(other, news.address)
    assert "huge" not in text_of(client, news.address)


def test_each_host_has_its_own(news: NewsPage, client: Client) -> None:
    for _ in range(2):
        assert "http://localhost/" in text_of(client, "/sitemap.xml", host="localhost")
        assert "http://127.0.0.1/" in text_of(client, "/sitemap.xml", host="127.0.0.1")
    assert client.get("/", headers={"host": "elsewhere.example"}).status_code == 400


def test_every_language_reads_the_same_page(news: NewsPage, client: Client) -> None:
    assert text_of(client, "/", **{"accept-language": "zh-CN"}) == text_of(client, "/", **{"accept-language": "en"})


def test_a_form_is_made_for_each_anew(news: NewsPage) -> None:
    address = f"/feedback/?about={news.uid}"
    tokens = {Client().get(address).cookies["csrftoken"].value for _ in range(2)}
    assert len(tokens) == 2


def test_a_preview_is_not_the_page_and_leaves_nothing_behind(news: NewsPage, client: Client) -> None:
    seen(client, news.address)
    draft = edited(news, None, title="还没有审核的标题").get_latest_revision_as_object()
    request = RequestFactory().get("/", headers={"host": "localhost"})
    request.user = AnonymousUser()
    shown = draft.make_preview_request(request, "")
    shown.render()
    assert "还没有审核的标题" in shown.content.decode()
    assert "还没有审核的标题" not in text_of(client, news.address)


# ── what it costs those who write ───────────────────────────────────────────
def test_what_no_visitor_sees_changes_nothing_kept(news: NewsPage, client: Client) -> None:
    seen(client, "/")
    member(news.organisation.get_children().first())
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) == 1


def test_old_marks_are_tidied_away(county: County) -> None:
    old = PublicChange.objects.create(stamp=1)
    PublicChange.objects.filter(pk=old.pk).update(at=timezone.now() - datetime.timedelta(hours=4))
    for _ in range(256):
        visitors.changed()
    assert not PublicChange.objects.filter(pk=old.pk).exists()
    assert 256 <= PublicChange.objects.count() < 300


def test_a_shelf_throws_the_longest_unused_away() -> None:
    shelf = visitors.Shelf(2)
    for key in "ab":
        shelf.put(key, (1, 1), key)
    assert shelf.get("a", (1, 1)) == "a"
    shelf.put("c", (1, 1), "c")
    assert [shelf.get(key, (1, 1)) for key in "abc"] == ["a", None, "c"]
    assert shelf.get("a", (2, 1)) is None
