"""Loans in the back office."""

from wagtail_modeladmin.options import modeladmin_register

from records.kit.admin import RecordAdmin
from tests.sample.models import Loan


@modeladmin_register
class LoanAdmin(RecordAdmin):
    """The register of loans."""

    model = Loan
    menu_label = "借书登记"
    view_action = "sample.view"
    list_display = ("book", "organisation", "is_returned")
    list_filter = ("is_returned",)
    inspect_view_fields = ("book", "phone", "is_returned")
