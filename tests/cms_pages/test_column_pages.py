"""Column lists by key: forth and back, filters kept, no number of the database in an address."""

import base64
import datetime
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from cms_pages.models import NewsPage, PageDoor
from cms_pages.presenters import lists
from tests.factories.organisations import County
from tests.factories.pages import published

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 3, 20)


@pytest.fixture
def titles(county: County, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Seven pages, newest first, three of them of one day; three are shown at a time."""
    monkeypatch.setattr(lists, "SHOWN", 3)
    days = (0, 1, 1, 1, 2, 3, 4)
    for number, day in enumerate(days):
        published(
            county.village, NewsPage, title=f"第{number}次党员大会", published_on=DAY + datetime.timedelta(days=day)
        )
    return [f"第{number}次党员大会" for number in reversed(range(7))]


def shown(text: str) -> list[str]:
    return re.findall(r"第\d次党员大会", re.sub(r"<[^>]+>", " ", text.split('id="h-found"')[1].split("</section>")[0]))


def links(text: str) -> dict[str, str]:
    found = [unescape(each) for each in re.findall(r'href="(\?[^"]*(?:after|before)=[^"]+)"', text)]
    return {"after" if "after=" in each else "before": each for each in found}


def test_all_are_met_once_and_the_way_back_is_the_same(titles: list[str], client: Client) -> None:
    address, pages = "?", []
    while address:
        text = client.get(f"/news/{address}").content.decode()
        pages.append((shown(text), links(text)))
        address = links(text).get("after", "")
    assert [title for rows, _ in pages for title in rows] == titles
    assert "before" not in pages[0][1]
    back = client.get(f"/news/{pages[2][1]['before']}").content.decode()
    assert shown(back) == pages[1][0]
    first = client.get(f"/news/{links(back)['before']}").content.decode()
    assert shown(first) == pages[0][0]
    assert "before" not in links(first)


def test_filters_stay_in_the_address(titles: list[str], client: Client) -> None:
    text = client.get("/news/?q=党员&year=2026").content.decode()
    kept = parse_qs(urlsplit(links(text)["after"]).query)
    assert (kept["q"], kept["year"]) == (["党员"], ["2026"])


def test_an_address_tells_no_number_of_the_database(titles: list[str], client: Client) -> None:
    token = parse_qs(urlsplit(links(client.get("/news/").content.decode())["after"]).query)["after"][0]
    told = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    page = NewsPage.objects.get(title="第4次党员大会")
    assert told == [page.published_on.isoformat(), str(page.uid)]
    assert str(PageDoor.objects.get(page=page).page_id) not in told


@pytest.mark.parametrize("old", ["after=2026-03-21.5", "before=.3", "after=x", "after=WyJ4IiwgInkiXQ"])
def test_an_address_of_another_make_gives_the_first_page(titles: list[str], client: Client, old: str) -> None:
    assert shown(client.get(f"/news/?{old}").content.decode()) == titles[:3]
