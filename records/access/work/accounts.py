"""账号: accounts of those one looks after: opened, corrected, stopped, given a new password. Thin."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from records.access import services
from records.access.models import User
from records.access.querysets import MANAGE
from records.access.work.forms import AccountFilter, AccountForm, OpenForm, ReasonForm, offer_organisations
from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import attempt
from records.kit.models import local_today
from records.kit.web import screen
from records.organisations.models import Organisation, Post

HOME = "/work/access/accounts/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "账号", "url": HOME}]
SIZE = 30


@never_cache
@screen(MANAGE)
@require_safe
def accounts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The accounts one looks after."""
    chosen = AccountFilter(request.GET)
    chosen.is_valid()
    given: dict[str, str] = {name: value for name, value in chosen.cleaned_data.items() if value}
    rows = User.objects.manageable_by(actor)
    if words := given.get("q"):
        rows = rows.named(words)
    organisation = organisation_named(given.get("organisation", ""))
    if "organisation" in given:
        rows = rows.of_organisation(organisation.path) if organisation is not None else rows.none()
    match given.get("state"):
        case "on":
            rows = rows.filter(is_active=True)
        case "off":
            rows = rows.filter(is_active=False)
        case "first":
            rows = rows.filter(is_active=True, must_change_password=True)
    offer_organisations(chosen, organisation, actor.scope.paths(MANAGE))
    page = keyset.page(rows, ("username",), request.GET, size=SIZE)
    context = {
        "title": "账号",
        "intro": "在系统中办事的人的账号。能办什么由职务决定，离任后权限自动终止；账号只停用，不删除。",
        "crumbs": [CRUMBS[0], {"label": "账号", "url": ""}],
        "actions": [
            {"label": "开通账号", "url": f"{HOME}new/", "primary": True},
            {"label": "职务", "url": "/work/access/posts/"},
        ],
        "filter_form": chosen,
        "chosen": _chips(given, organisation),
        "clear_url": HOME,
        "count": keyset.counted(rows),
        "unit": "个",
        "table": _table(page.rows),
        **page.links(request.GET),
        "pager_words": "上一页,下一页",
        "empty_title": "没有符合条件的账号",
        "empty_note": "试试去掉一个条件；还没有账号的人，请先开通。",
        "empty_actions": [{"label": "开通账号", "url": f"{HOME}new/"}],
    }
    return render(request, "theme/list.html", context)


@never_cache
@screen(MANAGE)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("phone")
@sensitive_variables("form", "given", "opened", "password")
def opening(request: HttpRequest, actor: Actor) -> HttpResponse:
    """开通账号; with ?post=uid for somebody of the printed register, whose name and place are known."""
    post = _post(actor, request.GET.get("post", ""))
    organisations = Organisation.objects.manageable_by(actor, MANAGE).working(local_today())
    if post is not None:
        organisations = organisations.filter(pk=post.organisation_id)
    organisation = post.organisation if post else organisation_named(request.GET.get("organisation", ""))
    initial = {"organisation": organisation, "name": post.printed_name if post else ""}
    form = OpenForm(request.POST or None, organisations=organisations, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        opened = attempt(form, lambda: services.open_account(actor, post=post, **given))
        if opened is not None:
            user, password = opened
            return _told_once(request, user, password, "账号已开通")
    context = {
        "title": "开通账号",
        "kicker": post.organisation.short_name if post else "",
        "intro": "开通后显示一次初始密码，请当面或电话告知本人；首次登录须改为自己的密码。",
        "crumbs": [*CRUMBS, {"label": "开通账号", "url": ""}],
        "facts": [("职务", post.title), ("系统权限", post.get_role_display() or "没有")] if post else None,
        "form": form,
        "submit_label": "开通",
        "cancel_url": f"/work/access/posts/{post.uid}/" if post else HOME,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@never_cache
@screen(MANAGE)
@require_safe
def account(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """One account: whose, what it opens, what can be done with it."""
    user = _account(actor, uid)
    today = local_today()
    posts = list(Post.objects.filter(user=user).select_related("organisation").order_by("-starts_on", "pk")[:50])
    belonging = list(user.affiliations.select_related("organisation").order_by("-valid_from", "pk")[:20])
    own = user.pk == actor.scope.user_id
    acts: list[dict[str, Any]] = [
        {"label": "更正姓名或手机", "url": f"{HOME}{uid}/correct/"},
        {"label": "重置密码", "url": f"{HOME}{uid}/password/"},
    ]
    if not own:
        acts.append(
            {"label": "停用账号" if user.is_active else "恢复账号", "url": f"{HOME}{uid}/switch/", "quiet": True}
        )
    context = {
        "title": user.name,
        "kicker": "账号",
        "status": _state(user),
        "crumbs": [*CRUMBS, {"label": user.name, "url": ""}],
        "facts": [
            {"term": "登录名", "value": user.username, "mono": True},
            {"term": "手机号码", "value": str(user.phone or "未登记"), "mono": True},
            ("开通时间", user.created_at.date()),
            ("最近登录", user.last_login.date() if user.last_login else "还没有登录过"),
        ],
        "links": acts,
        "tables": [
            {
                "caption": "职务和系统权限",
                "columns": ["职务", "组织", "系统权限", "任期", "现在"],
                "rows": [_post_line(each, today) for each in posts],
            },
            {
                "caption": "所属组织",
                "columns": ["组织", "身份", "起止"],
                "rows": [
                    [each.organisation.short_name, each.get_standing_display(), _span(each.valid_from, each.valid_to)]
                    for each in belonging
                ],
            },
        ],
    }
    return render(request, "access/account.html", context)


@never_cache
@screen(MANAGE)
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("phone")
@sensitive_variables("form", "given")
def correct(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更正账号."""
    user = _account(actor, uid)
    form = AccountForm(request.POST or None, initial={"name": user.name})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        phone = "" if given["without_phone"] else (given["phone"] or None)
        done = attempt(
            form,
            lambda: services.change_account(actor, uid, name=given["name"], phone=phone, reason=given["reason"]),
        )
        if done is not None:
            messages.success(request, f"已更正{done.name}的账号。")
            return redirect(f"{HOME}{uid}/")
    return _act(request, user, form, "更正账号", "保存")


@never_cache
@screen(MANAGE)
@require_http_methods(["GET", "POST"])
@sensitive_variables("password")
def password(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """重置密码: the new one is shown in this one answer, never in an address, a session or a cache."""
    user = _account(actor, uid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = attempt(form, lambda: services.reset_password(actor, uid, reason=form.cleaned_data["reason"]))
        if told is not None:
            return _told_once(request, user, told, "密码已重置")
    note = {"title": "请先核实是本人要求重置。", "note": "原密码随即失效，已登录的会话退出。", "tone": "warn"}
    return _act(request, user, form, "重置密码", "重置密码", note)


@never_cache
@screen(MANAGE)
@require_http_methods(["GET", "POST"])
def switch(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """停用账号, 恢复账号."""
    user = _account(actor, uid)
    act, label = (services.switch_off, "停用账号") if user.is_active else (services.switch_on, "恢复账号")
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: act(actor, uid, reason=form.cleaned_data["reason"]))
        if done is not None:
            messages.success(request, f"已办理：{done.name}，{label}。")
            return redirect(f"{HOME}{uid}/")
    note = None
    if user.is_active:
        note = {"title": "停用后不能登录，", "note": "职务和已办的事保留；可以随时恢复。", "tone": "warn"}
    return _act(request, user, form, label, label, note)


def organisation_named(text: str) -> Organisation | None:
    """The organisation with this uid, None for anything else."""
    try:
        return Organisation.objects.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        return None


def _account(actor: Actor, uid: uuid.UUID) -> User:
    user: User | None = User.objects.manageable_by(actor).filter(uid=uid).first()
    if user is None:
        raise NotVisible()
    return user


def _post(actor: Actor, text: str) -> Post | None:
    try:
        return Post.objects.manageable_by(actor).select_related("organisation").filter(uid=uuid.UUID(text)).first()
    except ValueError:
        return None


def _told_once(request: HttpRequest, user: User, password: str, title: str) -> HttpResponse:
    context = {
        "title": title,
        "kicker": user.name,
        "crumbs": [*CRUMBS, {"label": user.name, "url": f"{HOME}{user.uid}/"}, {"label": title, "url": ""}],
        "notices": [
            {
                "title": "初始密码只显示这一次",
                "note": "请当面或电话告知本人，不要发在群里。离开本页后不能再看，忘记了可以重置。",
                "tone": "warn",
            }
        ],
        "facts": [
            ("姓名", user.name),
            {"term": "登录名", "value": user.username, "mono": True},
            {"term": "初始密码", "value": password, "mono": True},
        ],
        "links": [{"label": "已告知，回到账号", "url": f"{HOME}{user.uid}/", "primary": True}],
    }
    response = render(request, "access/account.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _act(
    request: HttpRequest, user: User, form: Any, title: str, submit_label: str, notice: dict[str, str] | None = None
) -> HttpResponse:
    context = {
        "title": f"{title}：{user.name}",
        "crumbs": [*CRUMBS, {"label": user.name, "url": f"{HOME}{user.uid}/"}, {"label": title, "url": ""}],
        "facts": [
            ("登录名", user.username),
            ("手机号码", str(user.phone or "未登记")),
            ("最近登录", user.last_login.date() if user.last_login else "还没有登录过"),
        ],
        "notice": notice,
        "form": form,
        "submit_label": submit_label,
        "cancel_url": f"{HOME}{user.uid}/",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _chips(given: dict[str, str], organisation: Organisation | None) -> list[dict[str, str]]:
    words = {
        "q": f"含“{given.get('q', '')}”",
        "organisation": f"组织：{organisation or '未知组织'}",
        "state": f"状态：{dict(AccountFilter.base_fields['state'].choices).get(given.get('state', ''), '')}",  # type: ignore[attr-defined]
    }
    return [
        {"label": words[name], "url": f"{HOME}?{urlencode({key: each for key, each in given.items() if key != name})}"}
        for name in given
    ]


def _table(users: list[User]) -> dict[str, Any]:
    today = local_today()
    posts: dict[int, list[str]] = {}
    for post in (
        Post.objects.filter(user__in=[user.pk for user in users])
        .current(today)
        .select_related("organisation")
        .order_by("organisation__path", "sort_order", "pk")
    ):
        posts.setdefault(int(post.user_id or 0), []).append(f"{post.organisation.short_name}{post.title}")
    return {
        "caption": "账号，按登录名排列",
        "caption_hidden": True,
        "columns": ["姓名", {"label": "登录名", "sorted": "ascending"}, "手机号码", "职务", "最近登录", "状态"],
        "rows": [
            {
                "cells": [
                    {"value": user.name, "url": f"{HOME}{user.uid}/"},
                    {"value": user.username, "mono": True},
                    {"value": str(user.phone or ""), "mono": True},
                    _few(posts.get(user.pk, [])),
                    user.last_login.date() if user.last_login else "",
                    {"badge": _state(user)},
                ]
            }
            for user in users
        ],
    }


def _few(words: list[str]) -> str:
    return "；".join(words[:2]) + (f"，等{len(words)}个" if len(words) > 2 else "")


def _state(user: User) -> dict[str, str]:
    if not user.is_active:
        return {"word": "已停用", "tone": "plain"}
    if user.must_change_password:
        return {"word": "还没改初始密码", "tone": "warn"}
    return {"word": "可登录", "tone": "good"}


def _post_line(post: Post, today: Any) -> dict[str, Any]:
    return {
        "cells": [
            {"value": post.title, "url": f"/work/access/posts/{post.uid}/"},
            post.organisation.short_name,
            post.get_role_display() or "没有",
            _span(post.starts_on, post.ends_on),
            {"badge": post_state(post, today)},
        ]
    }


def post_state(post: Post, today: Any) -> dict[str, str]:
    """Whether a post is held on that day."""
    if post.starts_on > today:
        return {"word": "将任", "tone": "info"}
    if post.ends_on is not None and post.ends_on <= today:
        return {"word": "已离任", "tone": "plain"}
    return {"word": "在任", "tone": "good"}


def _span(begins: Any, ends: Any) -> str:
    return f"{begins}起" if ends is None else f"{begins}至{ends}"
