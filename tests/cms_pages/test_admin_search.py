"""Whatever searches in the back office finds only what its person's posts cover, by title (docs/decisions/0014)."""

from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from wagtail.models import Page
from wagtail.search.backends import get_search_backend

from cms_pages.models import NewsPage
from cms_pages.titles import NAME, make_index
from media.services import ensure_folders, store_document, store_image
from records.access.models import User
from records.kit.actors import SYSTEM
from records.organisations.roles import Role
from tests.factories.access import again, holder, sign_in
from tests.factories.files import PDF, picture, upload
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import column, draft, site

OWN, OTHER = "慰问金发放公示", "慰问金发放公示（邻乡）"


@pytest.fixture
def clerk(county: County, client: Client, settings: Any, tmp_path: Any) -> User:
    settings.MEDIA_ROOT = tmp_path
    site()
    for place in (county.village, county.neighbour_branch):
        column(place)
    person = holder(Role.PUBLISHER, county.village)
    other = holder(Role.PUBLISHER, county.neighbour_branch)
    for each in (person, other):
        ensure_folders(each)
    for place, title in ((county.village, OWN), (county.neighbour_branch, OTHER)):
        draft(place, NewsPage, title=title)
        store_document(SYSTEM, place, upload("x.pdf", PDF), title=title)
        store_image(SYSTEM, place, upload("x.png", picture("PNG")), title=title)
    sign_in(client, again(person))
    return person


DOORS = [
    "/admin/pages/search/?q={}",
    "/admin/pages/search/results/?q={}",
    "/admin/documents/?q={}",
    "/admin/images/?q={}",
    "/admin/documents/chooser/results/?q={}",
    "/admin/images/chooser/results/?q={}",
    "/admin/api/main/documents/?search={}",
    "/admin/api/main/images/?search={}",
]


@pytest.mark.django_db
@pytest.mark.parametrize("door", DOORS)
def test_the_own_one_is_found_and_the_neighbours_is_not(clerk: User, client: Client, door: str) -> None:
    answer = client.get(door.format("慰问金"))
    assert answer.status_code == 200
    text = str(answer.json()) if "/api/" in door else answer.content.decode()
    assert OWN in text
    assert OTHER not in text
    again = client.get(door.format("邻乡"))
    assert OTHER not in (str(again.json()) if "/api/" in door else again.content.decode())


@pytest.mark.django_db
def test_choosing_a_page_offers_what_one_may_read_or_works_on(clerk: User, client: Client) -> None:
    found = client.get("/admin/choose-page/search/?q=慰问金&page_type=wagtailcore.page").content.decode()
    assert OTHER not in found


@pytest.mark.django_db
def test_the_register_of_members_is_searched_within_the_scope(clerk: User, county: County) -> None:
    member(county.branch, "周启明")
    member(county.neighbour_branch, "周启亮")
    client = sign_in(Client(), holder(Role.SECRETARY, county.village))
    text = client.get("/admin/members/member/?q=周启").content.decode()
    assert "周启明" in text
    assert "周启亮" not in text


def test_wagtails_own_index_is_not_kept() -> None:
    assert settings.WAGTAILSEARCH_BACKENDS["default"]["AUTO_UPDATE"] is False
    assert type(get_search_backend()).__module__ == "modelsearch.backends.database.fallback"


@pytest.mark.django_db
@pytest.mark.data
def test_parts_of_titles_have_an_index_where_the_database_can(county: County) -> None:
    site()
    if connection.vendor != "postgresql":
        assert not make_index(connection)
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    assert NAME in Page.objects.filter(title__icontains="民主评议党员").order_by().explain()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with checks to come can't be given an index
        cursor.execute(f"DROP INDEX {NAME}")
    assert make_index(connection)
    assert make_index(connection)  # twice does no harm
    with connection.cursor() as cursor:  # (an index made beside changed rows is used by later transactions only)
        cursor.execute("SELECT count(*) FROM pg_indexes WHERE indexname = %s", [NAME])
        assert cursor.fetchone() == (1,)
