"""Views that belong to no room: health and the last resort when a form's token is stale."""

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
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


def server_error(request: HttpRequest) -> HttpResponse:
    """Say in Chinese that it is our fault; asks neither database nor session, which may be what is broken."""
    text = render_to_string("500.html", {"portal": {**settings.PORTAL, "demo": settings.DEMO}})
    return HttpResponse(text, status=500)
