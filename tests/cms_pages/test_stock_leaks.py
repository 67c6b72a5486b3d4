"""Each leak of stock Wagtail that we know of, tried by its name: a neighbour with a post in the back office, and visitors."""

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from cms_pages import services
from cms_pages.models import NewsPage
from media.services import ensure_folders, store_document, store_image
from records.access.models import User
from records.kit.actors import SYSTEM
from records.kit.audience import Audience
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.access import again as person_again
from tests.factories.organisations import County
from tests.factories.pages import column, draft, published

HIDDEN = "密标"


@pytest.fixture
def neighbour(county: County) -> User:
    """A publisher of the other town, with a section, a folder and the whole back office before them."""
    column(county.neighbour_branch)
    person = holder(Role.PUBLISHER, county.neighbour_branch, "范春明")
    ensure_folders(person)
    return person_again(person)


@pytest.fixture
def page(county: County) -> Any:
    """A draft of ours, by somebody whose name is nobody else's business."""
    writer = holder(Role.PUBLISHER, county.village, f"{HIDDEN}沈若兰")
    made = draft(county.village, NewsPage, author=writer, title=f"{HIDDEN}草稿")
    made.tags.add(f"{HIDDEN}标签")
    made.save()
    return made


def picture(county: County) -> Any:
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(data, "PNG")
    upload = SimpleUploadedFile("图.png", data.getvalue(), content_type="image/png")
    return store_image(SYSTEM, county.village, upload, title=f"{HIDDEN}图")


def text(answer: Any) -> str:
    return (
        b"".join(answer.streaming_content).decode("utf-8", "replace") if answer.streaming else answer.content.decode()
    )


def test_the_back_offices_api_lists_no_images_and_documents_of_others(
    client: Client, county: County, neighbour: User
) -> None:
    image = picture(county)
    document = store_document(SYSTEM, county.village, SimpleUploadedFile("名单.csv", b"a"), title=f"{HIDDEN}名单")
    sign_in(client, neighbour)
    for kind, row in (("images", image), ("documents", document)):
        listed = client.get(f"/admin/api/main/{kind}/")
        assert (listed.status_code, listed.json()["items"]) == (200, [])
        assert client.get(f"/admin/api/main/{kind}/{row.pk}/").status_code == 404
        assert client.get(f"/admin/api/main/{kind}/find/?id={row.pk}").status_code == 404


def test_the_choosers_of_files_show_none_of_others(client: Client, county: County, neighbour: User) -> None:
    image = picture(county)
    document = store_document(SYSTEM, county.village, SimpleUploadedFile("名单.csv", b"a"), title=f"{HIDDEN}名单")
    sign_in(client, neighbour)
    for address in (
        "/admin/images/chooser/",
        "/admin/images/chooser/results/",
        f"/admin/images/chooser/chosen/{image.pk}/",
        f"/admin/images/chooser/chosen-multiple/?id={image.pk}",
        f"/admin/images/chooser/{image.pk}/select_format/",
        f"/admin/images/{image.pk}/generate_url/",
        "/admin/images/results/?q=",
        "/admin/documents/chooser/",
        "/admin/documents/chooser/results/",
        f"/admin/documents/chooser/chosen/{document.pk}/",
        f"/admin/documents/chooser/chosen-multiple/?id={document.pk}",
        f"/admin/documents/usage/{document.pk}/",
    ):
        assert HIDDEN not in text(client.get(address)), address


def test_the_page_chooser_browses_and_searches_within_reach_only(client: Client, neighbour: User, page: Any) -> None:
    sign_in(client, neighbour)
    for address in (
        "/admin/choose-page/",
        f"/admin/choose-page/{page.get_parent().pk}/",
        f"/admin/choose-page/search/?q={HIDDEN}",
        f"/admin/choose-page/chosen-multiple/?id={page.pk}",
        f"/admin/pages/search/?q={HIDDEN}",
        f"/admin/api/main/pages/?search={HIDDEN}",
        f"/admin/api/main/pages/?child_of={page.get_parent().pk}",
        f"/admin/api/main/pages/{page.pk}/",
    ):
        assert page.title not in text(client.get(address)), address  # the question itself is repeated


@pytest.mark.parametrize(
    "address",
    ["page-types-usage/", "page-types-usage/results/", "locked/", "workflow/", "site-history/", "aging-pages/"],
)
def test_no_report_spans_the_place(client: Client, neighbour: User, page: Any, address: str) -> None:
    for person in (neighbour, User.objects.create_superuser("root", "超级用户", "x")):
        sign_in(client, person)
        assert client.get(f"/admin/reports/{address}").status_code == 404


def test_no_filter_lists_the_names_of_accounts(client: Client, county: County, neighbour: User, page: Any) -> None:
    sign_in(client, neighbour)
    own = column(county.neighbour_branch)
    for address in (
        f"/admin/pages/{own.pk}/",
        f"/admin/pages/{own.pk}/results/",
        "/admin/",
        "/admin/pages/search/?q=x",
    ):
        assert HIDDEN not in text(client.get(address)), address
    for address in ("/admin/users/", "/admin/groups/", "/admin/workflows/list/"):
        assert client.get(address).status_code == 404, address


def test_wagtails_question_before_a_move_tells_no_title(
    client: Client, county: County, neighbour: User, page: Any
) -> None:
    sign_in(client, neighbour)
    target = column(county.neighbour_branch)
    answer = client.get(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/")
    assert (answer.status_code, HIDDEN in text(answer)) == (404, False)


def test_history_usage_and_comparison_are_the_writers_own(client: Client, neighbour: User, page: Any) -> None:
    sign_in(client, neighbour)
    for address in (
        "history/",
        "history/results/",
        "workflow_history/",
        "usage/",
        "revisions/compare/earliest...latest/",
        f"revisions/{page.latest_revision_id}/view/",
        "view_draft/",
        "edit/preview/",
        "copy/",
        "delete/",
    ):
        assert HIDDEN not in text(client.get(f"/admin/pages/{page.pk}/{address}", follow=True)), address


def test_completion_of_tags_knows_no_words(client: Client, neighbour: User, page: Any) -> None:
    sign_in(client, neighbour)
    for address in ("tag-autocomplete/", "tag-autocomplete/taggit/tag/"):
        assert client.get(f"/admin/{address}?term={HIDDEN}").json() == []


def test_nobody_publishes_through_wagtail(client: Client, county: County, page: Any) -> None:
    for person in (page.owner, User.objects.create_superuser("root", "超级用户", "x")):
        tester = page.permissions_for_user(person_again(person))
        assert not any((tester.can_publish(), tester.can_unpublish(), tester.can_set_view_restrictions()))


def test_files_lie_at_no_address_but_the_one_that_asks(client: Client, county: County) -> None:
    document = store_document(SYSTEM, county.village, SimpleUploadedFile("名单.csv", HIDDEN.encode()))
    image = picture(county)
    small = image.get_rendition("width-10")
    for name in (document.file.name, image.file.name, small.file.name):
        for address in (f"{settings.MEDIA_URL}{name}", f"/documents/{document.pk}/{name}", f"/files/{name}"):
            assert client.get(address).status_code == 404, address
        assert client.get(f"/files/../{name}").status_code == 404
    sign_in(client, affiliated(county.neighbour_branch))
    assert client.get(f"/files/{document.file.name}").status_code == 404


def test_restrictions_of_wagtails_own_do_not_exist(client: Client, county: County) -> None:
    made = published(county.village, NewsPage, audience=Audience.OWN)
    for address in (f"/_util/authenticate_with_password/1/{made.pk}/", "/_util/login/"):
        assert client.get(address).status_code == 404
        assert client.post(address, {"password": "x"}).status_code == 404
    services.withdraw(SYSTEM, made.uid, reason="数字有误")
    assert client.get(made.address).status_code == 404


def test_a_visitor_sees_no_bar_of_wagtails_and_no_number_of_a_page(client: Client, county: County) -> None:
    made = published(county.village, NewsPage)
    html = text(client.get(made.address))
    assert "wagtail" not in html.lower()
    assert f"/admin/pages/{made.pk}/" not in html
