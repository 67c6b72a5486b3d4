"""Every address of the portal in one place; fixed ones first, the page tree last."""

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from portal import views

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("sign-in/", include("records.access.urls")),
    path("admin/", include(wagtailadmin_urls)),
    path("", include("wagtail.urls")),
]
