"""A signed link shows one draft: for a while, while its signer may, and only that version."""

import datetime
from typing import Any

import pytest
from django.core import signing
from django.test import Client

from cms_pages import services
from cms_pages.models import NewsPage
from cms_pages.services.previews import SALT
from records.access.models import User
from records.access.services import issue_token
from records.audit.models import JournalEntry
from records.kit.models import local_today
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.organisations import County
from tests.factories.pages import again, draft, edited

ADDRESS = "/api/v1/pages/preview/"


@pytest.fixture
def publisher(county: County) -> User:
    return holder(Role.PUBLISHER, county.village, "沈若兰")


@pytest.fixture
def page(county: County, publisher: User) -> Any:
    return draft(county.village, NewsPage, author=publisher, title="还没有发布的标题")


def signed(client: Client, person: User, page: Any) -> str:
    sign_in(client, person)
    answer = client.post(f"/api/v1/pages/{page.uid}/preview-link/")
    assert answer.status_code == 201, answer.content
    return str(answer.json()["token"])


def test_a_link_shows_the_draft_to_whoever_holds_it_and_both_looks_are_journalled(
    client: Client, publisher: User, page: Any
) -> None:
    token = signed(client, publisher, page)
    answer = Client().get(ADDRESS, {"token": token})
    assert answer.status_code == 200
    assert (answer.json()["uid"], answer.json()["title"]) == (str(page.uid), "还没有发布的标题")
    assert answer.json()["body"][0]["value"]["text"] == "会议通过了两项决议。"
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    rows = JournalEntry.objects.filter(action="pages.preview", subject_uid=page.uid).order_by("pk")
    assert [(row.actor_id, row.after["state"]) for row in rows] == [
        (publisher.pk, "签发预览链接"),
        (publisher.pk, "凭链接预览"),
    ]


def test_it_is_bound_to_its_version(client: Client, publisher: User, page: Any) -> None:
    token = signed(client, publisher, page)
    edited(page, publisher, title="又改过的标题")
    assert Client().get(ADDRESS, {"token": token}).json()["title"] == "还没有发布的标题"
    later = signed(client, publisher, page)
    assert Client().get(ADDRESS, {"token": later}).json()["title"] == "又改过的标题"
    latest = again(page).get_latest_revision()
    latest.as_object().save_revision(user=publisher, overwrite_revision=latest)  # autosave rewrites the version
    assert Client().get(ADDRESS, {"token": later}).status_code == 404


def test_it_ends(client: Client, publisher: User, page: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    token = signed(client, publisher, page)
    begun = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: begun + 29 * 60)
    assert Client().get(ADDRESS, {"token": token}).status_code == 200
    monkeypatch.setattr(signing.time, "time", lambda: begun + 31 * 60)
    answer = Client().get(ADDRESS, {"token": token})
    assert (answer.status_code, "重新取得" in answer.json()["detail"]) == (404, True)


def test_it_ends_with_the_signers_post_or_account(client: Client, publisher: User, page: Any) -> None:
    token = signed(client, publisher, page)
    publisher.posts.update(ends_on=local_today() - datetime.timedelta(days=1))
    assert Client().get(ADDRESS, {"token": token}).status_code == 404
    publisher.posts.update(ends_on=None)
    assert Client().get(ADDRESS, {"token": token}).status_code == 200
    User.objects.filter(pk=publisher.pk).update(is_active=False)
    assert Client().get(ADDRESS, {"token": token}).status_code == 404


@pytest.mark.parametrize("change", ["", "x", "forged", "other salt", "not a mapping"])
def test_forged_ones_are_nothing(client: Client, publisher: User, page: Any, change: str) -> None:
    token = signed(client, publisher, page)
    told = signing.loads(token, salt=SALT)
    tried = {
        "forged": token[:-2] + ("aa" if token[-2:] != "aa" else "bb"),
        "other salt": signing.dumps(told),
        "not a mapping": signing.dumps(["x"], salt=SALT),
    }.get(change, change)
    before = JournalEntry.objects.count()
    assert Client().get(ADDRESS, {"token": tried}).status_code == 404
    assert JournalEntry.objects.count() == before


def test_only_who_works_there_signs(county: County, page: Any, publisher: User) -> None:
    before = JournalEntry.objects.count()
    address = f"/api/v1/pages/{page.uid}/preview-link/"
    assert Client().post(address).status_code == 404
    for person, status in (
        (affiliated(county.village), 404),
        (holder(Role.PUBLISHER, county.neighbour_branch), 404),
        (holder(Role.ARCHIVIST, county.town), 404),
        (holder(Role.CONTENT_REVIEWER, county.town), 201),
    ):
        assert sign_in(Client(), person).post(address).status_code == status, person
    narrow, _ = issue_token(publisher, name="只读", actions=["access.read_as_me"], days=1)
    assert Client().post(address, headers={"Authorization": f"Bearer {narrow}"}).status_code == 404
    wide, _ = issue_token(publisher, name="预览", actions=["pages.preview", "pages.view_drafts"], days=1)
    assert Client().post(address, headers={"Authorization": f"Bearer {wide}"}).status_code == 201
    signings = JournalEntry.objects.filter(action="pages.preview")
    assert signings.count() == 2
    assert JournalEntry.objects.count() == before + 4  # and two tokens


def test_the_service_wants_a_person(county: County, page: Any) -> None:
    from records.kit.actors import SYSTEM
    from records.kit.errors import Invalid

    with pytest.raises(Invalid):
        services.issue_preview(SYSTEM, page.uid)
