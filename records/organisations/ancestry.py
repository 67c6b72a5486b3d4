"""The organisations above a path, for many rows at once."""

from collections.abc import Iterable
from typing import Any

from records.organisations.models import Organisation

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
        numbers.update(Organisation.objects.filter(path__in=piece).values_list("path", "pk"))
    return {path: tuple(str(numbers[step]) for step in steps(path) if step in numbers) for path in wanted}


def attach_ancestor_ids(rows: Iterable[Any], attribute: str = "org_path") -> None:
    """Set `row.ancestor_ids` on every row, from the path it keeps; one query for a piece of rows."""
    rows = list(rows)
    above = ids_above({getattr(row, attribute) for row in rows})
    for row in rows:
        row.ancestor_ids = above[getattr(row, attribute)]
