"""From what a person may do to what a person may find: the one place where a search gets its scope."""

from collections import defaultdict
from functools import cache
from typing import Any

from search.index import sources
from search.index.scope import Grant, SearchScope, scope_of


def view_action(kind: str) -> str:
    """The action that lets a post's holder see entries of a kind; "" when only an audience opens them."""
    source: Any = sources.get(kind)
    return _view_action(source)


@cache
def _view_action(source: Any) -> str:
    """What a source says of itself; asked with every letter typed, and the same as long as it lives."""
    declared = getattr(source, "view_action", "")
    if declared:
        return str(declared)
    model = getattr(source, "model", None)
    return str(getattr(model._default_manager.all(), "view_action", "")) if model is not None else ""


def search_scope(actor: Any) -> SearchScope:
    """The actor's audience labels, and for each policy held the kinds it opens below the posts' organisations.

    A publisher's post opens no member entries: each kind is opened by its own action alone. Kinds opened at the same
    organisations share one grant, because every grant costs a condition.
    """
    kinds_at: dict[frozenset[str] | None, set[str]] = defaultdict(set)
    for kind in sources.kinds():
        action = view_action(kind)
        if action and actor.scope.paths(action):
            numbers = actor.scope.organisation_ids(action)
            kinds_at[None if numbers is None else frozenset(map(str, numbers))].add(kind)
    grants = [Grant(kinds=frozenset(kinds), ancestors=ancestors) for ancestors, kinds in kinds_at.items()]
    return scope_of(actor.scope.labels, grants)
