"""The inbox and the list of reminders; thin."""

import uuid

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from records.access.models import User
from records.alerts import services
from records.alerts.models import DIGEST_HOUR, DigestPreference, Notice, Reminder
from records.alerts.querysets import LIST_ORDER
from records.kit import keyset
from records.kit.web import actor_of

PAGE = 30


@login_required
def inbox(request: HttpRequest) -> HttpResponse:
    """消息."""
    actor = actor_of(request)
    page = keyset.page(Notice.objects.visible_to(actor), ("-uid",), request.GET, size=PAGE)
    preference = DigestPreference.objects.filter(user=request.user.pk).first() or DigestPreference()
    context = {
        "title": "消息",
        "notices": page.rows,
        **page.links(request.GET),
        "unread": Notice.objects.visible_to(actor).unread().count(),
        "preference": preference,
        "crumbs": [{"label": "首页", "url": "/"}, {"label": "我的", "url": "/my/"}, {"label": "消息", "url": ""}],
    }
    return render(request, "alerts/inbox.html", context)


@login_required
@require_POST
def open_notice(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """Mark a message as read and go where it points."""
    notice = services.mark_read(actor_of(request), uid)
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts=None)
    return redirect(notice.url if notice.url and inside else "/my/alerts/")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark all messages as read."""
    services.mark_all_read(actor_of(request))
    return redirect("/my/alerts/")


@login_required
@require_POST
def preference(request: HttpRequest) -> HttpResponse:
    """Choose whether and when the digest comes."""
    hour = request.POST.get("hour", "")
    if isinstance(request.user, User):
        services.set_preference(
            request.user,
            wants_digest=request.POST.get("wants_digest") == "on",
            hour=int(hour) if hour.isdecimal() else DIGEST_HOUR,
        )
    return redirect("/my/alerts/")


@login_required
def reminders(request: HttpRequest) -> HttpResponse:
    """提醒 of the organisations below."""
    actor = actor_of(request)
    if not actor.scope.paths("alerts.view"):
        raise Http404
    standing = Reminder.objects.visible_to(actor).open()
    level = request.GET.get("level", "")
    if level.isdecimal():
        standing = standing.filter(level=int(level))
    page = keyset.page(standing.select_related("organisation"), LIST_ORDER, request.GET, size=PAGE)
    context = {
        "title": "提醒",
        "intro": "按规则每日核对形成，写明依据和事实；情况改变后自动消除。",
        "reminders": page.rows,
        "count": standing.count(),
        **page.links(request.GET),
        "crumbs": [{"label": "工作台", "url": "/work/"}, {"label": "提醒", "url": ""}],
    }
    return render(request, "alerts/reminders.html", context)
