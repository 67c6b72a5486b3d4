"""What happens in openness."""

import datetime
import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class PublicationRecorded(Event):
    """A version of a disclosure is on record, with its digest 公开已登记."""

    publication: uuid.UUID
    organisation: uuid.UUID
    on_time: bool | None


@dataclass(frozen=True, kw_only=True)
class FeedbackReceived(Event):
    """Somebody wrote to an organisation's desk 收到问题与建议."""

    feedback: uuid.UUID
    organisation: uuid.UUID
    due_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class FeedbackAnswered(Event):
    """The desk answered 已答复."""

    feedback: uuid.UUID
    organisation: uuid.UUID
