"""Whether the portal lives, and what it says when something is wrong: in Chinese, with the cure, telling no secrets."""

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.views import server_error
from tests.factories.organisations import County

pytestmark = pytest.mark.django_db


def test_healthz_says_that_it_lives_and_nothing_else(client: Client) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    assert "sessionid" not in answer.cookies


def test_healthz_does_not_lie_about_the_database(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    client.raise_request_exception = False

    def away(*args: object, **kwargs: object) -> None:
        raise OSError("connection refused at 10.0.0.7")

    monkeypatch.setattr(type(connection._connections[connection._alias]), "cursor", away)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert b"10.0.0.7" not in answer.content


def test_what_is_not_there(place: County, client: Client) -> None:
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    text = answer.content.decode()
    assert "没有这个页面" in text
    assert "问题与建议" in text


def test_a_form_that_is_stale_is_explained(place: County) -> None:
    answer = Client(enforce_csrf_checks=True).post("/feedback/", {"text": "慰问金发放标准能否写明依据？"})
    assert answer.status_code == 403
    assert "重新" in answer.content.decode() or "刷新" in answer.content.decode()


def test_the_last_resort_needs_neither_database_nor_session(
    rf: RequestFactory, django_assert_num_queries: object, settings: object
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        answer = server_error(rf.get("/"))
    assert answer.status_code == 500
    assert "不是您操作的问题" in answer.content.decode()
    assert "虚构" not in answer.content.decode()


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("身份证 990000198005170012")


def test_an_error_page_tells_nothing_of_what_went_wrong(
    place: County, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    client.raise_request_exception = False
    monkeypatch.setattr("portal.views.connection", None)
    answer = client.get("/healthz")
    assert answer.status_code == 500
    assert "NoneType" not in answer.content.decode()
    assert "系统出了问题" in answer.content.decode()
    assert settings.DEBUG is False
