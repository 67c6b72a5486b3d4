"""What the doors on the web share: who acts in a request."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from records.kit.actors import Actor
from records.kit.errors import NotVisible

View = Callable[..., HttpResponseBase]

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


def screen(action: str) -> Callable[[View], View]:
    """A screen of the workbench for whoever may do `action` somewhere; for all others it does not exist.

    The view gets the actor beside the request. Visitors are asked to sign in.
    """

    def guard(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = actor_of(request)
            if not actor.scope.paths(action):
                raise NotVisible()
            return view(request, actor, *args, **kwargs)

        return guarded

    return guard
