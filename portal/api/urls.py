"""Addresses of the API."""

from django.urls import include, path

from portal.api import views
from portal.api.organisations import OrganisationViewSet
from portal.api.pages import PageViewSet
from records.kit.api import route, router
from records.kit.discover import discover

discover("api", "schema")
route("organisations", OrganisationViewSet, "organisation")
route("pages", PageViewSet, "page")

urlpatterns = [
    path("", views.Root.as_view(), name="api-root"),
    path("schema/", views.Schema.as_view(), name="api-schema"),
    path("sign-in/", views.SignIn.as_view(), name="api-sign-in"),
    path("tokens/", views.Tokens.as_view(), name="api-tokens"),
    path("tokens/<uuid:uid>/", views.TokenView.as_view(), name="api-token"),
    path("", include(router().urls)),
]
