"""Says of every request where it came from, for the journal, and gives it a number that the person can quote."""

import ipaddress
import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from uuid6 import uuid7

from records.audit.origin import origin_of

HEADER = "X-Request-ID"
_DOORS = (("/admin/", "admin"), ("/work/", "work"), ("/my/", "my"), ("/api/", "api"))
_ACCEPTED_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class OriginMiddleware:
    """Sets the origin for the request and answers with `X-Request-ID`. Stands first, so that errors have a number too.

    Setting `PROXY_HOPS`: how many of our own proxies stand before the portal (0 by default). Only then are
    `X-Forwarded-For` and an incoming `X-Request-ID` believed, for anyone may send these headers.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request_id = _request_id(request)
        request.request_id = request_id  # type: ignore[attr-defined]
        with origin_of(_door(request.path_info), ip=client_address(request), request_id=request_id):
            response = self.get_response(request)
        response[HEADER] = request_id
        return response


def _door(path: str) -> str:
    return next((door for prefix, door in _DOORS if path.startswith(prefix)), "site")


def _hops() -> int:
    return int(getattr(settings, "PROXY_HOPS", 0))


def _request_id(request: HttpRequest) -> str:
    given = request.headers.get(HEADER, "")
    return given if _hops() and _ACCEPTED_ID.fullmatch(given) else uuid7().hex


def client_address(request: HttpRequest) -> str:
    """The visitor's IP address, as the outermost of our own proxies saw it; empty when there is none (a Unix socket)."""
    hops = _hops()
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()]
    address = seen[-hops] if hops and len(seen) >= hops else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""
