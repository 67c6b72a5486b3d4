"""Addresses of one's own tokens, under /my/tokens/."""

from django.urls import path

from records.access import token_views as views

urlpatterns = [
    path("", views.listing, name="tokens"),
    path("new/", views.new, name="new_token"),
    path("<uuid:uid>/revoke/", views.revoke, name="revoke_token"),
]
