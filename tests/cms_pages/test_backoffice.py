"""Wagtail's back office: a publisher sees the own section; every door that goes round the services is shut."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Page
from wagtail.permission_policies.collections import CollectionPermissionPolicy
from wagtail.permissions import page_permission_policy

from cms_pages import services
from cms_pages.models import DisclosurePage, NewsPage, SectionPage
from media.services import ensure_folders, store_document
from records.access.models import User
from records.kit.actors import SYSTEM
from records.kit.models import local_today
from records.organisations import services as organisations
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.access import again as person_again
from tests.factories.organisations import County
from tests.factories.pages import again, column, draft, edited, published, site


@pytest.fixture
def publisher(county: County) -> User:
    site()
    column(county.village)
    column(county.neighbour_branch)
    return person_again(holder(Role.PUBLISHER, county.village, "沈若兰"))


def test_the_names_of_wagtails_caches_are_what_the_user_answers_to() -> None:
    assert page_permission_policy.permission_cache_name == "_page_permission_cache"
    assert CollectionPermissionPolicy.permission_cache_name == "_collection_permission_cache"
    assert hasattr(User, "_page_permission_cache")
    assert hasattr(User, "_collection_permission_cache")


def test_a_publisher_reaches_the_own_section_and_no_other(client: Client, county: County, publisher: User) -> None:
    own = draft(county.village, NewsPage, author=publisher)
    other = draft(county.neighbour_branch, NewsPage, title="邻乡的草稿")
    sign_in(client, publisher)
    assert client.get(f"/admin/pages/{own.pk}/edit/").status_code == 200
    assert client.get(f"/admin/pages/{other.pk}/edit/").status_code != 200
    assert client.get(f"/admin/pages/{other.pk}/view_draft/").status_code != 200
    section = SectionPage.objects.get(organisation=county.village)
    assert client.get("/admin/pages/").headers["Location"] == f"/admin/pages/{section.pk}/"
    text = client.get(f"/admin/pages/{own.get_parent().pk}/").content.decode()
    assert own.title in text
    assert "邻乡的草稿" not in client.get("/admin/pages/search/?q=邻乡").content.decode()


@pytest.mark.parametrize("superuser", [False, True])
def test_doors_round_the_services_are_shut(client: Client, county: County, publisher: User, superuser: bool) -> None:
    person = User.objects.create_superuser("root", "超级用户", "x") if superuser else publisher
    page = published(county.village, NewsPage)
    other = draft(county.village, NewsPage, author=publisher)
    sign_in(client, person)
    shut = [
        f"/admin/bulk/wagtailcore/page/publish/?id={other.pk}",
        f"/admin/bulk/wagtailcore/page/delete/?id={page.pk}",
        f"/admin/bulk/wagtailcore/page/unpublish/?id={page.pk}",
        f"/admin/bulk/wagtailcore/page/move/?id={page.pk}",
        f"/admin/pages/{page.pk}/convert_alias/",
        f"/admin/pages/{page.pk}/privacy/",
        f"/admin/pages/{page.pk}/unpublish/",
        f"/admin/api/main/pages/{other.pk}/action/publish/",
        f"/admin/api/main/pages/{page.pk}/action/delete/",
        f"/admin/api/main/pages/{page.pk}/action/unpublish/",
        "/admin/reports/site-history/",
        "/admin/reports/page-types-usage/",
        "/admin/reports/locked/",
        "/admin/pages/usage/cms_pages/newspage/",
    ]
    for url in shut:
        assert client.post(url).status_code == 404, url
        assert client.get(url).status_code == 404, url
    assert again(page).live
    assert not again(other).live


@pytest.mark.parametrize("superuser", [False, True])
def test_publish_in_the_editor_only_saves(client: Client, county: County, publisher: User, superuser: bool) -> None:
    person = User.objects.create_superuser("root", "超级用户", "x") if superuser else publisher
    page = draft(county.village, NewsPage, author=publisher)
    sign_in(client, person)
    client.post(f"/admin/pages/{page.pk}/edit/", {**editor_form(page), "action-publish": "1"})
    assert not again(page).live


def editor_form(page: NewsPage, **changes: str) -> dict[str, str]:
    return {
        "title": page.title,
        "summary": "",
        "body-count": "0",
        "attachments-TOTAL_FORMS": "0",
        "attachments-INITIAL_FORMS": "0",
        "attachments-MIN_NUM_FORMS": "0",
        "attachments-MAX_NUM_FORMS": "1000",
        "readers-TOTAL_FORMS": "0",
        "readers-INITIAL_FORMS": "0",
        "readers-MIN_NUM_FORMS": "0",
        "readers-MAX_NUM_FORMS": "1000",
        "tags": "",
        "published_on": "",
        "audience": "society",
        "go_live_at": "",
        "expire_at": "",
        **changes,
    }


def test_submit_in_the_editor_goes_to_review(client: Client, county: County, publisher: User) -> None:
    page = draft(county.village, NewsPage, author=publisher)
    sign_in(client, publisher)
    response = client.post(
        f"/admin/pages/{page.pk}/edit/", {**editor_form(page, title="改过的标题"), "action-submit": "1"}
    )
    assert response.status_code == 302
    assert again(page).workflow_in_progress
    services.approve(holder(Role.CONTENT_REVIEWER, county.town), page.uid)
    assert again(page).title == "改过的标题"


def test_a_published_page_is_not_deleted_a_draft_is(client: Client, county: County, publisher: User) -> None:
    page = published(county.village, NewsPage)
    own = draft(county.village, NewsPage, author=publisher)
    sign_in(client, publisher)
    client.post(f"/admin/pages/{page.pk}/delete/")
    assert NewsPage.objects.filter(pk=page.pk).exists()
    client.post(f"/admin/pages/{own.pk}/delete/")
    assert not NewsPage.objects.filter(pk=own.pk).exists()


def test_a_copy_is_a_draft_of_where_it_is_put(client: Client, county: County, publisher: User) -> None:
    page = published(county.village, DisclosurePage, index_no="990101/2025-00009")
    sign_in(client, publisher)
    target = column(county.branch, "disclosures")
    form = {"new_title": "副本", "new_slug": "fuben", "new_parent_page": target.pk, "copy_subpages": ""}
    client.post(f"/admin/pages/{page.pk}/copy/", {**form, "alias": "on"})
    assert not DisclosurePage.objects.filter(slug="fuben").exists()
    client.post(f"/admin/pages/{page.pk}/copy/", {**form, "publish_copies": "on"})
    copy = DisclosurePage.objects.get(slug="fuben")
    assert not copy.live
    assert copy.organisation == county.branch
    assert copy.index_no == ""


def test_choosers_and_their_api_stay_within_reach(client: Client, county: County, publisher: User) -> None:
    other = draft(county.neighbour_branch, NewsPage, title="邻乡的草稿")
    own_file = store_document(SYSTEM, county.village, SimpleUploadedFile("本村.csv", b"a,b"))
    other_file = store_document(SYSTEM, county.neighbour_branch, SimpleUploadedFile("邻乡.csv", b"a,b"))
    ensure_folders(publisher)
    sign_in(client, publisher)
    listed = client.get("/admin/api/main/documents/").json()
    assert [each["id"] for each in listed["items"]] == [own_file.pk]
    assert client.get(f"/admin/api/main/documents/{other_file.pk}/").status_code == 404
    assert client.get("/admin/api/main/images/").json()["items"] == []
    chooser = client.get(f"/admin/choose-page/{other.get_parent().pk}/?page_type=wagtailcore.page").content.decode()
    assert "邻乡的草稿" not in chooser
    found = client.get("/admin/choose-page/search/?q=邻乡&page_type=wagtailcore.page").content.decode()
    assert "邻乡的草稿" not in found
    pages = client.get("/admin/api/main/pages/").json()["items"]
    assert other.pk not in [each["id"] for each in pages]


def test_the_explorer_tells_no_names(client: Client, county: County, publisher: User) -> None:
    stranger = holder(Role.PUBLISHER, county.neighbour_branch, "范春明")
    draft(county.village, NewsPage, author=publisher)
    edited = draft(county.neighbour_branch, NewsPage, author=stranger)
    assert edited.owner == stranger
    sign_in(client, publisher)
    section = Page.objects.get(pk=SectionPage.objects.get(organisation=county.village).pk)
    text = client.get(f"/admin/pages/{section.pk}/").content.decode()
    assert "范春明" not in text


def test_there_is_one_sign_in_for_the_whole_portal(client: Client, county: County) -> None:
    site()
    response = client.get("/admin/", follow=True)
    assert response.redirect_chain[-1][0] == "/sign-in/?next=%2Fadmin%2F"
    assert "登录" in response.content.decode()
    assert sign_in(client, affiliated(county.branch)).get("/admin/", follow=True).status_code == 403


def test_the_address_is_that_of_the_whole_title(client: Client, county: County, publisher: User) -> None:
    half_typed = draft(county.village, DisclosurePage, author=publisher, title="2026年")
    assert half_typed.slug == "2026nian"
    edited(half_typed, publisher, title="2026年党费收缴情况")
    services.publish(SYSTEM, half_typed.uid)
    assert again(half_typed).slug == "2026niandangfeishoujiaoqingkuang"
    later = edited(again(half_typed), publisher, title="2026年党费收缴情况（更正）")
    services.publish(SYSTEM, later.uid)
    assert again(later).slug == "2026niandangfeishoujiaoqingkuang"  # what readers have kept stays

    chosen = draft(county.village, DisclosurePage, author=publisher, title="党员大会决议", slug="jueyi")
    services.publish(SYSTEM, chosen.uid)
    assert again(chosen).slug == "jueyi"


def test_two_pages_of_one_title_get_two_addresses_in_the_editor(
    client: Client, county: County, publisher: User
) -> None:
    sign_in(client, publisher)
    place = column(county.village, "news")
    blank = NewsPage(title="党员大会")
    for _ in range(2):
        response = client.post(f"/admin/pages/add/cms_pages/newspage/{place.pk}/", editor_form(blank))
        assert response.status_code == 302
    assert sorted(NewsPage.objects.values_list("slug", flat=True)) == ["dangyuandahui", "dangyuandahui-2"]


def test_the_workbench_leads_to_the_editor_of_each_kind(client: Client, county: County, publisher: User) -> None:
    sign_in(client, publisher)
    text = client.get("/work/pages/write/").content.decode()
    place = column(county.village, "disclosures")
    assert f"/admin/pages/add/cms_pages/disclosurepage/{place.pk}/" in text
    assert client.get(f"/work/pages/write/?organisation={county.branch.uid}").status_code == 200
    assert client.get(f"/work/pages/write/?organisation={county.neighbour.uid}").status_code == 404
    assert client.get("/work/pages/write/?organisation=x").status_code == 404
    archivist = sign_in(Client(), holder(Role.ARCHIVIST, county.town))
    assert archivist.get("/work/pages/write/").status_code == 404


def test_pages_of_a_dissolved_organisation_are_for_reading_and_say_so(
    client: Client, county: County, publisher: User
) -> None:
    page = published(county.other_branch, NewsPage, title="支部大会", text="原来的话")
    started = draft(county.other_branch, NewsPage, title="没写完的")
    organisations.dissolve(SYSTEM, county.other_branch.uid, dissolved_on=local_today(), reason="合并")
    sign_in(client, publisher)
    for each in (page, started):
        for answer in (
            client.get(f"/admin/pages/{each.pk}/edit/", follow=True),
            client.post(f"/admin/pages/{each.pk}/edit/", editor_form(each, title="改过的标题"), follow=True),
        ):
            assert answer.redirect_chain[-1][0] == f"/work/pages/{each.uid}/"
            assert "撤销，页面只供查阅，不能再修改" in answer.content.decode()
        assert again(each).title == each.title
        assert again(each).get_latest_revision_as_object().title == each.title
    autosaved = client.post(
        f"/admin/pages/{page.pk}/edit/", editor_form(page, title="改"), headers={"accept": "application/json"}
    )
    assert autosaved.status_code == 400
    assert again(page).get_latest_revision_as_object().title == "支部大会"
    client.post(f"/admin/pages/{started.pk}/delete/")
    assert again(started).title == "没写完的"
    assert client.get(page.address).status_code == 200
    section = SectionPage.objects.get(organisation=county.other_branch)
    assert "只供查阅" in client.get(f"/admin/pages/{section.pk}/edit/", follow=True).content.decode()
