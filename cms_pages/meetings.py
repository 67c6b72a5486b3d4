"""Where pages meet records: publishing a course registers its version, publishing under the catalogue makes a publication.

Both calls go to rooms below this one and run in the transaction of the publication.
"""

from typing import TYPE_CHECKING, Any

from wagtail.models import Revision

from cms_pages import disclosures
from cms_pages.events import CoursePublished, PagePublished
from cms_pages.models import ContentPage, CoursePage, DisclosurePage, LessonPage, PageDoor
from records.kit.actors import SYSTEM
from records.kit.write import Write
from records.learning.models import LessonKind
from records.learning.services import LessonDraft, register_version, withdraw_version
from records.openness.services import follow_page

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
        register(course)
        write.emit(CoursePublished(**{**facts, "page": course.uid, "kind": course.entry_kind}))


def withdrawn(write: Write, page: ContentPage, reason: str) -> None:
    """A page is no longer on the site."""
    disclosures.note_withdrawal(write.actor, page, reason)
    if isinstance(page, CoursePage):
        withdraw_version(SYSTEM, page_uid=page.uid)
    elif course := course_of(page):
        register(course)


def settled(page: ContentPage) -> None:
    """A page has another address or another audience: what was recorded of it follows."""
    if isinstance(page, DisclosurePage):
        door = PageDoor.objects.get(page_id=page.pk)
        follow_page(page_uid=page.uid, url=page.address, audience=door.level, label=door.label)
    elif isinstance(page, CoursePage) and page.live:
        register(page)


def course_of(page: ContentPage) -> CoursePage | None:
    """The published course that a page is, or belongs to."""
    if isinstance(page, CoursePage):
        return page if page.live else None
    if isinstance(page, LessonPage):
        parent = page.get_parent().specific
        return parent if isinstance(parent, CoursePage) and parent.live else None
    return None


def register(course: CoursePage) -> None:
    """Register the course as it is on the site now; one without a lesson can't be studied yet.

    As the system: who may publish was decided by the review. Raises Invalid for a video whose length isn't known: what was
    watched could not be measured.
    """
    from cms_pages.services.doors import labels_of  # its package imports this module

    lessons = [
        LessonDraft(
            page_id=lesson.pk,
            page_uid=lesson.uid,
            title=lesson.title,
            kind=LessonKind.VIDEO if lesson.video_id else LessonKind.TEXT,
            length=lesson.duration,
        )
        for lesson in LessonPage.objects.child_of(course).live().order_by("path")
    ]
    if not lessons or course.alias_of_id is not None:
        withdraw_version(SYSTEM, page_uid=course.uid)
        return
    door = PageDoor.objects.get(page_id=course.pk)
    register_version(
        SYSTEM,
        page_id=course.pk,
        page_uid=course.uid,
        title=course.title,
        organisation=course.organisation,
        lessons=lessons,
        hours=int(course.hours * 100),
        pass_mark=course.pass_mark,
        audience=door.level,
        labels=labels_of([course.pk])[course.pk],
    )
