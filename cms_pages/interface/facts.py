"""What a list of pages needs besides the pages themselves, read once for all of them, within the caller's scope."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from cms_pages.models import (
    Attachment,
    ColumnPage,
    ContentPage,
    ContentTag,
    CoursePage,
    DisclosurePage,
    HomePage,
    LessonPage,
    NewsPage,
    PageDoor,
    PlanPage,
    RulePage,
    SectionPage,
)
from cms_pages.querysets import not_over
from cms_pages.rules import site_address
from records.kit.actors import Actor
from records.openness.models import CatalogueItem
from records.organisations.models import Organisation

# The words of the interface for page types; those of content pages are the index's kinds.
TYPES: dict[str, type[Any]] = {
    "home": HomePage,
    "section": SectionPage,
    "column": ColumnPage,
    "news": NewsPage,
    "rule": RulePage,
    "plan": PlanPage,
    "course": CoursePage,
    "lesson": LessonPage,
    "disclosure": DisclosurePage,
}
WORDS = {model: word for word, model in TYPES.items()}


class PageFacts:
    """Facts about `pages` (specific instances) as `actor` may know them. Each is one query, made when first asked for.

    `draft` says that the pages are versions not yet published: attachments and tags are those of the version.
    """

    def __init__(self, pages: Iterable[Any], actor: Actor, *, draft: bool = False) -> None:
        self.pages = list(pages)
        self.actor = actor
        self.draft = draft

    @cached_property
    def doors(self) -> dict[int, PageDoor]:
        """Doors by page number."""
        return PageDoor.objects.in_bulk([page.pk for page in self.pages])

    @cached_property
    def organisations(self) -> dict[int, Organisation]:
        """Organisations by number."""
        return Organisation.objects.in_bulk({getattr(page, "organisation_id", None) for page in self.pages} - {None})

    @cached_property
    def tags(self) -> dict[int, list[str]]:
        """Tags by page number."""
        found: dict[int, list[str]] = {}
        if self.draft:
            return {page.pk: [tag.name for tag in page.tags.all()] for page in self._content()}
        rows = ContentTag.objects.filter(content_object_id__in=[page.pk for page in self._content()])
        for number, name in rows.order_by("tag__name").values_list("content_object_id", "tag__name"):
            found.setdefault(number, []).append(name)
        return found

    @cached_property
    def attachments(self) -> dict[int, list[Attachment]]:
        """Attachments by page number, in their order."""
        if self.draft:
            return {page.pk: list(page.attachments.all()) for page in self._content()}
        found: dict[int, list[Attachment]] = {}
        rows = Attachment.objects.filter(page_id__in=[page.pk for page in self._content()])
        for row in rows.order_by("sort_order", "pk"):
            found.setdefault(row.page_id, []).append(row)
        return found

    @cached_property
    def images(self) -> dict[int, Any]:
        """Images named in the bodies that the caller may see, by number."""
        numbers = {value.get("image") for kind, value in self._blocks() if kind == "image"}
        model = get_image_model()
        return model.objects.filter(pk__in=_numbers(numbers)).visible_to(self.actor).in_bulk()  # type: ignore[no-any-return]

    @cached_property
    def documents(self) -> dict[int, Any]:
        """Documents named in bodies, texts, attachments and fields that the caller may fetch, by number."""
        numbers: set[Any] = {value.get("document") for kind, value in self._blocks() if kind in ("document", "video")}
        numbers |= {number for kind, number in self._links() if kind == "document"}
        numbers |= {row.document_id for rows in self.attachments.values() for row in rows}
        for page in self.pages:
            numbers |= {getattr(page, "video_id", None), getattr(page, "captions_id", None)}
        model = get_document_model()
        return model.objects.filter(pk__in=_numbers(numbers)).visible_to(self.actor).in_bulk()  # type: ignore[no-any-return]

    @cached_property
    def addresses(self) -> dict[int, str]:
        """Addresses of the pages that texts link to and that the caller may read, by number."""
        wanted = _numbers(number for kind, number in self._links() if kind == "page")
        doors = PageDoor.objects.visible_to(self.actor).filter(not_over(timezone.now(), "page__"), page_id__in=wanted)
        return {number: site_address(path) for number, path in doors.values_list("page_id", "page__url_path")}

    @cached_property
    def related(self) -> dict[int, Page]:
        """Pages that fields point at (a report's plan, a copy's source) and that the caller may read, by number."""
        wanted: set[Any] = {getattr(page, "plan_id", None) for page in self.pages} | {
            page.alias_of_id for page in self.pages
        }
        doors = PageDoor.objects.visible_to(self.actor).filter(not_over(timezone.now(), "page__"))
        return Page.objects.filter(pk__in=doors.filter(page_id__in=wanted - {None}).values("page_id")).in_bulk()  # type: ignore[no-any-return]

    @cached_property
    def items(self) -> dict[Any, CatalogueItem]:
        """Items of the catalogue that disclosures fulfil, by uid; the catalogue is open to society."""
        wanted = {getattr(page, "catalogue_item", None) for page in self.pages} - {None}
        rows = CatalogueItem.objects.visible_to(self.actor).filter(uid__in=wanted) if wanted else ()
        return {item.uid: item for item in rows}

    @cached_property
    def lessons(self) -> dict[str, list[LessonPage]]:
        """Lessons the caller may read, by the path of their course."""
        found: dict[str, list[LessonPage]] = {}
        for course in self.pages:
            if isinstance(course, CoursePage):
                rows = LessonPage.objects.child_of(course).visible_to(self.actor).defer("body", "transcript")
                found[course.path] = list(rows.filter(not_over(timezone.now())).order_by("path"))
        return found

    def _content(self) -> list[ContentPage]:
        return [page for page in self.pages if isinstance(page, ContentPage)]

    def _blocks(self) -> Iterator[tuple[str, Any]]:
        for page in self.pages:
            for block in blocks_of(page):
                yield block["type"], block["value"]

    def _links(self) -> Iterator[tuple[str, int]]:
        for kind, value in self._blocks():
            if kind == "text" and "linktype" in value:
                for link in BeautifulSoup(value, "html.parser").find_all("a", linktype=True):
                    number = str(link.get("id", ""))
                    if number.isdigit():
                        yield str(link["linktype"]), int(number)


def blocks_of(page: Any) -> list[dict[str, Any]]:
    """The blocks of a page's body as they are stored: type, value, id."""
    body = getattr(page, "body", None)
    return list(body.get_prep_value()) if body is not None else []


def _numbers(values: Iterable[Any]) -> set[int]:
    return {int(value) for value in values if isinstance(value, int) or (isinstance(value, str) and value.isdigit())}
