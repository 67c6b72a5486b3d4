"""What an address asks for, read once for the page and the API alike."""

import datetime
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from records.access.models import User, Visitor
from records.access.searching import search_scope
from records.organisations.models import Organisation
from search.index import sources
from search.index.entries import Reach
from search.index.requests import MOST_HITS, SearchRequest, Sort

if TYPE_CHECKING:
    from django.utils.datastructures import MultiValueDict

LONGEST = 200  # characters of a question; what is longer is cut, and the page says so
SIZE = 10
MOST_CHOSEN = 50  # values of one filter
LONGEST_CATEGORY = 60


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
    """Read an address; what makes no sense is left out.

    `q`, `organisation` (its uid), `sort`, `page`, and several each of `kind`, `year`, `category`, `audience`.

    An unknown organisation is an organisation that has nothing: it is looked for and finds nothing elsewhere.
    """

    def chosen(name: str) -> list[str]:
        values = (str(each).replace("\x00", "") for each in given.getlist(name)[:MOST_CHOSEN])
        return list(dict.fromkeys(filter(None, values)))

    text = _one(given, "q").strip()
    return Asked(
        text=text[:LONGEST],
        kinds=tuple(kind for kind in chosen("kind") if kind in sources.kinds()),
        organisation=_organisation(_one(given, "organisation")),
        years=tuple(filter(None, (_number(year, 1900, datetime.date.max.year) for year in chosen("year")))),
        categories=tuple(category[:LONGEST_CATEGORY] for category in chosen("category")),
        reaches=tuple(Reach(reach) for reach in chosen("audience") if reach in list(Reach)),
        sort=Sort.DATE if _one(given, "sort") == "date" else Sort.RELEVANCE,
        page=_number(_one(given, "page"), 1, 1000) or 1,
        was_cut=len(text) > LONGEST,
    )


def _one(given: "MultiValueDict[str, str]", name: str) -> str:
    return str(given.get(name) or "").replace("\x00", "")


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _organisation(text: str) -> Organisation | None:
    try:
        found: Organisation | None = Organisation.objects.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        return None
    return found
