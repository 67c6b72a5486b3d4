"""Screens of subscriptions under /work/webhooks/; thin."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import Conflict, NotVisible
from records.kit.events import event_names
from records.kit.forms import attempt
from records.kit.web import screen as for_whoever_may
from records.webhooks import services
from records.webhooks.forms import SubscriptionForm, chinese
from records.webhooks.models import Delivery, Subscription
from records.webhooks.querysets import MANAGE

HOME = "/work/webhooks/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "事件推送", "url": HOME}]
PAGE = 20
TONES = {"delivered": "good", "waiting": "info", "given_up": "bad", "withheld": "plain"}


def screen(view: Callable[..., HttpResponse]) -> Any:
    """For those who manage webhooks somewhere; kept by no cache, for a secret is shown once."""
    return never_cache(for_whoever_may(MANAGE)(view))


@screen
@require_safe
def listing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """事件推送: who is told."""
    rows = Subscription.objects.visible_to(actor).select_related("organisation")
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    table = {
        "caption": "订阅",
        "caption_hidden": True,
        "manner": "list",
        "columns": ["名称", "组织", "接收地址", "事件", "状态"],
        "rows": [
            {
                "cells": [
                    each.name,
                    each.organisation.short_name,
                    each.url,
                    f"{len(each.events)}种",
                    {"value": "", "badge": ("启用", "good") if each.is_active else ("停用", "plain")},
                ],
                "url": f"{HOME}{each.uid}/",
            }
            for each in page.rows
        ],
    }
    context = {
        "title": "事件推送",
        "intro": "本组织和下级组织有变动时，通知其他系统。只告诉发生了什么、到哪里看，不含填写的内容。",
        "crumbs": [CRUMBS[0], {"label": "事件推送", "url": ""}],
        "actions": [{"label": "新建订阅", "url": f"{HOME}new/", "primary": True}],
        "table": table,
        "count": rows.count(),
        "unit": "个",
        **page.links(request.GET),
        "empty_title": "还没有订阅",
        "empty_note": "需要让其他系统及时知道变动时，在这里新建。",
    }
    return render(request, "theme/list.html", context)


@screen
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """新建订阅; the secret is shown once, on the answer itself."""
    form = SubscriptionForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form, lambda: services.subscribe(actor, form.cleaned_data.pop("organisation"), **form.cleaned_data)
        )
        if made is not None:
            return _secret(request, made[0], made[1])
    return _form(request, form, "新建订阅", HOME)


@screen
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更改订阅."""
    row = _one(actor, uid)
    start = {"name": row.name, "url": row.url, "events": row.events}
    form = SubscriptionForm(request.POST or None, actor=actor, editing=True, initial=start)
    if (
        request.method == "POST"
        and form.is_valid()
        and attempt(form, lambda: services.change(actor, uid, **form.cleaned_data)) is not None
    ):
        messages.success(request, "已保存。")
        return redirect(f"{HOME}{uid}/")
    return _form(request, form, f"更改“{row.name}”", f"{HOME}{uid}/")


@screen
@require_safe
def show(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """One subscription with its deliveries, newest first."""
    row = _one(actor, uid)
    page = keyset.page(row.deliveries.select_related("event"), ("-uid",), request.GET, size=PAGE)
    labels = {name: chinese(label) for name, label in event_names().items()}
    context = {
        "title": row.name,
        "kicker": "事件推送",
        "status": ("启用", "good") if row.is_active else ("停用", "plain"),
        "crumbs": [*CRUMBS, {"label": row.name, "url": ""}],
        "row": row,
        "facts": [
            ("组织", row.organisation.short_name),
            ("接收地址", row.url),
            ("订阅人", row.owner.name),
            ("事件", "、".join(labels.get(name, name) for name in row.events)),
        ],
        "deliveries": _table(page.rows, labels),
        **page.links(request.GET),
    }
    return render(request, "webhooks/subscription.html", context)


@screen
@require_POST
def switch(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """停用、启用."""
    row = services.switch(actor, uid, active=request.POST.get("act") == "on")
    messages.success(request, "已启用。" if row.is_active else "已停用，等待中的不再推送。")
    return redirect(f"{HOME}{uid}/")


@screen
@require_POST
def secret(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更换密钥, shown once."""
    fresh = services.renew_secret(actor, uid)
    return _secret(request, fresh, _one(actor, uid))


@screen
@require_POST
def resend(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """重新推送 one delivery."""
    found = Delivery.objects.visible_to(actor).filter(uid=uid).select_related("subscription").first()
    if found is None:
        raise NotVisible()
    try:
        services.resend(actor, uid)
    except Conflict as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "已重新排队，一分钟内推送。")
    return redirect(f"{HOME}{found.subscription.uid}/")


def _one(actor: Actor, uid: uuid.UUID) -> Subscription:
    rows = Subscription.objects.visible_to(actor).select_related("organisation", "owner")
    found: Subscription | None = rows.filter(uid=uid).first()
    if found is None:
        raise NotVisible()
    return found


def _form(request: HttpRequest, form: SubscriptionForm, title: str, back: str) -> HttpResponse:
    context = {
        "title": title,
        "form": form,
        "submit_label": "保存",
        "cancel_url": back,
        "crumbs": [*CRUMBS, {"label": title, "url": ""}],
        "aside": [
            {"title": "推送什么", "text": "事件名称、时间，以及所涉记录的编号和接口地址；对方凭自己的令牌再取内容。"}
        ],
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _secret(request: HttpRequest, text: str, row: Subscription) -> HttpResponse:
    context = {
        "title": "请记下签名密钥",
        "kicker": row.name,
        "notices": [{"title": "密钥只显示这一次", "note": "请现在抄给对方系统；遗失了只能更换。", "tone": "warn"}],
        "facts": [{"term": "签名密钥", "value": text, "mono": True}, {"term": "接收地址", "value": row.url}],
        "crumbs": [*CRUMBS, {"label": row.name, "url": f"{HOME}{row.uid}/"}, {"label": "签名密钥", "url": ""}],
    }
    return render(request, "theme/task.html", context)


def _table(rows: list[Delivery], labels: dict[str, str]) -> dict[str, Any]:
    shown = []
    for each in rows:
        answer = each.last_error or (f"对方答复{each.last_status}" if each.last_status else "")
        if each.state == Delivery.State.WAITING and each.tries:
            answer = f"{answer}{timezone.localtime(each.next_try_at):%-m月%-d日%H:%M}再试。"
        shown.append(
            {
                "cells": [
                    labels.get(each.event.name, each.event.name),
                    f"{timezone.localtime(each.event.at):%Y-%m-%d %H:%M}",
                    {"value": "", "badge": (str(each.get_state_display()), TONES[each.state])},
                    str(each.tries),
                    answer,
                ],
                "resend": str(each.uid) if each.state in ("given_up", "withheld") else "",
            }
        )
    columns = ["事件", "发生时间", "状态", "次数", "结果"]
    return {"caption": "推送记录", "columns": columns, "rows": shown, "again": [row for row in shown if row["resend"]]}
