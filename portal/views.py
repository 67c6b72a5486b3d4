"""Views that belong to no room: health and the last resort when a form's token is stale."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.views import defaults

from records.kit.api import is_api, problem_response


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the portal answers and reaches its database; nothing else is disclosed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a stale form in Chinese, with the cure."""
    if is_api(request):
        return problem_response(403, "请求没有带上有效的跨站校验码（X-CSRFToken），请重新登录后再试。", code="csrf")
    return render(request, "403_csrf.html", status=403)


def favicon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for beside a file that is opened alone; pages name their icon themselves."""
    return redirect(static("theme/seal.svg"))


def server_error(request: HttpRequest) -> HttpResponse:
    """Say in Chinese that it is our fault; asks neither database nor session, which may be what is broken."""
    if is_api(request):
        return problem_response(500)
    text = render_to_string("500.html", {"portal": {**settings.PORTAL, "demo": settings.DEMO}})
    return HttpResponse(text, status=500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that a request could not be read."""
    return problem_response(400) if is_api(request) else defaults.bad_request(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that there is no such address."""
    return problem_response(404) if is_api(request) else defaults.page_not_found(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that this is not for the one who asks."""
    return problem_response(403) if is_api(request) else defaults.permission_denied(request, exception)
