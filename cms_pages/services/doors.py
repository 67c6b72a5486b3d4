"""Keeping the doors: who may read a page in the end, for one page or a whole subtree."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cms_pages.models import PageDoor
from cms_pages.rules import OPEN, Opening, effective_opening
from records.kit import places
from records.kit.audience import Audience
from records.kit.paths import below

PIECE = 500


def keep_door(page: Any) -> PageDoor:
    """Write the door of one page from the page and the door above it; call it in the transaction of the change."""
    parent = PageDoor.objects.filter(page__path=page.path[: -page.steplen]).first()
    above = opening_of(parent) if parent is not None else OPEN
    opening = effective_opening(
        above,
        chosen=page.chosen_audience,
        organisation_id=getattr(page, "organisation_id", None),
        page_id=page.pk,
    )
    values = door_values(page, opening)
    if values["organisation_id"] is not None:
        # The page may have been read before its organisation moved (a form of Wagtail's, for instance).
        places.hold()
        values["org_path"] = places.paths_now([values["organisation_id"]])[values["organisation_id"]]
    door, _ = PageDoor.objects.update_or_create(page_id=page.pk, defaults=values)
    return door


def door_values(page: Any, opening: Opening) -> dict[str, Any]:
    """Columns of a page's door."""
    return {
        "organisation_id": getattr(page, "organisation_id", None),
        "org_path": page.org_path,
        "column": page.column,
        "is_content": page.is_content,
        "chosen": page.chosen_audience,
        "level": opening.level,
        "label": opening.label,
        "readers_page_id": opening.readers_page_id,
        "is_live": page.live,
        "published_on": getattr(page, "published_on", None),
    }


def opening_of(door: PageDoor) -> Opening:
    """What holds at a door."""
    return Opening(door.level, door.label, door.readers_page_id)


def reopen_below(page: Page) -> list[int]:
    """Work out anew who may read the pages below `page`, from the doors down; returns the pages that changed.

    One pass over the subtree's doors in tree order, and one update for each new opening.
    """
    top = PageDoor.objects.get(page_id=page.pk)
    openings: dict[str, Opening] = {page.path: opening_of(top)}
    changes: dict[Opening, list[int]] = {}
    rows = (
        PageDoor.objects.filter(below("page__path", page.path))
        .exclude(page_id=page.pk)
        .order_by("page__path")
        .values_list("page_id", "page__path", "chosen", "organisation_id", "level", "label", "readers_page_id")
    )
    for page_id, path, chosen, organisation_id, level, label, readers_page_id in rows.iterator():
        above = openings.get(path[: -Page.steplen], OPEN)
        opening = effective_opening(above, chosen=chosen, organisation_id=organisation_id, page_id=page_id)
        openings[path] = opening
        if opening != Opening(level, label, readers_page_id):
            changes.setdefault(opening, []).append(page_id)
    for opening, page_ids in changes.items():
        for piece in pieces(page_ids):
            PageDoor.objects.filter(page_id__in=piece).update(
                level=opening.level, label=opening.label, readers_page_id=opening.readers_page_id
            )
    return [page_id for page_ids in changes.values() for page_id in page_ids]


def labels_of(page_ids: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """The labels of which a reader must carry one, for each of these pages; persons' labels for named ones."""
    from cms_pages.models import PageReader
    from records.kit.audience import person_label

    doors = list(
        PageDoor.objects.filter(page_id__among=list(page_ids)).values_list(
            "page_id", "level", "label", "readers_page_id"
        )
    )
    lists = {readers for _, level, _, readers in doors if level == Audience.NAMED}
    named: dict[int, list[str]] = {}
    if lists:
        for list_page, user_id in PageReader.objects.filter(Q(page_id__in=lists)).values_list("page_id", "user_id"):
            named.setdefault(list_page, []).append(person_label(user_id))
    return {
        page_id: tuple(sorted(named.get(readers, []))) if level == Audience.NAMED else (label,)
        for page_id, level, label, readers in doors
    }


def pieces(numbers: list[int], size: int = PIECE) -> Iterable[list[int]]:
    """A long list in parts that fit a query."""
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
