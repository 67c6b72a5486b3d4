"""A section 组织主页 for each organisation: one at a time, or for a whole city in bulk; both give the same rows."""

import datetime
import itertools
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from wagtail.models import Locale, Page

from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage, HomePage, PageDoor, SectionPage
from cms_pages.rules import OPEN
from cms_pages.services.doors import keep_door, opening_of
from cms_pages.services.writing import refresh_entries
from records.kit import bulk as fast
from records.kit import visitors
from records.kit.errors import Invalid
from records.organisations.models import Organisation
from records.organisations.names import RESERVED_SLUGS
from records.organisations.services import lock_tree

PIECE = 500  # organisations provisioned in one transaction: about two seconds
COLUMN_INTRO = ""


def provision_section(organisation: Organisation) -> SectionPage:
    """Make the organisation's section and columns, whatever is missing of them; can run as often as one likes.

    The organisations above get theirs first. Raises Invalid when the portal has no home page yet.
    """
    with transaction.atomic():
        lock_tree()  # a section made below another that is being moved would be left at the old place
        locked = Organisation.objects.select_for_update().get(pk=organisation.pk)
        section = SectionPage.objects.filter(organisation=locked).first()
        if section is None:
            section = _add_section(locked, _parent_page(locked))
        known = set(ColumnPage.objects.filter(organisation=locked).values_list("kind", flat=True))
        for kind in ColumnKind:
            if kind not in known:
                _add_column(section, locked, kind)
        if locked.section_id != section.pk:
            visitors.changed()
            Organisation.objects.filter(pk=locked.pk).update(section=section.pk)
            organisation.section_id = section.pk
    return section


def _parent_page(organisation: Organisation) -> Page:
    parent = organisation.get_parent()
    if parent is None:
        home = HomePage.objects.first()
        if home is None:
            raise Invalid("门户首页还没有建立，请先运行 bin/manage setup_portal。")
        page_id = home.pk
    else:
        page_id = provision_section(parent).pk
    return Page.objects.select_for_update().get(pk=page_id)


def _add_section(organisation: Organisation, parent: Page) -> SectionPage:
    slug = free_slug(organisation.slug, set(parent.get_children().values_list("slug", flat=True)))
    section = SectionPage(title=organisation.short_name, slug=slug, organisation=organisation, **_published_now())
    parent.add_child(instance=section)
    keep_door(section)
    refresh_entries([section])
    return section


def _add_column(section: SectionPage, organisation: Organisation, kind: ColumnKind) -> ColumnPage:
    parent = Page.objects.get(pk=section.pk)
    column = ColumnPage(title=kind.label, slug=kind.value, organisation=organisation, kind=kind, **_published_now())
    parent.add_child(instance=column)
    keep_door(column)
    return column


def _published_now() -> dict[str, datetime.datetime]:
    now = timezone.now()
    return {"first_published_at": now, "last_published_at": now}


def free_slug(slug: str, taken: set[str]) -> str:
    """The organisation's slug, with a number behind it where it is taken or a word of the portal's own."""
    free, number = slug, 2
    while free in taken or free in RESERVED_SLUGS:
        free, number = f"{slug}-{number}", number + 1
    return free


# ── in bulk ─────────────────────────────────────────────────────────────────
def provision_all(progress: Callable[[int, int], None] | None = None, *, piece: int = PIECE) -> int:
    """Make the sections that are missing, parents first; returns how many were made. Stops anywhere, resumes by itself.

    `progress` is told (done, total) after each piece. Rows are written as they are: no signals, versions or log entries
    (measured: 125,400 pages in a minute). Run `update_index` afterwards where Wagtail's search keeps an index.
    """
    total = _without_section().count()
    made = 0
    while count := provision_piece(piece):
        made += count
        if progress is not None:
            progress(made, total)
    mend_columns()
    return made


def provision_piece(piece: int = PIECE, *, index: bool = True) -> int:
    """Make the next so many missing sections in one transaction; returns how many, 0 when none is missing.

    Two processes at once take turns. `index=False` leaves the search entries to a rebuild.
    """
    with transaction.atomic():
        lock_tree()
        batch = list(_without_section().order_by("depth", "path")[:piece])
        # One depth at a time: a parent's page must have its place before its children get theirs.
        for _, level in itertools.groupby(batch, key=lambda each: each.depth):
            _load_level(list(level), index=index)
        if batch:
            visitors.changed()
    return len(batch)


def _without_section() -> QuerySet[Organisation]:
    return Organisation.objects.filter(section_page__isnull=True)


@dataclass
class _Parent:
    """A page that gets children: how many it has, and their addresses."""

    page: Page
    door: PageDoor | None
    last: int
    slugs: set[str]
    added: int = 0


@dataclass
class _Batch:
    """Pages to be written together, in tree order."""

    rows: list[Any] = field(default_factory=list)
    doors: list[PageDoor] = field(default_factory=list)


def _load_level(organisations: list[Organisation], *, index: bool) -> None:
    parents = _parents(organisations)
    makings = Makings()
    sections, columns = _Batch(), _Batch()
    for organisation in organisations:
        parent = parents[organisation.path[: -Organisation.steplen]]
        parent.last += 1
        parent.added += 1
        slug = free_slug(organisation.slug, parent.slugs)
        parent.slugs.add(slug)
        section = makings.page(
            SectionPage, parent.page, parent.last, organisation.short_name, slug, organisation=organisation
        )
        section.numchild = len(ColumnKind)
        sections.rows.append(section)
        for number, kind in enumerate(ColumnKind, start=1):
            columns.rows.append(
                makings.page(ColumnPage, section, number, kind.label, kind.value, organisation=organisation, kind=kind)
            )
    _insert(sections.rows)
    _insert(columns.rows)
    openings = {path: opening_of(parent.door) if parent.door else OPEN for path, parent in parents.items()}
    doors = []
    for page in [*sections.rows, *columns.rows]:
        opening = openings[page.organisation.path[: -Organisation.steplen]]
        doors.append(
            PageDoor(
                page_id=page.pk,
                organisation=page.organisation,
                org_path=page.organisation.path,
                column=page.column,
                chosen=page.audience,
                level=opening.level,
                label=opening.label,
                readers_page_id=opening.readers_page_id,
                is_live=True,
            )
        )
    fast.insert(PageDoor, doors)
    for parent in parents.values():
        Page.objects.filter(pk=parent.page.pk).update(numchild=parent.page.numchild + parent.added)
    for section in sections.rows:
        section.organisation.section_id = section.pk
    Organisation.objects.bulk_update([each.organisation for each in sections.rows], ["section"], batch_size=500)
    if index:
        refresh_entries(sections.rows)


def _parents(organisations: list[Organisation]) -> dict[str, _Parent]:
    """The pages under which these organisations' sections go, by the parent organisation's path."""
    paths = {each.path[: -Organisation.steplen] for each in organisations}
    found: dict[str, Page] = {}
    if "" in paths:
        home = HomePage.objects.first()
        if home is None:
            raise Invalid("门户首页还没有建立，请先运行 bin/manage setup_portal。")
        found[""] = Page.objects.select_for_update().get(pk=home.pk)
    places = dict(
        SectionPage.objects.filter(organisation__path__in=paths - {""}).values_list("pk", "organisation__path")
    )
    # Locked, because others put pages there too; in one order.
    for page in Page.objects.select_for_update().filter(pk__in=list(places)).order_by("path"):
        found[places[page.pk]] = page
    doors = PageDoor.objects.in_bulk([page.pk for page in found.values()])
    parents = {}
    for path in paths:
        page = found[path]
        last = page.get_last_child() if page.numchild else None
        number = int(last.path[-Page.steplen :], 36) if last is not None else 0
        slugs = set(page.get_children().values_list("slug", flat=True)) if page.numchild else set()
        parents[path] = _Parent(page, doors.get(page.pk), number, slugs)
    return parents


class Makings:
    """What is the same on every page of a batch."""

    def __init__(self) -> None:
        self.now = timezone.now()
        self.locale = Locale.get_default()

    def page(self, model: type[Page], parent: Page, number: int, title: str, slug: str, **fields: Any) -> Any:
        """A page as `add_child` would leave it, not yet written."""
        return model(
            path=Page._get_path(parent.path, parent.depth + 1, number),
            depth=parent.depth + 1,
            numchild=0,
            url_path=f"{parent.url_path}{slug}/",
            title=title,
            draft_title=title,
            slug=slug,
            translation_key=uuid.uuid4(),
            locale=self.locale,
            content_type=ContentType.objects.get_for_model(model),
            live=True,
            first_published_at=self.now,
            last_published_at=self.now,
            **fields,
        )


def _insert(rows: list[Any]) -> None:
    """Write pages of one type: the base rows, then the type's own; Django refuses bulk_create on such models."""
    fast.number(Page, rows)
    for row in rows:
        row.id = row.pk
    fast.insert(Page, rows)
    fast.insert(type(rows[0]), rows)


def mend_columns() -> None:
    """Add columns that an interrupted or older run left out; costs one query when there are none."""
    short = (
        Organisation.objects.filter(section_page__isnull=False)
        .annotate(columns=Count("column_pages"))
        .filter(columns__lt=len(ColumnKind))
    )
    for organisation in short.iterator():
        provision_section(organisation)


def sections_of(organisations: Iterable[Organisation]) -> dict[int, str]:
    """Tree address of the sections of these organisations, by organisation number: one query."""
    numbers = [each.pk for each in organisations]
    return dict(SectionPage.objects.filter(organisation_id__in=numbers).values_list("organisation_id", "url_path"))
