"""What the doors on the web share: who acts in a request."""

from collections.abc import Callable
from typing import Any

from records.kit.actors import Actor

# Who acts is known one floor up: access registers its answer when it is loaded.
_actor_of: list[Callable[[Any], Actor]] = []


def register_actor_of(function: Callable[[Any], Actor]) -> None:
    """Tell the kit how to find the actor of a request."""
    _actor_of[:] = [function]


def actor_of(request: Any) -> Actor:
    """The actor of a request: the signed-in user, or a visitor."""
    return _actor_of[0](request)
