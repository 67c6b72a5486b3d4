"""Around the results: people as a block, organisations as a tree, and what to do when nothing is found."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cms_pages.models import NewsPage
from records.organisations.roles import Role
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture
def site(county: County, index: Callable[[], None]) -> None:
    for where in (county.branch, county.other_branch, county.neighbour_branch):
        member(where, "王向阳")
    published(county.village, NewsPage, title="王向阳先进事迹")
    published(county.neighbour, NewsPage, title="云台乡学习王向阳事迹")
    index()


def ask(client: Client, **question: Any) -> Any:
    response = client.get("/search/", question)
    assert response.status_code == 200
    return response


def sign_in(client: Client, county: County, where: str = "town") -> None:
    client.force_login(holder(Role.ARCHIVIST, getattr(county, where)), backend=BACKEND)


def test_people_stand_in_a_block_of_their_own_and_are_counted_there(client: Client, county: County, site: None) -> None:
    sign_in(client, county)
    response = ask(client, q="王向阳")
    assert response.context["people"]["count"] == "2"
    assert [entry["title"] for entry in response.context["people"]["entries"]] == ["王向阳", "王向阳"]
    assert response.context["total"] == "2"
    assert all("党员" not in row["kind"] for row in response.context["results"])
    counted = {option["value"]: option["count"] for option in response.context["facets"][0]["options"]}
    assert (counted["member"], counted["news"]) == (2, 2)


def test_a_chosen_kind_lists_people_as_results(client: Client, county: County, site: None) -> None:
    sign_in(client, county)
    response = ask(client, q="王向阳", kind="member")
    assert "people" not in response.context
    assert response.context["total"] == "2"


def test_the_public_sees_no_people(client: Client, county: County, site: None) -> None:
    response = ask(client, q="王向阳")
    assert "people" not in response.context
    assert "党员" not in response.content.decode().split("<main")[1].split("</main")[0]


def tree(response: Any) -> dict[str, str]:
    found: dict[str, str] = {}

    def walk(nodes: list[dict[str, Any]]) -> None:
        for node in nodes:
            found[node["label"]] = node["count"]
            walk(node.get("children", []))

    walk(response.context["tree"]["nodes"])
    return found


def test_organisations_are_a_tree_with_counts_of_what_lies_below(client: Client, county: County, site: None) -> None:
    response = ask(client, q="王向阳")
    assert tree(response) == {"清平县委": "2", "柳溪镇党委": "1", "云台乡党委": "1"}
    lower = ask(client, q="王向阳", organisation=str(county.town.uid))
    assert tree(lower) == {"清平县委": "2", "柳溪镇党委": "1", "石桥村党总支": "1"}
    assert lower.context["total"] == "1"
    assert {"name": "organisation", "value": str(county.town.uid)} in lower.context["hidden"]


def test_nothing_found_says_what_was_tried_what_to_try_and_whom_to_ask(
    client: Client, county: County, site: None
) -> None:
    county.town.telephone = "0900-6121-2371"
    county.town.save(update_fields=["telephone"])
    page = ask(client, q="嫦娥奔月登陆计划书", organisation=str(county.town.uid)).content.decode()
    assert "没有找到" in page
    assert "已经试过" in page
    assert "去掉筛选条件再找" in page
    assert "柳溪镇党委：0900-6121-2371" in page


def test_what_sounds_alike_is_offered_within_the_scope(client: Client, county: County, site: None) -> None:
    response = ask(client, q="云抬乡党萎")
    assert [each["label"] for each in response.context["meant"]] == ["云台乡党委"]  # not once more as its home page
    assert "王向阳" not in [each["label"] for each in ask(client, q="网相羊").context["meant"]]
    sign_in(client, county)
    assert "王向阳" in [each["label"] for each in ask(client, q="网相羊").context["meant"]]
