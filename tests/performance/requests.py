"""Requests without a network: straight into Django's WSGI handler."""

import io
from collections.abc import Callable

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

Responder = Callable[[], tuple[int, bytes]]


def through_portal(address: str, session: str = "") -> Responder:
    """A request through the portal as it is served: every middleware, the view, the templates."""
    return _responder(WSGIHandler(), address, session)


def bare_view(body: bytes) -> Responder:
    """A request to a Django view that answers `body`, with no middleware at all."""

    def answer(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body)

    class Bare(WSGIHandler):
        """A handler whose addresses are one view of its own."""

        def get_response(self, request: HttpRequest) -> HttpResponse:
            request.urlconf = (path("bare", answer),)  # type: ignore[attr-defined]
            return super().get_response(request)

    with override_settings(MIDDLEWARE=[]):
        handler = Bare()
    return _responder(handler, "/bare")


def _responder(handler: WSGIHandler, address: str, session: str = "") -> Responder:
    factory = RequestFactory(HTTP_HOST="localhost")
    if session:
        factory.cookies[settings.SESSION_COOKIE_NAME] = session

    made = factory.generic("GET", address).environ  # once: a server gets its requests ready-made from the network

    def respond() -> tuple[int, bytes]:
        environ = {**made, "wsgi.input": io.BytesIO()}
        status: list[str] = []
        response = handler(environ, lambda line, headers: status.append(line))
        try:
            return int(status[0].split()[0]), b"".join(response)
        finally:
            response.close()

    return respond
