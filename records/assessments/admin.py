"""Registers in the back office: read only; acts stand at the workbench."""

from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from records.assessments.models import Scheme, Sheet, Task
from records.kit.admin import RecordAdmin


class TaskAdmin(RecordAdmin):
    """考核任务."""

    model = Task
    view_action = "assessments.view"
    menu_label = "考核任务"
    menu_icon = "tasks"
    list_display = ("title", "organisation", "year", "due_on", "state")
    list_filter = ("state", "year")
    search_fields = ("title",)
    list_select_related = ("organisation",)
    ordering = ("-uid",)
    inspect_view_fields = (
        "title",
        "organisation",
        "scheme",
        "year",
        "period",
        "due_on",
        "instructions",
        "audience",
        "shown",
        "state",
        "issued_at",
        "ended_at",
    )


class SheetAdmin(RecordAdmin):
    """考核表: in the order of the tree."""

    model = Sheet
    view_action = "assessments.view"
    menu_label = "考核表"
    menu_icon = "form"
    list_display = ("organisation", "task", "state", "submitted_at", "late", "grade")
    list_filter = ("state", "late", "task__year")
    search_fields = ("organisation__short_name", "task__title")
    list_select_related = ("organisation", "task")
    ordering = ("org_path", "uid")
    inspect_view_fields = (
        "organisation",
        "task",
        "state",
        "submitted_at",
        "late",
        "assessed_on",
        "grade",
        "published_at",
    )


class SchemeAdmin(RecordAdmin):
    """考核方案."""

    model = Scheme
    view_action = "assessments.view"
    menu_label = "考核方案"
    menu_icon = "list-ul"
    list_display = ("name", "number", "organisation", "state", "used_from")
    list_filter = ("state",)
    search_fields = ("name", "basis")
    list_select_related = ("organisation",)
    ordering = ("-uid",)
    inspect_view_fields = ("name", "number", "organisation", "basis", "note", "state", "used_from")


class AssessmentsGroup(ModelAdminGroup):  # type: ignore[misc]
    """考核."""

    menu_label = "考核"
    menu_icon = "tasks"
    menu_order = 350
    items = (TaskAdmin, SheetAdmin, SchemeAdmin)


modeladmin_register(AssessmentsGroup)
