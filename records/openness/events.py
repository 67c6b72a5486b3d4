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
class CatalogueItemDrawnUp(Event):
    """An organisation drew up a matter of its catalogue 编制目录事项."""

    catalogue_item: uuid.UUID
    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CatalogueItemChanged(Event):
    """What a matter of the catalogue says is different from now on 修改目录事项."""

    catalogue_item: uuid.UUID
    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class CatalogueItemRetired(Event):
    """From a day on a matter is no longer in the catalogue 停用目录事项."""

    catalogue_item: uuid.UUID
    organisation: uuid.UUID
    retired_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class CatalogueAdopted(Event):
    """An organisation took over the reference catalogue 采用参考目录: how many items were new."""

    organisation: uuid.UUID
    made: int


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
