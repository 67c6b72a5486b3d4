"""Many published pages at once, for loaders of a whole place: rows as `add_child` and publishing would leave them.

No signals, versions or log entries; disclosures get an index number and no entry of `records.openness`. What an editor
does with such a page later makes its first version. Run `search_rebuild` afterwards (`index=False`) or have them touched.
"""

import datetime
import itertools
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.models import Page

from cms_pages.models import ColumnPage, ContentPage, DisclosurePage, PageDoor
from cms_pages.rules import OPEN, effective_opening
from cms_pages.sections import Makings
from cms_pages.services.doors import door_values, opening_of
from cms_pages.services.writing import refresh_entries
from records.kit import bulk as fast
from records.kit.audience import Audience
from records.organisations.models import Organisation

NOON = datetime.time(12)


@dataclass(frozen=True)
class PageSeed:
    """One page to be loaded, published on its day.

    `slug` is how its address begins, `body` its blocks as they are stored (name, raw value), `details` fields of its type.
    """

    model: type[ContentPage]
    organisation: Organisation
    title: str
    slug: str
    body: Sequence[tuple[str, Any]]
    published_on: datetime.date
    audience: str = Audience.SOCIETY
    details: dict[str, Any] = field(default_factory=dict)


def load_pages(seeds: Iterable[PageSeed], *, index: bool = True) -> int:
    """Insert pages as they are given, each below its column, which must be there; returns how many. One transaction.

    Trusts its input except for what the database itself refuses.
    """
    piece = list(seeds)
    if not piece:
        return 0
    with transaction.atomic():
        columns = _columns({seed.organisation.pk for seed in piece})
        makings = Makings()
        numbers = _index_numbers(piece)
        rows: dict[type[ContentPage], list[Any]] = defaultdict(list)
        for seed in piece:
            row = columns[seed.organisation.pk, str(seed.model.column_kind)].page(makings, seed)
            if isinstance(row, DisclosurePage) and not row.index_no:
                row.index_no = next(numbers[seed.organisation.pk, seed.published_on.year])
            rows[seed.model].append(row)
        everything = [row for of_type in rows.values() for row in of_type]
        fast.number(Page, everything)
        for row in everything:  # one key on all three floors of the row
            row.id = row.page_ptr_id = row.contentpage_ptr_id = row.pk
        fast.insert(Page, everything)
        fast.insert(ContentPage, everything)
        for model, of_type in rows.items():
            fast.insert(model, of_type)
        fast.insert(PageDoor, [_door(row, columns[row.organisation_id, row.column].door) for row in everything])
        Page.objects.bulk_update([each.page_row for each in columns.values() if each.added], ["numchild"])
        if index:
            refresh_entries(everything)
    return len(everything)


@dataclass
class _Column:
    """A column that gets pages: how many it has, and their addresses."""

    page_row: Page
    door: PageDoor | None
    last: int
    slugs: set[str]
    added: int = 0

    def page(self, makings: Makings, seed: PageSeed) -> Any:
        """The next page of this column, not yet written."""
        self.last += 1
        self.added += 1
        self.page_row.numchild += 1
        slug = f"{seed.slug}-{seed.published_on:%Y%m%d}"
        free, number = slug, 2
        while free in self.slugs:
            free, number = f"{slug}-{number}", number + 1
        self.slugs.add(free)
        row = makings.page(
            seed.model,
            self.page_row,
            self.last,
            seed.title,
            free,
            organisation=seed.organisation,
            audience=seed.audience,
            published_on=seed.published_on,
            body=_body(seed.body),
            **seed.details,
        )
        moment = timezone.make_aware(datetime.datetime.combine(seed.published_on, NOON))
        row.first_published_at = row.last_published_at = moment
        return row


def _columns(organisations: set[int]) -> dict[tuple[int, str], _Column]:
    """The columns of these organisations, locked in one order, for others put pages there too."""
    kinds = {
        pk: (organisation, kind)
        for pk, organisation, kind in ColumnPage.objects.filter(organisation__in=organisations).values_list(
            "pk", "organisation_id", "kind"
        )
    }
    pages = list(Page.objects.select_for_update().filter(pk__in=kinds).order_by("path"))
    doors = PageDoor.objects.in_bulk(list(kinds))
    taken: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for filled in [page for page in pages if page.numchild]:
        taken[filled.path] = list(filled.get_children().values_list("path", "slug"))
    found = {}
    for page in pages:
        children = taken[page.path] if page.numchild else []
        last = max((int(path[-Page.steplen :], 36) for path, _slug in children), default=0)
        found[kinds[page.pk]] = _Column(page, doors.get(page.pk), last, {slug for _path, slug in children})
    return found


def _index_numbers(piece: Sequence[PageSeed]) -> dict[tuple[int, int], Iterator[str]]:
    """The next index numbers 索引号 for each organisation and year, after those that are given."""
    wanted = {each.organisation.pk: each.organisation for each in piece if each.model is DisclosurePage}
    given: dict[tuple[int, int], int] = defaultdict(int)
    rows = DisclosurePage.objects.filter(organisation__in=list(wanted)).values_list("organisation_id", "index_no")
    for organisation, index_no in rows:
        _code, _, ending = index_no.rpartition("/")
        year, _, serial = ending.partition("-")
        if year.isdecimal() and serial.isdecimal():
            given[organisation, int(year)] = max(given[organisation, int(year)], int(serial))
    series: dict[tuple[int, int], Iterator[str]] = {}
    for seed in piece:
        key = seed.organisation.pk, seed.published_on.year
        if key not in series:
            series[key] = _serials(f"{seed.organisation.code}/{key[1]}-", given[key] + 1)
    return series


def _serials(prefix: str, start: int) -> Iterator[str]:
    return (f"{prefix}{number:05d}" for number in itertools.count(start))


def _door(row: Any, above: PageDoor | None) -> PageDoor:
    opening = effective_opening(
        opening_of(above) if above is not None else OPEN,
        chosen=row.chosen_audience,
        organisation_id=row.organisation_id,
        page_id=row.pk,
    )
    return PageDoor(page_id=row.pk, **door_values(row, opening))


def _body(blocks: Sequence[tuple[str, Any]]) -> StreamValue:
    """Blocks as the database has them; none of them is made to an object on its way."""
    raw = [{"type": name, "value": value, "id": str(uuid.uuid4())} for name, value in blocks]
    return StreamValue(ContentPage._meta.get_field("body").stream_block, raw, is_lazy=True)
