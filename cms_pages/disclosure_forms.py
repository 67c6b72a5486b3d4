"""The editor's form of a disclosure: an item of the catalogue is chosen, and what it says is not typed again."""

from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminPageForm

from cms_pages.catalogue import FROM_ITEM, WHERE_EMPTY, CatalogueItemField, offered, says, wrong_with
from records.openness.models import CatalogueItem

CATALOGUE_HELP = (
    "这件公开内容履行目录里的哪一项。选了事项，分类、时限和方式按目录确定，依据和公开范围没有填的自动带出，不必再填"
)


class DisclosurePageForm(WagtailAdminPageForm):  # type: ignore[misc]
    """Offers what the page's organisation discloses; fills in; refuses what is another's or retired."""

    catalogue_item = CatalogueItemField(label="公开目录事项", help_text=CATALOGUE_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.derived: dict[str, str] = {}
        if "catalogue_item" not in self.fields:
            return
        self.organisation = self.parent_page.specific.organisation
        items = {
            item.pk: item for item in offered(self.organisation, timezone.localdate()).select_related("organisation")
        }
        held = CatalogueItem.objects.filter(uid=self.instance.catalogue_item) if self.instance.catalogue_item else []
        # What a page holds already stays in its list, retired too: saving a draft must not lose it.
        items.update({item.pk: item for item in held})
        self.fields["catalogue_item"].offer(items.values())
        if "category_l1" in self.fields:
            self.fields["category_l1"].required = False  # asked for below, unless an item says it

    def clean(self) -> dict[str, Any]:
        """Take from the item what it says; ask for a class where there is no item."""
        given: dict[str, Any] = super().clean()
        item = self.fields["catalogue_item"].items.get(str(given.get("catalogue_item") or ""))
        if item is not None:
            self._take_over(item, given)
        elif not given.get("category_l1") and not self.is_deferred_validation and "category_l1" not in self.errors:
            self.add_error("category_l1", "请选择公开目录事项，或选择一级分类。")
        if item is not None and not self.is_deferred_validation:
            self._check(item, given)
        return given

    def get_field_updates_for_resave(self) -> list[tuple[str, Any]]:
        """A draft saved in the background: what was taken over is shown in the open page, too."""
        updates: list[tuple[str, Any]] = super().get_field_updates_for_resave()
        return [*updates, *((self.add_prefix(name), value) for name, value in self.derived.items())]

    def _take_over(self, item: CatalogueItem, given: dict[str, Any]) -> None:
        for name, value in says(item).items():
            if name not in self.fields:
                continue
            empty = name in WHERE_EMPTY and not given.get(name)
            untouched = (
                name == "audience" and "audience" not in self.changed_data and "catalogue_item" in self.changed_data
            )
            if (name in FROM_ITEM or empty or untouched) and given.get(name) != value:
                given[name] = self.derived[name] = value
                self.errors.pop(name, None)

    def _check(self, item: CatalogueItem, given: dict[str, Any]) -> None:
        asked = SimpleNamespace(
            uid=self.instance.uid,
            organisation=self.organisation,
            catalogue_item=item.uid,
            audience=given.get("audience") or self.instance.audience,
        )
        for name, message in wrong_with(asked, timezone.localdate()).items():
            self.add_error(name if name in self.fields else None, message)
