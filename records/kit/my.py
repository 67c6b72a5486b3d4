"""A member's own page: each domain may put cards on it.

@my("learning", "学习")
def cards(actor, today) -> Iterable[Card]: ...
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from records.kit.actors import Actor


@dataclass(frozen=True)
class Card:
    """One part of the own page, drawn by a template of the domain's (or the theme's) with a plain context."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    url: str = ""
    order: int = 100
    wide: bool = False


_offers: dict[str, Callable[[Actor, datetime.date], Iterable[Card]]] = {}


def my(domain: str) -> Callable[[Callable[[Actor, datetime.date], Iterable[Card]]], Callable[..., Iterable[Card]]]:
    """Register a domain's cards."""

    def register(function: Callable[[Actor, datetime.date], Iterable[Card]]) -> Callable[..., Iterable[Card]]:
        _offers[domain] = function
        return function

    return register


def cards(actor: Actor, today: datetime.date) -> list[Card]:
    """Everything on a person's own page, in order."""
    found = [card for offer in _offers.values() for card in offer(actor, today)]
    return sorted(found, key=lambda card: (card.order, card.title))
