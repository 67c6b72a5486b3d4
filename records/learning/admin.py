"""Registers of learning in the back office: read and searched; what is written is written by services elsewhere."""

from typing import Any, ClassVar

from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from records.kit.admin import RecordAdmin
from records.learning.models import CourseVersion, HourEntry, StudySession
from records.learning.rules import hours_text


class CourseVersionAdmin(RecordAdmin):
    """课程版本: what was published when."""

    model = CourseVersion
    menu_label = "课程版本"
    menu_icon = "list-ul"
    view_action = "learning.view_courses"
    list_display = ("title", "organisation", "number", "hours_shown", "is_current", "published_at")
    list_filter = ("is_current",)
    list_select_related = ("organisation",)
    search_fields = ("title",)
    ordering = ("-published_at",)
    inspect_view_fields: ClassVar[list[str]] = [
        "title", "organisation", "number", "hours", "pass_mark", "audience", "is_current", "published_at", "withdrawn_at",
    ]  # fmt: skip

    def hours_shown(self, row: CourseVersion) -> str:
        """Hours as people write them."""
        return hours_text(row.hours)

    hours_shown.short_description = "学时"  # type: ignore[attr-defined]


class StudySessionAdmin(RecordAdmin):
    """集中学习记录."""

    model = StudySession
    menu_label = "集中学习记录"
    menu_icon = "group"
    view_action = "learning.record_study"
    list_display = ("title", "organisation", "form", "held_on", "hours_shown", "people")
    list_filter = ("form", "held_on")
    list_select_related = ("organisation",)
    search_fields = ("title",)
    ordering = ("-held_on",)
    inspect_view_fields: ClassVar[list[str]] = [
        "title", "organisation", "form", "held_on", "hours", "evidence", "people", "recorded_by", "created_at",
    ]  # fmt: skip

    def hours_shown(self, row: StudySession) -> str:
        """Hours as people write them."""
        return hours_text(row.hours)

    hours_shown.short_description = "学时"  # type: ignore[attr-defined]


class HourEntryAdmin(RecordAdmin):
    """学时记录: of the own branch, or recorded by the own organisation."""

    model = HourEntry
    menu_label = "学时记录"
    menu_icon = "date"
    view_action = "learning.record_study"
    list_display = ("person", "title", "form", "on", "hours_shown", "organisation", "is_reversal")
    list_filter = ("form", "year")
    list_select_related = ("organisation", "member", "user")
    search_fields = ("title", "member__name")
    ordering = ("-on",)
    inspect_view_fields: ClassVar[list[str]] = [
        "member", "title", "form", "on", "year", "hours", "organisation", "session", "reverses", "reason",
    ]  # fmt: skip

    def person(self, row: HourEntry) -> Any:
        """Whose hours."""
        return row.member or row.user

    person.short_description = "姓名"  # type: ignore[attr-defined]

    def hours_shown(self, row: HourEntry) -> str:
        """Hours as people write them."""
        return hours_text(row.hours)

    hours_shown.short_description = "学时"  # type: ignore[attr-defined]

    def is_reversal(self, row: HourEntry) -> str:
        """Whether the entry takes another back."""
        return "冲销" if row.reverses_id else ""

    is_reversal.short_description = "说明"  # type: ignore[attr-defined]


@modeladmin_register
class LearningGroup(ModelAdminGroup):  # type: ignore[misc]
    """学习."""

    menu_label = "学习"
    menu_icon = "openquote"
    menu_order = 430
    items = (CourseVersionAdmin, StudySessionAdmin, HourEntryAdmin)
