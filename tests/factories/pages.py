"""Pages: a site with sections, drafts, published pages."""

import datetime
from itertools import count
from typing import Any

from django.utils import timezone
from wagtail.models import Page, Site

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import (
    ColumnPage,
    ContentPage,
    CoursePage,
    DisclosurePage,
    HomePage,
    LessonPage,
    NewsPage,
    PlanPage,
    RulePage,
)
from cms_pages.sections import provision_section
from cms_pages.setup import ensure_site
from records.kit.actors import SYSTEM
from records.organisations.models import Organisation
from records.regulations import services as regulations
from records.regulations.services import load_first
from tests.factories.kept import kept

_numbers = count(1)
DAY = datetime.date(2026, 3, 20)

# What each type needs besides a title.
NEEDED: dict[type[ContentPage], dict[str, Any]] = {
    NewsPage: {},
    RulePage: {"issuer": "中共清平县委"},
    PlanPage: {"period_from": datetime.date(2026, 1, 1), "period_to": datetime.date(2026, 12, 31)},
    CoursePage: {},
    LessonPage: {},
    DisclosurePage: {"category_l1": "organisation", "made_on": DAY, "secrecy_checked_by": "何建国"},
}


def site() -> HomePage:
    """The home page with its workflow, and the figures that publications are measured by."""

    def make() -> None:
        load_first()
        ensure_site()

    kept("site", make)
    regulations.forget()
    Site.clear_site_root_paths_cache()  # rows that were kept come without the signals that would
    return HomePage.objects.get()


def column(organisation: Organisation, kind: ColumnKind | str = ColumnKind.NEWS) -> ColumnPage:
    """A column of an organisation, made with its section when it is missing."""
    if not HomePage.objects.exists():
        site()
    kept(f"section {organisation.code}", lambda: provision_section(Organisation.objects.get(pk=organisation.pk)))
    return ColumnPage.objects.get(organisation=organisation, kind=kind)


def body(text: str = "会议通过了两项决议。", *, heading: str = "") -> list[tuple[str, Any]]:
    """A body of a heading and a paragraph."""
    from wagtail.rich_text import RichText

    blocks: list[tuple[str, Any]] = [("heading", {"text": heading, "level": "2"})] if heading else []
    return [*blocks, ("text", RichText(f"<p>{text}</p>"))]


def draft(
    organisation: Organisation,
    model: type[ContentPage] = NewsPage,
    *,
    author: Any = None,
    title: str = "",
    parent: Page | None = None,
    text: str = "会议通过了两项决议。",
    **fields: Any,
) -> Any:
    """A draft as the back office leaves it: not live, with one version by its author."""
    place = parent or column(organisation, model.column_kind or ColumnKind.NEWS)
    page = model(
        title=title or f"石桥村第{next(_numbers)}次党员大会",
        owner=author,
        live=False,
        has_unpublished_changes=True,
        **{"body": body(text), **NEEDED[model], **fields},
    )
    Page.objects.get(pk=place.pk).add_child(instance=page)
    page.save_revision(user=author)
    return model.objects.get(pk=page.pk)


def published(organisation: Organisation, model: type[ContentPage] = NewsPage, **fields: Any) -> Any:
    """A page on the site, put there by the system."""
    page = draft(organisation, model, **fields)
    services.publish(SYSTEM, page.uid)
    return model.objects.get(pk=page.pk)


def edited(page: Any, author: Any, **fields: Any) -> Any:
    """The page with another version by an author."""
    latest = page.get_latest_revision_as_object()
    for name, value in fields.items():
        setattr(latest, name, value)
    latest.save_revision(user=author)
    return type(page).objects.get(pk=page.pk)


def again(page: Any) -> Any:
    """The page as the database has it now."""
    return Page.objects.get(pk=page.pk).specific


def tomorrow() -> datetime.datetime:
    """A moment that is still to come."""
    return timezone.now() + datetime.timedelta(days=1)
