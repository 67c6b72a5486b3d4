"""Searching as a visitor, a clerk and a neighbour: page, completion, API."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms_pages.models import NewsPage
from records.organisations.roles import Role
from search.index import outbox
from search.index.engines import get_engine, reset_engines
from search.index.models import OutboxRow
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County, organisation
from tests.factories.pages import published
from tests.sample import services
from tests.sample.models import Loan

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture
def loan(county: County, index: Callable[[], None]) -> Loan:
    """A book that only those who look after loans may find."""
    made = services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="石桥村志")
    index()
    return made


def titles(client: Client, **question: str) -> list[str]:
    return [row["title"] for row in client.get("/api/v1/search/", question).json()["results"]]


def test_a_visitor_finds_organisations_and_nothing_of_the_registers(client: Client, loan: Loan) -> None:
    page = client.get("/search/", {"q": "石桥村"}).content.decode()
    assert "石桥村党总支" in page.replace("<mark>", "").replace("</mark>", "")
    assert "村志" not in page
    assert "石桥村志" not in titles(client, q="石桥村志")
    facets = client.get("/api/v1/search/", {"q": "石桥村"}).json()["facets"]
    assert {each["value"] for each in facets["kind"]} == {"organisation"}


@pytest.mark.parametrize(
    ("role", "where", "finds"),
    [
        ("archivist", "town", True),
        ("secretary", "village", True),
        ("archivist", "neighbour", False),
        ("publisher", "town", False),
        ("site_administrator", "root", True),
    ],
)
def test_a_register_is_found_by_those_whose_policy_opens_it(
    client: Client, county: County, loan: Loan, role: str, where: str, finds: bool
) -> None:
    client.force_login(holder(role, getattr(county, where)), backend=BACKEND)
    assert ("石桥村志" in titles(client, q="石桥村志")) == finds
    suggested = client.get("/search/suggest/", {"q": "石桥村志"}).json()["suggestions"]
    assert ("石桥村志" in [each["text"] for each in suggested]) == finds


def test_filters_stand_in_the_address_and_narrow(client: Client, county: County, loan: Loan) -> None:
    client.force_login(holder(Role.SITE_ADMINISTRATOR, county.root), backend=BACKEND)
    assert titles(client, q="石桥村", kind="loan") == ["石桥村志"]
    assert titles(client, q="石桥村", organisation=str(county.neighbour.uid)) == []
    page = client.get("/search/", {"q": "石桥村", "kind": "loan"}).content.decode()
    assert "去掉条件" in page


def test_near_results_are_not_counted_among_what_was_found(client: Client, county: County, loan: Loan) -> None:
    client.force_login(holder(Role.SITE_ADMINISTRATOR, county.root), backend=BACKEND)
    page = client.get("/search/", {"q": "石桥村志"}).content.decode()
    assert "找到1条" in page
    assert "条相近的" in page


def test_completion_knows_pinyin(client: Client, loan: Loan) -> None:
    suggested = client.get("/search/suggest/", {"q": "yunt"}).json()["suggestions"]
    assert "云台乡党委" in [each["text"] for each in suggested]


def test_a_completion_names_its_place_only_where_the_title_does_not(client: Client, county: County, loan: Loan) -> None:
    town = county.town.short_name
    for title in ("防汛值守", f"{town}防汛值守"):
        published(county.town, NewsPage, title=title)
    outbox.drain()
    get_engine().refresh()
    suggested = client.get("/search/suggest/", {"q": "防汛值守"}).json()["suggestions"]
    assert {each["text"]: each["place"] for each in suggested} == {"防汛值守": town, f"{town}防汛值守": ""}


def test_a_page_past_the_last_is_the_last_and_never_an_empty_one(client: Client, loan: Loan) -> None:
    beyond = client.get("/search/", {"q": "党", "page": "77"}, follow=True)
    assert beyond.redirect_chain == [("/search/?q=%E5%85%9A&page=1", 302)]
    assert beyond.context["results"]
    assert client.get("/search/", {"q": "没有这样的话", "page": "2"}, follow=True).status_code == 200


def test_a_long_question_does_not_fill_the_headline(client: Client, loan: Loan) -> None:
    page = client.get("/search/", {"q": "石桥" * 60}).content.decode()
    assert f"“{'石桥' * 20}…”" in page
    assert page.count("石桥" * 60) == 2  # in the box, and in the filters' form


@pytest.mark.parametrize(
    "text", ["", " ", '"', "*", "AND OR NOT", "😀", "\x00石桥", "石" * 5000, "‮桥", "title:石桥", "%_"]
)
def test_any_text_at_all_is_answered(client: Client, loan: Loan, text: str) -> None:
    assert client.get("/search/", {"q": text}).status_code == 200
    assert client.get("/search/suggest/", {"q": text}).status_code == 200
    assert client.get("/api/v1/search/", {"q": text}).status_code == 200


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ({"page": "0"}, ""),
        ({"page": "99999999"}, ""),
        ({"sort": "x"}, ""),
        ({"year": "x"}, "年份认不出"),
        ({"organisation": "x"}, "组织认不出"),
        ({"organisation": "01a21ec6-8321-708d-923c-217442f7f324"}, "组织认不出"),
        ({"kind": "nothing", "audience": "all"}, "种类、公开范围认不出"),
        ({"q": "石桥" * 200}, "只按前200个字找"),
    ],
)
def test_an_address_that_makes_no_sense_is_no_error_and_what_was_left_out_is_said(
    client: Client, loan: Loan, question: dict[str, str], said: str
) -> None:
    page = client.get("/search/", {"q": "石桥", **question})
    assert page.status_code == 200
    text = page.content.decode()
    assert said in text
    assert ("没有全按地址来找" in text) == bool(said)


def test_with_the_engine_away_the_page_says_so_and_the_portal_goes_on(
    client: Client, county: County, settings: Any
) -> None:
    settings.SEARCH_URL = "http://127.0.0.1:1"  # nobody answers there
    reset_engines()
    try:
        page = client.get("/search/", {"q": "石桥"})
        assert (page.status_code, "搜索服务正在恢复" in page.content.decode()) == (503, True)
        assert "再试一次" in page.content.decode()
        answer = client.get("/api/v1/search/", {"q": "石桥"})
        assert (answer.status_code, answer["Content-Type"]) == (503, "application/problem+json")
        assert client.get("/search/suggest/", {"q": "石桥"}).json() == {"suggestions": []}
        assert client.get("/healthz").status_code == 200
        organisation("新设党支部", parent=county.town)  # a write goes on, and waits in the outbox
        assert OutboxRow.objects.filter(kind="organisation").exists()
    finally:
        reset_engines()


def test_a_member_finds_no_more_than_audience_allows(client: Client, county: County, loan: Loan) -> None:
    client.force_login(affiliated(county.branch), backend=BACKEND)
    assert "石桥村志" not in titles(client, q="石桥村志")
