"""What events of learning are about: a course by its version or its page, a session. Hours are a person's own: nothing."""

import uuid
from typing import Any

from records.kit.actors import Actor
from records.kit.subjects import Subject, address_of, subject
from records.learning.models import CourseVersion, StudySession


@subject("course")
def course(actor: Actor, uid: uuid.UUID) -> Subject | None:
    """A course that the actor may know of; who studied it is not said."""
    rows = CourseVersion.objects.visible_to(actor).select_related("organisation")
    return _told("course", rows.filter(uid=uid).first())


@subject("page_uid")
def course_of_page(actor: Actor, page_uid: uuid.UUID) -> Subject | None:
    """The latest version of the course of a page, also of one that was withdrawn."""
    rows = CourseVersion.objects.visible_to(actor).of_page(page_uid).select_related("organisation")
    return _told("course", rows.order_by("-pk").first())


@subject("session")
def session(actor: Actor, uid: uuid.UUID) -> Subject | None:
    """An occasion of studying together; who took part is not said."""
    rows = StudySession.objects.visible_to(actor).select_related("organisation")
    return _told("session", rows.filter(uid=uid).first())


def _told(kind: str, row: Any) -> Subject | None:
    if row is None:
        return None
    return Subject(kind, row.uid, row.org_path, row.organisation.uid, address_of(type(row), row.uid))
