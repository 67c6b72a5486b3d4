"""News, plans and disclosures of the imaginary county: invented, but in the words such pages are written in."""

import datetime
import random
from collections.abc import Callable, Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.models import Page

from cms_pages.catalogue import fill
from cms_pages.columns import ColumnKind
from cms_pages.models import Attachment, ColumnPage, ContentPage, DisclosurePage, NewsPage, PlanPage
from media.services import store_document
from portal.demo.catalogue import TOWNS_OWN
from portal.demo.county import ROOT, SEED
from portal.demo.pages.texts import DISCLOSURES, NEWS, PLAN, TABLE
from portal.demo.pages.writing import body, publish_all
from portal.demo.people import TOWN, VILLAGE
from records.kit.actors import SYSTEM
from records.openness.models import CatalogueItem
from records.organisations.models import Organisation

# Those whose work the demo's sign-ins do have the most to read; each town has something, and some villages.
MANY_NEWS, SOME_NEWS = len(NEWS), 3
MANY_DISCLOSURES, SOME_DISCLOSURES = len(DISCLOSURES), 2
VILLAGES_THAT_WRITE = 12
LATE, DAYS_LATE = "6-05", 12  # the matter a village disclosed after its time, and how long after it was made
BY_QUARTER = "6-03"  # the branches of one town disclose this by the town's own matter

Draft = Callable[[], tuple[Page, ContentPage]]


def load() -> int:
    """Publish what is not there yet; returns how many pages."""
    columns = {
        (column.organisation_id, column.kind): column
        for column in ColumnPage.objects.filter(organisation__in=[each.pk for each in _writers()])
    }
    known = set(ContentPage.objects.filter(organisation__in=_writers()).values_list("organisation_id", "title"))
    return publish_all(draft for key, draft in _drafts(columns) if key not in known)


def _writers() -> list[Organisation]:
    chance = random.Random(SEED + 7)  # noqa: S311  (invented data, no secret)
    towns = list(Organisation.objects.filter(depth__lte=2).order_by("path"))
    villages = list(Organisation.objects.filter(depth=3).order_by("path"))
    chosen = chance.sample(villages, min(VILLAGES_THAT_WRITE, len(villages)))
    return [*towns, *(each for each in villages if each.code == VILLAGE or each in chosen)]


def _drafts(columns: dict[tuple[int, str], ColumnPage]) -> Iterator[tuple[tuple[int, str], Draft]]:
    chance = random.Random(SEED + 8)  # noqa: S311  (invented data, no secret)
    for organisation in _writers():
        told = organisation.code in (ROOT, TOWN, VILLAGE)
        news = NEWS if told else chance.sample(NEWS, SOME_NEWS if organisation.depth == 2 else 1)
        public = DISCLOSURES if told else chance.sample(DISCLOSURES, SOME_DISCLOSURES if organisation.depth == 2 else 1)
        made: list[tuple[ColumnKind, Callable[..., ContentPage], Any]] = [
            *((ColumnKind.NEWS, _news, each) for each in news),
            *((ColumnKind.DISCLOSURES, _disclosure, each) for each in public),
        ]
        if organisation.depth <= 2 or told:
            made.append((ColumnKind.PLANS, _plan, PLAN))
        for kind, make, text in made:
            numbers = {"attending": chance.randrange(24, 69), "members": chance.randrange(70, 96)}
            days = chance.randrange(12)
            name = organisation.short_name
            title = text["title"].format(name=name, year=timezone.localdate().year)

            def draft(
                column: ColumnPage = columns[organisation.pk, kind],
                make: Callable[..., ContentPage] = make,
                organisation: Organisation = organisation,
                text: Any = text,
                title: str = title,
                days: int = days,
                numbers: dict[str, int] = numbers,
            ) -> tuple[Page, ContentPage]:
                words = {"name": organisation.short_name, "year": timezone.localdate().year, **numbers}
                page = make(organisation, text, days)
                page.title, page.summary = title, text["summary"].format(**words)
                page.body = body(text["body"].format(**words))
                return column, page

            yield (organisation.pk, title), draft


def _item_for(organisation: Organisation, code: str) -> CatalogueItem | None:
    """The item of the catalogue that a text fulfils there."""
    if not code:
        return None
    rows = CatalogueItem.objects.applying_to(organisation).in_force(timezone.localdate())
    own: CatalogueItem | None = rows.filter(code=TOWNS_OWN).first() if code == BY_QUARTER else None
    found: CatalogueItem | None = own or rows.filter(code=code).first()
    return found


def _news(organisation: Organisation, text: Any, days: int) -> ContentPage:
    # What the text tells of has its season; one that is still to come was last year's.
    today, (month, day) = timezone.localdate(), text["day"]
    told = datetime.date(today.year, month, day) + datetime.timedelta(days=days)
    return NewsPage(published_on=told if told <= today else told.replace(year=today.year - 1))


def _plan(organisation: Organisation, text: Any, days: int) -> ContentPage:
    year = timezone.localdate().year
    return PlanPage(
        period_from=datetime.date(year, 1, 1),
        period_to=datetime.date(year, 12, 31),
        published_on=min(datetime.date(year, 1, 8 + days), timezone.localdate()),
    )


def _disclosure(organisation: Organisation, text: Any, days: int) -> ContentPage:
    # A disclosure goes on record with the hour it is published, in a demo too: so it was made today, but for one that is late.
    late = text["item"] == LATE and organisation.code == VILLAGE
    page = DisclosurePage(
        category_l1=text["class"],
        category_l2=text["matter"],
        basis=text["basis"],
        made_on=timezone.localdate() - datetime.timedelta(days=DAYS_LATE if late else 0),
        secrecy_checked_by="保密员",
    )
    if (item := _item_for(organisation, text["item"])) is not None:
        fill(page, item)
    if text["table"]:
        table = SimpleUploadedFile("明细表.csv", TABLE.encode())
        page.attachments = [Attachment(document=store_document(SYSTEM, organisation, table, title="明细表"))]
    return page
