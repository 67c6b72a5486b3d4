"""The one view behind every file: parts for a player (RFC 9110 §14), permission for everyone."""

from typing import Any

import pytest
from django.test import Client

from media.models import PortalDocument
from media.services import set_uses, store_document, store_image
from records.kit.actors import SYSTEM
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder, sign_in
from tests.factories.files import PDF, picture, upload
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db

CONTENT = PDF + bytes(range(256)) * 1000
SIZE = len(CONTENT)


@pytest.fixture
def document(county: County) -> PortalDocument:
    """Open to society."""
    return open_to("public", store_document(SYSTEM, county.village, upload("纪要.pdf", CONTENT)))


def open_to(label: str, document: Any) -> Any:
    set_uses("cms_pages.NewsPage", document.uid, documents=[document.pk], labels=[label])
    return document


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


PARTS = {
    "bytes=0-99": (0, 99),
    "bytes=100-": (100, SIZE - 1),
    "bytes=-10": (SIZE - 10, SIZE - 1),
    f"bytes=5-{SIZE * 2}": (5, SIZE - 1),
    f"bytes=-{SIZE * 2}": (0, SIZE - 1),
    f"bytes={SIZE - 1}-": (SIZE - 1, SIZE - 1),
    "bytes=70000-140000": (70000, 140000),  # over the edges of the pieces it is read in
}


@pytest.mark.parametrize("asked", PARTS)
def test_a_part(client: Client, document: PortalDocument, asked: str) -> None:
    first, last = PARTS[asked]
    answer = client.get(document.url, headers={"range": asked})
    assert answer.status_code == 206
    assert answer["Content-Range"] == f"bytes {first}-{last}/{SIZE}"
    assert answer["Content-Length"] == str(last - first + 1)
    assert body(answer) == CONTENT[first : last + 1]


@pytest.mark.parametrize("asked", [f"bytes={SIZE}-", f"bytes={SIZE * 9}-", "bytes=-0"])
def test_a_part_that_is_not_there(client: Client, document: PortalDocument, asked: str) -> None:
    answer = client.get(document.url, headers={"range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{SIZE}")


@pytest.mark.parametrize(
    "asked",
    ["", "bytes=-", "bytes=9-3", "bytes=a-b", "bytes=0-1,5-9", "lines=1-2", "bytes=" + "9" * 5000 + "-", "bytes=０-９"],
)
def test_what_is_no_range_gets_the_whole(client: Client, document: PortalDocument, asked: str) -> None:
    headers = {"range": asked} if asked.isascii() else {}
    extra = {} if asked.isascii() else {"HTTP_RANGE": asked}
    answer = client.get(document.url, headers=headers, **extra)
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert body(answer) == CONTENT


def test_a_download_goes_on_only_with_the_same_file(client: Client, document: PortalDocument) -> None:
    tag = client.get(document.url)["ETag"]
    assert client.get(document.url, headers={"range": "bytes=10-19", "if-range": tag}).status_code == 206
    for other in ('"of another version"', "Sat, 21 Nov 2026 00:00:00 GMT", f"W/{tag}"):
        answer = client.get(document.url, headers={"range": "bytes=10-19", "if-range": other})
        assert (answer.status_code, len(body(answer))) == (200, SIZE)
    assert client.get(document.url, headers={"if-none-match": tag}).status_code == 304


def test_asking_for_the_head_sends_no_body(client: Client, document: PortalDocument) -> None:
    answer = client.head(document.url)
    assert (answer.status_code, answer["Content-Length"], body(answer)) == (200, str(SIZE), b"")
    assert client.post(document.url).status_code == 405


def test_a_saved_file_has_its_title_and_no_type_is_guessed(client: Client, county: County) -> None:
    page = open_to(
        "public", store_document(SYSTEM, county.village, upload('"名\r\n单.txt', b"<script>alert(1)</script>"))
    )
    answer = client.get(page.url)
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert client.get(page.url + "?download")["Content-Disposition"].startswith("attachment")


# ── permission: the same for the whole, a part and the head ─────────────────
READERS = ["visitor", "member", "neighbour", "own", "publisher", "archivist above"]
MAY = {
    "public": set(READERS),
    "members": set(READERS) - {"visitor"},
    "org": {"own", "publisher"} | {"archivist above"},
    "nothing": {"publisher", "archivist above"},
}


@pytest.mark.parametrize("label", MAY)
def test_who_may_have_it(county: County, label: str) -> None:
    readers = {
        "visitor": None,
        "member": affiliated(county.neighbour_branch),
        "neighbour": holder(Role.PUBLISHER, county.neighbour),
        "own": affiliated(county.village),
        "publisher": holder(Role.PUBLISHER, county.village),
        "archivist above": holder(Role.ARCHIVIST, county.town),
    }
    document = store_document(SYSTEM, county.village, upload("纪要.pdf", CONTENT))
    if label != "nothing":
        open_to({"org": f"org:{county.village.pk}"}.get(label, label), document)
    for name, person in readers.items():
        client = Client()
        if person is not None:
            sign_in(client, person)
        for headers in ({}, {"range": "bytes=0-9"}, {"range": f"bytes={SIZE}-"}):
            answer = client.get(document.url, headers=headers)
            if name in MAY[label]:
                assert answer.status_code in (200, 206, 416), (label, name)
                shared = "public, max-age=3600" if label == "public" else "private, no-store"
                assert answer["Cache-Control"] == shared
            else:
                refused = 302 if (label, name) == ("members", "visitor") else 404
                assert answer.status_code == refused, (label, name)
                assert CONTENT[:9] not in answer.content


def test_a_withdrawn_page_closes_its_files_at_once(client: Client, document: PortalDocument) -> None:
    assert client.get(document.url).status_code == 200
    set_uses("cms_pages.NewsPage", document.uid, documents=[document.pk], labels=[])
    assert client.get(document.url).status_code == 404


def test_a_sized_copy_is_as_closed_as_its_picture(client: Client, county: County) -> None:
    image = store_image(SYSTEM, county.village, upload("现场.jpg", picture(size=(600, 400))))
    copy = image.get_rendition("width-100")
    assert client.get(copy.url).status_code == 404
    set_uses("cms_pages.NewsPage", image.uid, images=[image.pk], labels=["public"])
    assert client.get(copy.url)["Content-Type"] == "image/jpeg"


@pytest.mark.parametrize(
    "name",
    ["../portal.sqlite3", "..%2f..%2fetc%2fpasswd", "documents/", "documents/none.pdf", "%00", "funds/vouchers/x"],
)
def test_no_other_name_leads_anywhere(client: Client, document: PortalDocument, name: str) -> None:
    assert client.get(f"/files/{name}").status_code == 404


def test_a_file_that_is_gone_from_the_disk_is_no_error(client: Client, document: PortalDocument) -> None:
    document.file.storage.delete(document.file.name)
    assert client.get(document.url).status_code == 404


def test_behind_a_web_server_the_permission_stays_here(client: Client, document: PortalDocument, settings: Any) -> None:
    settings.FILES_ACCEL_PREFIX = "/protected/"
    answer = client.get(document.url)
    assert answer["X-Accel-Redirect"] == f"/protected/{document.file.name}"
    assert answer.content == b""
