"""What feeds, the sitemap and robots say: open content only, whoever asks."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils import timezone

from cms_pages.models import ContentPage, PageDoor
from cms_pages.presenters.lists import latest_of
from cms_pages.rules import site_address
from records.access.models import Visitor
from records.organisations.models import Organisation

ENTRIES = 30
ADDRESSES = 5_000  # of one part of the sitemap; the protocol allows 50,000


def open_entries(organisation: Organisation | None) -> list[ContentPage]:
    """The newest pages open to society, of an organisation and all below it or of the whole place."""
    return latest_of(Visitor(), organisation, ENTRIES)


def sitemap_parts() -> int:
    """How many parts the sitemap has."""
    number = PageDoor.objects.visible_to(Visitor()).count()
    return max(1, -(-number // ADDRESSES))


def sitemap_part(part: int) -> Iterator[tuple[str, datetime.date | None]]:
    """(address, day of the last change) of the pages of one part, by number of the page."""
    doors = PageDoor.objects.visible_to(Visitor()).order_by("page_id")
    rows: Iterable[Any] = doors.values_list("page__url_path", "page__last_published_at")[
        (part - 1) * ADDRESSES : part * ADDRESSES
    ]
    for path, at in rows:
        yield site_address(path), timezone.localtime(at).date() if at else None
