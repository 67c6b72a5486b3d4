"""The one box over the API: the same answers as the page, what was tried, completion; and it is counted as the page is."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from cms_pages.models import NewsPage
from records.organisations.roles import Role
from search.doors.tuning import changes, live, tally
from search.doors.tuning.log_models import QueryCount, QueryDay
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published
from tests.sample import services

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
SEARCH, SUGGEST, CLICKED = "/api/v1/search/", "/api/v1/search/suggest/", "/api/v1/search/clicked/"


@pytest.fixture(autouse=True)
def unheard() -> Iterator[None]:
    """Nothing was heard before, nothing is left behind."""
    tally.empty()
    yield
    tally.empty()


@pytest.fixture
def site(county: County, index: Callable[[], None]) -> None:
    services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="石桥村志")
    published(county.village, NewsPage, title="石桥村春节慰问")
    member(county.branch, "欧阳启明")
    index()


def asked(client: Any, text: str, **question: Any) -> dict[str, Any]:
    response = client.get(SEARCH, {"q": text, **question})
    assert response.status_code == 200, response.content
    body: dict[str, Any] = response.json()
    return body


def client_of(person: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def test_it_says_what_was_loosened_and_what_sounds_alike_within_the_scope(county: County, site: None) -> None:
    found = asked(Client(), "石桥村春节慰问")
    assert (found["exact"], found["loosened"], found["meant"]) == (1, False, [])
    loose = asked(Client(), "石桥村春节慰问安排表")
    assert (loose["exact"], loose["loosened"]) == (0, True)
    assert loose["total"] == len(loose["results"]) > 0
    assert asked(Client(), "欧羊起明")["meant"] == []
    clerk = client_of(holder(Role.ARCHIVIST, county.town))
    assert [each["text"] for each in asked(clerk, "欧羊起明")["meant"]] == ["欧阳启明"]


def test_other_wordings_that_were_asked_are_named(county: County, site: None) -> None:
    rule = {"words": ["走亲戚"], "direction": "one_way", "instead": ["春节慰问"], "active": True, "note": ""}
    changes.add(holder(Role.ARCHIVIST, county.root), "synonym", rule)
    live.forget()
    found = asked(Client(), "走亲戚")
    assert (found["wordings"], [row["title"] for row in found["results"]]) == (["春节慰问"], ["石桥村春节慰问"])


def test_completion_is_that_of_the_search_box(county: County, site: None) -> None:
    clerk, visitor = client_of(holder(Role.ARCHIVIST, county.town)), APIClient()
    told = clerk.get(SUGGEST, {"q": "oyqm"}).json()["suggestions"]
    assert [each["text"] for each in told] == ["欧阳启明"]
    assert visitor.get(SUGGEST, {"q": "oyqm"}).json() == {"suggestions": []}
    assert visitor.get(SUGGEST, {"q": "sqcc"}).json()["suggestions"][0]["text"] == "石桥村春节慰问"
    for typed in ("", "\x00", "😀" * 500, '"*'):
        assert visitor.get(SUGGEST, {"q": typed}).status_code == 200


def test_a_question_is_counted_once_without_persons(county: County, site: None) -> None:
    token = asked(Client(), "石桥村春节慰问")["clicked"]
    for more in ({"page": "2"}, {"kind": "news"}, {"sort": "date"}):
        assert asked(Client(), "石桥村春节慰问", **more)["clicked"] == ""
    assert asked(client_of(holder(Role.ARCHIVIST, county.town)), "欧阳启明")["clicked"] == ""  # a person was found
    tally.flush()
    row = QueryCount.objects.get()
    assert (row.asked, row.public, row.text) == (1, 1, "")
    day = QueryDay.objects.get()
    assert (day.asked, day.none, day.unkept) == (2, 0, 1)
    assert "石桥" not in token


def test_a_click_is_counted_by_its_token_alone(county: County, site: None) -> None:
    token = asked(Client(), "石桥村春节慰问")["clicked"]
    visitor = APIClient(enforce_csrf_checks=True)
    assert visitor.post(CLICKED, {"of": token}, format="json").status_code == 204
    tally.flush()
    assert QueryCount.objects.get().clicks == 1
    for wrong in ({"of": "nothing"}, {"of": token[:-1]}, {}, {"of": None}, {"of": ["x"]}):
        refused = visitor.post(CLICKED, wrong, format="json")
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["of"])
    assert "一小时" in refused.json()["errors"]["of"][0]


def test_a_result_says_what_the_page_says_of_it(county: County, site: None) -> None:
    """Where it hangs, its facts, and which words of title and snippet were asked for."""
    (row, *_) = asked(Client(), "春节慰问", kind="news")["results"]
    assert row["path"].endswith(county.village.short_name)
    assert [row["title"][start:end] for start, end in row["marks"]["title"]] == ["春节慰问"]
    assert all(end <= len(row["snippet"]) for _, end in row["marks"]["snippet"])
    (person, *_) = asked(client_of(holder(Role.ARCHIVIST, county.town)), "欧阳启明", kind="member")["results"]
    assert person["facts"] == [{"name": "党籍状态", "value": person["state"]}]
    clerk = client_of(holder(Role.ARCHIVIST, county.root))
    several = clerk.get("/api/v1/search/archive/", {"organisation": "党", "kind": "news"})
    said = several.json()["errors"]["organisation"][0]
    assert (several.status_code, "“党”对应" in said, county.town.code in said) == (400, True, True)
