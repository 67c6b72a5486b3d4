"""Where a request came from."""

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from records.audit.middleware import OriginMiddleware
from records.audit.origin import current_origin


def seen(path="/", **headers):
    """The origin inside the request, and the answer."""
    origins = []

    def view(request):
        origins.append(current_origin())
        assert request.request_id == current_origin().request_id
        return HttpResponse()

    response = OriginMiddleware(view)(RequestFactory().get(path, **headers))
    return origins[0], response


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/", "site"),
        ("/qingping/news/", "site"),
        ("/my/", "my"),
        ("/work/funds/", "work"),
        ("/admin/pages/3/", "admin"),
        ("/api/v1/members/", "api"),
    ],
)
def test_the_door_goes_by_the_address(path, door):
    assert seen(path)[0].door == door
    assert current_origin().door == ""


def test_each_answer_has_its_number():
    origin, response = seen()
    assert response["X-Request-ID"] == origin.request_id
    assert len(origin.request_id) == 32
    assert seen()[0].request_id != origin.request_id


@pytest.mark.parametrize(
    ("hops", "forwarded", "remote", "address"),
    [
        (0, "1.2.3.4", "10.0.0.9", "10.0.0.9"),
        (1, "1.2.3.4", "10.0.0.9", "1.2.3.4"),
        (1, "6.6.6.6, 1.2.3.4", "10.0.0.9", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "10.0.0.9", "1.2.3.4"),
        (2, "1.2.3.4", "10.0.0.9", "10.0.0.9"),
        (1, "<script>", "10.0.0.9", ""),
        (1, "2001:db8::1", "10.0.0.9", "2001:db8::1"),
        (0, "", "", ""),
    ],
)
def test_only_our_own_proxies_are_believed(settings, hops, forwarded, remote, address):
    settings.PROXY_HOPS = hops
    assert seen(REMOTE_ADDR=remote, HTTP_X_FORWARDED_FOR=forwarded)[0].ip == address


@pytest.mark.parametrize(
    ("hops", "given", "kept"),
    [(0, "abcdefgh-1", False), (1, "abcdefgh-1", True), (1, "x\r\nSet-Cookie: a", False), (1, "short", False)],
)
def test_a_request_number_from_outside(settings, hops, given, kept):
    settings.PROXY_HOPS = hops
    assert (seen(HTTP_X_REQUEST_ID=given)[0].request_id == given) is kept


def test_the_origin_is_gone_after_an_error():
    def broken(request):
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        OriginMiddleware(broken)(RequestFactory().get("/work/"))
    assert current_origin().door == ""
