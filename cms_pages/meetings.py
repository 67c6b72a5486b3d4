"""Where pages meet records: publishing a course registers its version, publishing under the catalogue makes a publication.

Both calls go to rooms below this one and run in the transaction of the publication.
"""

from typing import TYPE_CHECKING, Any

from wagtail.models import Revision

from cms_pages import disclosures
from cms_pages.events import CoursePublished, PagePublished
from cms_pages.models import ContentPage, CoursePage, LessonPage
from records.kit.write import Write

if TYPE_CHECKING:
    from cms_pages.services.writing import PageWrite


def published(
    write: "PageWrite", page: ContentPage, *, revision: Revision, submitted_by: int | None, first_time: bool
) -> None:
    """A version is on the site."""
    facts: dict[str, Any] = {
        "page": page.uid,
        "kind": page.entry_kind,
        "organisation": page.organisation.uid,
        "revision": revision.pk,
        "submitted_by": submitted_by,
        "first_time": first_time,
    }
    write.emit(PagePublished(**facts))
    disclosures.put_on_record(write.actor, page, revision)
    if course := course_of(page):
        write.emit(CoursePublished(**{**facts, "page": course.uid, "kind": course.entry_kind}))


def withdrawn(write: Write, page: ContentPage, reason: str) -> None:
    """A page is no longer on the site."""
    disclosures.note_withdrawal(write.actor, page, reason)


def course_of(page: ContentPage) -> CoursePage | None:
    """The course that a page is, or belongs to."""
    if isinstance(page, CoursePage):
        return page
    if isinstance(page, LessonPage):
        parent = page.get_parent().specific
        return parent if isinstance(parent, CoursePage) and parent.live else None
    return None
