"""Addresses of reminders and messages."""

from django.urls import path

from records.alerts import views

work_urlpatterns = [path("", views.reminders, name="reminders")]

my_urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("read-all/", views.read_all, name="read_all"),
    path("preference/", views.preference, name="preference"),
    path("<uuid:uid>/", views.open_notice, name="open"),
]
