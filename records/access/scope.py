"""The scope 权限范围 of a person: which audience labels are carried, which action is allowed below which organisation."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from records.kit.paths import is_below, without_nested
from records.kit.policies import Policy, policy
from records.organisations.models import Organisation, Post
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
    labels = {"public", f"person:{user.pk}"}
    grants: list[RoleAt] = []
    if user.is_superuser:
        grants.append(RoleAt(Role.SITE_ADMINISTRATOR, EVERYWHERE, None))
    belonging: list[str] = []
    for what, role, path, number in _ties(user.pk):
        if what == _ABOVE:
            labels.add(f"org:{number}")
        elif what == _BELONGS:
            belonging.append(path)
        else:
            at_root = role == Role.SITE_ADMINISTRATOR and len(path) == Organisation.steplen
            grants.append(RoleAt(role, EVERYWHERE if at_root else path, None if at_root else number))
    if belonging or any(grant.role in WORKING_ROLES for grant in grants):
        labels.add("members")
    return PersonScope(
        user_id=user.pk,
        labels=frozenset(labels),
        grants=tuple(grants),
        affiliated_paths=tuple(belonging),
    )


_HOLDS, _BELONGS, _ABOVE = 1, 2, 3  # what a row says: a post held, an organisation belonged to, one at or above these

# One statement for all three, written out: everybody who is signed in asks it with every request, with every letter typed
# into the search box too, and to have the same put together anew each time takes five times as long as its answer.
_TIES = """
with recursive held(what, role, path, number) as (
    select tie.what, tie.role, place.path, place.id
    from (
        select {holds} as what, role, organisation_id as number from {post}
        where user_id = %(user)s and role <> '' and starts_on <= %(today)s and (ends_on is null or ends_on > %(today)s)
        union all
        select {belongs}, standing, organisation_id from {affiliation}
        where user_id = %(user)s and valid_from <= %(today)s and (valid_to is null or valid_to > %(today)s)
    ) tie join {organisation} place on place.id = tie.number
    where tie.what = {belongs} or place.dissolved_on is null or place.dissolved_on > %(today)s
), above(path) as (
    select cast(path as text) from held where not (what = {holds} and role = '{everywhere}' and length(path) = {step})
    union
    select substr(path, 1, length(path) - {step}) from above where length(path) > {step}
)
select what, role, path, number from held
union all
select {above}, '', place.path, place.id from above join {organisation} place on place.path = above.path
"""


def _ties(user_id: int) -> list[tuple[int, str, str, int]]:
    """A person's posts with a role, in term, at organisations that exist; affiliations in force; what lies at or above both.

    Rows of (what it says, role or standing, path, number). Whoever administers the site holds the post everywhere: it makes
    nobody one of the root's own people.
    """
    from records.access.models import Affiliation

    tables: dict[str, type[Model]] = {"post": Post, "organisation": Organisation, "affiliation": Affiliation}
    statement = _TIES.format(
        **{name: connection.ops.quote_name(model._meta.db_table) for name, model in tables.items()},
        holds=_HOLDS,
        belongs=_BELONGS,
        above=_ABOVE,
        everywhere=Role.SITE_ADMINISTRATOR.value,
        step=Organisation.steplen,
    )
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute(statement, {"user": user_id, "today": today})
        return list(cursor.fetchall())
