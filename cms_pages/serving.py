"""Who may be served a page, and what caches may keep of it."""

from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import add_never_cache_headers, patch_cache_control
from wagtail.models import Page

from cms_pages.models import PageDoor
from cms_pages.visitors import same_for_all
from records.kit.audience import Audience
from records.kit.web import actor_of


def door_check(page: Page, request: HttpRequest) -> HttpResponseBase | None:
    """None when this reader may be served the page. A visitor is asked to sign in to what others may read; for
    everyone else, and for what only named persons may read, there is no such page. Raises Http404.
    """
    actor = actor_of(request)
    if PageDoor.objects.visible_to(actor).filter(page_id=page.pk).exists():
        return None
    if actor.scope.user_id is None:
        asks = PageDoor.objects.filter(page_id=page.pk, is_live=True, level__in=[Audience.MEMBERS, Audience.OWN])
        if asks.exists():
            response = redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
            add_never_cache_headers(response)
            return response
    raise Http404


def keep_private(request: HttpRequest, response: Any) -> Any:
    """Have shared caches forget what a signed-in person was shown; everyone else is shown only what is open."""
    if getattr(request, "user", None) is not None and request.user.is_authenticated:
        add_never_cache_headers(response)
    else:
        same_for_all(response)
    return response


def finish(page: Page, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Headers of a served page: never kept anywhere unless it is open to society and nobody is signed in."""
    open_to_all = PageDoor.objects.filter(page_id=page.pk, label="public", is_live=True).exists()
    signed_in = getattr(request, "user", None) is not None and request.user.is_authenticated
    if signed_in or not open_to_all:
        add_never_cache_headers(response)
        patch_cache_control(response, private=True)
    elif not (getattr(response, "context_data", None) or {}).get("changes_by_itself"):
        same_for_all(response)
    return response
