"""The scope 权限范围 of a person: which audience labels are carried, which action is allowed below which organisation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q, Value
from django.utils import timezone

from records.kit.paths import is_below, without_nested
from records.kit.policies import Policy, policy
from records.organisations.models import Organisation
from records.organisations.roles import WORKING_ROLES, Role

if TYPE_CHECKING:
    from records.access.models import User

EVERYWHERE = ""


@dataclass(frozen=True)
class RoleAt:
    """A role held at an organisation."""

    role: str
    path: str
    organisation_id: int | None


@dataclass(frozen=True)
class PersonScope:
    """Worked out once per request; immutable."""

    user_id: int | None
    labels: frozenset[str]
    grants: tuple[RoleAt, ...]
    narrowed_to: frozenset[str] | None = None  # an API token's own list of actions
    affiliated_paths: tuple[str, ...] = ()

    @property
    def holds_post(self) -> bool:
        """Whether a working post opens the workbench and the back office."""
        return any(grant.role in WORKING_ROLES for grant in self.grants)

    def paths(self, action: str) -> tuple[str, ...]:
        """Organisation paths at and below which `action` is allowed; ("",) everywhere, () nowhere.

        For an action that a policy limits to the post's own organisation these are still the posts' paths: a list shows
        what lies below, `may` refuses the act.
        """
        rule = policy(action)
        if self.narrowed_to is not None and action not in self.narrowed_to:
            return ()
        held = {grant.path for grant in self.grants if self._grants(grant, rule)}
        # Two posts, one below the other, are two places where the person acts; only for reaching down is one enough.
        return tuple(sorted(held)) if rule.own and EVERYWHERE not in held else tuple(without_nested(held))

    def may(self, action: str, path: str) -> bool:
        """Whether `action` is allowed at the organisation at `path`."""
        rule = policy(action)
        if self.narrowed_to is not None and action not in self.narrowed_to:
            return False
        return any(
            self._grants(grant, rule)
            and is_below(path, grant.path)
            and (not rule.own or path == grant.path or grant.role == Role.SITE_ADMINISTRATOR)
            for grant in self.grants
        )

    def may_own(self, action: str) -> bool:
        """Whether the person may do `action` with what is the person's own: always, but a token only what it names."""
        policy(action)
        return self.user_id is not None and (self.narrowed_to is None or action in self.narrowed_to)

    def roles_at(self, path: str) -> list[str]:
        """Labels of the roles that reach the organisation at `path`, as the journal prints them."""
        held = {grant.role for grant in self.grants if is_below(path, grant.path)}
        return [str(label) for role, label in Role.choices if role in held]

    def organisation_ids(self, action: str) -> frozenset[int] | None:
        """Numbers of the organisations of `paths`, for the index; None is everywhere."""
        kept = set(self.paths(action))
        if EVERYWHERE in kept:
            return None
        return frozenset(g.organisation_id for g in self.grants if g.path in kept and g.organisation_id is not None)

    @staticmethod
    def _grants(grant: RoleAt, rule: Policy) -> bool:
        if rule.root and len(grant.path) > Organisation.steplen:
            return False
        return grant.role in rule.roles or grant.role == Role.SITE_ADMINISTRATOR


def build_scope(user: "User") -> PersonScope:
    """Work out a user's scope of today: posts in term, affiliations in force. An account that is switched off has none."""
    if not user.is_active:
        return PersonScope(user_id=None, labels=frozenset({"public"}), grants=())
    today = timezone.localdate()
    labels = {"public", f"person:{user.pk}"}
    grants: list[RoleAt] = []
    if user.is_superuser:
        grants.append(RoleAt(Role.SITE_ADMINISTRATOR, EVERYWHERE, None))
    # One query for both, for every request of whoever is signed in asks it.
    posts = (
        user.posts.current(today)
        .exclude(role="")
        .filter(Q(organisation__dissolved_on__isnull=True) | Q(organisation__dissolved_on__gt=today))
        .values_list(Value(True), "role", "organisation__path", "organisation_id")
    )
    belongings = user.affiliations.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=today), valid_from__lte=today
    ).values_list(Value(False), "standing", "organisation__path", "organisation_id")
    belonging: list[str] = []
    for is_post, role, path, number in posts.order_by().union(belongings.order_by(), all=True):
        if not is_post:
            belonging.append(path)
            continue
        at_root = role == Role.SITE_ADMINISTRATOR and len(path) == Organisation.steplen
        grants.append(RoleAt(role, EVERYWHERE if at_root else path, None if at_root else number))
    own_paths = belonging + [grant.path for grant in grants if grant.path]
    if belonging or any(grant.role in WORKING_ROLES for grant in grants):
        labels.add("members")
    labels |= {f"org:{number}" for number in _own_and_above(own_paths)}
    return PersonScope(
        user_id=user.pk,
        labels=frozenset(labels),
        grants=tuple(grants),
        affiliated_paths=tuple(belonging),
    )


def _own_and_above(paths: list[str]) -> list[int]:
    step = Organisation.steplen
    wanted = {path[:end] for path in paths for end in range(step, len(path) + 1, step)}
    if not wanted:
        return []
    return list(Organisation.objects.filter(path__in=wanted).values_list("pk", flat=True))
