"""What staff tuned, as the search reads it: kept in each process, and asked every few seconds whether it still holds.

So a change is live within seconds everywhere, without a rebuild and without anything between the processes.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Count, Max

from search.doors.tuning.models import Synonym, TuningChange
from search.index import synonyms


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


_version = version(TuningChange.Kind.SYNONYM)


def connect() -> None:
    """Lay the site's own list over the one that comes with the portal."""
    synonyms.add_provider(own_rules, _version)


def forget() -> None:
    """Read everything again at the next question (of this process)."""
    synonyms.forget()
