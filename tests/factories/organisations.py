"""Small trees of organisations."""

import datetime
from itertools import count
from typing import Any

from records.kit.actors import SYSTEM
from records.organisations import services
from records.organisations.models import Organisation, OrganisationKind, Post
from records.organisations.setup import ensure

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

    def __init__(self) -> None:
        self.root = organisation("清平县委", kind_code="committee", code="99")
        self.town = organisation("柳溪镇党委", parent=self.root, kind_code="committee", code="9901")
        self.neighbour = organisation("云台乡党委", parent=self.root, kind_code="committee", code="9902")
        self.village = organisation("石桥村党总支", parent=self.town, kind_code="general-branch", code="990101")
        self.branch = organisation("石桥村第一党支部", parent=self.village, code="99010101")
        self.other_branch = organisation("石桥村第二党支部", parent=self.village, code="99010102")
        self.neighbour_branch = organisation("云溪社区党支部", parent=self.neighbour, code="990201")
        for name, each in vars(self).items():
            setattr(self, name, Organisation.objects.get(pk=each.pk))


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
