"""The one guarded door to pages: every list, page, feed, chooser and search result passes `visible_to`."""

import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from cms_pages.rules import moved_address, prefixes_of, site_address
from records.kit.actors import Actor
from records.kit.audience import Audience
from records.kit.paths import below, below_any, nothing
from records.kit.web import actor_of

READ_RESTRICTED = "pages.read_restricted"
VIEW_DRAFTS = "pages.view_drafts"
LONGEST_ADDRESS = 700


def readable(actor: Actor, prefix: str = "") -> Q:
    """Condition on a door: published, and open to this reader by audience or by a post's policy."""
    from cms_pages.models import PageReader

    scope = actor.scope
    labels = [label for label in scope.labels if not label.startswith("person:")]
    opened = Q(**{f"{prefix}label__in": sorted(labels)})
    if scope.user_id is not None:
        named = PageReader.objects.filter(user_id=scope.user_id).values("page_id")
        opened |= Q(**{f"{prefix}level": Audience.NAMED, f"{prefix}readers_page_id__in": named})
    paths = scope.paths(READ_RESTRICTED)
    if paths:
        opened |= below_any(f"{prefix}org_path", paths)
    return Q(**{f"{prefix}is_live": True}) & opened


def not_over(now: datetime.datetime, prefix: str = "") -> Q:
    """Condition on a page: its time on the site is not over. The schedule withdraws it a little later."""
    return Q(**{f"{prefix}expire_at__isnull": True}) | Q(**{f"{prefix}expire_at__gt": now})


def workable(actor: Actor, action: str = VIEW_DRAFTS, prefix: str = "") -> Q:
    """Condition on a door: in whatever state, of the organisations where the actor may do `action`."""
    paths = actor.scope.paths(action)
    return below_any(f"{prefix}org_path", paths) if paths else nothing()


class DoorQuerySet(models.QuerySet[Any]):
    """Doors: the narrow table that lists are made from."""

    def visible_to(self, actor: Actor) -> Self:
        """Doors of published pages this reader may read."""
        return self.filter(readable(actor))

    def workable_by(self, actor: Actor, action: str = VIEW_DRAFTS) -> Self:
        """Doors of pages in whatever state, where the actor may do `action`."""
        return self.filter(workable(actor, action))

    def known_to(self, actor: Actor) -> Self:
        """Everything the actor may know of: published and readable, or of one's own work."""
        return self.filter(readable(actor) | workable(actor))

    def below(self, path: str) -> Self:
        """Of the organisation at `path` and all below it."""
        return self.filter(below("org_path", path))

    def content(self) -> Self:
        """Content pages, without sections and columns."""
        return self.filter(is_content=True)

    def newest_first(self) -> Self:
        """As lists show them; pages by key are (published_on, page)."""
        return self.order_by(F("published_on").desc(nulls_last=True), "-page_id")


def pages_visible_to(actor: Actor) -> PageQuerySet:
    """Published pages of every type that this reader may read."""
    return Page.objects.filter(readable(actor, "door__"))


class PortalPageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Pages of one type."""

    def visible_to(self, actor: Actor) -> Self:
        """Published pages this reader may read."""
        return self.filter(readable(actor, "door__"))

    def workable_by(self, actor: Actor, action: str = VIEW_DRAFTS) -> Self:
        """In whatever state, where the actor may do `action`."""
        return self.filter(workable(actor, action, "door__"))

    def of_organisations_below(self, path: str) -> Self:
        """Of the organisation at `path` and all below it."""
        return self.filter(below("door__org_path", path))


class PortalPageManager(PageManager.from_queryset(PortalPageQuerySet)):  # type: ignore[misc]
    """Pages in tree order."""


def moved_address_of(request: HttpRequest) -> str | None:
    """Where an address is now that is no page any more; None when nothing was moved from there, or not for this reader."""
    from cms_pages.models import MovedAddress

    address = request.path_info if request.path_info.endswith("/") else request.path_info + "/"
    if len(address) > LONGEST_ADDRESS:
        return None
    prefixes = prefixes_of(address)
    rows = MovedAddress.objects.filter(address__in=prefixes).filter(readable(actor_of(request), "page__door__"))
    found = {row.address: row.page for row in rows.select_related("page")}
    for prefix in prefixes:
        if prefix in found:
            return moved_address(address, prefix, site_address(found[prefix].url_path))
    return None
