"""Registers of openness in the back office: read only; writing happens where pages are published and letters answered."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail_modeladmin.options import modeladmin_register

from records.kit.admin import RecordAdmin
from records.kit.web import actor_of
from records.openness.models import CatalogueItem, Publication


@modeladmin_register
class PublicationAdmin(RecordAdmin):
    """公开记录."""

    model = Publication
    menu_label = "公开记录"
    menu_icon = "doc-full"
    menu_order = 410
    view_action = "openness.view"
    list_display = ("title", "organisation", "number", "published_at", "on_time")
    list_filter = ("on_time", "audience")
    list_select_related = ("organisation",)
    ordering = ("-published_at",)
    inspect_view_fields = ("title", "url", "organisation", "number", "audience", "published_at", "due_on", "digest")


@modeladmin_register
class CatalogueItemAdmin(RecordAdmin):
    """公开目录: what is in the person's scope; it is drawn up at the workbench."""

    model = CatalogueItem
    menu_label = "公开目录"
    menu_icon = "list-ul"
    menu_order = 411
    view_action = "openness.view"
    export_url = "/work/openness/catalogue/export/"
    list_display = ("code", "title", "category", "period_kind", "organisation", "in_force_from", "retired_on")
    list_filter = ("category", "period_kind", "level")
    list_select_related = ("organisation",)
    search_fields = ("code", "title")
    ordering = ("org_path", "code")
    inspect_view_fields = (
        "code",
        "title",
        "category",
        "category_l2",
        "content",
        "basis",
        "period_kind",
        "every_months",
        "audience",
        "level",
        "applies_below",
        "organisation",
        "in_force_from",
        "retired_on",
        "retired_reason",
    )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Of one's posts and below: the catalogue as a whole is a public page, the register is for those who keep it."""
        rows: models.QuerySet[Any] = CatalogueItem.objects.at_the_workbench(actor_of(request))
        return rows.order_by(*self.get_ordering(request))
