"""What several pages show: where the reader stands, lists of entries, files, years."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from cms_pages.columns import ColumnKind
from cms_pages.models import ContentPage, PageDoor, SectionPage
from cms_pages.querysets import readable
from cms_pages.rules import site_address
from records.kit.actors import Actor
from records.kit.audience import Audience
from records.kit.web import actor_of
from records.organisations.models import Organisation

# A class of a disclosure as a tag is short: what stands before the first pause.
AUDIENCE_SHORT = {
    Audience.SOCIETY: "社会公开",
    Audience.MEMBERS: "党员公开",
    Audience.OWN: "本组织公开",
    Audience.NAMED: "指定人员",
}


def reader_of(request: HttpRequest) -> Actor:
    """Who reads; previews know the person too."""
    return actor_of(request)


def section_chain(organisation: Organisation) -> list[SectionPage]:
    """The sections from the top down to this organisation's: one query."""
    return list(
        SectionPage.objects.filter(organisation__path__in=organisation.ancestor_paths)
        .select_related("organisation")
        .order_by("organisation__path")
    )


def crumbs_to(organisation: Organisation, *last: dict[str, str]) -> list[dict[str, str]]:
    """The way from the top section to here; the theme puts 首页 first."""
    chain = [{"label": each.organisation.short_name, "url": each.address} for each in section_chain(organisation)]
    return [*chain, *last]


def column_address(section_address: str, kind: str) -> str:
    """Address of a section's column."""
    return f"{section_address}{kind}/"


def entry_of(page: Any, *, with_organisation: bool = True) -> dict[str, Any]:
    """A page as an entry of a list."""
    return {
        "title": page.title,
        "url": page.address,
        "meta": page.organisation.short_name if with_organisation else "",
        "date": page.published_on or _first_day(page),
        "badge": audience_badge(page),
    }


def audience_badge(page: Any) -> tuple[str, str] | None:
    """What says that not everyone may read this; nothing for what is open to society."""
    level = Audience(page.door.level)
    return None if level is Audience.SOCIETY else (AUDIENCE_SHORT[level], "info")


def newest(actor: Actor, *, column: str, limit: int, organisation: Organisation | None = None) -> list[ContentPage]:
    """The newest readable pages of a column, of one organisation or of all; two queries."""
    doors = PageDoor.objects.visible_to(actor).content().filter(column=column)
    if organisation is not None:
        doors = doors.filter(organisation=organisation)
    if column == ColumnKind.COURSES:
        doors = doors.filter(page__in=course_pages())
    return in_order(list(doors.newest_first().values_list("page_id", flat=True)[:limit]))


def course_pages() -> Any:
    """Courses without their lessons, which stand in the same column."""
    from cms_pages.models import CoursePage

    return CoursePage.objects.order_by().values("pk")


def in_order(numbers: list[int]) -> list[ContentPage]:
    """These content pages, in this order: one query."""
    found = ContentPage.objects.select_related("organisation", "door").defer("body").in_bulk(numbers)
    return [found[number] for number in numbers if number in found]


def files_of(page: ContentPage) -> list[dict[str, Any]]:
    """Attachments with type and size."""
    return [
        {
            "title": str(each),
            "url": each.document.url,
            "type": each.document.file_extension.upper(),
            "size": each.document.file_size,
        }
        for each in page.attachments.select_related("document")
    ]


def readable_pages(actor: Actor) -> Any:
    """Content pages this reader may read."""
    return ContentPage.objects.filter(readable(actor, "door__"))


def feedback_of(page: Any) -> dict[str, Any]:
    """问题与建议 of a page."""
    return {"url": f"/feedback/?about={page.uid}"}


def updated_of(page: Any) -> dict[str, Any] | None:
    """When the page last changed, and whose it is."""
    at = page.last_published_at or page.latest_revision_created_at
    if at is None:
        return None
    organisation = getattr(page, "organisation", None)
    return {"at": at, "by": organisation.short_name if organisation else ""}


def years_back(count: int) -> Iterable[int]:
    """This year and those before it."""
    this = timezone.localdate().year
    return range(this, this - count, -1)


def tree_nodes(
    organisations: list[Organisation], counts: dict[str, int] | None = None, addresses: dict[int, str] | None = None
) -> list[dict[str, Any]]:
    """Organisations as leaves of the theme's tree."""
    found = addresses if addresses is not None else section_addresses(organisations)
    return [
        {
            "label": each.short_name,
            "url": found.get(each.pk, ""),
            "count": (counts or {}).get(each.path) or None,
        }
        for each in organisations
    ]


def section_addresses(organisations: Iterable[Organisation]) -> dict[int, str]:
    """Addresses of the sections of these organisations, by organisation number: one query."""
    rows = SectionPage.objects.filter(organisation_id__in=[each.pk for each in organisations])
    return {number: site_address(path) for number, path in rows.values_list("organisation_id", "url_path")}


def _first_day(page: Any) -> datetime.date | None:
    return timezone.localtime(page.first_published_at).date() if page.first_published_at else None
