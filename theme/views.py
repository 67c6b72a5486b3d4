"""The views of the theme: the reader's switches, every component on one page, the accessibility statement."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from theme import specimens

SWITCHES = {"type": ("large", "normal"), "theme": ("dark", "light")}
A_YEAR = 365 * 24 * 3600


@require_safe
def display(request: HttpRequest) -> HttpResponse:
    """Remember a switch (大字, 深色) in a cookie and go back. A link, so that it works without scripts; it holds no secret
    and changes nothing but how pages look to this reader."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    for name, values in SWITCHES.items():
        if request.GET.get(name) in values:
            response.set_cookie(f"portal-{name}", request.GET[name], max_age=A_YEAR, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """组件一览: every component and state on one page."""
    return render(request, "theme/components.html", specimens.context(request.GET))


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """无障碍声明: what is done, and what is not yet."""
    return render(request, "theme/accessibility.html", {"title": "无障碍声明", "crumbs": [{"label": "无障碍声明"}]})
