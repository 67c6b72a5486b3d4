"""Small trees of organisations."""

import datetime
from itertools import count
from typing import Any

from records.kit.actors import SYSTEM
from records.organisations import services
from records.organisations.models import Organisation, OrganisationKind, Post
from records.organisations.setup import ensure
from tests.factories.kept import kept

FOUNDED = datetime.date(2000, 1, 1)
_numbers = count(1)


def kind(code: str = "branch") -> OrganisationKind:
    """One of the usual kinds."""
    if not OrganisationKind.objects.filter(code=code).exists():
        ensure()
    return OrganisationKind.objects.get(code=code)


def organisation(
    short_name: str = "", *, parent: Organisation | None = None, kind_code: str = "branch", **details: Any
) -> Organisation:
    """Set up one organisation through its own service."""
    number = next(_numbers)
    short_name = short_name or f"第{number}党支部"
    return services.set_up(
        SYSTEM,
        parent=Organisation.objects.get(pk=parent.pk) if parent else None,
        kind=kind(kind_code),
        code=details.pop("code", f"T{number:05d}"),
        name=details.pop("name", f"中共{short_name}委员会"),
        short_name=short_name,
        set_up_on=details.pop("set_up_on", FOUNDED),
        **details,
    )


class County:
    """A county with two towns; 柳溪镇 has a general branch with two branches, 云台乡 one branch."""

    CODES = {
        "root": "99",
        "town": "9901",
        "neighbour": "9902",
        "village": "990101",
        "branch": "99010101",
        "other_branch": "99010102",
        "neighbour_branch": "990201",
    }
    root: Organisation
    town: Organisation
    neighbour: Organisation
    village: Organisation
    branch: Organisation
    other_branch: Organisation
    neighbour_branch: Organisation

    def __init__(self) -> None:
        kept("county", self._set_up)
        there = {each.code: each for each in Organisation.objects.filter(code__in=self.CODES.values())}
        for name, code in self.CODES.items():
            setattr(self, name, there[code])

    def _set_up(self) -> None:
        root = organisation("清平县委", kind_code="committee", code="99")
        town = organisation("柳溪镇党委", parent=root, kind_code="committee", code="9901")
        neighbour = organisation("云台乡党委", parent=root, kind_code="committee", code="9902")
        village = organisation("石桥村党总支", parent=town, kind_code="general-branch", code="990101")
        organisation("石桥村第一党支部", parent=village, code="99010101")
        organisation("石桥村第二党支部", parent=village, code="99010102")
        organisation("云溪社区党支部", parent=neighbour, code="990201")


def post(organisation: Organisation, role: str, user: Any, title: str = "委员", **details: Any) -> Post:
    """Give somebody a post."""
    return Post.objects.create(
        organisation=organisation,
        user=user,
        printed_name=user.name,
        title=title,
        role=role,
        starts_on=details.pop("starts_on", datetime.date(2020, 1, 1)),
        **details,
    )
