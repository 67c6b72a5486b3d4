"""A piece of SQL with its values, and MATCH expressions of tokens; no text of a reader stands in either."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

Value = str | int | float

AFTER = "\U0010ffff"  # sorts behind every text that begins as what stands before it


@dataclass
class Select:
    """A piece of SQL with the values of its question marks, in order."""

    sql: str
    values: list[Value] = field(default_factory=list)

    @staticmethod
    def union(parts: Iterable["Select"], by: str = " union all ") -> "Select":
        parts = list(parts)
        return Select(by.join(part.sql for part in parts), [value for part in parts for value in part.values])


def quoted(tokens: Iterable[str]) -> list[str]:
    """Tokens, each once, as literals."""
    return [f'"{token}"' for token in dict.fromkeys(tokens)]


def any_of(tokens: Iterable[str]) -> str:
    """Any of these tokens."""
    return "(" + " OR ".join(quoted(tokens)) + ")"


def all_of(tokens: Iterable[str]) -> str:
    """All of these tokens."""
    return "(" + " AND ".join(quoted(tokens)) + ")"


def phrase(tokens: Iterable[str]) -> str:
    """These tokens next to each other, in this order."""
    return '"' + " ".join(tokens) + '"'


def starts(tokens: Iterable[str]) -> str:
    """These tokens next to each other at the very beginning of a column."""
    return "^" + phrase(tokens)


def all_but_one(tokens: Sequence[str]) -> str:
    """All of these tokens, or all but any one of them; halves are shared, so that it grows little faster than they do."""
    if len(tokens) == 2:
        return any_of(tokens)
    half = len(tokens) // 2
    first, second = tokens[:half], tokens[half:]
    if half == 1:
        return f"({all_of(second)} OR ({all_of(first)} AND {all_but_one(second)}))"
    return f"(({all_of(first)} AND {all_but_one(second)}) OR ({all_but_one(first)} AND {all_of(second)}))"
