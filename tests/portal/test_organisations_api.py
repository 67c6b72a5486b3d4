"""Organisations over the API: the tree as everyone may know it."""

import datetime
from typing import Any

from django.test import Client

from cms_pages import services as page_services
from cms_pages.models import SectionPage
from records.access.services import issue_token
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.organisations import services
from records.organisations.roles import Role
from tests.factories.access import holder, sign_in, user
from tests.factories.organisations import County, post
from tests.factories.pages import column

ADDRESS = "/api/v1/organisations/"


def names(answer: Any) -> set[str]:
    assert answer.status_code == 200, answer.content
    return {row["short_name"] for row in answer.json()["results"]}


def test_the_tree_is_open_and_narrowed_by_what_is_asked(client: Client, county: County) -> None:
    assert len(names(client.get(ADDRESS))) == 7
    assert names(client.get(f"{ADDRESS}?parent={county.village.uid}")) == {"石桥村第一党支部", "石桥村第二党支部"}
    assert names(client.get(f"{ADDRESS}?organisation={county.neighbour.uid}")) == {"云台乡党委", "云溪社区党支部"}
    assert names(client.get(f"{ADDRESS}?kind=committee")) == {"清平县委", "柳溪镇党委", "云台乡党委"}
    assert names(client.get(ADDRESS, {"q": "石桥村"})) == {"石桥村党总支", "石桥村第一党支部", "石桥村第二党支部"}
    for query in ("parent=x", f"organisation={'0' * 36}", "dissolved=maybe", "cursor=zzz", "size=-1"):
        answer = client.get(f"{ADDRESS}?{query}")
        assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json"), query


def test_pages_by_key_by_pinyin(client: Client, county: County) -> None:
    whole = [row["uid"] for row in client.get(ADDRESS).json()["results"]]
    seen: list[str] = []
    address = f"{ADDRESS}?size=3"
    while address:
        answer = client.get(address).json()
        seen += [row["uid"] for row in answer["results"]]
        last, address = answer, answer["next"]
    assert seen == whole
    assert [row["uid"] for row in client.get(last["previous"]).json()["results"]] == whole[3:6]


def test_one_organisation_with_ancestors_past_names_and_section(client: Client, county: County) -> None:
    column(county.village)
    services.rename(
        SYSTEM,
        county.village.uid,
        name="中共石桥新村总支部委员会",
        short_name="石桥新村党总支",
        valid_from=datetime.date(2024, 1, 1),
        reason="撤村并村，内部批复第3号",
    )
    answer = client.get(f"{ADDRESS}{county.village.uid}/")
    one = answer.json()
    assert [each["name"] for each in one["ancestors"]] == ["清平县委", "柳溪镇党委"]
    assert one["children_count"] == 2
    assert one["section_url"] == SectionPage.objects.get(organisation=county.village).address
    assert [each["short_name"] for each in one["history"]] == ["石桥村党总支", "石桥新村党总支"]
    assert "内部批复" not in answer.content.decode()
    assert one["version"] is None
    assert str(county.village.path) not in answer.content.decode()
    assert client.get(f"{ADDRESS}{county.village.uid}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert names(client.get(ADDRESS, {"q": "石桥村党总支"})) == {"石桥新村党总支"}  # by its past name
    sign_in(client, holder(Role.ORGANISATION_ADMINISTRATOR, county.town))
    assert client.get(f"{ADDRESS}{county.village.uid}/").json()["version"] == 2


def test_a_section_that_is_not_open_has_no_address_here(client: Client, county: County) -> None:
    column(county.village)
    section = SectionPage.objects.get(organisation=county.village)
    page_services.change_audience(SYSTEM, section.uid, level=Audience.OWN, reason="试运行")
    assert client.get(f"{ADDRESS}{county.village.uid}/").json()["section_url"] == ""
    sign_in(client, holder(Role.ARCHIVIST, county.town))
    assert client.get(f"{ADDRESS}{county.village.uid}/").json()["section_url"] == section.address


def test_dissolved_ones_stay_and_are_flagged(client: Client, county: County) -> None:
    services.dissolve(SYSTEM, county.branch.uid, dissolved_on=datetime.date(2025, 1, 1), reason="合并")
    one = client.get(f"{ADDRESS}{county.branch.uid}/").json()
    assert (one["is_dissolved"], one["dissolved_on"]) == (True, "2025-01-01")
    assert names(client.get(f"{ADDRESS}?dissolved=true")) == {"石桥村第一党支部"}
    assert "石桥村第一党支部" not in names(client.get(f"{ADDRESS}?dissolved=false"))


def test_only_published_posts_and_no_accounts(client: Client, county: County) -> None:
    shown, hidden = user("何建国"), user("沈若兰")
    post(county.village, Role.SECRETARY, shown, title="书记")
    post(county.village, Role.PUBLISHER, hidden, title="信息员", is_published=False)
    answer = client.get(f"{ADDRESS}{county.village.uid}/")
    assert [each["name"] for each in answer.json()["posts"]] == ["何建国"]
    assert "沈若兰" not in answer.content.decode()
    assert shown.username not in answer.content.decode()


def test_a_token_and_a_list_of_constant_cost(
    client: Client, county: County, django_assert_max_num_queries: Any
) -> None:
    shown, _ = issue_token(holder(Role.ARCHIVIST, county.town), name="试验", actions=[], days=1)
    assert len(names(client.get(ADDRESS, headers={"Authorization": f"Bearer {shown}"}))) == 7
    with django_assert_max_num_queries(3):
        client.get(ADDRESS)
