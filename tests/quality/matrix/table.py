"""What a row of the permission matrix is, and where rows are found.

A domain adds `tests/quality/matrix/<domain>.py` with

    def build(world: World) -> None:            # one of each of its records, at 石桥村 (village) or its first branch
        world.things["funds.application"] = ...  # anything with a `uid`, or a text

    ROWS = [
        Row("work/funds/", GET=may("own_secretary auditor")),
        Row("work/funds/<uuid:uid>/review/", uid="funds.application", GET=may("section_reviewer", others=404),
            POST=may("section_reviewer"), data=lambda world: {...}),
    ]

`route` is spelled as the resolver prints it, without `^`. Whoever is not in `may(...)` is denied: a visitor is led to sign-in
(`SIGN_IN`), others get 404 unless the row says 403, or 422 where a form is shown and its sending is refused. May means: got through the door; 400, 409 and 422 are answers to
what was sent, not to who sent it (where the row expects 422 of a role, it was refused). A verb that is not in the row writes nothing, even for a site administrator.
Denied means nothing happened: no row of any table changed.

Records that are not for everyone carry MARK in a title, name or text: no answer to anyone out of scope contains it
(`tells=True`: except this one, a link that stands for somebody's permission).
"""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, get_resolver

from cms_pages.backoffice.closed import shut
from records.access.models import User
from tests.factories.organisations import County

MARK = "密标"
SIGN_IN = "sign-in"  # led to the sign-in page
TURNED_AWAY = "turned away"  # led to the start of the back office, with a message
OPEN = "open"  # got through the door

# Everyone who asks. Things lie at 石桥村 (village) and its first branch.
ROLES = {
    "visitor": "nobody is signed in",
    "stranger": "an account without a post or a branch",
    "member": "a member of the first branch",
    "other_secretary": "secretary of a branch in the other town",
    "own_secretary": "secretary of the village and of its first branch",
    "publisher": "information publisher of the village",
    "content_reviewer": "content reviewer of the town",
    "section_reviewer": "section reviewer of the town",
    "committee": "committee member of the town",
    "archivist": "archivist of the town",
    "other_archivist": "archivist of the other town",
    "auditor": "auditor of the county",
    "administrator": "organisation administrator of the town",
    "site": "site administrator",
}
ALL = " ".join(ROLES)
SIGNED_IN = ALL.replace("visitor ", "")
POSTS = SIGNED_IN.replace("stranger member ", "")  # whoever holds a working post, wherever
OUT_OF_SCOPE = ("visitor", "stranger", "other_secretary", "other_archivist")
VERBS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass
class World:
    """A small county with somebody in every role and one of each record; made once for the whole matrix."""

    county: County
    people: dict[str, User]
    things: dict[str, Any] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def named(self, name: str) -> str:
        """What stands in an address for a thing: its uid, or the text itself."""
        thing = self.things[name]
        return str(getattr(thing, "uid", thing))


def may(roles: str, *, visitor: Any = SIGN_IN, others: Any = 404, **but: Any) -> dict[str, Any]:
    """Role → expected answer: OPEN for `roles`, `visitor` and `others` for the rest, `but` for those who differ."""
    given = set(roles.split())
    unknown = (given | set(but)) - set(ROLES)
    assert not unknown, f"no such role: {unknown}"
    rest = {role: visitor if role == "visitor" else others for role in ROLES}
    return {**rest, **dict.fromkeys(given, OPEN), **but}


def api(roles: str, *, visitor: Any = 404, others: Any = 404, **but: Any) -> dict[str, Any]:
    """As `may`, for the API, which leads nobody to sign-in."""
    return may(roles, visitor=visitor, others=others, **but)


def office(roles: str, *, others: Any = TURNED_AWAY, **but: Any) -> dict[str, Any]:
    """As `may`, for the back office: who holds no post is led to sign-in, others back to its start."""
    return may(roles, others=others, **{"stranger": SIGN_IN, "member": SIGN_IN, **but})


class Row:
    """One route: expected answers by verb and role; what stands in its address; what is sent with a write."""

    def __init__(
        self,
        route: str,
        *,
        data: Callable[[World], dict[str, Any]] | None = None,
        query: Callable[[World], str] | None = None,
        address: Callable[[World], str] | None = None,
        as_json: bool | None = None,
        tells: bool = False,
        **rest: Any,
    ) -> None:
        self.route = route
        self.verbs: dict[str, dict[str, Any]] = {verb: rest.pop(verb) for verb in VERBS if verb in rest}
        self.names: dict[str, str] = rest
        self.data, self.query, self._address, self.tells = data, query, address, tells
        self.as_json = route.startswith("api/") if as_json is None else as_json

    def address(self, world: World) -> str:
        """The address to ask for."""
        if self._address is not None:
            return self._address(world)
        text = filled(self.route, {name: world.named(thing) for name, thing in self.names.items()})
        return f"/{text}{'?' + self.query(world) if self.query else ''}"


def filled(route: str, values: dict[str, str]) -> str:
    """A route with its parameters filled in."""
    import re

    def value(match: "re.Match[str]") -> str:
        name = match["angle"] or match["group"]
        assert name in values, f"{route}: the row does not say what {name} is"
        return values[name]

    text = re.sub(r"\(\?P<(?P<group>\w+)>[^)]*\)|<(?:\w+:)?(?P<angle>\w+)>", value, route)
    return text.replace("^", "").replace("$", "")


@dataclass(frozen=True)
class Prefix:
    """Routes of Wagtail's that are taken together: every route that begins so and has no row of its own.

    `closed` answers nobody; `asks` leads visitors to sign-in, and neither tells nor does anything out of scope; `anyone`
    is open and harmless.
    """

    prefix: str
    manner: str

    @property
    def routes(self) -> list[str]:
        """The routes meant."""
        own = {row.route for row in all_rows()}
        return [route for route in all_routes() if route.startswith(self.prefix) and route not in own]


def modules() -> Iterator[Any]:
    """The matrix's files of domains."""
    package = importlib.import_module("tests.quality.matrix")
    names = {found.name for found in pkgutil.iter_modules(package.__path__)} - {"table", "world"}
    for name in ["pages", *sorted(names - {"pages"})]:  # others stand on the site that pages builds
        yield importlib.import_module(f"tests.quality.matrix.{name}")


def all_rows() -> list[Row]:
    """Every row of every file."""
    return [row for module in modules() for row in getattr(module, "ROWS", [])]


def all_prefixes() -> list[Prefix]:
    """Every prefix of every file."""
    return [prefix for module in modules() for prefix in getattr(module, "PREFIXES", [])]


def all_routes() -> list[str]:
    """Every route of the portal, as the resolver prints it (less the `^`), in its order; but for those that only shut others."""

    def walk(patterns: Any, before: str = "") -> Iterator[str]:
        for each in patterns:
            here = before + str(each.pattern)
            if isinstance(each, URLPattern):
                if each.callback is not shut:
                    yield here.replace("^", "")
            else:
                yield from walk(each.url_patterns, here)

    return list(dict.fromkeys(walk(get_resolver().url_patterns)))
