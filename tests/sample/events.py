"""What happens to loans."""

import datetime
import uuid
from dataclasses import dataclass

from records.kit.events import Event


@dataclass(frozen=True, kw_only=True)
class BookLent(Event):
    """A book left the shelf."""

    loan: uuid.UUID
    on: datetime.date


@dataclass(frozen=True, kw_only=True)
class BookReturned(Event):
    """A book came back."""

    loan: uuid.UUID
