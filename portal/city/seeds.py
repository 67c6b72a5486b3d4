"""The published city case: real divisions of Ningbo, 20,900 organisations, 14,000 units; all below the divisions invented."""

import csv
import datetime
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from records.organisations.bulk import Seed

DATA = Path(__file__).parent / "data" / "ningbo.csv"
SEED = 2005  # the year of the published case

# The published case (Ningbo, 2005): see docs/decisions on scale.
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


@dataclass(frozen=True)
class UnitSeed:
    """A legal unit at an organisation."""

    code: str
    name: str
    nature: str
    organisation: str  # code


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


def units(scale: float, codes: list[str]) -> Iterator[UnitSeed]:
    """Legal units, spread over the organisations."""
    chance = random.Random(SEED + 1)  # noqa: S311  (invented data, no secret)
    for number in range(scaled(UNITS, scale)):
        name = f"{chance.choice(UNIT_WORDS)}{chance.choice(UNIT_WORDS)}{chance.choice(INDUSTRIES)}"
        yield UnitSeed(
            code=f"U{number:06d}",
            name=f"{name}有限公司{number % 97 + 1}厂" if number % 3 else f"{name}社",
            nature="企业" if number % 3 else "社会组织",
            organisation=codes[(number * 7919) % len(codes)],
        )
