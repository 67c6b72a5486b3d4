"""What an address asks for, read once for the page and the API alike."""

import datetime
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from records.access.models import User, Visitor
from records.access.searching import search_scope
from records.organisations.models import Organisation
from search.doors.parameters import SHOWN, Problems, chosen_in, number_in
from search.index import sources
from search.index.entries import Reach
from search.index.requests import MOST_HITS, SearchRequest, Sort

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

LONGEST = 200  # characters of a question; what is longer is cut, and the page says so
SIZE = 10
MOST_CHOSEN = 50  # values of one filter
LONGEST_CATEGORY = 60
NAMES = ("q", "kind", "organisation", "year", "category", "audience", "sort", "page", "size")


@dataclass(frozen=True)
class Asked:
    """A question as its address has it, checked."""

    text: str
    kinds: tuple[str, ...]
    organisation: Organisation | None
    years: tuple[int, ...]
    categories: tuple[str, ...]
    reaches: tuple[Reach, ...]
    sort: Sort
    page: int
    was_cut: bool = False
    problems: Mapping[str, str] = field(default_factory=dict)  # what made no sense, by name: a program is refused

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the question."""
        return bool(self.kinds or self.organisation or self.years or self.categories or self.reaches)

    @property
    def counted(self) -> bool:
        """Whether it is counted among what is asked: once for its first page, as it was typed."""
        return self.page == 1 and not self.filtered and self.sort is Sort.RELEVANCE

    def request(
        self,
        actor: User | Visitor,
        size: int = SIZE,
        *,
        organisations: tuple[str, ...] = (),
    ) -> SearchRequest:
        """The question within this person's scope."""
        return SearchRequest(
            text=self.text,
            scope=search_scope(actor),
            kinds=frozenset(self.kinds),
            organisation=str(self.organisation.pk) if self.organisation else None,
            years=frozenset(self.years),
            categories=frozenset(self.categories),
            reaches=frozenset(self.reaches),
            sort=self.sort,
            page=min(self.page, MOST_HITS // size),
            size=size,
            organisations=organisations,
        )


def read(given: "MultiValueDict[str, str]") -> Asked:
    """Read an address; what makes no sense is left out and said in `problems`.

    `q`, `organisation` (its uid), `sort`, `page`, and several each of `kind`, `year`, `category`, `audience`.
    """
    problems: Problems = {}

    def chosen(name: str) -> list[str]:
        values = (str(each).replace("\x00", "") for each in given.getlist(name)[:MOST_CHOSEN])
        return list(dict.fromkeys(filter(None, values)))

    years = (number_in(year, "year", 1900, datetime.date.max.year, problems) for year in chosen("year"))
    (sort,) = chosen_in([_one(given, "sort")], "sort", list(Sort), problems) or [Sort.RELEVANCE]
    text = _one(given, "q").strip()
    return Asked(
        text=text[:LONGEST],
        kinds=tuple(chosen_in(chosen("kind"), "kind", sources.kinds(), problems)),
        organisation=_organisation(_one(given, "organisation"), problems),
        years=tuple(filter(None, years)),
        categories=tuple(category[:LONGEST_CATEGORY] for category in chosen("category")),
        reaches=tuple(Reach(reach) for reach in chosen_in(chosen("audience"), "audience", list(Reach), problems)),
        sort=Sort(sort),
        page=number_in(_one(given, "page"), "page", 1, MOST_HITS, problems) or 1,
        was_cut=len(text) > LONGEST,
        problems=problems,
    )


def _one(given: "MultiValueDict[str, str]", name: str) -> str:
    return str(given.get(name) or "").replace("\x00", "")


def _organisation(text: str, problems: Problems) -> Organisation | None:
    if not text:
        return None
    try:
        found: Organisation | None = Organisation.objects.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        found = None
    if found is None:
        problems["organisation"] = f"没有uid为“{text[:SHOWN]}”的组织，请核对。"
    return found
