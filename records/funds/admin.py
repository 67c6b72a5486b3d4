"""Registers in the back office: read-mostly; acts stand at the workbench."""

from wagtail_modeladmin.options import ModelAdminGroup, modeladmin_register

from records.funds.models import Application, Budget, Execution
from records.kit.admin import RecordAdmin


class ApplicationAdmin(RecordAdmin):
    """经费申请."""

    model = Application
    view_action = "funds.view"
    menu_label = "经费申请"
    menu_icon = "form"
    list_display = ("title", "serial", "organisation", "source", "state", "filed_on")
    list_filter = ("state", "kind", "source", "year")
    search_fields = ("title", "serial")
    list_select_related = ("organisation",)
    ordering = ("-uid",)
    inspect_view_fields = (
        "title",
        "serial",
        "kind",
        "organisation",
        "committee",
        "year",
        "source",
        "purpose",
        "programme",
        "period_from",
        "period_to",
        "views_meeting",
        "views_on",
        "state",
        "filed_on",
        "decided_on",
        "replied_on",
        "settled_on",
        "closing",
    )


class ExecutionAdmin(RecordAdmin):
    """经费台账."""

    model = Execution
    view_action = "funds.view"
    export_url = "/work/funds/ledger/export/"
    menu_label = "经费台账"
    menu_icon = "list-ol"
    list_display = ("item", "organisation", "amount_in_yuan", "executed_on", "payee", "voucher_number")
    list_filter = ("executed_on",)
    search_fields = ("payee", "voucher_number")
    list_select_related = ("item", "organisation")
    ordering = ("-executed_on", "-pk")
    inspect_view_fields = (
        "item",
        "organisation",
        "amount_in_yuan",
        "executed_on",
        "payee",
        "voucher_number",
        "note",
        "entered_by_name",
    )

    def amount_in_yuan(self, row: Execution) -> str:
        """The amount with two places."""
        return row.amount_in_yuan

    amount_in_yuan.short_description = "金额（元）"  # type: ignore[attr-defined]


class BudgetAdmin(RecordAdmin):
    """年度预算."""

    model = Budget
    view_action = "funds.view"
    menu_label = "年度预算"
    menu_icon = "calendar"
    list_display = ("organisation", "year", "source")
    list_filter = ("year", "source")
    list_select_related = ("organisation",)
    ordering = ("-year", "org_path")
    inspect_view_fields = ("organisation", "year", "source")


class FundsGroup(ModelAdminGroup):  # type: ignore[misc]
    """经费."""

    menu_label = "经费"
    menu_icon = "form"
    menu_order = 340
    items = (ApplicationAdmin, ExecutionAdmin, BudgetAdmin)


modeladmin_register(FundsGroup)
