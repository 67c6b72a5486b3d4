"""Whether the portal lives, and what it says when something is wrong: in Chinese, with the cure, telling no secrets."""

import io
import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path
from django.utils.module_loading import import_string

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
    raise RuntimeError(f"身份证 {request.GET['number']}")


def twice_broken(request: HttpRequest) -> HttpResponse:
    try:
        return broken(request)
    except RuntimeError as error:
        raise LookupError(f"没有党员 {request.GET['name']}") from error


def unreachable(request: HttpRequest) -> HttpResponse:
    raise OperationalError(f"connection refused\nDETAIL: Key (name)=({request.GET['name']}) already exists.")


urlpatterns = [
    path("broken/", broken),
    path("twice-broken/", twice_broken),
    path("unreachable/", unreachable),
]
handler500 = "portal.views.server_error"


@pytest.fixture
def logged(settings: Any) -> Iterator[io.StringIO]:
    """What goes into the log of a portal in service."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    line = dict(settings.LOGGING["formatters"]["line"])
    handler.setFormatter(import_string(line.pop("()"))(line["format"], style=line["style"]))
    logging.getLogger("django.request").addHandler(handler)
    yield written
    logging.getLogger("django.request").removeHandler(handler)


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/broken/", "RuntimeError（内容从略"),
        ("/twice-broken/", "LookupError（内容从略"),
        ("/unreachable/", "OperationalError: connection refused"),
    ],
)
def test_a_failure_is_logged_without_what_anybody_typed(
    client: Client, logged: io.StringIO, settings: Any, address: str, kind: str
) -> None:
    settings.DEBUG = False
    client.raise_request_exception = False
    answer = client.get(address, {"number": "990000198005170012", "name": "周启明"})
    page, log = answer.content.decode(), logged.getvalue()
    assert answer.status_code == 500
    assert "系统出了问题" in page
    for text in (page, log):
        assert "990000198005170012" not in text
        assert "周启明" not in text
    assert "Traceback" not in page
    assert "test_healthz_and_errors.py" not in page
    assert "Internal Server Error" in log  # what, where, and what kind of error
    assert "test_healthz_and_errors.py" in log
    assert kind in log
    if "twice" in address:
        assert log.index("RuntimeError") < log.index("LookupError")


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
