"""The organisations above a path, for many rows at once; and those above it on a day of the past."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.db.models import Count
from django.db.models.functions import Coalesce

from records.organisations.models import Organisation, OrganisationVersion

STEP = Organisation.steplen
MOST_PATHS = 500  # in one query: databases limit the number of parameters


def steps(path: str) -> list[str]:
    """The paths from the root down to `path`, itself last."""
    return [path[:end] for end in range(STEP, len(path) + 1, STEP)]


def ids_above(paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """For each path the numbers of the organisations from the root down to it, as the index keeps them (texts)."""
    wanted = set(paths)
    needed = sorted({step for path in wanted for step in steps(path)})
    numbers: dict[str, int] = {}
    for start in range(0, len(needed), MOST_PATHS):
        piece = needed[start : start + MOST_PATHS]
        numbers.update(Organisation.objects.filter(path__among=piece).values_list("path", "pk"))
    return {path: tuple(str(numbers[step]) for step in steps(path) if step in numbers) for path in wanted}


def attach_ancestor_ids(rows: Iterable[Any], attribute: str = "org_path") -> None:
    """Set `row.ancestor_ids` on every row, from the path it keeps; one query for a piece of rows."""
    rows = list(rows)
    above = ids_above({getattr(row, attribute) for row in rows})
    for row in rows:
        row.ancestor_ids = above[getattr(row, attribute)]


def ever_moved(numbers: Iterable[str]) -> set[str]:
    """Which of these organisations (numbers as texts) ever hung below two different ones: they were moved 改隶过的."""
    wanted = sorted(int(number) for number in numbers if number.isdigit())
    found: set[str] = set()
    for start in range(0, len(wanted), MOST_PATHS):
        rows = OrganisationVersion.objects.filter(organisation_id__among=wanted[start : start + MOST_PATHS])
        places = Count(Coalesce("parent_id", 0), distinct=True)
        moved = rows.order_by().values("organisation_id").annotate(places=places).filter(places__gt=1)
        found.update(str(number) for number in moved.values_list("organisation_id", flat=True))
    return found


Span = tuple[datetime.date, datetime.date | None, int | None]  # from, to (not included), the parent's number


class Past:
    """Where organisations hung on a day 当时的隶属, for many at once: histories are fetched once, a level at a time."""

    def __init__(self) -> None:
        self._spans: dict[int, list[Span]] = {}

    def fetch(self, numbers: Iterable[int]) -> None:
        """Read the histories of these organisations and of every one they ever hung below."""
        wanted = set(numbers) - self._spans.keys()
        while wanted:
            found: dict[int, list[Span]] = {number: [] for number in wanted}
            ordered = sorted(wanted)
            for start in range(0, len(ordered), MOST_PATHS):
                rows = OrganisationVersion.objects.filter(organisation_id__among=ordered[start : start + MOST_PATHS])
                for number, first, last, parent in rows.order_by("valid_from", "pk").values_list(
                    "organisation_id", "valid_from", "valid_to", "parent_id"
                ):
                    found[number].append((first, last, parent))
            self._spans.update(found)
            parents = {parent for spans in found.values() for _, _, parent in spans if parent is not None}
            wanted = parents - self._spans.keys()

    def above(self, number: int, on: datetime.date) -> tuple[int, ...]:
        """The organisations from the root down to this one on a day, itself last; () where its history is not known.

        Before its first day it hung where it was set up, after it was dissolved where it hung last.
        """
        chain: list[int] = []
        current: int | None = number
        while current is not None and current not in chain:
            spans = self._spans.get(current)
            if not spans:
                return ()
            chain.append(current)
            current = _on(spans, on)[2]
        return tuple(reversed(chain))

    def ever_above(self, number: int) -> set[int]:
        """Every organisation that this one ever hung below, directly or not, and itself."""
        found: set[int] = set()
        waiting = [number]
        while waiting:
            current = waiting.pop()
            if current not in found:
                found.add(current)
                waiting += [parent for _, _, parent in self._spans.get(current, ()) if parent is not None]
        return found


def _on(spans: list[Span], on: datetime.date) -> Span:
    chosen = spans[0]
    for span in spans:
        if span[0] <= on:
            chosen = span
    return chosen
