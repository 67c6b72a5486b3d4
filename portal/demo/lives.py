"""Invented lives: when a person was born, joined, became a full member, went away. For the demo county and the city."""

import datetime
import random
from dataclasses import dataclass
from typing import Any

from records.members import rules
from records.members.choices import Category, EventKind, JoinType

TODAY = datetime.date(2026, 11, 21)  # the demo's day: ages and probations are the same in every run

EDUCATION = [("70", 34), ("60", 18), ("40", 10), ("30", 20), ("20", 15), ("80", 2), ("14", 1)]
OCCUPATION = [
    ("farmer", 52),
    ("retired", 17),
    ("official", 8),
    ("professional", 8),
    ("worker", 7),
    ("manager", 5),
    ("other", 3),
]
ETHNICITY = [("01", 94), ("15", 3), ("06", 2), ("12", 1)]


@dataclass(frozen=True)
class Life:
    """A person's dates, and what follows from them; `details` are fields of a member's record, none of them sensitive."""

    born: datetime.date
    is_man: bool
    category: Category
    joined_on: datetime.date
    kind: EventKind
    details: dict[str, Any]


def life(chance: random.Random, born: datetime.date | None = None) -> Life:
    """A life the rules allow, as of TODAY: three in a hundred are on probation unless the day of birth is given."""
    is_new = born is None and chance.random() < 0.03
    born = born or TODAY - datetime.timedelta(
        days=int(365.25 * (chance.triangular(19, 40, 26) if is_new else chance.triangular(22, 92, 56)))
    )
    adult = rules.add_months(born, 12 * 18 + 4)
    if is_new:
        joined = max(adult, TODAY - datetime.timedelta(days=chance.randrange(5, 400)))
        full = None
    else:
        joined = rules.add_months(adult, chance.randrange(0, 12 * 14))
        joined = min(joined, TODAY - datetime.timedelta(days=800)).replace(day=1)
        full = rules.add_months(joined, 12)
    floating = chance.random() < 0.06
    lost = not is_new and chance.random() < 0.002
    return Life(
        born=born,
        is_man=chance.random() < 0.7,
        category=Category.PROBATIONARY if full is None else Category.FULL,
        joined_on=joined,
        kind=EventKind.JOINED if is_new else EventKind.REGISTERED,
        details={
            "full_on": full,
            "ethnicity": _pick(chance, ETHNICITY),
            "education": _pick(chance, EDUCATION),
            "occupation": _pick(chance, OCCUPATION) if chance.random() < 0.97 else "",
            "join_type": JoinType.ADMITTED,
            "is_floating": floating,
            "floating_since": TODAY - datetime.timedelta(days=chance.randrange(200, 1500)) if floating else None,
            "floating_place": chance.choice(["省城务工", "沿海务工", "邻县经商", "随子女居住"]) if floating else "",
            "is_lost_contact": lost,
            "lost_since": TODAY - datetime.timedelta(days=chance.randrange(190, 900)) if lost else None,
        },
    )


def identity_number(region: str, born: datetime.date, order: int, is_man: bool) -> str:
    """A well-formed citizen's number: six digits of a region, the birthday, and the order (up to 499) on that day there."""
    first = f"{region}{born:%Y%m%d}{order * 2 + is_man:03d}"
    return first + rules.identity_check_character(first)


def _pick(chance: random.Random, weighted: list[tuple[str, int]]) -> str:
    return chance.choices([code for code, _ in weighted], [weight for _, weight in weighted])[0]
