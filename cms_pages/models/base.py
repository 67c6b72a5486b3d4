"""What every page of the portal has."""

import html
import re
import uuid
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Page, PageViewRestriction

from cms_pages.permissions import PortalPermissionTester
from cms_pages.querysets import PortalPageManager
from cms_pages.rules import site_address
from records.kit.audience import Audience
from records.organisations.names import slug_for

SLUG_CHARACTERS = 24  # of a title, before pinyin: an address that can still be read aloud


class PortalPage(Page):
    """Base of every page type: its identifier, its place among the organisations, its permissions."""

    objects: ClassVar[PortalPageManager] = PortalPageManager()

    # Audience is a field of ours; Wagtail's own view restrictions cost seconds at the size of a city.
    private_page_options: ClassVar[list[str]] = []
    promote_panels: ClassVar[list[Any]] = []
    allowed_http_methods: ClassVar[list[str]] = ["GET", "HEAD", "OPTIONS"]
    show_in_menus_default = False

    is_content = False  # a news item, a rule …: what is written, reviewed and published

    class Meta:
        abstract = True

    @property
    def uid(self) -> uuid.UUID:
        """The identifier that leaves the portal."""
        return self.translation_key

    @property
    def address(self) -> str:
        """Address on the site, worked out from the tree path: `url` would ask the cache for each page."""
        return site_address(self.url_path)

    @property
    def column(self) -> str:
        """Which of the five columns the page is or stands in; empty for sections and the home page."""
        return ""

    @property
    def org_path(self) -> str:
        """Path of the page's organisation; the root above all of them for the portal's own pages."""
        organisation = getattr(self, "organisation", None)
        return organisation.path if organisation is not None else ""

    @property
    def is_closed(self) -> bool:
        """Whether the organisation is dissolved: its pages stay readable, nothing new is written."""
        organisation = getattr(self, "organisation", None)
        return organisation is not None and organisation.is_dissolved(timezone.localdate())

    @property
    def is_unpublished_draft(self) -> bool:
        """Whether the page was never published, is not scheduled, and nothing hangs below it: only such a page may go."""
        return self.is_content and not self.live and self.first_published_at is None and self.is_leaf()

    @property
    def chosen_audience(self) -> str:
        """The level chosen for this page; what holds in the end is on its door."""
        return getattr(self, "audience", Audience.SOCIETY)

    def permissions_for_user(self, user: Any) -> PortalPermissionTester:
        """What Wagtail's screens offer this person here."""
        return PortalPermissionTester(user, self)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Check a page that is going on the site."""
        self._give_address()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        """Check as much as a draft needs."""
        self._give_address()
        super().minimal_clean()

    def _give_address(self) -> None:
        """A new page gets an address of its own: pinyin of its title; once it has a place, for its siblings decide."""
        if not self.slug and self.title and self.path:
            self.slug: str = self.slug_of(self.title)

    def slug_of(self, title: str) -> str:
        """The address that a title gives here: pinyin, other than the siblings'."""
        base = slug_for(title[:SLUG_CHARACTERS], ())
        siblings = self.get_parent().get_children().exclude(pk=self.pk)
        return slug_for(base, set(siblings.filter(slug__startswith=base).values_list("slug", flat=True)))

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """None: who may read is said by the page's door alone, and Wagtail's privacy is closed (`private_page_options`)."""
        return PageViewRestriction.objects.none()

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The page; what is not open to everyone is kept by no cache."""
        from cms_pages.serving import finish

        response = super().serve(request, *args, **kwargs)
        return response if getattr(request, "is_preview", False) else finish(self, request, response)

    def get_admin_display_title(self) -> str:
        """The draft's title, as the writer knows it."""
        return self.draft_title or self.title


def plain_text(source: str) -> str:
    """Text of a piece of HTML, for summaries and the index: no tags, entities as the characters they stand for."""
    text = re.sub(r"<(br|/p|/li|/h\d)[^>]*>", "\n", source)
    # Entities last: "&lt;表一&gt;" is a text in angle brackets and no tag. A space that does not break is a space.
    text = html.unescape(re.sub(r"<[^>]+>", "", text)).replace("\u200b", "")
    return re.sub(r"[ \t\u00a0]+", " ", text).strip()
