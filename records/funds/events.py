"""What happens to funds. Rooms above may react; this room itself tells the people concerned (reactions.py)."""

import datetime
import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class FundsEvent(Event):
    """Something happened to one application of one organisation."""

    application: uuid.UUID
    organisation: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class ApplicationFiled(FundsEvent):
    """A branch filed 申报; `filing` counts from 1."""

    filing: int


@dataclass(frozen=True, kw_only=True)
class ApplicationWithdrawn(FundsEvent):
    """The branch took it back 撤回."""


@dataclass(frozen=True, kw_only=True)
class ApplicationReturned(FundsEvent):
    """The section sent it back to be mended 退回."""

    filing: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReviewed(FundsEvent):
    """The section put it before the committee 提交审议."""

    filing: int


@dataclass(frozen=True, kw_only=True)
class ApplicationDecided(FundsEvent):
    """The committee decided item by item 审议; `agreed` is in fen."""

    agreed: int
    held_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class ApplicationRefused(FundsEvent):
    """No item was agreed to, or none was signed 未同意."""


@dataclass(frozen=True, kw_only=True)
class ApplicationSigned(FundsEvent):
    """Every agreed item has all its signatures 签署."""


@dataclass(frozen=True, kw_only=True)
class ApplicationReplied(FundsEvent):
    """The branch was told, word for word as the reply with this number says 批复、退回告知."""

    reply: int
    final: bool


@dataclass(frozen=True, kw_only=True)
class FundsExecuted(FundsEvent):
    """Money was spent 执行; `amount` in fen."""

    execution: uuid.UUID
    amount: int
    executed_on: datetime.date


@dataclass(frozen=True, kw_only=True)
class ExecutionReversed(FundsEvent):
    """An entry of the ledger was turned round 冲正."""

    execution: uuid.UUID
    reverses: uuid.UUID
    amount: int


@dataclass(frozen=True, kw_only=True)
class ApplicationSettled(FundsEvent):
    """The branch closed it 结项; `executed` in fen is what was spent in all."""

    executed: int


@dataclass(frozen=True, kw_only=True)
class ApplicationReopened(FundsEvent):
    """The section opened a settled one again 重新打开."""


@dataclass(frozen=True, kw_only=True)
class BudgetSet(Event):
    """Money was allotted, added or cut 预算下达; `amount` in fen, negative for a cut."""

    budget: uuid.UUID
    organisation: uuid.UUID
    year: int
    amount: int
