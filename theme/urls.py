"""Addresses of the theme; the project includes them at its root."""

from django.urls import path

from theme import views

app_name = "theme"

urlpatterns = [
    path("components/", views.components, name="components"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("display/", views.display, name="display"),
]
