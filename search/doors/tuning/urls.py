"""Addresses of the search's tuning, below /work/search/tuning/."""

from django.urls import include, path

from records.kit.sheet_views import export_urlpatterns
from search.doors.tuning import bet_views, judged_views, log_views, views
from search.doors.tuning.log import QueryExporter, plain
from search.doors.tuning.views import crumbs

patterns = [
    path("", views.home, name="tuning"),
    path("changes/<uuid:uid>/undo/", views.undo, name="tuning-undo"),
    path("bets/", bet_views.listing, name="bets"),
    path("bets/new/", bet_views.new, name="bet-new"),
    path("bets/<uuid:uid>/", bet_views.change, name="bet"),
    path("bets/<uuid:uid>/remove/", bet_views.remove, name="bet-remove"),
    path("judged/", judged_views.listing, name="judged"),
    path("judged/new/", judged_views.new, name="judged-new"),
    path("judged/run/", judged_views.run, name="judged-run"),
    path("judged/<uuid:uid>/", judged_views.change, name="judged-change"),
    path("judged/<uuid:uid>/remove/", judged_views.remove, name="judged-remove"),
    path("queries/", log_views.listing, name="queries"),
    path(
        "queries/",
        include(
            (
                export_urlpatterns(QueryExporter, log_views.LIST, crumbs((log_views.TITLE, log_views.LIST)), plain),
                "queries",
            )
        ),
    ),
    path("synonyms/", views.synonym_list, name="synonyms"),
    path("synonyms/new/", views.synonym_new, name="synonym-new"),
    path("synonyms/<uuid:uid>/", views.synonym_change, name="synonym"),
    path("synonyms/<uuid:uid>/remove/", views.synonym_remove, name="synonym-remove"),
]
