"""The desk of the workbench: what waits for a person, what came back, what is due, what stands out below.

A domain's `desk.py` offers one function:

    @desk("funds", "经费")
    def items(actor, today) -> Iterable[Pile]: ...

Each pile carries at most a handful of items and the whole number, so that a desk costs a few queries, not a table.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import Enum

from records.kit.actors import Actor

SHOWN = 10  # items of one pile on the desk; the rest stands in the list behind it


class Group(Enum):
    """The four parts of a desk."""

    WAITING = "等我办"
    RETURNED = "退回我的"
    DUE = "将到期"
    BELOW = "下级提醒"


@dataclass(frozen=True)
class WorkItem:
    """One line: what it is, where it is done, since when it waits, when it is due."""

    title: str
    url: str
    detail: str = ""
    act: str = "办理"  # the button
    since: datetime.date | None = None
    due: datetime.date | None = None
    tone: str = ""  # good, warn, bad, info: always beside `state`
    state: str = ""


@dataclass(frozen=True)
class Pile:
    """Items of one group from one domain; `total` may exceed what is shown, `url` leads to all of them."""

    group: Group
    items: list[WorkItem] = field(default_factory=list)
    total: int = 0
    url: str = ""


@dataclass(frozen=True)
class Offer:
    """A domain's share of the desk."""

    domain: str
    label: str
    items: Callable[[Actor, datetime.date], Iterable[Pile]]


_offers: dict[str, Offer] = {}


def desk(
    domain: str, label: str
) -> Callable[[Callable[[Actor, datetime.date], Iterable[Pile]]], Callable[[Actor, datetime.date], Iterable[Pile]]]:
    """Register a domain's share."""

    def register(
        function: Callable[[Actor, datetime.date], Iterable[Pile]],
    ) -> Callable[[Actor, datetime.date], Iterable[Pile]]:
        _offers[domain] = Offer(domain, label, function)
        return function

    return register


def piles(actor: Actor, today: datetime.date) -> dict[Group, list[Pile]]:
    """Everything on a person's desk, by group; the portal composes the page from it."""
    found: dict[Group, list[Pile]] = {group: [] for group in Group}
    for offer in sorted(_offers.values(), key=lambda each: each.domain):
        for pile in offer.items(actor, today):
            if pile.total:
                found[pile.group].append(pile)
    return found


# ── Screens of the workbench a domain offers, for its menu ──────────────────
class Part(Enum):
    """The chapters of the workbench's menu, in their order; what belongs to none stands by itself, before them."""

    NONE = ""
    CONTENT = "内容与公开"
    BUSINESS = "业务"
    PEOPLE = "组织与人员"
    SYSTEM = "查询与设置"


@dataclass(frozen=True)
class Screen:
    """A list or a figure page at the workbench; shown to whoever may do `action` somewhere."""

    label: str
    url: str
    action: str
    order: int = 100
    part: Part = Part.BUSINESS


_screens: dict[str, Screen] = {}


def screen(label: str, url: str, action: str, order: int = 100, part: Part = Part.BUSINESS) -> None:
    """Offer a screen in the workbench's menu."""
    _screens[url] = Screen(label, url, action, order, part)


def screens(actor: Actor) -> list[Screen]:
    """The screens this person may open."""
    return sorted(
        (each for each in _screens.values() if actor.scope.paths(each.action)),
        key=lambda each: (each.order, each.label),
    )


def chapters(actor: Actor) -> dict[Part, list[Screen]]:
    """The screens this person may open, by the chapters that have any."""
    found: dict[Part, list[Screen]] = {part: [] for part in Part}
    for each in screens(actor):
        found[each.part].append(each)
    return {part: rows for part, rows in found.items() if rows}
