"""Addresses under /work/regulations/."""

from django.urls import path

from records.regulations import views

work_urlpatterns = [
    path("", views.figures, name="figures"),
    path("documents/new/", views.document, name="document"),
    path("<str:name>/", views.figure, name="figure"),
]
