"""Middleware of the whole portal."""

from corsheaders.middleware import CorsMiddleware
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """Strict policy for the site and the workbench; Wagtail's own needs inside the back office."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith("/admin/"):
            response._csp_config = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return super().process_response(request, response)


class ApiOriginsMiddleware(CorsMiddleware):  # type: ignore[misc]
    """Other sites' scripts may call the API where `API_ALLOWED_ORIGINS` lists them; with the reader's session only
    where `API_CREDENTIAL_ORIGINS` does. Everyone else gets no permission from us, and the browser refuses.
    """

    def add_response_headers(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """As the library does; credentials by origin, which it knows only for all at once."""
        response = super().add_response_headers(request, response)
        origin = response.headers.get("access-control-allow-origin", "")
        if origin and origin in settings.API_CREDENTIAL_ORIGINS:
            response.headers["access-control-allow-credentials"] = "true"
        return response
