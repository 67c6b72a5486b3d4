"""Around the results: people as a block, organisations as a tree, and what to do when nothing is found."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms_pages.models import DisclosurePage, NewsPage, PlanPage
from media.services import set_uses, store_document
from records.kit.actors import SYSTEM
from records.organisations.roles import Role
from search.doors.typist import typists
from search.index import outbox
from search.index.engines import get_engine
from tests.factories.access import holder
from tests.factories.funds import People, filed
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
    assert (counted["member"], counted["news"]) == ("2", "2")


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


# ── class and audience ──────────────────────────────────────────────────────
@pytest.fixture
def papers(county: County, index: Callable[[], None]) -> None:
    """Two disclosures of different classes, one of them for members; a summary; an application."""
    published(county.village, DisclosurePage, title="慰问困难党员名单", category_l1="service", audience="own")
    published(county.town, DisclosurePage, title="慰问经费使用", category_l1="organisation")
    published(county.town, PlanPage, title="慰问工作总结", kind="summary")
    filed(People(county), title="春节慰问申请")
    index()


def counted(response: Any, name: str) -> dict[str, str]:
    facet = next((facet for facet in response.context["facets"] if facet["name"] == name), {"options": (), "rest": ()})
    return {option["value"]: option["count"] for option in [*facet["options"], *facet["rest"]]}


def test_class_and_audience_are_counted_within_the_scope(client: Client, county: County, papers: None) -> None:
    response = ask(client, q="慰问")
    assert counted(response, "category") == {"党的组织管理": "1", "总结": "1"}
    assert counted(response, "audience") == {}  # who sees one audience only is not asked for one
    sign_in(client, county)
    response = ask(client, q="慰问")
    assert counted(response, "audience") == {"society": "2", "own": "1", "post": "1"}
    assert counted(response, "category")["党费"] == "1"


def test_class_and_audience_narrow_and_can_be_taken_away(client: Client, county: County, papers: None) -> None:
    sign_in(client, county)
    response = ask(client, q="慰问", audience=["own", "post"])
    assert response.context["total"] == "2"
    assert counted(response, "audience")["society"] == "2"
    assert [each["label"] for each in response.context["chosen"]] == ["向本组织人员公开", "按岗位可见"]
    response = ask(client, q="慰问", category="总结", year=["2025", "2026"])
    assert [row["url"] for row in response.context["results"]] == [PlanPage.objects.get().address]
    assert "慰问工作总结" in client.get("/api/v1/search/", {"q": "慰问", "category": "总结"}).content.decode()
    answer = client.get("/api/v1/search/", {"q": "慰问", "audience": ["post", "own"]}).json()
    assert {row["audience"] for row in answer["results"]} == {"post", "own"}
    assert {each["value"]: each["count"] for each in answer["facets"]["audience"]} == {
        "society": 2,
        "own": 1,
        "post": 1,
    }
    assert ask(client, q="慰问", category="\x00", audience="x").context["total"] == "4"


def test_a_result_says_where_it_hangs_its_state_and_whom_it_is_open_to(
    client: Client, county: County, papers: None
) -> None:
    sign_in(client, county)
    rows = {"".join(text for text, _ in row["title"]): row for row in ask(client, q="慰问").context["results"]}
    assert rows["慰问困难党员名单"]["place"] == "柳溪镇党委 › 石桥村党总支"
    assert [badge["word"] for badge in rows["慰问困难党员名单"]["badges"]] == ["有效", "向本组织人员公开"]
    assert [badge["word"] for badge in rows["春节慰问申请"]["badges"]] == ["待初审", "按岗位可见"]


def test_who_is_meant_stands_alone_where_nothing_else_says_the_name(client: Client, county: County, site: None) -> None:
    member(county.branch, "欧阳明")
    outbox.drain()
    get_engine().refresh()
    sign_in(client, county)
    page = ask(client, q="欧阳明")
    assert (page.context["people"]["count"], page.context["results"]) == ("1", [])
    assert "没有别的内容提到“欧阳明”" in page.content.decode()


def test_what_was_loosened_is_said_with_what_to_try(client: Client, county: County, papers: None) -> None:
    page = ask(client, q="慰问困苦党员", year="2026").content.decode()
    assert "没有完全符合“慰问困苦党员”的内容" in page
    assert "已经放宽了条件" in page
    assert "去掉筛选条件再找" in page


def test_an_attachment_says_which_page_carries_it_to_those_who_may_read_that_page(
    client: Client, county: County, index: Callable[[], None]
) -> None:
    carried = store_document(SYSTEM, county.town, SimpleUploadedFile("明细表.csv", "走访慰问,800".encode()))
    for audience, title in (("own", "内部情况通报"), ("society", "党费使用情况公开")):
        page = published(county.town, NewsPage, title=title, audience=audience)
        set_uses("cms_pages.newspage", page.uid, documents=[carried.pk], labels=["public"])
    index()

    def facts() -> dict[str, str]:
        (row,) = (row for row in ask(client, q="明细表").context["results"] if row["kind"] == "附件")
        return dict(row["facts"])

    assert facts()["载于"] == "党费使用情况公开"
    sign_in(client, county)
    assert facts()["载于"] == "内部情况通报"


def test_single_characters_of_a_title_are_marked_only_where_the_text_holds_no_word(
    client: Client, county: County, index: Callable[[], None]
) -> None:
    published(county.town, NewsPage, title="党员活动", summary="本月按时交纳党费。")
    published(county.town, NewsPage, title="党群活动", summary="本月植树。")
    index()

    def marks(question: str) -> dict[str, list[str]]:
        results = ask(client, q=question).context["results"]
        return {
            "".join(text for text, _ in row["title"]): [text for text, hit in row["title"] if hit] for row in results
        }

    assert marks("党费")["党员活动"] == []  # 党费 is said below it
    assert marks("党恐")["党群活动"] == ["党"]


# The block of people says where they hang, too.
@pytest.mark.parametrize(("question", "results", "queries"), [("王向阳", 2, 7), ("党", 8, 6)])
def test_a_page_of_results_asks_the_database_as_often_whatever_it_finds(
    client: Client,
    county: County,
    site: None,
    django_assert_num_queries: Any,
    monkeypatch: pytest.MonkeyPatch,
    question: str,
    results: int,
    queries: int,
) -> None:
    sign_in(client, county)
    ask(client, q=question)  # what is asked once a process, or once in some minutes
    client.get("/search/suggest/", {"q": question})
    # Session, person, posts with what lies above them; the tree of organisations, what is not indexed yet, where the results hang.
    with django_assert_num_queries(queries):
        found = ask(client, q=question)
    assert len(found.context["results"]) >= results
    monkeypatch.setattr(typists, "clock", lambda: 1e9)
    typists._known.clear()
    for looked_up in (3, 0):  # with the first letter, and not again while the next ones are typed
        with django_assert_num_queries(looked_up):
            client.get("/search/suggest/", {"q": question})


def test_a_visitor_s_search_asks_the_database_thrice_and_completion_never(
    client: Client, site: None, django_assert_num_queries: Any
) -> None:
    ask(client, q="王向阳")
    client.get("/search/suggest/", {"q": "王向阳"})  # what is often asked is read once in some minutes
    with django_assert_num_queries(3):
        ask(client, q="王向阳")
    with django_assert_num_queries(0):
        client.get("/search/suggest/", {"q": "王向阳"})
