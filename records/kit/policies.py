"""Who may do what, as data: every domain's `policies.py` declares actions here; nothing else grants anything.

An action is written `domain.verb` (`members.view`). It is granted to roles; a role comes from a post at an
organisation and reaches everything below it, unless the policy says `own=True`: then only the post's own organisation.
`root=True` is for what holds for the whole site: only a post at the root of the tree gives it.
`personal=True` says that anybody may do it with what is the person's own, without a post (read the own record, study).
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    """One action, the roles that may do it, and how far down."""

    action: str
    label: str
    roles: frozenset[str]
    own: bool = False
    root: bool = False
    personal: bool = False


_policies: dict[str, Policy] = {}


def allow(
    action: str, label: str, roles: Iterable[str], *, own: bool = False, root: bool = False, personal: bool = False
) -> Policy:
    """Declare an action. `label` is Chinese, for the permission table. Declaring it twice differently is an error."""
    policy = Policy(action, label, frozenset(str(role) for role in roles), own, root, personal)
    if _policies.setdefault(action, policy) != policy:
        raise ValueError(f"action {action} is declared twice")
    return policy


def policy(action: str) -> Policy:
    """The policy of an action; an action nobody declared is a programming error."""
    try:
        return _policies[action]
    except KeyError:
        raise LookupError(f"no policies.py declares the action {action!r}") from None


def all_policies() -> list[Policy]:
    """Every declared action, for the permission table and its test."""
    return sorted(_policies.values(), key=lambda each: each.action)
