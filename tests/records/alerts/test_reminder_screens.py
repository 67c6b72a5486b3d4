"""What the workbench shows of reminders: within one's scope, most pressing first, paged by key."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from records.alerts import services
from records.kit.reminders import Level
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.organisations import County
from tests.records.alerts.conftest import DAY, raised

pytestmark = [pytest.mark.django_db, pytest.mark.data]


@pytest.fixture
def standing(county: County, declared: Callable) -> None:
    rule = declared(
        "tests.rule",
        lambda on: [
            raised(county.branch, "1", Level.YELLOW, title="黄的事"),
            raised(county.village, "2", Level.RED, title="红的事"),
            raised(county.neighbour_branch, "3", Level.RED, title="邻乡的事"),
        ],
    )
    services.run_rule(rule, DAY)


def titles(page: str) -> list[str]:
    return re.findall(r'<h3 class="entry__title">(.*?)</h3>', page)


def test_a_secretary_sees_what_stands_out_below_the_most_pressing_first(
    county: County, client: Client, standing: None
) -> None:
    page = sign_in(client, holder(Role.SECRETARY, county.town)).get("/work/alerts/").content.decode()
    assert titles(page) == ["红的事", "黄的事"]
    assert "共2条" in page
    assert "依据《任期的意见》第二条" in page
    assert "任期到2026年11月1日" in page


def test_the_neighbour_sees_the_own_ones_only(county: County, client: Client, standing: None) -> None:
    page = sign_in(client, holder(Role.SECRETARY, county.neighbour)).get("/work/alerts/").content.decode()
    assert titles(page) == ["邻乡的事"]


@pytest.mark.parametrize("role", [Role.PUBLISHER, Role.ARCHIVIST, Role.CONTENT_REVIEWER])
def test_who_looks_after_nothing_finds_no_such_page(county: County, client: Client, standing: None, role: Role) -> None:
    person = holder(role, county.town)
    assert sign_in(client, person).get("/work/alerts/").status_code == 404
    assert "红的事" not in client.get("/work/").content.decode()


def test_a_member_finds_no_such_page(county: County, client: Client, standing: None) -> None:
    assert sign_in(client, affiliated(county.branch)).get("/work/alerts/").status_code == 404


@pytest.mark.parametrize(("level", "shown"), [("3", ["红的事"]), ("1", ["黄的事"]), ("2", []), ("²", 2), ("x", 2)])
def test_one_level_alone(county: County, client: Client, standing: None, level: str, shown: list | int) -> None:
    sign_in(client, holder(Role.SECRETARY, county.town))
    found = titles(client.get("/work/alerts/", {"level": level}).content.decode())
    assert found == shown or len(found) == shown


def test_the_desk_shows_them_to_whoever_looks_after_the_place(county: County, client: Client, standing: None) -> None:
    page = sign_in(client, holder(Role.SECRETARY, county.town)).get("/work/").content.decode()
    assert "红的事" in page
    assert "邻乡的事" not in page


def test_a_cleared_reminder_is_gone_from_list_and_desk(county: County, client: Client, declared: Callable) -> None:
    standing = [raised(county.branch)]
    rule = declared("tests.rule", lambda on: standing)
    services.run_rule(rule, DAY)
    sign_in(client, holder(Role.SECRETARY, county.town))
    assert "应换届" in client.get("/work/alerts/").content.decode()
    standing.clear()
    services.run_rule(rule, DAY)
    assert "应换届" not in client.get("/work/alerts/").content.decode()
    assert "应换届" not in client.get("/work/").content.decode()


def test_pages_go_by_key_forth_and_back_and_keep_the_level(
    county: County, client: Client, declared: Callable, django_assert_max_num_queries: Callable
) -> None:
    levels = [Level.YELLOW, Level.RED]
    rule = declared(
        "tests.rule",
        lambda on: [
            raised(county.branch, str(number), levels[number % 2], title=f"{number:03d}") for number in range(140)
        ],
    )
    services.run_rule(rule, DAY)
    sign_in(client, holder(Role.SECRETARY, county.town))

    def walk(start: str, link: str) -> tuple[list[str], str]:
        address, seen, last = start or "?", [], start
        while address:
            with django_assert_max_num_queries(12):
                page = client.get(f"/work/alerts/{address}").content.decode()
            seen.append(titles(page))
            last = address
            found = re.search(rf'href="(\?[^"]+)" rel="{link}"', page)
            address = found[1].replace("&amp;", "&") if found else ""
        return [title for rows in seen for title in rows], last

    odd, even = range(1, 140, 2), range(0, 140, 2)
    forth, end = walk("", "next")
    assert forth == [f"{number:03d}" for number in [*odd, *even]]
    red, _ = walk("?level=3", "next")
    assert red == [f"{number:03d}" for number in odd]
    back, _ = walk(end, "prev")
    assert sorted(back) == sorted(forth)
