"""Pages kept for visitors: who is not signed in is served what was made for the visitor before, as long as it holds.

Only answers that a view has said to be the same for every visitor are kept (`same_for_all`), each process keeps its own,
and they are found only while no write has changed what visitors see (`records.kit.visitors`): a page that was withdrawn
or narrowed is refused at the very next request, in every process. One query tells. See docs/decisions/0030.
"""

import hashlib
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Final, TypeGuard

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag

from records.kit import visitors

# Addresses where nothing is kept: not even the generation is asked for.
_NEVER: Final = (
    "/admin/", "/api/", "/display/", "/feedback/", "/files/", "/healthz", "/my/", "/preview/", "/search/", "/sign-in/", "/static/", "/work/",
)  # fmt: skip
# The reader's switches, which the server writes into the page; any other value is served, but not kept.
_SWITCHES: Final = {"portal-type": ("", "large", "normal"), "portal-theme": ("", "dark", "light")}
# A page is some 40 KB. Lists that were filtered stand on a shelf of their own: a program that tries every filter
# throws no page away.
_PAGES = visitors.Shelf(500)
_FILTERED = visitors.Shelf(100)
_LONGEST_QUERY: Final = 300
_LARGEST: Final = 1024 * 1024
# What an answer may depend on besides its address: kept answers are only for those without session, cookie by cookie.
_MAY_VARY_ON: Final = {"cookie", "accept-encoding"}


def same_for_all(response: HttpResponseBase) -> None:
    """Say of an answer that every visitor gets the same: it holds nothing of a person and nothing that only time changes."""
    response.same_for_all = True  # type: ignore[attr-defined]


@dataclass(frozen=True)
class _Kept:
    content: bytes
    headers: tuple[tuple[str, str], ...]


class VisitorsPagesMiddleware:
    """Stands before sessions and sign-in: a request without either costs neither."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve what is kept, or keep what is made."""
        key = _key(request)
        if key is None:
            return self.get_response(request)
        shelf = _FILTERED if request.META.get("QUERY_STRING") else _PAGES
        generation = visitors.generation()  # before the page is made: what changes meanwhile makes it unfindable
        kept: _Kept | None = shelf.get(key, generation)
        if kept is None:
            response = self.get_response(request)
            if not _may_be_kept(response, request):
                return response
            response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
            shelf.put(key, generation, _Kept(response.content, tuple(response.items())))
        else:
            response = HttpResponse(kept.content, headers=dict(kept.headers))
        return get_conditional_response(request, etag=response["ETag"], response=response) or response


def _key(request: HttpRequest) -> Hashable | None:
    """What an answer is kept under; None for a request whose answer may be its own."""
    if request.method not in ("GET", "HEAD") or request.path_info.startswith(_NEVER):
        return None
    if getattr(request, "is_dummy", False):  # Wagtail's preview comes through here as a request for the page
        return None
    if "HTTP_AUTHORIZATION" in request.META or "messages" in request.COOKIES:
        return None
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return None
    query = request.META.get("QUERY_STRING", "")
    if len(query) > _LONGEST_QUERY:
        return None
    switches = tuple(request.COOKIES.get(name, "") for name in _SWITCHES)
    if any(value not in known for value, known in zip(switches, _SWITCHES.values(), strict=True)):
        return None
    # Feeds and the sitemap name the site as it was asked for; what is told of days changes at midnight.
    return request.scheme, request.get_host(), request.path_info, query, switches, timezone.localdate()


def _may_be_kept(response: HttpResponseBase, request: HttpRequest) -> TypeGuard[HttpResponse]:
    if not isinstance(response, HttpResponse) or not getattr(response, "same_for_all", False):
        return False
    varies = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    return (
        request.method == "GET"
        and response.status_code == 200
        and not response.cookies  # a form's token, a session: somebody's own
        and varies <= _MAY_VARY_ON
        and len(response.content) <= _LARGEST
    )
