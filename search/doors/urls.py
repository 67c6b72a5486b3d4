"""Addresses of the search."""

from django.urls import path

from search.doors import views

site_urlpatterns = [
    path("", views.search_page, name="page"),
    path("suggest/", views.suggest, name="suggest"),
]
