"""Wagtail's hooks; each only calls what stands elsewhere."""

from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.models import Page

from cms_pages.serving import door_check


@hooks.register("before_serve_page", order=-100)
def ask_at_the_door(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> Any:
    """Nobody is served a page that is not for them."""
    return door_check(page, request)
