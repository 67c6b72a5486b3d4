"""Reminders a domain can raise: declared in its `reminders.py`, run by the engine in `records.alerts`.

    @reminder("organisations.term_ends", "任期届满")
    def term_ends(on): yield Raised(...)

A rule is a pure reading of the day: it yields what stands out on `on`. The engine keeps each once, clears what no longer
stands out, and tells people in one digest a day.
"""

import datetime
import enum
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


class Level(enum.IntEnum):
    """How pressing: a word stands beside the colour everywhere."""

    NOTE = 0
    YELLOW = 1
    ORANGE = 2
    RED = 3


LEVEL_WORDS = {Level.NOTE: "提示", Level.YELLOW: "黄", Level.ORANGE: "橙", Level.RED: "红"}


@dataclass(frozen=True)
class Raised:
    """One thing that stands out: about whom, why, after which clause."""

    key: str  # unique within the rule for as long as it is the same matter, e.g. "<post uid>:2027-05-20"
    organisation_id: int
    org_path: str
    level: Level
    title: str
    facts: str  # the facts that raised it, in words a person can check
    clause: str  # the document and article it follows
    url: str = ""
    subject_uid: uuid.UUID | None = None


@dataclass(frozen=True)
class Rule:
    """A declared reminder."""

    name: str
    label: str
    raise_on: Callable[[datetime.date], Iterable[Raised]]


_rules: dict[str, Rule] = {}


def reminder(
    name: str, label: str
) -> Callable[[Callable[[datetime.date], Iterable[Raised]]], Callable[[datetime.date], Iterable[Raised]]]:
    """Declare a rule; the function streams, it never loads a table."""

    def register(
        function: Callable[[datetime.date], Iterable[Raised]],
    ) -> Callable[[datetime.date], Iterable[Raised]]:
        _rules[name] = Rule(name, label, function)
        return function

    return register


def rules() -> Iterator[Rule]:
    """Every declared rule, by name."""
    yield from sorted(_rules.values(), key=lambda rule: rule.name)
