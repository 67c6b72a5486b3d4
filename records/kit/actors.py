"""Who acts: a Protocol, so that the kit knows no user model."""

from typing import Protocol


class Scope(Protocol):
    """What a person may do and see, worked out once a request from posts and affiliations."""

    @property
    def user_id(self) -> int | None:
        """Number of the account, None for visitors and the system."""

    @property
    def labels(self) -> frozenset[str]:
        """Audience labels the reader carries: public, members, org:<id>, person:<id>."""

    @property
    def holds_post(self) -> bool:
        """Whether a working post opens the workbench and the back office."""

    def paths(self, action: str) -> tuple[str, ...]:
        """Organisation paths at and below which `action` is allowed; ("",) is everywhere, () nowhere."""

    def may(self, action: str, path: str) -> bool:
        """Whether `action` is allowed at the organisation at `path`."""

    def may_own(self, action: str) -> bool:
        """Whether the person may do `action` with what is the person's own; a token may be narrowed to less."""


class Actor(Protocol):
    """A signed-in person, a visitor, or the system."""

    @property
    def scope(self) -> Scope:
        """The person's scope today."""

    @property
    def actor_name(self) -> str:
        """Printed in the journal."""


class Everything:
    """The scope of the system itself: commands, schedules and reactions."""

    user_id: int | None = None
    labels: frozenset[str] = frozenset({"public", "members"})
    holds_post = True

    def paths(self, action: str) -> tuple[str, ...]:
        """Everywhere."""
        return ("",)

    def may(self, action: str, path: str) -> bool:
        """Always."""
        return True

    def may_own(self, action: str) -> bool:
        """The system is no person and owns nothing."""
        return False


class System:
    """The actor of work that no person started; the journal prints it as 系统."""

    def __init__(self, name: str = "系统") -> None:
        self.actor_name = name
        self.scope = Everything()


SYSTEM = System()
