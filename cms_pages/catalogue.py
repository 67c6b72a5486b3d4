"""Where the editor of a disclosure meets the catalogue: which items are offered, what one says for the page, what refuses it.

What an item says is not typed again: class, limit and manner are the item's; contents that are empty, and an audience nobody
touched, follow it. Pages are taken as they are, so that the models may use this.
"""

import datetime
import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from records.kit.audience import Audience
from records.openness.choices import Category
from records.openness.models import CatalogueItem, Publication
from records.openness.services.publications import NOT_OURS
from records.organisations.models import Organisation

MOST_OPTIONS = 400  # with more, one is typed by its number; a place has some dozens
FEW_OPTIONS = 8  # so many are seen at a glance
FROM_ITEM = ("category_l1", "period_kind", "mode")  # facts of the matter: the page says what the catalogue says
WHERE_EMPTY = ("category_l2", "basis")


def offered(organisation: Organisation, today: datetime.date) -> Any:
    """The items in force that this organisation discloses, by class: its own and those from above."""
    return (
        CatalogueItem.objects.applying_to(organisation).in_force(today).order_by("category", "org_path", "code", "pk")
    )


def says(item: CatalogueItem) -> dict[str, str]:
    """What an item says, by the names of the page's fields."""
    return {
        "category_l1": item.category,
        "category_l2": item.category_l2,
        "period_kind": item.period_kind,
        "mode": item.mode,
        "basis": item.basis,
        "audience": item.audience,
    }


def fill(page: Any, item: CatalogueItem) -> None:
    """Have a new page fulfil an item, with all that the item says of it."""
    page.catalogue_item = item.uid
    for name, value in says(item).items():
        if name in FROM_ITEM or name == "audience" or not getattr(page, name):
            setattr(page, name, value)


def wrong_with(page: Any, today: datetime.date) -> dict[str, str]:
    """Why a page can't be handed in under its item, by field; nothing for a page without one.

    A page that stands on record under the item may be corrected, whatever has become of the item.
    """
    if page.catalogue_item is None:
        return {}
    item: CatalogueItem | None = CatalogueItem.objects.filter(uid=page.catalogue_item).first()
    if item is None:
        return {"catalogue_item": NOT_OURS}
    if not Publication.objects.filter(page_uid=page.uid, catalogue_item=item).exists():
        if not CatalogueItem.objects.applying_to(page.organisation).filter(pk=item.pk).exists():
            return {"catalogue_item": NOT_OURS}
        if item.retired_on is not None and item.retired_on <= today:
            return {"catalogue_item": f"“{item}”已于{item.retired_on}停用，请另选一项在用的事项，或留空。"}
        if item.in_force_from > today:
            return {"catalogue_item": f"“{item}”自{item.in_force_from}起用，现在请选别的事项，或留空。"}
    if Audience(page.audience).narrowness < Audience(item.audience).narrowness:
        wide = f"目录规定“{item.title}”{item.get_audience_display()}，本页的范围更宽，请改为相同或更窄的范围。"
        return {"audience": wide}
    return {}


def named(uid: Any) -> str:
    """An item in words, for a reviewer."""
    item = CatalogueItem.objects.filter(uid=uid).first() if uid else None
    return str(item) if item is not None else ""


class FindableSelect(forms.Select):
    """A select with a box above it that narrows its options as one types; without scripts, a select."""

    class Media:
        js = ("cms_pages/findable.js",)


class CatalogueItemField(forms.Field):
    """One item of the catalogue, by class where there are few, by its number where there are many; cleaned to its uid."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self.items: dict[str, CatalogueItem] = {}
        self._listed = False

    def offer(self, rows: Iterable[CatalogueItem]) -> None:
        """Choose among these."""
        found = list(rows)
        self.items = {str(item.uid): item for item in found}
        self._listed = len(found) <= MOST_OPTIONS
        if not self._listed:
            self.widget = forms.TextInput(attrs={"autocomplete": "off"})
            self.help_text = f"填写事项的编号或名称。{self.help_text}"
            return
        groups: dict[str, list[tuple[str, str]]] = {}
        for item in found:
            label = f"{item.code} {item.title}（{item.get_period_kind_display()}）"
            groups.setdefault(item.category, []).append((str(item.uid), label))
        names = dict(Category.choices)
        order = [name for name in Category.values if name in groups]
        self.widget = FindableSelect(
            choices=[("", "不选"), *((str(names[name]), groups[name]) for name in order)],
            attrs={"data-findable": "按名称、编号或类别查找事项"} if len(found) > FEW_OPTIONS else None,
        )

    def prepare_value(self, value: Any) -> Any:
        """As the list or the line shows it."""
        item = self.items.get(str(value))
        return item.code if item is not None and not self._listed else value

    def to_python(self, value: Any) -> uuid.UUID | None:
        """The item's uid. Raises ValidationError for what is not among those offered."""
        text = str(value or "").strip()
        if not text:
            return None
        if text in self.items:
            return self.items[text].uid
        named = [item for item in self.items.values() if text in (item.code, item.title)]
        if len(named) == 1:
            return named[0].uid
        if named:
            listed = "、".join(f"{item}（{item.organisation.short_name}）" for item in named[:5])
            raise ValidationError(f"有几项都叫“{text[:40]}”：{listed}，请填写事项的名称。")
        raise ValidationError(NOT_OURS)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare as texts."""
        return str(initial or "") != str(data or "")
