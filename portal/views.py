"""Views that belong to no room: health and the last resort when a form's token is stale."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static


def healthz(request: HttpRequest) -> JsonResponse:
    """Say that the portal answers and reaches its database; nothing else is disclosed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Explain a stale form in Chinese, with the cure."""
    return render(request, "403_csrf.html", status=403)


def favicon(request: HttpRequest) -> HttpResponse:
    """What a browser asks for beside a file that is opened alone; pages name their icon themselves."""
    return redirect(static("theme/seal.svg"))
