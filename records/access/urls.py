"""Addresses of sign-in."""

from django.urls import path

from records.access import views

urlpatterns = [
    path("", views.SignInView.as_view(), name="sign_in"),
    path("out/", views.SignOutView.as_view(), name="sign_out"),
    path("password/", views.password, name="password"),
]
