"""What holds for the whole place 全地区: asked at its root, for what a place keeps once (categories, presets)."""

from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.organisations.models import Organisation


def root() -> Organisation:
    """The organisation at the top of the place. Raises NotVisible where there is none yet."""
    top = _top()
    if top is None:
        raise NotVisible()
    return top


def may_everywhere(actor: Actor, action: str) -> bool:
    """Whether the actor may do `action` at the root, for all below it; nobody where there is no root yet."""
    top = _top()
    return top is not None and actor.scope.may(action, top.path)


def _top() -> Organisation | None:
    found: Organisation | None = Organisation.objects.filter(depth=1).first()
    return found
