"""A first password is changed before anything else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect

PASSWORD = "/sign-in/password/"  # noqa: S105  (an address)
# What stays open meanwhile: the page itself, signing out, how pages look; completion, which takes them for a visitor.
OPEN = ("/sign-in/", "/api/v1/sign-in/", "/static/", "/display/", "/healthz", "/accessibility/", "/search/suggest/")


class FirstPasswordMiddleware:
    """Whoever signed in with a password that an administrator gave out chooses one of their own first."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Lead to the password page; a program that came with a session is told so. Who has no session is not looked up."""
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(OPEN)
        if not signed_in or not getattr(request.user, "must_change_password", False):
            return self.get_response(request)
        if not request.path.startswith("/api/"):
            return redirect(PASSWORD)
        problem = {"type": "about:blank", "status": 403, "code": "first_password", "title": "请先更改初始密码"}
        problem["detail"] = f"初始密码须先改为自己的密码，才能办理其他事项：请在{PASSWORD}更改。"
        return JsonResponse(problem, status=403, content_type="application/problem+json")
