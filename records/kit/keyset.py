"""Pages by key for lists on screen: the hundredth page costs what the first does, and rows never shift between pages.

page = keyset.page(members, ("sort_key", "uid"), request.GET, size=20)
page.rows, page.newer, page.older        # tokens for ?before= and ?after=
page.links(request.GET)                  # the same as addresses that keep the filters, for `{% pager %}`
keyset.counted(members)                  # how many in all, as far as it is worth counting
"""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, Subquery

COUNTED = 10_000  # nobody pages that far; counting 340,000 members takes longer than all the rest of their page


@dataclass(frozen=True)
class KeysetPage:
    """Rows of one page, and the tokens of its neighbours ("" where there is none)."""

    rows: list[Any]
    newer: str
    older: str

    def links(self, asked: Mapping[str, Any]) -> dict[str, str]:
        """`newer` and `older` as addresses, "" where there is none; what else was asked (filters) stays in them."""
        kept = {name: str(asked[name]) for name in asked if name not in ("before", "after") and asked[name]}

        def address(name: str, at: str) -> str:
            return f"?{urlencode({**kept, name: at})}" if at else ""

        return {"newer": address("before", self.newer), "older": address("after", self.older)}


def after(rows: models.QuerySet[Any], fields: Sequence[str], values: Sequence[Any], *, back: bool = False) -> Any:
    """Rows that come after (or before) the one with these values in the order of `fields` ("-name" is descending).

    The leading comparison stands alone beside the finer ones, so that an index on the first field is used.
    """
    condition = Q()
    names = [field.lstrip("-") for field in fields]
    signs = ["lt" if field.startswith("-") != back else "gt" for field in fields]
    for number, name in enumerate(names):
        step = Q(**{f"{name}__{signs[number]}": values[number]})
        for earlier in range(number):
            step &= Q(**{names[earlier]: values[earlier]})
        condition |= step
    return rows.filter(Q(**{f"{names[0]}__{signs[0]}e": values[0]}), condition)


def page(
    rows: models.QuerySet[Any],
    fields: Sequence[str],
    asked: Mapping[str, Any],
    *,
    size: int = 20,
    spelled: Mapping[str, str] | None = None,
) -> KeysetPage:
    """One page of `rows` in the order of `fields` (no nulls, the last one unique), after or before the asked token.

    A token that is not one of ours gives the first page: an old link is no error. Where the order ends in a number of the
    database, because that is how an index lies, `spelled` says what addresses call it instead, as a field of the row
    it points at: `{"page_id": "page__translation_key"}` (with `select_related("page")`).
    """
    spelled = spelled or {}
    back = bool(asked.get("before"))
    values = _read(rows.model, fields, str(asked.get("before") or asked.get("after") or ""), spelled)
    back = back and values is not None
    ordered = rows.order_by(*(_turned(field) if back else field for field in fields))
    if values is not None:
        ordered = after(ordered, fields, values, back=back)
    found = list(ordered[: size + 1])
    more, found = len(found) > size, found[:size]
    if back:
        found.reverse()
        newer = token(found[0], fields, spelled) if more else ""
        return KeysetPage(found, newer, token(found[-1], fields, spelled) if found else "")
    newer = token(found[0], fields, spelled) if values is not None and found else ""
    return KeysetPage(found, newer, token(found[-1], fields, spelled) if more else "")


def counted(rows: models.QuerySet[Any], *, most: int = COUNTED) -> str:
    """How many rows there are, as a list says it: "1,204", or "10,000以上" where counting on would cost more than it tells."""
    number = rows.order_by()[: most + 1].count()
    return f"{most:,}以上" if number > most else f"{number:,}"


def token(row: models.Model, fields: Sequence[str], spelled: Mapping[str, str] | None = None) -> str:
    """The place of a row in the order, as text for an address; never a database number."""
    names = [(spelled or {}).get(name, name) for name in (field.lstrip("-") for field in fields)]
    texts = json.dumps([str(reduce(getattr, name.split("__"), row)) for name in names], ensure_ascii=False)
    return base64.urlsafe_b64encode(texts.encode()).decode().rstrip("=")


def _turned(field: str) -> str:
    return field[1:] if field.startswith("-") else f"-{field}"


def _read(model: type[models.Model], fields: Sequence[str], text: str, spelled: Mapping[str, str]) -> list[Any] | None:
    if not text or len(text) > 1_000:
        return None
    try:
        texts = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        if not isinstance(texts, list) or len(texts) != len(fields):
            return None
        names = [field.lstrip("-") for field in fields]
        values = [_value(model, name, str(each), spelled) for name, each in zip(names, texts, strict=True)]
    except (ValueError, OverflowError, binascii.Error, UnicodeDecodeError, ValidationError):
        return None
    return None if any("\x00" in str(each) for each in texts) else values


def _value(model: type[models.Model], name: str, text: str, spelled: Mapping[str, str]) -> Any:
    """What a text of a token stands for; where it spells a number of the database, the database looks that up itself."""
    if name not in spelled:
        column: Any = model._meta.get_field(name)
        return column.to_python(text)
    relation, _, field = spelled[name].partition("__")
    target: Any = model._meta.get_field(relation).related_model
    return Subquery(
        target._default_manager.filter(**{field: target._meta.get_field(field).to_python(text)}).values("pk")[:1]
    )
