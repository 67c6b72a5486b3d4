"""Addresses of the search."""

from django.urls import include, path

from search.doors import archive_views, saved_views, views
from search.doors.tuning.log_views import clicked
from search.doors.tuning.urls import patterns as tuning

site_urlpatterns = [
    path("", views.search_page, name="page"),
    path("suggest/", views.suggest, name="suggest"),
    path("clicked/", clicked, name="clicked"),
]

work_urlpatterns = [
    path("", archive_views.page, name="archive"),
    path("export/", archive_views.export, name="export"),
    path("exports/<uuid:uid>/", archive_views.progress, name="export-progress"),
    path("exports/<uuid:uid>/file/", archive_views.file, name="export-file"),
    path("saved/", saved_views.listing, name="saved"),
    path("saved/<uuid:uid>/", saved_views.use, name="saved-use"),
    path("saved/<uuid:uid>/change/", saved_views.change, name="saved-change"),
    path("saved/<uuid:uid>/remove/", saved_views.remove, name="saved-remove"),
    path("saved/<uuid:uid>/follow/", saved_views.follow, name="saved-follow"),
    path("tuning/", include(tuning)),
]
