"""What happens in learning."""

import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class CourseRegistered(Event):
    """A course has a new version 课程发布."""

    course: uuid.UUID
    page_uid: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CourseWithdrawn(Event):
    """A course was withdrawn 课程撤下."""

    page_uid: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CourseCompleted(Event):
    """Somebody completed a course 学完."""

    user_id: int
    course: uuid.UUID
    page_uid: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class StudyRecorded(Event):
    """A session of studying together was recorded 登记集中学习."""

    session: uuid.UUID
    people: int


@dataclass(frozen=True, kw_only=True)
class HoursReversed(Event):
    """Hours of a person were reversed 冲销学时."""

    entry: uuid.UUID
