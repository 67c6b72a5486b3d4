"""Addresses under /work/organisations/."""

from django.urls import path

from records.kit.sheet_views import import_urlpatterns
from records.organisations.imports import TreeImporter
from records.organisations.work import acts, tree, units

work_urlpatterns = [
    path("", tree.organisations, name="organisations"),
    path("new/", acts.setting_up, name="set-up"),
    path("units/", units.units, name="units"),
    path("units/new/", units.adding, name="add-unit"),
    path("units/<uuid:uid>/", units.changing, name="unit"),
    path("kinds/", units.kinds, name="kinds"),
    path("kinds/new/", units.kind, name="add-kind"),
    path("kinds/<slug:code>/", units.kind, name="kind"),
    *import_urlpatterns(TreeImporter, tree.HOME, tree.CRUMBS),
    path("<uuid:uid>/", tree.organisation, name="organisation"),
    path("<uuid:uid>/rename/", acts.renaming, name="rename"),
    path("<uuid:uid>/details/", acts.detailing, name="details"),
    path("<uuid:uid>/move/", acts.moving, name="move"),
    path("<uuid:uid>/dissolve/", acts.dissolving, name="dissolve"),
    path("<uuid:uid>/reinstate/", acts.reinstating, name="reinstate"),
]
