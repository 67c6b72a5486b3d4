"""What happens to organisations."""

import datetime
import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class OrganisationSetUp(Event):
    """An organisation was set up 设立."""

    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class OrganisationRenamed(Event):
    """An organisation has another name from a day on 更名."""

    organisation: uuid.UUID
    valid_from: datetime.date


@dataclass(frozen=True, kw_only=True)
class OrganisationMoved(Event):
    """An organisation hangs under another parent, with all below it 隶属调整."""

    organisation: uuid.UUID
    old_path: str
    new_path: str


@dataclass(frozen=True, kw_only=True)
class OrganisationDissolved(Event):
    """An organisation was dissolved 撤销; its section stays readable."""

    organisation: uuid.UUID
    dissolved_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class OrganisationReinstated(Event):
    """A dissolution was taken back 恢复: it had been entered by mistake, and counts as if it had never been."""

    organisation: uuid.UUID
    dissolved_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class PostsChanged(Event):
    """Somebody was appointed or left a post 任免."""

    organisation: uuid.UUID
    user_id: int | None
