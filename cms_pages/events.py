"""What happens to pages. `page` is the page's uid, `kind` what the index calls it (news, rule, plan, course …)."""

import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class PageEvent(Event):
    """Something happened to a content page."""

    page: uuid.UUID
    kind: str
    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class PageSubmitted(PageEvent):
    """A draft was handed in for review 提交审核."""

    submitted_by: int | None


@dataclass(frozen=True, kw_only=True)
class PageRecalled(PageEvent):
    """The author took a submission back 撤回."""


@dataclass(frozen=True, kw_only=True)
class PageReturned(PageEvent):
    """A reviewer sent a draft back with a reason 退回."""

    reason: str
    submitted_by: int | None


@dataclass(frozen=True, kw_only=True)
class PageScheduled(PageEvent):
    """An approved version waits for its hour 定时发布."""


@dataclass(frozen=True, kw_only=True)
class PagePublished(PageEvent):
    """A version is on the site 发布."""

    revision: int
    submitted_by: int | None
    first_time: bool


@dataclass(frozen=True, kw_only=True)
class CoursePublished(PagePublished):
    """A course, or one of its lessons, is on the site: `page` is the course 课程发布."""


@dataclass(frozen=True, kw_only=True)
class PageWithdrawn(PageEvent):
    """A page is no longer on the site 撤下; it is kept."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class PageMoved(PageEvent):
    """A page stands elsewhere, or has another address 移动."""

    old_address: str
    new_address: str


@dataclass(frozen=True, kw_only=True)
class PageAudienceChanged(PageEvent):
    """Another audience holds for a page 公开范围变更."""

    old: str
    new: str
