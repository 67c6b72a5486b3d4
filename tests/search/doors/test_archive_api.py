"""The archive, the look-up of many names and saved searches over the API: the same as on the screens."""

from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from records.audit.models import JournalEntry
from records.organisations.roles import Role
from search.doors import services as archive_services
from search.doors.models import SavedSearch, SearchFollow
from tests.factories.access import affiliated, holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.sample import services

pytestmark = [pytest.mark.django_db, pytest.mark.search]

ARCHIVE, NAMES, SAVED = "/api/v1/search/archive/", "/api/v1/search/names/", "/api/v1/saved-searches/"


def client_of(person: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


@pytest.fixture
def people(county: County, index: Callable[[], None]) -> None:
    services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="石桥村志")
    for where in (county.branch, county.branch, county.neighbour_branch):
        member(where, "王伟")
    index()


def test_the_archive_answers_as_the_screen_does(county: County, people: None) -> None:
    answer = client_of(holder(Role.ARCHIVIST, county.town)).get(ARCHIVE, {"kind": "loan", "title": "村志"}).json()
    assert [row["title"] for row in answer["results"]] == ["石桥村志"]
    assert JournalEntry.objects.filter(action="search.archive").count() == 1
    elsewhere = client_of(holder(Role.ARCHIVIST, county.neighbour)).get(ARCHIVE, {"kind": "loan"}).json()
    assert (elsewhere["total"], elsewhere["results"]) == (0, [])
    assert "loan" not in {each["value"] for each in elsewhere["facets"]["kind"]}


def test_all_that_is_found_is_read_piece_by_piece_and_journalled(
    county: County, people: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive_services, "READ_AT_ONCE", 2)
    client = client_of(holder(Role.ARCHIVIST, county.town))
    found, after = [], ""
    for _ in range(20):
        body = client.get(f"{ARCHIVE}all/", {"kind": ["organisation", "loan"], "after": after}).json()
        found += body["results"]
        if not (after := body["next"]):
            break
    assert len(found) == len({row["uid"] for row in found})
    total = client.get(ARCHIVE, {"kind": ["organisation", "loan"]}).json()["total"]
    assert (len(found), [row["kind"] for row in found].count("loan")) == (total, 1)
    notes = JournalEntry.objects.filter(action="search.export").values_list("after", flat=True)
    assert sum(note["rows"] for note in notes) == total
    assert len([key for note in notes for key in note["shown"]]) == 1
    assert client.get(f"{ARCHIVE}all/").status_code == 400
    assert client.get(f"{ARCHIVE}all/", {"since": "x"}).json()["errors"]["since"]
    assert client_of(holder(Role.PUBLISHER, county.root)).get(f"{ARCHIVE}all/", {"kind": "loan"}).status_code == 403
    elsewhere = client_of(holder(Role.ARCHIVIST, county.neighbour)).get(f"{ARCHIVE}all/", {"kind": "loan"})
    assert elsewhere.json() == {"results": [], "next": ""}


@pytest.mark.parametrize(
    ("question", "field"),
    [({"since": "x"}, "since"), ({"organisation": "查无此组织"}, "organisation"), ({}, "__all__")],
)
def test_what_can_not_be_read_names_its_field(
    county: County, people: None, question: dict[str, str], field: str
) -> None:
    response = client_of(holder(Role.ARCHIVIST, county.town)).get(ARCHIVE, question)
    assert (response.status_code, response["Content-Type"]) == (400, "application/problem+json")
    assert list(response.json()["errors"]) == [field]


def test_only_staff_may(county: County, people: None) -> None:
    assert APIClient().get(ARCHIVE, {"q": "石桥"}).status_code == 401
    somebody = client_of(affiliated(county.branch))
    assert somebody.get(ARCHIVE, {"q": "石桥"}).status_code == 403
    assert somebody.post(NAMES, {"names": ["王伟"]}, format="json").status_code == 403
    assert (
        client_of(holder(Role.PUBLISHER, county.root)).post(NAMES, {"names": ["王伟"]}, format="json").status_code
        == 403
    )
    assert somebody.get(SAVED).json()["results"] == []


def test_ten_thousand_names_are_looked_up_in_one_request(
    county: County, people: None, django_assert_max_num_queries: Any
) -> None:
    client = client_of(holder(Role.ARCHIVIST, county.town))
    names = ["王伟", "石桥村党总支", "查无此人", *(f"某甲{number}" for number in range(9_997))]
    with django_assert_max_num_queries(25):
        found = client.post(NAMES, {"names": names}, format="json").json()["results"]
    assert len(found) == 10_000
    assert [(each["name"], each["count"]) for each in found[:3]] == [("王伟", 2), ("石桥村党总支", 1), ("查无此人", 0)]
    assert {row["organisation"] for row in found[0]["found"]} == {"石桥村第一党支部"}
    noted = JournalEntry.objects.get(action="search.look_up").after
    assert (noted["names"], noted["found"], noted["restricted"]) == (10_000, 2, 2)
    assert client.post(NAMES, {"names": [*names, "多一个"]}, format="json").status_code == 400
    assert client.post(NAMES, {"names": []}, format="json").status_code == 400
    assert client.post(NAMES, {"names": ["王伟"], "kinds": ["nothing"]}, format="json").status_code == 400


def test_saved_searches_are_kept_shared_followed_and_removed(county: County, people: None) -> None:
    client = client_of(holder(Role.ARCHIVIST, county.town))
    kept = {"name": "借书", "question": {"kind": ["loan"]}, "organisation": str(county.town.uid), "follow": True}
    made = client.post(SAVED, kept, format="json")
    assert made.status_code == 201
    uid = made.json()["uid"]
    assert (made.json()["followed"], made.json()["organisation"]["name"]) == (True, county.town.short_name)
    colleague = client_of(holder(Role.PUBLISHER, county.town))
    assert [row["name"] for row in colleague.get(SAVED).json()["results"]] == ["借书"]
    assert colleague.delete(f"{SAVED}{uid}/").status_code == 404
    assert colleague.post(f"{SAVED}{uid}/follow/").status_code == 204
    assert SearchFollow.objects.count() == 2
    renamed = client.patch(f"{SAVED}{uid}/", {"name": "书"}, format="json").json()
    assert (renamed["name"], renamed["organisation"]["name"]) == ("书", county.town.short_name)
    assert client.patch(f"{SAVED}{uid}/", {"organisation": None}, format="json").json()["organisation"] is None
    assert colleague.get(f"{SAVED}{uid}/").status_code == 404
    assert client.delete(f"{SAVED}{uid}/").status_code == 204
    assert not SavedSearch.objects.exists()
    assert client.post(SAVED, {"name": "空"}, format="json").status_code == 400
