"""What an engine must be able to do. Everything above this line is the same for both."""

import abc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from search.index.conditions import Conditions
from search.index.entries import Entry, Reach
from search.index.questions import Question
from search.index.requests import Facets, Sort, Suggestion
from search.index.scope import SearchScope


class Target(StrEnum):
    """The living index answers; a building one is filled beside it and then takes its place."""

    LIVING = "living"
    BUILDING = "building"


class State(StrEnum):
    """What an engine says of itself."""

    READY = "ready"  # 正常
    UNFILLED = "unfilled"  # 尚未全量建立: made empty, never filled by a rebuild
    OUTDATED = "outdated"  # 需要重建: written by another version of this code
    MISSING = "missing"  # 索引不存在
    PARTIAL = "partial"  # 一部分没有节点: answers from what lives
    UNAVAILABLE = "unavailable"  # 连接不上


@dataclass(frozen=True, slots=True)
class Health:
    """An engine's state, how many entries the living index holds (None: unknown), and a remark for the operator."""

    state: State
    entries: int | None = None
    detail: str = ""

    @property
    def answers(self) -> bool:
        """Whether searches are answered."""
        return self.state in (State.READY, State.UNFILLED, State.OUTDATED, State.PARTIAL)

    @property
    def wants_rebuild(self) -> bool:
        return self.state in (State.UNFILLED, State.OUTDATED, State.MISSING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A search as an engine gets it. rescue asks the looser queries too; counting False leaves totals and facets out,
    facets False only the facets.

    strict finds only what holds everything asked for, and counts states too.
    """

    question: Question
    scope: SearchScope
    kinds: frozenset[str] = frozenset()
    organisation: str | None = None
    years: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    reaches: frozenset[Reach] = frozenset()
    sort: Sort = Sort.RELEVANCE
    offset: int = 0
    size: int = 20
    organisations: tuple[str, ...] = ()
    rescue: bool = False
    counting: bool = True
    facets: bool = True
    conditions: Conditions = field(default_factory=Conditions)
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One hit of an engine; entry is None where the engine doesn't keep the text."""

    kind: str
    uid: str
    score: float
    entry: Entry | None = None


@dataclass(frozen=True, slots=True)
class Named:
    """Who or what bears a name: how many, and the first of them by key."""

    count: int
    found: tuple[Found, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What an index holds of an entry, for comparing: not what it once was told but what stands in its fields now.

    digest is codec.digest of its text; kind, audience, ancestors and named (only for named persons) are the fields by
    which it is decided who finds it; then and shown are the rest that can be read back.
    """

    digest: str
    kind: str
    audience: tuple[str, ...]
    ancestors: tuple[str, ...]
    named: bool
    then: tuple[str, ...]
    shown: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RawAnswer:
    """What an engine found: the hits in order, how many entries hold everything asked for, and the facets of those.

    partial: a part of the index did not answer, or not in time; counts and facets are of the rest.
    """

    hits: tuple[Found, ...] = ()
    exact: int = 0
    facets: Facets = field(default_factory=Facets)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """What became of a write: entries refused for good, by key, with the engine's reason. All others are done."""

    refused: Mapping[str, str] = field(default_factory=dict)


class Engine(abc.ABC):
    """One index. Every method may raise SearchUnavailable and nothing else of the engine's own.

    Where a part of it doesn't answer, `query` says so with what it found and `suggest` gives what it has; all other
    readings raise Incomplete, so that nobody takes a part for the whole.

    Versions: every write carries the number of the claim whose reads it brings (models.Claim). A write older than what
    the index holds, or than a deletion that it remembers, is passed over and counts as done.
    """

    name: str
    writers = 1  # pieces of a rebuild that are written at the same time
    # False for an index made only for measuring: what it holds never changes, and no database is asked.
    follows_outbox = True

    @abc.abstractmethod
    def apply_schema(self) -> None:
        """Make an empty living index where there is none. Harmless to call again."""

    @abc.abstractmethod
    def write(self, entries: Iterable[Entry], gone: Iterable[str], version: int, target: Target) -> Written:
        """Put these entries in, and take the ones with these keys out.

        A building index that is no longer there has taken its place or was given up: writing to it does nothing.
        """

    @abc.abstractmethod
    def query(self, plan: Plan) -> RawAnswer:
        """Search within the plan's scope."""

    def query_all(self, plans: Sequence[Plan]) -> list[RawAnswer]:
        """Several searches, in one request where the engine can."""
        return [self.query(plan) for plan in plans]

    @abc.abstractmethod
    def walk(self, plan: Plan, after: str, size: int) -> list[Found]:
        """The next `size` hits of a strict search whose key is greater than `after`, by key; fewer at the end.

        Memory is flat however many there are.
        """

    @abc.abstractmethod
    def named(self, names: Sequence[str], scope: SearchScope, kinds: frozenset[str], most: int) -> dict[str, Named]:
        """For each of these names (as `name_key` keeps them) that is known within the scope, who or what bears it."""

    @abc.abstractmethod
    def suggest(self, question: Question, scope: SearchScope, limit: int) -> list[Suggestion]:
        """Titles and names that what was typed may become, within the scope, best first."""

    @abc.abstractmethod
    def start_building(self) -> str:
        """Make an empty index beside the living one, in place of one begun before; returns its name."""

    @abc.abstractmethod
    def building(self) -> str | None:
        """The name of the index that is being filled, or None."""

    @abc.abstractmethod
    def swap(self, index: str) -> None:
        """Let the building index of this name take the living one's place, at once for everybody; the old one is removed.

        Raises LookupError when it isn't being built: it was given up, or another was begun in its place.
        """

    @abc.abstractmethod
    def abandon(self) -> None:
        """Remove the index that is being filled, if there is one."""

    @abc.abstractmethod
    def refresh(self) -> None:
        """Make everything written findable now; without it that takes at most a second."""

    @abc.abstractmethod
    def held(self, keys: Sequence[str]) -> dict[str, Held]:
        """What the living index holds of these entries, of those that it holds at all."""

    @abc.abstractmethod
    def holdings(self) -> Iterator[tuple[str, Held]]:
        """All that the living index holds, by key in order, memory flat."""

    @abc.abstractmethod
    def keys(self, kind: str | None = None) -> Iterator[str]:
        """The keys that the living index holds, in order, memory flat."""

    @abc.abstractmethod
    def health(self) -> Health:
        """How the engine is; never raises."""

    @abc.abstractmethod
    def destroy(self) -> None:
        """Remove everything that belongs to this index: for tests and for measuring."""

    def close(self) -> None:  # noqa: B027 (an engine without connections has nothing to close)
        """Let go of connections."""
