"""What happens to members; other domains react to these."""

import datetime
import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class MemberRegistered(Event):
    """A member was entered in the register 登记入册."""

    member: uuid.UUID
    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MembersImported(Event):
    """A spreadsheet was taken over: many members at once 批量导入."""

    batch: uuid.UUID
    created: int
    changed: int


@dataclass(frozen=True, kw_only=True)
class MemberChanged(Event):
    """Fields of a record were corrected; names only, never values 更正."""

    member: uuid.UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class MemberConverted(Event):
    """A probationary member became a full one 转正."""

    member: uuid.UUID
    on: datetime.date


@dataclass(frozen=True, kw_only=True)
class MemberStandingChanged(Event):
    """Suspended, restored, transferred out, left or died 党籍状态变动."""

    member: uuid.UUID
    standing: str
    on: datetime.date


@dataclass(frozen=True, kw_only=True)
class MemberMoved(Event):
    """A member belongs to another branch from a day on 调整所在支部."""

    member: uuid.UUID
    old_organisation: uuid.UUID
    new_organisation: uuid.UUID
    on: datetime.date


@dataclass(frozen=True, kw_only=True)
class MemberAccountLinked(Event):
    """A member has an account to sign in with 关联账号."""

    member: uuid.UUID
    user_id: int
