"""Addresses under /work/webhooks/."""

from django.urls import path

from records.webhooks import views

work_urlpatterns = [
    path("", views.listing, name="list"),
    path("new/", views.new, name="new"),
    path("deliveries/<uuid:uid>/resend/", views.resend, name="resend"),
    path("<uuid:uid>/", views.show, name="show"),
    path("<uuid:uid>/change/", views.change, name="change"),
    path("<uuid:uid>/switch/", views.switch, name="switch"),
    path("<uuid:uid>/secret/", views.secret, name="secret"),
]
