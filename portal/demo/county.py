"""The imaginary county's organisations: 1 county committee, 15 towns, 176 villages and communities, branches below some."""

import datetime
import random
from collections.abc import Iterator

from portal.demo.names import BRANCHES, COUNTY, TOWNS, village_names
from records.organisations.bulk import Seed

SEED = 20261121  # the same county every time
ROOT = "990000"  # a division code that no real place has


def organisations() -> Iterator[Seed]:
    """Parents before children; codes say where each hangs: county, town (3 digits), village (3), branch (2)."""
    chance = random.Random(SEED)  # noqa: S311  (invented data, no secret)
    yield Seed(
        code=ROOT,
        parent="",
        kind="committee",
        name=f"中共{COUNTY}委员会",
        short_name=f"{COUNTY}委",
        set_up_on=datetime.date(1949, 10, 1),
        details={"division_code": ROOT, "address": f"{COUNTY}府前路1号", "telephone": "0900-6121-2371"},
    )
    for town_number, ((town, is_subdistrict), villages) in enumerate(
        zip(TOWNS, village_names(chance), strict=True), start=1
    ):
        town_code = f"{ROOT}{town_number:03d}"
        organ = "工作委员会" if is_subdistrict else "委员会"
        yield Seed(
            code=town_code,
            parent=ROOT,
            kind="work-committee" if is_subdistrict else "committee",
            name=f"中共{COUNTY}{town}{organ}",
            short_name=f"{town}{'党工委' if is_subdistrict else '党委'}",
            set_up_on=datetime.date(1950 + chance.randrange(12), chance.randrange(1, 13), 1),
            details={
                "division_code": town_code,
                "address": f"{COUNTY}{town}政府大院",
                "telephone": f"0900-61{town_number:02d}-{chance.randrange(1000, 9999)}",
            },
        )
        for village_number, (village, is_community) in enumerate(villages, start=1):
            code = f"{town_code}{village_number:03d}"
            has_branches = village == "石桥村" or chance.random() < 0.13
            kind = "general-branch" if has_branches else "branch"
            kind_name = "党总支" if has_branches else "党支部"
            yield Seed(
                code=code,
                parent=town_code,
                kind=kind,
                name=f"中共{COUNTY}{town}{village}{'总支部' if has_branches else '支部'}委员会",
                short_name=f"{village}{kind_name}",
                set_up_on=datetime.date(1952 + chance.randrange(50), chance.randrange(1, 13), 1),
                details={
                    "division_code": code,
                    "address": f"{town}{village}{'党群服务站' if is_community else '党群服务中心'}",
                    "telephone": f"0900-62{town_number:02d}-{chance.randrange(1000, 9999)}",
                },
            )
            if not has_branches:
                continue
            for branch_number, branch in enumerate(BRANCHES[: 3 if village == "石桥村" else chance.randrange(2, 5)], 1):
                name = "合作社" if village == "石桥村" and branch_number == 3 else branch
                yield Seed(
                    code=f"{code}{branch_number:02d}",
                    parent=code,
                    kind="branch",
                    name=f"中共{COUNTY}{town}{village}{name}支部委员会",
                    short_name=f"{village}{name}党支部",
                    set_up_on=datetime.date(2001 + chance.randrange(20), chance.randrange(1, 13), 1),
                    details={"division_code": code},
                )
