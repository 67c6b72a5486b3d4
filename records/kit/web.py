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


_actor_by_id: list[Callable[[int], Actor | None]] = []


def register_actor_by_id(function: Callable[[int], Actor | None]) -> None:
    """Tell the kit how to find the actor of a job that a person started."""
    _actor_by_id[:] = [function]


def actor_by_id(user_id: int) -> Actor | None:
    """The person who started a job, with the scope of today; None for an account that is gone or switched off."""
    return _actor_by_id[0](user_id)
