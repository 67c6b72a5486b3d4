"""One's own tokens for programs 接口令牌: listed, issued, revoked; thin."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.access import services
from records.access.forms import TokenForm, words_of
from records.access.models import ApiToken, User
from records.kit import keyset
from records.kit.errors import NotVisible
from records.kit.forms import attempt

HOME = "/my/tokens/"
CRUMBS = [{"label": "首页", "url": "/"}, {"label": "我的", "url": "/my/"}, {"label": "接口令牌", "url": HOME}]
PAGE = 20
NAMED = 3  # acts that a line of the list names; the rest is a number


def own_screen(view: Callable[..., HttpResponse]) -> Any:
    """For whoever is signed in; kept by no cache, for a token is shown once."""

    @never_cache
    @login_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            raise NotVisible()
        return view(request, request.user, *args, **kwargs)

    return guarded


@own_screen
@require_safe
def listing(request: HttpRequest, person: User) -> HttpResponse:
    """接口令牌: what programs may do in one's name."""
    rows = ApiToken.objects.filter(user=person)
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    context = {
        "title": "接口令牌",
        "intro": "让程序以您的身份使用接口。令牌只能做申请时选定的事，不会超过您本人的权限；到期失效，随时可以撤销。",
        "crumbs": [*CRUMBS[:2], {"label": "接口令牌", "url": ""}],
        "actions": [{"label": "申请令牌", "url": f"{HOME}new/", "primary": True}],
        "count": rows.count(),
        "unit": "个",
        "table": {
            "caption": "接口令牌",
            "caption_hidden": True,
            "columns": ["用途", "可做的事", "申请", "最近使用", "到期", "状态", "办理"],
            "rows": [_line(each) for each in page.rows],
        },
        **page.links(request.GET),
        "empty_title": "还没有令牌",
        "empty_note": "需要让其他系统或脚本读取、写入门户时，在这里申请。",
    }
    return render(request, "theme/list.html", context)


@own_screen
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, person: User) -> HttpResponse:
    """申请令牌; it is shown once, on the answer itself."""
    form = TokenForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        made = attempt(
            form,
            lambda: services.issue_token(person, name=given["name"], actions=form.actions(), days=given["days"]),
        )
        if made is not None:
            return _shown_once(request, *made)
    context = {
        "title": "申请接口令牌",
        "form": form,
        "submit_label": "申请",
        "cancel_url": HOME,
        "crumbs": [*CRUMBS, {"label": "申请", "url": ""}],
        "aside": [
            {"title": "只给需要的", "text": "什么都不选，令牌只能读向社会公开的内容。做什么用就选什么，用完撤销。"},
            {"title": "请妥善保管", "text": "令牌等于您本人：谁拿到，谁就能以您的名义办选定的事，并记入日志。"},
        ],
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@own_screen
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, person: User, uid: uuid.UUID) -> HttpResponse:
    """撤销令牌, after a look at which one it is."""
    token = ApiToken.objects.filter(user=person, uid=uid).first()
    if token is None:
        raise NotVisible()
    if request.method == "POST":
        services.revoke_token(person, uid)
        messages.success(request, f"“{token.name}”已撤销，从现在起不能再用。")
        return redirect(HOME)
    context = {
        "title": f"撤销“{token.name}”",
        "kicker": "接口令牌",
        "status": _state(token),
        "crumbs": [*CRUMBS, {"label": "撤销", "url": ""}],
        "notices": [{"title": "撤销后立即失效，不能恢复", "note": "正在使用它的程序会被拒绝。", "tone": "warn"}],
        "facts": [
            ("可做的事", "、".join(words_of(token.actions)) or "只读公开内容"),
            ("申请", f"{timezone.localtime(token.created_at):%Y-%m-%d %H:%M}"),
            ("到期", f"{timezone.localtime(token.expires_at):%Y-%m-%d %H:%M}"),
            ("最近使用", token.last_used_on or "没有用过"),
        ],
        "actions": [
            {"label": "不撤销", "url": HOME, "quiet": True},
            {"label": "撤销", "name": "act", "value": "revoke", "danger": True},
        ],
    }
    return render(request, "theme/task.html", context)


def _line(token: ApiToken) -> dict[str, Any]:
    words = words_of(token.actions)
    said = "、".join(words[:NAMED]) + (f"等{len(words)}项" if len(words) > NAMED else "")
    way = {"label": "撤销", "url": f"{HOME}{token.uid}/revoke/"} if token.is_live else None
    return {
        "cells": [
            token.name,
            said or "只读公开内容",
            timezone.localtime(token.created_at).date(),
            token.last_used_on or "没有用过",
            timezone.localtime(token.expires_at).date(),
            {"value": "", "badge": _state(token)},
            {"value": "", "button": way} if way else "",
        ]
    }


def _state(token: ApiToken) -> tuple[str, str]:
    if token.revoked_at is not None:
        return "已撤销", "plain"
    return ("有效", "good") if token.is_live else ("已到期", "plain")


def _shown_once(request: HttpRequest, text: str, token: ApiToken) -> HttpResponse:
    context = {
        "title": "请记下令牌",
        "kicker": token.name,
        "notices": [
            {
                "title": "令牌只显示这一次",
                "note": "请现在抄到要用它的程序里；离开本页就看不到了，遗失了只能重新申请。",
                "tone": "warn",
                "links": [{"label": "已记下，回到列表", "url": HOME}],
            }
        ],
        "facts": [
            {"term": "令牌", "value": text, "mono": True},
            {"term": "用法", "value": "请求首部写 Authorization: Bearer 令牌"},
            {"term": "可做的事", "value": "、".join(words_of(token.actions)) or "只读公开内容"},
            {"term": "到期", "value": f"{timezone.localtime(token.expires_at):%Y-%m-%d %H:%M}"},
        ],
        "crumbs": [*CRUMBS, {"label": "新令牌", "url": ""}],
    }
    return render(request, "theme/task.html", context)
