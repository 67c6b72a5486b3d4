"""The register of figures in the back office: to read. A new value is set by a service, never typed over an old one."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from records.kit.admin import RecordAdmin
from records.regulations.models import RegulationDocument, RegulationValue


class ValueAdmin(RecordAdmin):
    """Figures by key and day."""

    model = RegulationValue
    view_action: ClassVar[str] = "regulations.view"
    menu_label = "数值"
    menu_icon = "list-ol"
    list_display = ("label", "shown", "unit", "valid_from", "valid_to", "source", "mark")
    list_filter = ("mark",)
    search_fields = ("key__label", "key__name", "document__title", "document__number", "note")
    inspect_view_fields = (
        "key", "value", "valid_from", "valid_to", "document", "article", "mark", "note", "recorded_at", "replaced_at",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """With what the list prints, in one query."""
        return super().get_queryset(request).select_related("key", "document")

    def label(self, row: RegulationValue) -> str:
        """The figure's Chinese name."""
        return row.key.label

    label.short_description = "数值项"  # type: ignore[attr-defined]

    def shown(self, row: RegulationValue) -> str:
        """The value; of a table, how many rows it has."""
        return f"表格，{len(row.value)}行" if isinstance(row.value, list) else str(row.value)

    shown.short_description = "值"  # type: ignore[attr-defined]

    def unit(self, row: RegulationValue) -> str:
        """The unit."""
        return row.key.unit

    unit.short_description = "单位"  # type: ignore[attr-defined]

    def source(self, row: RegulationValue) -> str:
        """Document and article."""
        return f"{row.document}{row.article}"

    source.short_description = "依据"  # type: ignore[attr-defined]


class DocumentAdmin(RecordAdmin):
    """The documents they come from."""

    model = RegulationDocument
    view_action: ClassVar[str] = "regulations.view"
    menu_label = "文件"
    menu_icon = "doc-full"
    list_display = ("title", "number", "issued_on", "in_force_from", "in_force_to")
    search_fields = ("title", "number")
    inspect_view_fields = ("title", "number", "issued_on", "in_force_from", "in_force_to", "url")


class RegulationsGroup(ModelAdminGroup):  # type: ignore[misc]
    """法规数值 in the menu."""

    menu_label = "法规数值"
    menu_icon = "list-ol"
    menu_order = 800
    items = (ValueAdmin, DocumentAdmin)


modeladmin_register(RegulationsGroup)
