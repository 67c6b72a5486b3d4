"""Addresses of Wagtail that stay shut: acts that must not go round the services, reports that would list the whole place,
and whole parts that the portal does in its own way (accounts and posts, sign-in, redirects, review) or not at all.
"""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, re_path
from django.utils.http import urlencode
from wagtail.permissions import page_permission_policy

from records.kit.errors import Refused


def shut(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """There is nothing here."""
    raise Http404


@login_required
def no_words(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
    """No completion of tags: the list holds words of pages that are not for everyone."""
    return JsonResponse([], safe=False)


@login_required
def own_pages(request: HttpRequest) -> HttpResponse:
    """The explorer opens at the person's own section, not at a list of the whole place."""
    root = page_permission_policy.explorable_root_instance(request.user)
    if root is None:
        raise Http404
    return redirect("wagtailadmin_explore", root.pk)


def sign_in(request: HttpRequest) -> HttpResponse:
    """One sign-in for the whole portal: with its lockout, and back to where the person was going.

    Wagtail also sends those here who are signed in and have no post: signing in again would lead nowhere.
    """
    if request.user.is_authenticated:
        raise Refused("后台供有职务的人员使用；您的学习和消息在“我的”。")
    return redirect(f"/sign-in/?{urlencode({'next': request.GET.get('next') or '/admin/'})}")


urlpatterns = [
    path("login/", sign_in),
    path("pages/", own_pages),
    re_path(r"^tag-autocomplete/.*$", no_words),
    re_path(r"^(test404|failwhale|account|dismissibles)/.*$", shut),
    re_path(r"^(users|groups|sites|redirects|forms|snippets|collections|workflows|embeds)/.*$", shut),
    re_path(r"^images/\d+/generate_url/.*$", shut),
    re_path(r"^images/chooser/\d+/select_format/.*$", shut),
    re_path(r"^bulk/.*$", shut),
    re_path(r"^reports/.*$", shut),
    re_path(r"^pages/usage/.*$", shut),
    re_path(r"^pages/\d+/(convert_alias|privacy|lock|unlock|unpublish)/$", shut),
    re_path(r"^pages/\d+/set_position/$", shut),
    re_path(r"^pages/\d+/revisions/\d+/unschedule/$", shut),
    re_path(r"^pages/workflow/(action|collect_action_data|preview)/.*$", shut),
    re_path(r"^api/main/pages/\d+/action/.*$", shut),
    re_path(r"^password_reset/.*$", shut),
]
