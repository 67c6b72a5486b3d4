"""The published city case: real divisions of Ningbo, 20,900 organisations, 14,000 units, 340,000 members.

Only the places are real; organisations, units and people are invented. Everything here is a pure function of the scale:
the same each time, and each branch by itself, so that a load can be taken up anywhere without playing back what went before.
"""

import csv
import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from portal.demo.lives import identity_number, life
from portal.demo.names import person
from records.members.services.bulk import Seed as MemberSeed
from records.organisations.bulk import Seed, UnitSeed
from records.organisations.models import Organisation

DATA = Path(__file__).parent / "data" / "ningbo.csv"
SEED = 2005  # the year of the published case

# The published case (Ningbo, 2005).
ORGANISATIONS = 20_900
MEMBERS = 340_000
UNITS = 14_000

INDUSTRIES = [
    "机械",
    "纺织",
    "电子",
    "物流",
    "建材",
    "食品",
    "医药",
    "文具",
    "模具",
    "外贸",
    "水产",
    "园林",
    "软件",
    "汽配",
]
UNIT_WORDS = ["恒", "兴", "永", "华", "东", "盛", "宏", "新", "海", "达", "瑞", "丰", "泰", "和", "顺", "联"]


def scaled(number: int, scale: float) -> int:
    """A figure of the case at a smaller scale, at least one."""
    return max(1, round(number * scale))


def divisions(scale: float) -> list[tuple[str, str, str, str]]:
    """(code, name, level, parent) of the city's divisions; at a smaller scale the first so many villages."""
    with DATA.open(encoding="utf-8") as lines:
        rows = [(row["code"], row["name"], row["level"], row["parent"]) for row in csv.DictReader(lines)]
    villages = [row for row in rows if row[2] == "village"]
    if scale >= 1:
        return rows
    kept = villages[:: max(1, round(1 / scale))]
    towns = {row[3] for row in kept}
    counties = {town[:6] for town in towns}
    kept_codes = {row[0] for row in kept} | towns | counties
    return [row for row in rows if row[2] == "city" or row[0] in kept_codes]


def organisations(scale: float = 1.0) -> Iterator[Seed]:
    """Parents before children: the divisions' own organisations, then branches below towns and villages."""
    chance = random.Random(SEED)  # noqa: S311  (invented data, no secret)
    rows = divisions(scale)
    kinds = {"city": "committee", "county": "committee", "town": "committee", "village": "general-branch"}
    for code, name, level, parent in rows:
        subdistrict = level == "town" and name.endswith("街道")
        kind = "work-committee" if subdistrict else kinds[level]
        suffix = {"committee": "党委", "work-committee": "党工委", "general-branch": "党总支"}[kind]
        short = name.removesuffix("村委会").removesuffix("居委会") if level == "village" else name
        yield Seed(
            code=code,
            parent=parent if level != "city" else "",
            kind=kind,
            name=f"中共{name}{'总支部' if level == 'village' else ''}委员会",
            short_name=f"{short}{suffix}",
            set_up_on=datetime.date(1949 + chance.randrange(40), chance.randrange(1, 13), 1),
            details={"division_code": code},
        )
    wanted = scaled(ORGANISATIONS, scale) - len(rows)
    towns = [row for row in rows if row[2] == "town"]
    villages = [row for row in rows if row[2] == "village"]
    made = 0
    number = 0
    while made < wanted:
        # Four branches a village to one a town: companies and offices stand below the town itself.
        for code, name, level, _parent in villages + towns * 4:
            if made == wanted:
                return
            made += 1
            if level == "village":
                title = f"{name}第{number + 1}党支部"
            else:
                title = f"{chance.choice(UNIT_WORDS)}{chance.choice(UNIT_WORDS)}{chance.choice(INDUSTRIES)}党支部"
            yield Seed(
                code=f"{code}-{made}",
                parent=code,
                kind="branch",
                name=f"中共{name}{title}",
                short_name=title,
                set_up_on=datetime.date(1990 + chance.randrange(30), chance.randrange(1, 13), 1),
                details={"division_code": code},
            )
        number += 1


def units(scale: float, codes: Sequence[str]) -> Iterator[UnitSeed]:
    """Legal units, spread over the organisations (`codes`, in the order of their making)."""
    chance = random.Random(SEED + 1)  # noqa: S311  (invented data, no secret)
    for number in range(scaled(UNITS, scale)):
        name = f"{chance.choice(UNIT_WORDS)}{chance.choice(UNIT_WORDS)}{chance.choice(INDUSTRIES)}"
        yield UnitSeed(
            code=f"U{number:06d}",
            name=f"{name}有限公司{number % 97 + 1}厂" if number % 3 else f"{name}社",
            nature="企业" if number % 3 else "社会组织",
            organisation=codes[(number * 7919) % len(codes)],
        )


# ── members ─────────────────────────────────────────────────────────────────
PEOPLE_IN_A_REGION = 499  # by order of birth on one day: whoever is born when, no number comes twice


@dataclass(frozen=True)
class Share:
    """How many members a branch has, and how many the branches before it have."""

    before: int
    count: int


@lru_cache(maxsize=2)
def shares(scale: float, branches: int) -> tuple[Share, ...]:
    """The city's members over so many branches: some are four times as large as others, and the sum is exact."""
    chance = random.Random(SEED + 2)  # noqa: S311  (invented data, no secret)
    wanted = scaled(MEMBERS, scale)
    weights = [chance.uniform(0.4, 1.6) for _ in range(branches)]
    sums = list(accumulate(weights))
    upto = [round(wanted * part / sums[-1]) for part in sums]
    return tuple(Share(before, after - before) for before, after in zip([0, *upto], upto, strict=False))


def members(branch: Organisation, share: Share) -> Iterator[MemberSeed]:
    """The members of one branch."""
    chance = random.Random(f"{SEED} {branch.code}")  # noqa: S311  (invented data, no secret)
    place = branch.short_name.removesuffix("党支部").removesuffix("党总支")
    for number in range(share.before, share.before + share.count):
        lived = life(chance)
        # 99 begins no division's code, so that none of these numbers can be somebody's.
        region = f"99{number // PEOPLE_IN_A_REGION:04d}"
        details: dict[str, Any] = {
            **lived.details,
            "identity_number": identity_number(region, lived.born, number % PEOPLE_IN_A_REGION, lived.is_man),
            "native_place": "浙江",
            "residence": f"{place}{chance.randrange(1, 60)}号",
        }
        yield MemberSeed(
            organisation=branch,
            name=person(chance),
            category=lived.category,
            joined_on=lived.joined_on,
            since=max(lived.joined_on, branch.set_up_on),
            kind=lived.kind,
            details=details,
        )
