"""What is refused before it reaches the API is told as a problem with a code, too; people still get a page."""

import io
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from portal.views import server_error
from tests.factories.access import affiliated, sign_in
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db

TOKENS = "/api/v1/tokens/"


def told(answer: HttpResponse, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status
    assert answer["Content-Type"].startswith("application/problem+json")
    body: dict[str, Any] = answer.json()  # type: ignore[attr-defined]
    assert (body["status"], body["code"]) == (status, code)
    assert body["detail"]
    return body


def post_stream(client: Client, address: str, body: Any, length: int) -> Any:
    return client.request(
        PATH_INFO=address,
        REQUEST_METHOD="POST",
        CONTENT_TYPE="multipart/form-data; boundary=cut",
        CONTENT_LENGTH=str(length),
        **{"wsgi.input": body},
    )


@pytest.mark.parametrize("address", [TOKENS, "/api/v1/nothing-here/"])
def test_what_announces_itself_as_hopeless(client: Client, address: str) -> None:
    body = told(post_stream(client, address, io.BytesIO(), 3_000_000_000), 413, "too_large")
    assert "3000MB" in body["detail"]
    assert "上一页" not in body["detail"]


def test_a_request_that_breaks_off(client: Client, county: County) -> None:
    sign_in(client, affiliated(county.branch))
    head = b'--cut\r\nContent-Disposition: form-data; name="name"\r\n\r\n\xe6\x8a\xa5'
    body = told(post_stream(client, TOKENS, io.BytesIO(head), len(head) + 500), 400, "broken_off")
    assert "没有保存任何内容" in body["detail"]


def test_an_address_that_is_not_there(client: Client, place: County) -> None:
    told(client.get("/api/v1/nothing-here/"), 404, "not_found")
    assert "没有这个页面" in client.get("/nothing-here/").content.decode()


def test_more_fields_than_are_taken(client: Client, county: County) -> None:
    sign_in(client, affiliated(county.branch))
    many = {f"field{number}": "" for number in range(3_000)}
    told(client.post(TOKENS, many), 400, "invalid")


def test_a_fault_of_ours(rf: RequestFactory) -> None:
    answer = server_error(rf.get("/api/v1/members/"))
    assert answer.status_code == 500
    assert answer["Content-Type"] == "application/problem+json"
    assert "不是您操作的问题" in answer.content.decode()
