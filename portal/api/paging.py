"""Pages by key for lists whose order is not a single column; the same envelope as every other list."""

import base64
import binascii
import datetime
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param
from wagtail.models import Page

from cms_pages.models import PageDoor
from cms_pages.querysets import DoorQuerySet
from records.kit import keyset
from records.kit.pagination import KeysetPagination

BAD_CURSOR = {"cursor": ["分页游标无效，请从第一页重新取。"]}


class LinkedPagination(KeysetPagination):
    """Next and previous as whole addresses, the place in the list as one opaque text."""

    asked = ""  # the whole address of this request
    following = ""
    preceding = ""

    def page_size_of(self, request: Request) -> int:
        """How many on a page, within bounds; nonsense is refused."""
        typed = request.query_params.get("size", "")
        if typed and not (typed.isascii() and typed.isdigit() and len(typed) < 6 and int(typed)):
            raise ValidationError({"size": ["每页条数应为1至100的整数。"]})
        return min(int(typed), self.max_page_size) if typed else self.page_size

    def get_paginated_response(self, data: Any) -> Response:
        """The rows with the addresses of the pages beside this one."""
        return Response({"next": self._link(self.following), "previous": self._link(self.preceding), "results": data})

    def _link(self, place: str) -> str | None:
        if not place:
            return None
        return replace_query_param(remove_query_param(self.asked, "cursor"), "cursor", place)


class FieldsPagination(LinkedPagination):
    """By the view's `keyset_fields`, ascending, the last one unique."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """Rows of the asked page."""
        self.asked = request.build_absolute_uri()
        typed = request.query_params.get("cursor", "")
        back, place = typed.startswith("b."), typed[2:]
        if typed and typed[:2] not in ("a.", "b."):
            raise ValidationError(BAD_CURSOR)
        asked = {"before" if back else "after": place} if typed else {}
        page = keyset.page(queryset, view.keyset_fields, asked, size=self.page_size_of(request))
        self.following = f"a.{page.older}" if page.older else ""
        self.preceding = f"b.{page.newer}" if page.newer else ""
        return page.rows


@dataclass(frozen=True)
class Key:
    """Where a page of doors begins: after this one, or before it when going back; sections have no day and come last."""

    day: datetime.date | None
    number: int
    back: bool


class DoorPagination(LinkedPagination):
    """Page numbers of doors, newest first. The cursor tells a day and a uid, never a number of the database."""

    def paginate_queryset(self, queryset: DoorQuerySet, request: Request, view: Any = None) -> list[int]:  # type: ignore[override]
        """Numbers of the pages, in order."""
        self.asked = request.build_absolute_uri()
        numbers, newer, older = page_of(
            queryset, self._read(request.query_params.get("cursor", "")), self.page_size_of(request)
        )
        ends = [key[1] for key in (newer, older) if key is not None]
        uids = dict(Page.objects.filter(pk__in=ends).values_list("pk", "translation_key"))
        self.following = _token("a", older, uids)
        self.preceding = _token("b", newer, uids)
        return numbers

    def _read(self, typed: str) -> Key | None:
        if not typed:
            return None
        try:
            way, day, uid = base64.urlsafe_b64decode(typed + "=" * (-len(typed) % 4)).decode().split("~")
            door = PageDoor.objects.get(page__translation_key=uuid.UUID(uid))
            return Key(datetime.date.fromisoformat(day) if day else None, door.page_id, way == "b")
        except (ValueError, binascii.Error, UnicodeDecodeError, PageDoor.DoesNotExist):
            raise ValidationError(BAD_CURSOR) from None


class HitPagination(LinkedPagination):
    """Search results are numbered: the cursor says which page of them comes next."""

    def place(self, request: Request) -> int:
        """The asked page, from 1."""
        self.asked = request.build_absolute_uri()
        typed = request.query_params.get("cursor", "p1")
        if not (typed.startswith("p") and typed[1:].isascii() and typed[1:].isdigit() and 0 < len(typed[1:]) < 5):
            raise ValidationError(BAD_CURSOR)
        return max(1, int(typed[1:]))

    def settle(self, place: int, pages: int) -> None:
        """Say which pages stand beside this one."""
        self.following = f"p{place + 1}" if place < pages else ""
        self.preceding = f"p{place - 1}" if 1 < place <= pages else ""


def _token(way: str, key: Any, uids: dict[int, uuid.UUID]) -> str:
    if key is None:
        return ""
    day, number = key
    text = f"{way}~{day.isoformat() if day else ''}~{uids[number]}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def page_of(doors: DoorQuerySet, key: Key | None, size: int) -> tuple[list[int], Any, Any]:
    """One page of a list; returns (page numbers, key for newer, key for older), a key being (day, page number)."""
    ordered = doors.newest_first()
    if key is not None and key.back:
        ordered = _before(doors, key).order_by("published_on", "page_id")
    elif key is not None:
        ordered = _after(doors, key).newest_first()
    rows = list(ordered.values_list("published_on", "page_id")[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if key is not None and key.back:
        rows.reverse()
    has_newer = more if key is not None and key.back else key is not None
    has_older = True if key is not None and key.back else more
    return (
        [number for _, number in rows],
        rows[0] if rows and has_newer else None,
        rows[-1] if rows and has_older else None,
    )


def _after(doors: DoorQuerySet, key: Key) -> DoorQuerySet:
    if key.day is None:
        return doors.filter(published_on__isnull=True, page_id__lt=key.number)
    return doors.filter(
        Q(published_on__lt=key.day) | Q(published_on=key.day, page_id__lt=key.number) | Q(published_on__isnull=True)
    )


def _before(doors: DoorQuerySet, key: Key) -> DoorQuerySet:
    if key.day is None:
        return doors.filter(Q(published_on__isnull=False) | Q(page_id__gt=key.number))
    return doors.filter(Q(published_on__gt=key.day) | Q(published_on=key.day, page_id__gt=key.number))
