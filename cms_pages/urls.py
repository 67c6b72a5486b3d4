"""Addresses of pages that are not in the tree."""

from django.urls import URLPattern, URLResolver, path

from cms_pages.columns import ColumnKind
from cms_pages.views import site

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{kind}/", site.column_across, {"kind": kind.value}, name=f"column-{kind}") for kind in ColumnKind),
    path("organisations/", site.finder, name="organisation_finder"),
    path("organisations/<uuid:uid>/", site.organisation, name="organisation"),
]
