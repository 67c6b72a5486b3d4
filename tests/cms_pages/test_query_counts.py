"""What a page asks of the database is the same for many rows as for few."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cms_pages import services
from cms_pages.models import DisclosurePage, NewsPage
from records.kit import visitors
from records.organisations.roles import Role
from tests.factories.access import again, holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import column, draft, published, site

FEW, MANY = 4, 26  # a list shows twenty: with many it is full and has a next page

# Frozen: a higher figure is a query more on every visit. Two more than when this was written.
MOST = {
    "home": 20,
    "section": 28,
    "column": 17,
    "column across": 5,
    "column with those below": 17,
    "article": 21,
    "disclosure": 23,
    "feed": 4,
    "section's feed": 6,
    "sitemap": 3,
}


def asked(client: Client, address: str) -> tuple[int, list[str]]:
    """How many queries a page costs that has to be made anew, once what else is remembered is remembered."""
    assert client.get(address).status_code == 200, address
    visitors.forget()
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(address)
        if answer.streaming:
            b"".join(answer.streaming_content)
    return len(seen), [query["sql"] for query in seen.captured_queries]


@pytest.mark.slow
def test_the_sites_pages(county: County, client: Client) -> None:
    site()
    news = column(county.village)
    section = news.get_parent().specific

    def add(number: int) -> None:
        for _ in range(number):
            published(county.village, NewsPage)
            published(county.village, DisclosurePage)

    add(FEW)
    article, disclosure = published(county.village, NewsPage), published(county.village, DisclosurePage)
    addresses = {
        "home": "/",
        "section": section.address,
        "column": news.specific.address,
        "column across": "/news/",
        "column with those below": f"{news.specific.address}?below=on",
        "article": article.address,
        "disclosure": disclosure.address,
        "feed": "/feed/",
        "section's feed": f"{section.address}feed/",
        "sitemap": "/sitemap.xml",
    }
    few = {name: asked(client, address) for name, address in addresses.items()}
    add(MANY - FEW)
    many = {name: asked(client, address) for name, address in addresses.items()}
    grown = {
        name: [sql[:300] for sql in many[name][1] if many[name][1].count(sql) == 1][-3:]
        for name in addresses
        if many[name][0]
        > few[name][0] + (1 if name in ("article", "disclosure") else 0)  # what stands before and after
    }
    assert not grown, ({name: (few[name][0], many[name][0]) for name in grown}, grown)
    over = {name: count for name, (count, _) in many.items() if count > MOST[name]}
    assert not over, over


@pytest.mark.slow
def test_what_waits_at_the_workbench(county: County, client: Client, django_assert_max_num_queries: Callable) -> None:
    site()
    column(county.village)
    author = holder(Role.PUBLISHER, county.village)
    reviewer = again(holder(Role.CONTENT_REVIEWER, county.town))

    def hand_in(number: int) -> None:
        for _ in range(number):
            services.submit(author, draft(county.village, NewsPage, author=author).uid)

    hand_in(FEW)
    sign_in(client, reviewer)
    few = {address: asked(client, address)[0] for address in ("/work/pages/", "/work/")}
    hand_in(MANY - FEW)
    many = {address: asked(client, address)[0] for address in few}
    assert many == few
    with django_assert_max_num_queries(30):
        client.get("/work/pages/")
