"""What staff tuned, as the search reads it: kept in each process, and asked every few seconds whether it still holds.

So a change is live within seconds everywhere, without a rebuild and without anything between the processes.
"""

import logging
import time
from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from django.db import DatabaseError
from django.db.models import Count, Max

from search.doors.tuning.models import Bet, Synonym, TuningChange
from search.index import synonyms

Row = TypeVar("Row")
logger = logging.getLogger(__name__)


def version(kind: str) -> Callable[[], object]:
    """Which state the rows of a kind are in. The number of changes beside the last one: ids are given before they commit."""

    def ask() -> object:
        found = TuningChange.objects.filter(kind=kind).aggregate(last=Max("pk"), number=Count("pk"))
        return found["last"], found["number"]

    return ask


def rules_of(row: Synonym) -> Iterator[synonyms.Synonym]:
    """A row as rules for one word each."""
    if row.direction == Synonym.Direction.BOTH:
        for word in row.words:
            yield synonyms.Synonym(word, tuple(other for other in row.words if other != word))
        return
    instead = () if row.direction == Synonym.Direction.LEAVE else tuple(row.instead)
    for word in row.words:
        yield synonyms.Synonym(word, instead)


def own_rules(rows: Any = None) -> list[synonyms.Synonym]:
    """The rules of the site's own list."""
    rows = Synonym.objects.filter(active=True).order_by("pk") if rows is None else rows
    return [rule for row in rows for rule in rules_of(row)]


class Kept(Generic[Row]):
    """Rows of a kind as this process knows them."""

    def __init__(self, kind: str, load: Callable[[], list[Row]]) -> None:
        self._ask, self._load = version(kind), load
        self._known: tuple[float, object, list[Row]] | None = None

    def rows(self) -> list[Row]:
        """The rows, at most a few seconds old; those known before where they can't be read just now."""
        known, now = self._known, time.monotonic()
        if known is not None and now - known[0] < synonyms.FRESH_FOR:
            return known[2]
        try:
            state = self._ask()
            rows = known[2] if known is not None and known[1] == state else self._load()
        except DatabaseError:
            logger.exception("what staff tuned can't be read")
            return known[2] if known is not None else []
        self._known = now, state, rows
        return rows

    def forget(self) -> None:
        """Read them again at the next question."""
        self._known = None


_version = version(TuningChange.Kind.SYNONYM)
_bets: Kept[Bet] = Kept(TuningChange.Kind.BET, lambda: list(Bet.objects.filter(active=True)))


def bets() -> list[Bet]:
    """The bets that are switched on, whatever their dates."""
    return _bets.rows()


def connect() -> None:
    """Lay the site's own list over the one that comes with the portal."""
    synonyms.add_provider(own_rules, _version)


def forget() -> None:
    """Read everything again at the next question (of this process)."""
    synonyms.forget()
    _bets.forget()
