"""Writing demo pages through the services that everybody uses."""

import html
import re
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from django.db import transaction
from wagtail.models import Page, ReferenceIndex
from wagtail.rich_text import RichText

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import ColumnPage, ContentPage
from records.kit.actors import SYSTEM

CHAPTER = re.compile(r"^第[一二三四五六七八九十百]+[编章节]")
# A commit waits for the disk and wakes the search index, so some pages share one; whoever stops it loses these at most.
TOGETHER = 20


def column_of(code: str, kind: ColumnKind) -> ColumnPage:
    """The column of one organisation."""
    return ColumnPage.objects.get(organisation__code=code, kind=kind)


def publish(parent: Page, page: ContentPage) -> Any:
    """Write a page below its column and publish it."""
    with transaction.atomic():
        page.live, page.has_unpublished_changes = False, True
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision()
        published = services.publish(SYSTEM, page.uid)
        ReferenceIndex.create_or_update_for_object(page)
    return published


def publish_all(drafts: Iterable[Callable[[], tuple[Page, ContentPage]]]) -> int:
    """Publish many pages, some to a transaction; returns how many. Each is made only when its turn comes."""
    made = 0
    waiting = iter(drafts)
    while piece := list(islice(waiting, TOGETHER)):
        with transaction.atomic():
            for draft in piece:
                publish(*draft())
        made += len(piece)
    return made


def body(text: str) -> list[tuple[str, Any]]:
    """Lines as paragraphs, chapters as headings."""
    blocks: list[tuple[str, Any]] = []
    lines: list[str] = []

    def close() -> None:
        if lines:
            blocks.append(("text", RichText("".join(f"<p>{html.escape(line)}</p>" for line in lines))))
            lines.clear()

    for line in filter(None, (line.strip() for line in text.splitlines())):
        if CHAPTER.match(line) and len(line) < 60:
            close()
            blocks.append(("heading", {"text": line, "level": "2"}))
        else:
            lines.append(line)
    close()
    return blocks
