"""Addresses of the members' screens: /work/members/… and /my/members/."""

from django.urls import path

from records.kit.sheet_views import export_urlpatterns, import_urlpatterns
from records.members import filters
from records.members.exports import RosterExporter
from records.members.imports import RosterImporter
from records.members.views import entering, member, own, register, steps
from records.members.views.register import CRUMBS, HOME

work_urlpatterns = [
    path("", register.listing, name="list"),
    path("register/", entering.register, name="register"),
    *import_urlpatterns(RosterImporter, HOME, CRUMBS),
    *export_urlpatterns(RosterExporter, HOME, CRUMBS, filters.plain),
    path("<uuid:uid>/", member.show, name="show"),
    path("<uuid:uid>/reveal/", member.reveal, name="reveal"),
    path("<uuid:uid>/correct/", entering.correct, name="correct"),
    path("<uuid:uid>/convert/", steps.convert, name="convert"),
    path("<uuid:uid>/extend/", steps.extend, name="extend"),
    path("<uuid:uid>/standing/<slug:kind>/", steps.standing, name="standing"),
    path("<uuid:uid>/move/", steps.move, name="move"),
    path("<uuid:uid>/account/", steps.account, name="account"),
]

my_urlpatterns = [path("", own.own, name="own")]
