"""Rules about pages: pure functions, no database, no clock."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass

from records.kit.audience import Audience, labels_for


@dataclass(frozen=True)
class Opening:
    """Who may read a page in the end: the level, the label a reader must carry, and whose list of persons counts.

    For named persons `label` is empty and `readers_page_id` is the page that carries the list.
    """

    level: str
    label: str
    readers_page_id: int | None = None


OPEN = Opening(Audience.SOCIETY, "public")


def effective_opening(above: Opening, *, chosen: str, organisation_id: int | None, page_id: int) -> Opening:
    """The narrower of what was chosen for a page and what holds for the page above it.

    Two openings to "own people" meet in those of the lower organisation, who are fewer.
    """
    own, inherited = Audience(chosen), Audience(above.level)
    if own is Audience.SOCIETY or own.narrowness < inherited.narrowness:
        return above
    if own is inherited is not Audience.OWN:
        return above
    if own is Audience.NAMED:
        return Opening(own, "", page_id)
    return Opening(own, labels_for(own, organisation_id)[0])


def is_wider(new: str, old: str) -> bool:
    """Whether a level lets more people read than another."""
    return Audience(new).narrowness < Audience(old).narrowness


def may_review(reviewer: int | None, contributors: Collection[int | None]) -> bool:
    """Four eyes: whoever wrote or submitted any of what is under review does not decide on it; nor does nobody."""
    return reviewer is not None and reviewer not in contributors


class Force:
    """Whether a rule 规章 is in force."""

    PENDING = "pending"
    IN_FORCE = "in_force"
    AMENDED = "amended"
    REPEALED = "repealed"
    EXPIRED = "expired"


def force_on(
    day: datetime.date, *, stated: str, in_force_from: datetime.date | None, in_force_to: datetime.date | None
) -> str:
    """Status of force on a day: what the organisation stated, unless the dates say more.

    `in_force_to` is the first day on which the rule no longer holds.
    """
    if stated in (Force.REPEALED, Force.AMENDED):
        return stated
    if in_force_to is not None and day >= in_force_to:
        return Force.EXPIRED
    if in_force_from is not None and day < in_force_from:
        return Force.PENDING
    return Force.EXPIRED if stated == Force.EXPIRED else Force.IN_FORCE


def site_address(url_path: str) -> str:
    """Address on the site of a page's tree path (`/home/a/b/` is `/a/b/`): the first word is the home page's own."""
    parts = url_path.strip("/").split("/")
    return "/" + "".join(f"{part}/" for part in parts[1:])


def moved_address(address: str, old_prefix: str, new_prefix: str) -> str:
    """Where an address below a moved page is now."""
    if not address.startswith(old_prefix):
        raise ValueError(f"{address} does not lie below {old_prefix}")
    return new_prefix + address[len(old_prefix) :]


def prefixes_of(address: str) -> list[str]:
    """The address itself and all above it, longest first (`/a/b/` → `/a/b/`, `/a/`)."""
    parts = [part for part in address.split("/") if part]
    return ["/" + "".join(f"{part}/" for part in parts[:end]) for end in range(len(parts), 0, -1)]
