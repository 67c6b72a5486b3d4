"""What the index holds: one entry (条目) for each thing that can be found, whatever it is elsewhere."""

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from search.index.normalise import clean

# The four levels of audience as labels. An entry without any label is open by policy alone (a grant).
PUBLIC = "public"
MEMBERS = "members"
_LABEL = re.compile(r"public|members|(org|person):[^\s:]{1,80}")
_KIND = re.compile(r"[a-z][a-z0-9_]{0,39}")


def organisation_label(organisation_id: object) -> str:
    """The label of one organisation's own people (本组织人员)."""
    return f"org:{organisation_id}"


def person_label(person_id: object) -> str:
    """The label of one named person (指定人员)."""
    return f"person:{person_id}"


class Reach(StrEnum):
    """How far an entry may be known at all 公开范围: the widest of its labels; without any, only by a post."""

    SOCIETY = "society"
    MEMBERS = "members"
    OWN = "own"
    NAMED = "named"
    POST = "post"


class Nature(StrEnum):
    """How an entry ranks among entries of other kinds; the engine room knows kinds by nothing else.

    A person (人员) has no analysed title or body: it is found by name or pinyin only, and its place narrows. A signpost
    (指路牌: an item of a list of what must be published) says where something belongs and bears its words: what it points
    to comes before it.
    """

    DOCUMENT = "document"
    SECTION = "section"
    ORGANISATION = "organisation"
    PERSON = "person"
    SIGNPOST = "signpost"


_NATURES = {"member": Nature.PERSON, "organisation": Nature.ORGANISATION, "section": Nature.SECTION}
PERSON_KINDS = frozenset(kind for kind, nature in _NATURES.items() if nature is Nature.PERSON)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place inside a body (处): from `start` on, up to the next one, it is `label` (第3页, 第十九条), reached at `url`."""

    start: int
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that can be found.

    kind and uid name it together; title, url, organisation (the printed name) and facts are shown as they are.
    names are found exactly (full and short names of an organisation, a person's name). heads are headings inside the
    body. place narrows a person (the branch). ancestors are the ids of the organisations it hangs below, its own one
    included. audience are labels ("public", "members", "org:<id>", "person:<id>"); none at all means: by grant only.
    year is by default that of `published`; amount_fen is in fen. nature is by default that of the kind. spots are places
    inside the body, in order: a hit says in which one it is and leads there (`spotted` makes body and spots). numbers
    (文号, 索引号, 编号), people (names it concerns) and state (its word) are asked for by fields of an archive search.
    category is the word of its class within its kind (党的组织管理, 总结), by which results are narrowed. then are the ids it hung below on its own date, where they differ from the ancestors of today.

    Raises ValueError for a kind, uid or label that can't be one: a programming error, never a user's.
    """

    uid: str
    kind: str
    title: str
    url: str
    names: tuple[str, ...] = ()
    heads: str | tuple[str, ...] = ()
    body: str = ""
    place: str = ""
    ancestors: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    published: datetime.date | None = None
    year: int | None = None
    amount_fen: int | None = None
    organisation: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    nature: Nature | None = None
    spots: tuple[Spot, ...] = ()
    numbers: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    state: str = ""
    then: tuple[str, ...] = ()
    category: str = ""

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise ValueError(f"an entry's kind is a short lower-case word, not {self.kind!r}")
        if not self.uid or len(self.uid) > 200 or not self.uid.isprintable():
            raise ValueError(f"an entry's uid is a short printable text, not {self.uid!r}")
        for label in self.audience:
            if not _LABEL.fullmatch(label):
                raise ValueError(f"no such audience label: {label!r}")
        if self.year is not None and not 1 <= self.year <= 9999:
            raise ValueError(f"a year lies between 1 and 9999, not {self.year!r}")
        if isinstance(self.published, datetime.datetime):
            raise ValueError("published is a local date, not a moment")

    @property
    def key(self) -> str:
        """The entry's name in an index."""
        return entry_key(self.kind, self.uid)

    @property
    def ranked_as(self) -> Nature:
        """The nature given, or the one that the kind has by custom."""
        return self.nature or _NATURES.get(self.kind, Nature.DOCUMENT)

    @property
    def counted_year(self) -> int | None:
        """The year under which facets count it."""
        if self.year is not None:
            return self.year
        return self.published.year if self.published else None

    @property
    def ancestors_then(self) -> tuple[str, ...]:
        """The organisations it hung below on its own date."""
        return self.then or self.ancestors

    @property
    def heading_lines(self) -> tuple[str, ...]:
        """heads as a tuple, however they were given."""
        return (self.heads,) if isinstance(self.heads, str) else tuple(self.heads)

    @property
    def reach(self) -> Reach:
        """The widest of its labels."""
        if PUBLIC in self.audience:
            return Reach.SOCIETY
        if MEMBERS in self.audience:
            return Reach.MEMBERS
        if any(label.startswith("org:") for label in self.audience):
            return Reach.OWN
        return Reach.NAMED if self.audience else Reach.POST

    @property
    def restricted(self) -> bool:
        """Whether no audience opens it, only a policy or a list of named persons."""
        return all(label.startswith("person:") for label in self.audience)

    @property
    def for_named_persons_only(self) -> bool:
        """Whether its audience is nothing but named persons: then a grant must name the kind to open it."""
        return bool(self.audience) and all(label.startswith("person:") for label in self.audience)


def entry_key(kind: str, uid: str) -> str:
    """The name of an entry in an index: its kind and uid together."""
    return f"{kind}:{uid}"


def spotted(parts: Iterable[tuple[str, str, str]]) -> tuple[str, tuple[Spot, ...]]:
    """A body and its spots, of parts in order: (text, label, address); a part without a label is no spot.

    The texts are cleaned here, because what the index keeps is cleaned and a spot must stay where it is.
    """
    texts: list[str] = []
    spots: list[Spot] = []
    length = 0
    for text, label, url in parts:
        text = clean(text)
        if not text:
            continue
        if label or spots:  # what follows a spot and has no name is still not part of it
            spots.append(Spot(length, label, url))
        texts.append(text)
        length += len(text) + 1
    return "\n".join(texts), tuple(spots)
