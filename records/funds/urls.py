"""Addresses under /work/funds/."""

from django.urls import include, path

from records.funds.exports import LedgerExporter
from records.funds.views import drafting, judging, ledger, lists, page, presets, spending
from records.kit.sheet_views import progress_urlpatterns

work_urlpatterns = [
    path("", lists.applications, name="list"),
    path("new/", drafting.new, name="new"),
    path("ledger/", ledger.ledger, name="ledger"),
    path("ledger/export/", ledger.export, name="ledger_export"),
    path("ledger/", include((progress_urlpatterns(LedgerExporter, ledger.HOME, ledger.CRUMBS), "ledger"))),
    path("budgets/", lists.budgets, name="budgets"),
    path("presets/", presets.overview, name="presets"),
    path("presets/categories/new/", presets.category, name="category_new"),
    path("presets/categories/<uuid:uid>/", presets.category, name="category"),
    path("presets/prohibitions/new/", presets.prohibition, name="prohibition_new"),
    path("presets/prohibitions/<uuid:uid>/", presets.prohibition, name="prohibition"),
    path("presets/signing/new/", presets.signing, name="signing_new"),
    path("presets/signing/<uuid:uid>/end/", presets.end_signing, name="signing_end"),
    path("executions/<uuid:uid>/reverse/", spending.reverse, name="reverse"),
    path("vouchers/<uuid:uid>/", spending.voucher, name="voucher"),
    path("<uuid:uid>/", page.application, name="application"),
    path("<uuid:uid>/edit/", drafting.change, name="edit"),
    path("<uuid:uid>/print/", page.printed, name="print"),
    path("<uuid:uid>/withdraw/", page.withdraw, name="withdraw"),
    path("<uuid:uid>/review/", judging.review, name="review"),
    path("<uuid:uid>/decide/", judging.decide, name="decide"),
    path("<uuid:uid>/sign/", judging.sign, name="sign"),
    path("<uuid:uid>/execute/", spending.execute, name="execute"),
    path("<uuid:uid>/settle/", page.settle, name="settle"),
    path("<uuid:uid>/reopen/", page.reopen, name="reopen"),
]
