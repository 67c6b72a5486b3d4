"""Addresses under /work/journal/."""

from django.urls import path

from portal.exports import JournalExporter
from portal.journal import views
from portal.journal.reading import plain
from records.kit.sheet_views import export_urlpatterns

app_name = "work-journal"

urlpatterns = [
    path("", views.register, name="register"),
    *export_urlpatterns(JournalExporter, views.HOME, views.CRUMBS, plain),
    path("<uuid:uid>/", views.entry, name="entry"),
]
