"""Audience 公开范围: the four levels after the openness regulation, and the labels by which a reader is recognised.

Every page and every record that can be published carries a level. What a reader carries is `actor.scope.labels`:
`public` for everyone, `members`, `org:<id>` of the own organisation and all above it, `person:<user id>`.
"""

from collections.abc import Iterable

from django.db import models


class Audience(models.TextChoices):
    """Who may read, from the widest to the narrowest."""

    SOCIETY = "society", "向社会公开"
    MEMBERS = "members", "向全体党员公开"
    OWN = "own", "向本组织人员公开"
    NAMED = "named", "向指定人员公开"

    @property
    def narrowness(self) -> int:
        """0 for society to 3 for named persons."""
        return list(Audience).index(self)


PUBLIC_LABEL = "public"
MEMBERS_LABEL = "members"


def organisation_label(organisation_id: int) -> str:
    """What people of an organisation (and of those below it) carry."""
    return f"org:{organisation_id}"


def person_label(user_id: int) -> str:
    """What one person carries."""
    return f"person:{user_id}"


def labels_for(level: str, organisation_id: int | None, user_ids: Iterable[int] = ()) -> tuple[str, ...]:
    """Labels of which a reader must carry one. `user_ids` count for named persons only; nobody named: nobody reads.

    Raises ValueError for the own people of no organisation.
    """
    match Audience(level):
        case Audience.SOCIETY:
            return (PUBLIC_LABEL,)
        case Audience.MEMBERS:
            return (MEMBERS_LABEL,)
        case Audience.OWN:
            if organisation_id is None:
                raise ValueError("the own people of no organisation")
            return (organisation_label(organisation_id),)
        case Audience.NAMED:
            return tuple(person_label(number) for number in sorted(set(user_ids)))


def narrowest(levels: Iterable[str]) -> Audience:
    """The narrowest of several levels; society when there is none."""
    return max((Audience(level) for level in levels), key=lambda level: level.narrowness, default=Audience.SOCIETY)
