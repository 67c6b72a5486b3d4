"""Pages by key for lists on screen: the hundredth page costs what the first does, and rows never shift between pages.

page = keyset.page(members, ("sort_key", "uid"), request.GET, size=20)
page.rows, page.newer, page.older        # tokens for ?before= and ?after=
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page, and the tokens of its neighbours ("" where there is none)."""

    rows: list[Any]
    newer: str
    older: str


def after(rows: models.QuerySet[Any], fields: Sequence[str], values: Sequence[Any], *, back: bool = False) -> Any:
    """Rows that come after (or before) the one with these values in the order of `fields`, all ascending.

    The leading comparison stands alone beside the finer ones, so that an index on the first field is used.
    """
    strict = "lt" if back else "gt"
    condition = Q()
    for number, field in enumerate(fields):
        step = Q(**{f"{field}__{strict}": values[number]})
        for earlier in range(number):
            step &= Q(**{fields[earlier]: values[earlier]})
        condition |= step
    return rows.filter(Q(**{f"{fields[0]}__{strict}e": values[0]}), condition)


def page(rows: models.QuerySet[Any], fields: Sequence[str], asked: Mapping[str, Any], *, size: int = 20) -> KeysetPage:
    """One page of `rows` in the order of `fields` (ascending, the last one unique), after or before the asked token.

    A token that is not one of ours gives the first page: an old link is no error.
    """
    back = bool(asked.get("before"))
    values = _read(rows.model, fields, str(asked.get("before") or asked.get("after") or ""))
    ordered = rows.order_by(*(f"-{field}" if back and values else field for field in fields))
    if values is not None:
        ordered = after(ordered, fields, values, back=back)
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if back and values is not None:
        found.reverse()
        return KeysetPage(found, token(found[0], fields) if more else "", token(found[-1], fields) if found else "")
    newer = token(found[0], fields) if values is not None and found else ""
    return KeysetPage(found, newer, token(found[-1], fields) if more else "")


def token(row: models.Model, fields: Sequence[str]) -> str:
    """The place of a row in the order, as text for an address; never a database number."""
    texts = json.dumps([str(getattr(row, field)) for field in fields], ensure_ascii=False)
    return base64.urlsafe_b64encode(texts.encode()).decode().rstrip("=")


def _read(model: type[models.Model], fields: Sequence[str], text: str) -> list[Any] | None:
    if not text or len(text) > 1_000:
        return None
    try:
        texts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(texts, list) or len(texts) != len(fields):
            return None
        columns: list[Any] = [model._meta.get_field(field) for field in fields]
        values = [column.to_python(str(each)) for column, each in zip(columns, texts, strict=True)]
    except (ValueError, binascii.Error, UnicodeDecodeError, ValidationError):
        return None
    return None if any("\x00" in str(value) for value in values) else values
