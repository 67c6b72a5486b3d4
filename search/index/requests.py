"""What is asked of the search and what it answers: plain values, without a user and without HTML."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from search.index.conditions import Conditions
from search.index.entries import Reach
from search.index.scope import SearchScope

# Results are numbered up to here; what lies beyond is found by narrowing the question.
MOST_HITS = 10_000
MOST_ON_A_PAGE = 100
MOST_ORGANISATIONS = 200


class SearchUnavailable(Exception):
    """The search can't answer now (搜索暂时不可用): the engine is away, refuses, has no index, or takes too long.

    Whoever serves people says so plainly and goes on; whoever writes leaves the outbox rows waiting.
    """


class NoIndex(SearchUnavailable):
    """There is no index yet (索引不存在)."""


class Incomplete(SearchUnavailable):
    """Only a part of the index answered (只查到一部分), where nothing less than all of it will do."""


class SourceFailed(SearchUnavailable):
    """A source as a whole can't be read (来源读不出): the database is away, or none of its rows can be."""

    def __init__(self, kind: str, said: str) -> None:
        super().__init__(f"entries of kind {kind} can't be read: {said}")
        self.kind, self.said = kind, said


class Sort(StrEnum):
    """By relevance (相关度), or newest first (时间)."""

    RELEVANCE = "relevance"
    DATE = "date"


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest:
    """One search.

    text as typed (empty: everything in scope, newest first); scope is required. kinds, organisation (an ancestor's id),
    years, categories and reaches narrow: one of each that is given must fit. page counts from 1. organisations are the ids that the organisation facet counts; by default it
    counts the fifty with most hits. conditions must be met; strict leaves near hits out and counts states too, as an
    archive search wants it.

    Raises TypeError without a scope, ValueError for a page or size out of bounds.
    """

    text: str
    scope: SearchScope
    kinds: frozenset[str] = frozenset()
    organisation: str | None = None
    years: frozenset[int] = frozenset()
    categories: frozenset[str] = frozenset()
    reaches: frozenset[Reach] = frozenset()
    sort: Sort = Sort.RELEVANCE
    page: int = 1
    size: int = 20
    organisations: tuple[str, ...] = ()
    conditions: Conditions = field(default_factory=Conditions)
    strict: bool = False

    def __post_init__(self) -> None:
        if not isinstance(self.scope, SearchScope):
            raise TypeError("a search needs a scope")
        if self.page < 1 or not 1 <= self.size <= MOST_ON_A_PAGE:
            raise ValueError(f"a page counts from 1 and holds 1 to {MOST_ON_A_PAGE} results")
        for name in ("kinds", "years", "categories", "reaches"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        object.__setattr__(self, "sort", Sort(self.sort))

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.size


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text; `hit` when it's what was asked for. Escape the text as any other and mark the hits."""

    text: str
    hit: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One result: the entry's facts, its title with the words asked for, and a snippet from where it says so.

    ancestors are the ids of the organisations it hangs below. spot names the place inside it (第3页, 第十九条, 第2讲 11:20) where the snippet was cut, and url leads there. restricted
    says that no audience opens it, only a policy or a list of persons: a look at it is journalled where archives are searched.
    recommended says that staff put it first for this question.
    """

    kind: str
    uid: str
    title: str
    url: str
    organisation: str
    place: str
    published: datetime.date | None
    year: int | None
    amount_fen: int | None
    facts: Mapping[str, str]
    title_segments: tuple[Segment, ...]
    snippet: tuple[Segment, ...]
    score: float
    spot: str = ""
    restricted: bool = False
    state: str = ""
    reach: Reach = Reach.SOCIETY
    ancestors: tuple[str, ...] = ()
    recommended: bool = False

    @property
    def snippet_text(self) -> str:
        """The snippet as plain text."""
        return "".join(segment.text for segment in self.snippet)


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many results a value of a facet has: a kind, a year, a class, a state, a reach or an organisation's id."""

    value: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Facets:
    """Counts by kind, organisation subtree, year, class, reach and state; each as if its own filter were not set.

    So a filter can be changed. States are counted only for a strict search.
    """

    kinds: tuple[FacetCount, ...] = ()
    organisations: tuple[FacetCount, ...] = ()
    years: tuple[FacetCount, ...] = ()
    states: tuple[FacetCount, ...] = ()
    categories: tuple[FacetCount, ...] = ()
    reaches: tuple[FacetCount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchAnswer:
    """What was found.

    total is how many results can be paged through. exact is how many hold everything that was asked for; the facets
    count those. Where these fill less than a page, near ones follow them and total counts them too. loosened says that
    none holds everything. wordings are the other ways of putting the question that were asked too (synonyms). took is in
    milliseconds; engine is its name. extra is how many staff put among them beside those found; total counts them.

    partial says that only a part of the index answered: the hits are right and not all; total counts only what can be
    paged through now, facets are left out, and that nothing was found says nothing.
    """

    total: int
    exact: int
    hits: tuple[Hit, ...]
    facets: Facets = field(default_factory=Facets)
    loosened: bool = False
    wordings: tuple[str, ...] = ()
    took: int = 0
    engine: str = ""
    extra: int = 0
    partial: bool = False

    def whole(self) -> "SearchAnswer":
        """This answer, where all of it is needed: to count, to export, to compare. Raises Incomplete."""
        if self.partial:
            raise Incomplete("only a part of the index answered")
        return self

    def pages(self, size: int) -> int:
        """How many pages of `size` results there are, within the numbered hits."""
        return -(-min(self.total, MOST_HITS) // size)


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A completion: the title or name it stands for, and where it leads."""

    text: str
    kind: str
    uid: str
    url: str
    organisation: str
