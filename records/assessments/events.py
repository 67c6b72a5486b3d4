"""What happens to assessments. Rooms above may react; this room itself tells the people concerned (reactions.py)."""

import datetime
import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskIssued(Event):
    """Every organisation of a task has its sheet 下达."""

    task: uuid.UUID
    organisation: uuid.UUID
    sheets: int


@dataclass(frozen=True, kw_only=True)
class DeadlineExtended(Event):
    """The deadline of a task was put off 延期."""

    task: uuid.UUID
    organisation: uuid.UUID
    old_on: datetime.date
    new_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class TaskEnded(Event):
    """A task was closed 结束 or withdrawn 撤销."""

    task: uuid.UUID
    organisation: uuid.UUID
    withdrawn: bool


@dataclass(frozen=True, kw_only=True)
class SheetEvent(Event):
    """Something happened to one sheet of one organisation."""

    sheet: uuid.UUID
    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SheetSubmitted(SheetEvent):
    """The organisation sent its self assessment in 报送; `submission` counts from 1."""

    submission: int
    late: bool


@dataclass(frozen=True, kw_only=True)
class SheetReturned(SheetEvent):
    """The issuer sent it back to be mended 退回."""

    submission: int


@dataclass(frozen=True, kw_only=True)
class SheetScored(SheetEvent):
    """Every item has its review score 完成评分; `total` in hundredths of a point."""

    total: int


@dataclass(frozen=True, kw_only=True)
class SheetAssessed(SheetEvent):
    """The committee settled total and grade 评定."""

    total: int
    grade: str


@dataclass(frozen=True, kw_only=True)
class EvidenceHandedIn(SheetEvent):
    """A piece of evidence came in, with its real time 提交佐证材料."""

    evidence: uuid.UUID
    late: bool


@dataclass(frozen=True, kw_only=True)
class ResultPublished(SheetEvent):
    """The organisation was told its result 公布; `number` above 1 is a correction 更正."""

    number: int
    grade: str
