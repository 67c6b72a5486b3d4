"""The imaginary county's members: about 6,000, with numbers of a region that does not exist."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator
from typing import Any

from portal.demo.county import SEED
from portal.demo.names import TOWNS, person
from portal.demo.people import MEMBER
from records.access.models import User
from records.kit.actors import SYSTEM
from records.members import rules, services
from records.members.choices import Category, EventKind, JoinType
from records.members.models import Member
from records.members.services.bulk import Seed, load_members
from records.organisations.models import Organisation

REGION = "990000"  # no division has this code: none of the numbers can be somebody's
MEMBERS = 6_000
TODAY = datetime.date(2026, 11, 21)  # the demo's day: ages and probations are the same in every run
PHONE = "199{:08d}"

_WEIGHTED_EDUCATION = [("70", 34), ("60", 18), ("40", 10), ("30", 20), ("20", 15), ("80", 2), ("14", 1)]
_WEIGHTED_OCCUPATION = [("farmer", 52), ("retired", 17), ("official", 8), ("professional", 8), ("worker", 7), ("manager", 5), ("other", 3)]  # fmt: skip
_WEIGHTED_ETHNICITY = [("01", 94), ("15", 3), ("06", 2), ("12", 1)]


def load() -> int:
    """Enter the members once; returns how many were new. Can be stopped anywhere: who is there already is passed over."""
    if Member.objects.filter(user__username=MEMBER.username).exists():  # the last step of this load
        return 0
    branches = list(Organisation.objects.filter(kind__is_branch=True, numchild=0).order_by("path"))
    count = load_members(SYSTEM, _seeds(branches))
    _link(Organisation.objects.get(code=MEMBER.where))
    return count


def _seeds(branches: list[Organisation]) -> Iterator[Seed]:
    chance = random.Random(SEED + 2)  # noqa: S311  (invented data, no secret)
    mean = MEMBERS // len(branches)
    number, days = 0, Counter[datetime.date]()
    for branch in branches:
        for _ in range(max(4, int(chance.gauss(mean, mean / 4)))):
            number += 1
            yield _seed(chance, branch, number, days, person(chance))
        if branch.code == MEMBER.where:
            number += 1
            yield _seed(chance, branch, number, days, MEMBER.name, datetime.date(1987, 6, 3))


def _seed(
    chance: random.Random,
    branch: Organisation,
    number: int,
    days: Counter[datetime.date],
    name: str,
    born: datetime.date | None = None,
) -> Seed:
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
    category = Category.PROBATIONARY if full is None else Category.FULL
    floating = chance.random() < 0.06
    lost = not is_new and chance.random() < 0.002
    town = TOWNS[int(branch.code[6:9]) - 1][0]
    village = branch.short_name.split("村")[0] + "村" if "村" in branch.short_name else town
    details: dict[str, Any] = {
        "identity_number": _identity_number(born, chance.random() < 0.7, days),
        "phone": PHONE.format(number) if chance.random() < 0.95 else None,
        "full_on": full,
        "ethnicity": _pick(chance, _WEIGHTED_ETHNICITY),
        "education": _pick(chance, _WEIGHTED_EDUCATION),
        "occupation": _pick(chance, _WEIGHTED_OCCUPATION) if chance.random() < 0.97 else "",
        "native_place": "清平",
        "join_type": JoinType.ADMITTED,
        "residence": f"{town}{village}{chance.randrange(1, 13)}组",
        "household_place": f"清平县{town}{village}",
        "is_floating": floating,
        "floating_since": TODAY - datetime.timedelta(days=chance.randrange(200, 1500)) if floating else None,
        "floating_place": chance.choice(["省城务工", "沿海务工", "邻县经商", "随子女居住"]) if floating else "",
        "is_lost_contact": lost,
        "lost_since": TODAY - datetime.timedelta(days=chance.randrange(190, 900)) if lost else None,
    }
    return Seed(
        organisation=branch,
        name=name,
        category=category,
        joined_on=joined,
        since=max(joined, branch.set_up_on),
        kind=EventKind.JOINED if is_new else EventKind.REGISTERED,
        details=details,
    )


def _identity_number(born: datetime.date, male: bool, born_that_day: Counter[datetime.date]) -> str:
    """A well-formed number; people of one birthday are numbered."""
    born_that_day[born] += 1
    first = f"{REGION}{born:%Y%m%d}{born_that_day[born] * 2 + male:03d}"
    return first + rules.identity_check_character(first)


def _pick(chance: random.Random, weighted: list[tuple[str, int]]) -> str:
    return chance.choices([code for code, _ in weighted], [weight for _, weight in weighted])[0]


def _link(branch: Organisation) -> None:
    """Link the sign-in of the demo's member to the record."""
    user = User.objects.filter(username=MEMBER.username).first()
    member = Member.objects.filter(organisation=branch, name=MEMBER.name, user=None).first()
    if user is not None and member is not None:
        services.link_user(SYSTEM, member.uid, user)
