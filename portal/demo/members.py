"""The imaginary county's members: about 6,000, with numbers of a region that does not exist."""

import datetime
import random
from collections import Counter
from collections.abc import Iterator

from portal.demo.county import SEED
from portal.demo.lives import identity_number, life
from portal.demo.names import TOWNS, person
from portal.demo.people import MEMBER
from records.access.models import User
from records.kit.actors import SYSTEM
from records.members import services
from records.members.models import Member
from records.members.services.bulk import Seed, load_members
from records.organisations.models import Organisation

REGION = "990000"  # no division has this code: none of the numbers can be somebody's
MEMBERS = 6_000
PHONE = "199{:08d}"


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
    town = TOWNS[int(branch.code[6:9]) - 1][0]
    village = branch.short_name.split("村")[0] + "村" if "村" in branch.short_name else town
    lived = life(chance, born)
    days[lived.born] += 1
    details = {
        **lived.details,
        "identity_number": identity_number(REGION, lived.born, days[lived.born], lived.is_man),
        "phone": PHONE.format(number) if chance.random() < 0.95 else None,
        "native_place": "清平",
        "residence": f"{town}{village}{chance.randrange(1, 13)}组",
        "household_place": f"清平县{town}{village}",
    }
    return Seed(
        organisation=branch,
        name=name,
        category=lived.category,
        joined_on=lived.joined_on,
        since=max(lived.joined_on, branch.set_up_on),
        kind=lived.kind,
        details=details,
    )


def _link(branch: Organisation) -> None:
    """Link the sign-in of the demo's member to the record."""
    user = User.objects.filter(username=MEMBER.username).first()
    member = Member.objects.filter(organisation=branch, name=MEMBER.name, user=None).first()
    if user is not None and member is not None:
        services.link_user(SYSTEM, member.uid, user)
