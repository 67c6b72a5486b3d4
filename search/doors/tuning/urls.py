"""Addresses of the search's tuning, below /work/search/tuning/."""

from django.urls import path

from search.doors.tuning import views

patterns = [
    path("", views.home, name="tuning"),
    path("changes/<uuid:uid>/undo/", views.undo, name="tuning-undo"),
    path("synonyms/", views.synonym_list, name="synonyms"),
    path("synonyms/new/", views.synonym_new, name="synonym-new"),
    path("synonyms/<uuid:uid>/", views.synonym_change, name="synonym"),
    path("synonyms/<uuid:uid>/remove/", views.synonym_remove, name="synonym-remove"),
]
