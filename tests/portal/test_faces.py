"""Three faces: the site for anyone, /my/ for whoever signed in, /work/ for whoever holds a working post."""

from collections.abc import Callable

import pytest
from django.apps import apps
from django.test import Client
from django.urls import get_resolver, resolve

from portal.composed import composed_urlpatterns
from records.access.models import User
from records.kit.discover import own_modules
from records.organisations.roles import WORKING_ROLES, Role
from tests.factories.access import PASSWORD, affiliated, holder, sign_in, user
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/work/", "/my/", "/my/alerts/", "/work/funds/", "/sign-in/password/"])
def test_a_visitor_is_asked_to_sign_in_and_comes_back(place: County, client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next={address}")


@pytest.mark.parametrize("role", sorted(WORKING_ROLES))
def test_every_working_post_opens_the_workbench_and_says_where(place: County, client: Client, role: str) -> None:
    page = sign_in(client, holder(role, place.town, "何建国")).get("/work/")
    assert page.status_code == 200
    text = page.content.decode()
    assert "何建国" in text
    assert f"柳溪镇党委{Role(role).label}" in text
    assert "及3个下级组织" in text


def test_few_pages_of_the_workbench_stand_in_a_line_and_many_in_chapters(place: County, client: Client) -> None:
    few = sign_in(client, holder(Role.PUBLISHER, place.town)).get("/work/").context["work_pages"]
    assert not any("pages" in each for each in few)
    page = sign_in(client, User.objects.create_superuser("site", "系统管理员", PASSWORD)).get("/work/access/posts/")
    many = page.context["work_pages"]
    assert [each["label"] for each in many] == ["我的事项", "提醒", "内容与公开", "业务", "组织与人员", "查询与设置"]
    below = [each for chapter in many for each in chapter.get("pages", [])]
    assert len(below) > 15
    assert [each["label"] for each in many if each["current"]] == ["组织与人员"]
    assert [each["label"] for each in below if each["current"]] == ["职务"]
    text = page.content.decode()
    for each in below:
        assert f'href="{each["url"]}"' in text


def test_without_a_post_the_workbench_leads_to_the_own_page(place: County, client: Client) -> None:
    for person in (user(), affiliated(place.branch), holder(Role.MEMBER, place.branch)):
        assert sign_in(client, person).get("/work/")["Location"] == "/my/"
        assert client.get("/my/").status_code == 200


def test_a_post_that_ended_opens_nothing(place: County, client: Client) -> None:
    import datetime

    from records.organisations.models import Post

    person = holder(Role.SECRETARY, place.village)
    Post.objects.filter(user=person).update(ends_on=datetime.date(2026, 1, 1))
    assert sign_in(client, person).get("/work/")["Location"] == "/my/"
    assert client.get("/work/funds/").status_code in (302, 404)


def test_the_own_page_shows_what_rooms_offer(place: County, client: Client) -> None:
    text = sign_in(client, affiliated(place.branch, "周启明")).get("/my/").content.decode()
    for card in ("周启明", "消息", "学时"):
        assert card in text


def test_face_pages_ask_few_queries(place: County, client: Client, django_assert_max_num_queries: Callable) -> None:
    sign_in(client, holder(Role.SECRETARY, place.town))
    client.get("/work/")
    with django_assert_max_num_queries(45):
        client.get("/work/")
    with django_assert_max_num_queries(30):
        client.get("/my/")


# ── addresses that rooms offer ──────────────────────────────────────────────
def test_every_rooms_addresses_stand_under_its_own_prefix() -> None:
    prefixes = {str(each.pattern) for each in composed_urlpatterns()}
    labels = {config.name: config.label for config in apps.get_app_configs()}
    for app, module in own_modules("urls"):
        label = labels[app]
        if getattr(module, "work_urlpatterns", None):
            assert f"work/{label}/" in prefixes
        if getattr(module, "my_urlpatterns", None):
            assert f"my/{label}/" in prefixes
    assert len(prefixes) == len(composed_urlpatterns())


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/work/alerts/", "work-alerts:reminders"),
        ("/my/alerts/", "my-alerts:inbox"),
        ("/healthz", "healthz"),
        ("/feedback/", "feedback"),
        ("/files/documents/x.pdf", "file"),
        ("/admin/", "wagtailadmin_home"),
    ],
)
def test_the_fixed_addresses_are_before_the_page_tree(address: str, name: str) -> None:
    assert resolve(address).view_name == name


def test_the_page_tree_comes_last() -> None:
    last = get_resolver().url_patterns[-1]
    assert "wagtail" in str(last.urlconf_module)


def test_no_section_can_take_a_fixed_address(place: County, client: Client) -> None:
    for address in ("/search/", "/sign-in/", "/healthz", "/api/v1/"):
        assert client.get(address).status_code == 200
    assert client.get("/media/documents/x.pdf").status_code == 404
