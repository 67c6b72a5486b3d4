"""What an address asks for, read once for the page and the API alike."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass

from records.access.models import User, Visitor
from records.access.searching import search_scope
from records.organisations.models import Organisation
from search.index import sources
from search.index.requests import MOST_HITS, SearchRequest, Sort

LONGEST = 200  # characters of a question; what is longer is cut, and the page says so
SIZE = 10


@dataclass(frozen=True)
class Asked:
    """A question as its address has it, checked."""

    text: str
    kinds: tuple[str, ...]
    organisation: Organisation | None
    year: int | None
    sort: Sort
    page: int
    was_cut: bool = False

    def request(
        self,
        actor: User | Visitor,
        size: int = SIZE,
        *,
        kinds: frozenset[str] | None = None,
        page: int | None = None,
        organisations: tuple[str, ...] = (),
    ) -> SearchRequest:
        """The question within this person's scope; other kinds or another page than asked for where they are given."""
        return SearchRequest(
            text=self.text,
            scope=search_scope(actor),
            kinds=frozenset(self.kinds) if kinds is None else kinds,
            organisation=str(self.organisation.pk) if self.organisation else None,
            year=self.year,
            sort=self.sort,
            page=page or min(self.page, MOST_HITS // size),
            size=size,
            organisations=organisations,
        )


def read(given: Mapping[str, str], kinds: list[str]) -> Asked:
    """Read `q`, `kind` (several), `organisation` (its uid), `year`, `sort`, `page`; what makes no sense is left out.

    An unknown organisation is an organisation that has nothing: it is looked for and finds nothing elsewhere.
    """
    text = given.get("q", "").replace("\x00", "").strip()
    return Asked(
        text=text[:LONGEST],
        kinds=tuple(kind for kind in kinds if kind in sources.kinds()),
        organisation=_organisation(given.get("organisation", "")),
        year=_number(given.get("year", ""), 1900, datetime.date.max.year),
        sort=Sort.DATE if given.get("sort") == "date" else Sort.RELEVANCE,
        page=_number(given.get("page", ""), 1, 1000) or 1,
        was_cut=len(text) > LONGEST,
    )


def _number(text: str, least: int, most: int) -> int | None:
    if not (text.isascii() and text.isdigit() and len(text) <= 6):
        return None
    number = int(text)
    return number if least <= number <= most else None


def _organisation(text: str) -> Organisation | None:
    import uuid

    try:
        found: Organisation | None = Organisation.objects.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        return None
    return found
