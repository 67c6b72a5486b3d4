"""Small worlds of entries, posts and audiences, and what each person may know of them, written anew from the rules."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from records.access.models import READ_AS_ME, User, Visitor
from records.access.searching import view_action
from records.kit.policies import policy
from records.organisations.models import Organisation
from records.organisations.roles import Role
from search.doors.tuning import live
from search.doors.tuning.models import Bet
from search.index import sources
from search.index.engines.base import Engine, Target
from search.index.entries import PERSON_KINDS, Entry
from tests.factories.access import affiliated, again, user
from tests.factories.organisations import organisation, post
from tests.search.index.builders import Shelf

KINDS = sources.kinds()  # every kind that any room has: one that is added tomorrow too
WORD = "组织"
SOUNDS = "祖织假"  # as the titles sound, otherwise written
STATE = "在册"
AUDIENCES = ("", "", "public", "members", "own", "person", "somebody")
SIGNS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
PLACES = 7
STRANGER = "person:999999"


class KnownShelf(Shelf):
    """A shelf whose kind is opened by the action that opens the real one."""

    def __init__(self, kind: str, action: str, entries: Iterable[Entry]) -> None:
        super().__init__(kind, kind, entries)
        self.view_action = action


@dataclass(frozen=True)
class World:
    """Somebody, everything there is, and the keys of what this person may know."""

    actor: User | Visitor
    tree: list[Organisation]
    entries: list[Entry]
    mine: frozenset[str]

    @property
    def seen(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.key in self.mine]

    @property
    def hidden(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.key not in self.mine]

    def nothing_hidden_in(self, text: str, door: str) -> None:
        """No title and no word of a hidden text stands in what a door told."""
        text = text.replace("<mark>", "").replace("</mark>", "")
        told = [entry.key for entry in self.hidden if entry.title in text or secret(entry) in text]
        assert not told, f"{door} tells of {told}"


def secret(entry: Entry) -> str:
    """A word that this entry's text alone says."""
    return f"mm{entry.uid[-3:]}"


def persons(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind in PERSON_KINDS]


def documents(entries: Iterable[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry.kind not in PERSON_KINDS]


def seven() -> list[Organisation]:
    """Seven organisations, three levels deep: a county, two towns, two villages each."""
    root = organisation("清平县委", kind_code="committee")
    towns = [organisation(name, parent=root, kind_code="committee") for name in ("柳溪镇党委", "云台乡党委")]
    villages = [organisation(f"{town.short_name}村{n}", parent=town) for town in towns for n in (1, 2)]
    return [Organisation.objects.get(pk=each.pk) for each in (root, *towns, *villages)]


def reader(tree: list[Organisation], posts: Iterable[tuple[str, int]], standing: str = "account") -> User | Visitor:
    """A visitor, an account, a member of the first village; with posts of (role, number of the place)."""
    if standing == "visitor":
        return Visitor()
    person = affiliated(tree[3]) if standing == "member" else user()
    for role, place in posts:
        post(tree[place], role, person)
    return again(person)


def entry(number: int, kind: str, place: int, then: int, audience: str, tree: list[Organisation], actor: Any) -> Entry:
    """One entry: `audience` as in AUDIENCES, "" is by a post alone; `then` is where it hung on its own date."""
    here, before = tree[place], tree[then]
    own = actor.pk if isinstance(actor, User) else 0
    label = {"own": f"org:{here.pk}", "person": f"person:{own}", "somebody": STRANGER}.get(audience, audience)
    if kind in PERSON_KINDS:
        label = ""  # found by policy alone, never by an audience
    uid = str(uuid.UUID(f"{number:032}"))  # as all real things are named
    return Entry(
        uid=uid,
        kind=kind,
        title=f"{WORD}{SIGNS[number // len(SIGNS)]}{SIGNS[number % len(SIGNS)]}",
        url=f"/{uid}/",
        body="" if kind in PERSON_KINDS else f"这里面说到mm{number:03}的事情",
        ancestors=above(here),
        then=above(before) if then != place and kind not in PERSON_KINDS else (),
        audience=(label,) if label else (),
        year=2025,
        state=STATE,
        organisation=here.short_name,
    )


def above(place: Organisation) -> tuple[str, ...]:
    """The numbers of the organisations from the top down to this one."""
    return tuple(str(number) for number in _line(place))


def _line(place: Organisation) -> list[int]:
    return list(
        Organisation.objects.filter(path__in=place.ancestor_paths).order_by("depth").values_list("pk", flat=True)
    )


def expected(actor: User | Visitor, entries: list[Entry], actions: dict[str, str]) -> frozenset[str]:
    """The keys this person may find: written anew from the rules, with no code of the search."""
    labels, posts = {"public"}, []
    token = actor.scope.narrowed_to if isinstance(actor, User) else None
    if isinstance(actor, User):
        posts = [(each.role, each.organisation) for each in actor.posts.select_related("organisation")]
    if isinstance(actor, User) and (token is None or READ_AS_ME in token):
        labels.add(f"person:{actor.pk}")
        belongs = [each.organisation for each in actor.affiliations.select_related("organisation")]
        if belongs or any(role != Role.MEMBER for role, _ in posts):
            labels.add("members")
        near = [place for role, place in posts if place.depth > 1 or role != Role.SITE_ADMINISTRATOR]
        for place in [*belongs, *near]:
            labels |= {f"org:{number}" for number in _line(place)}

    def opens(entry: Entry) -> bool:
        if set(entry.audience) & labels:
            return True
        action = actions[entry.kind]
        if not action or (token is not None and action not in token):
            return False
        return any(
            (role in policy(action).roles or role == Role.SITE_ADMINISTRATOR)
            and (str(place.pk) in entry.ancestors or (role == Role.SITE_ADMINISTRATOR and place.depth == 1))
            for role, place in posts
        )

    return frozenset(entry.key for entry in entries if opens(entry))


def opened_by() -> dict[str, str]:
    """For each kind the action that opens it; asked before the rooms' own sources make place for the shelves."""
    return {kind: view_action(kind) for kind in KINDS}


def shelves(entries: list[Entry], actions: dict[str, str]) -> list[KnownShelf]:
    return [KnownShelf(kind, actions[kind], [each for each in entries if each.kind == kind]) for kind in KINDS]


def fill(engine: Engine, entries: list[Entry]) -> None:
    """An index of these alone."""
    engine.destroy()
    engine.apply_schema()
    engine.write(entries, (), 1, Target.LIVING)
    engine.refresh()


def recommend(world: World) -> None:
    """Put one that is seen behind two that are not, also such as the service would refuse to name for everybody."""
    Bet.objects.all().delete()
    Bet.objects.bulk_create(
        Bet(question=WORD, match="exact", effect="up", entry_kind=each.kind, entry_uid=each.uid, place=place)
        for place, each in enumerate([*documents(world.hidden)[:2], *documents(world.seen)[:1]], 1)
    )
    live.forget()
