"""Addresses of sign-in, and of accounts and posts at the workbench."""

from django.urls import path

from records.access import views
from records.access.work import accounts, posts

urlpatterns = [
    path("", views.SignInView.as_view(), name="sign_in"),
    path("out/", views.SignOutView.as_view(), name="sign_out"),
    path("password/", views.password, name="password"),
]

work_urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/new/", accounts.opening, name="open-account"),
    path("accounts/<uuid:uid>/", accounts.account, name="account"),
    path("accounts/<uuid:uid>/correct/", accounts.correct, name="correct-account"),
    path("accounts/<uuid:uid>/password/", accounts.password, name="reset-password"),
    path("accounts/<uuid:uid>/switch/", accounts.switch, name="switch-account"),
    path("posts/", posts.posts, name="posts"),
    path("posts/new/", posts.appointing, name="appoint"),
    path("posts/<uuid:uid>/", posts.changing, name="post"),
    path("posts/<uuid:uid>/end/", posts.ending, name="end-post"),
]
