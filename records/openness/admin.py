"""Registers of openness in the back office: read only; writing happens where pages are published and letters answered."""

from wagtail_modeladmin.options import modeladmin_register

from records.kit.admin import RecordAdmin
from records.openness.models import Publication


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
