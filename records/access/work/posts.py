"""职务: who holds which post where, for which term, and what it opens. Thin."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.access.querysets import MANAGE
from records.access.work.accounts import organisation_named, post_state
from records.access.work.forms import EndForm, PostFilter, PostForm, offer_organisations
from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import attempt
from records.kit.models import local_today
from records.kit.web import screen
from records.organisations import services
from records.organisations.models import Organisation, Post

APPOINT = "organisations.manage_posts"
HOME = "/work/access/posts/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "职务", "url": HOME}]
SIZE = 30


@never_cache
@screen(APPOINT)
@require_safe
def posts(request: HttpRequest, actor: Actor) -> HttpResponse:
    """The posts at one's organisations."""
    chosen = PostFilter(request.GET)
    chosen.is_valid()
    given: dict[str, str] = {name: value for name, value in chosen.cleaned_data.items() if value}
    today = local_today()
    rows = Post.objects.manageable_by(actor).select_related("organisation", "user")
    if words := given.get("q"):
        rows = rows.filter(Q(printed_name__contains=words) | Q(title__contains=words))
    organisation = organisation_named(given.get("organisation", ""))
    if "organisation" in given:
        rows = rows.at_or_below(organisation.path) if organisation is not None else rows.none()
    match given.get("state", ""):
        case "":
            rows = rows.current(today)
        case "over":
            rows = rows.filter(ends_on__lte=today)
        case "coming":
            rows = rows.filter(starts_on__gt=today)
    if role := given.get("role"):
        rows = rows.filter(role="" if role == "none" else role)
    offer_organisations(chosen, organisation, actor.scope.paths(APPOINT))
    page = keyset.page(rows, ("-starts_on", "-uid"), request.GET, size=SIZE)
    context = {
        "title": "职务",
        "intro": "任免在这里登记：组织主页公布的人员、系统权限和届满提醒都由它而来。",
        "crumbs": [CRUMBS[0], {"label": "职务", "url": ""}],
        "actions": [
            {"label": "任职", "url": f"{HOME}new/{_at(organisation)}", "primary": True},
            *([{"label": "账号", "url": "/work/access/accounts/"}] if actor.scope.paths(MANAGE) else []),
        ],
        "filter_form": chosen,
        "chosen": _chips(given, organisation),
        "clear_url": HOME,
        "count": keyset.counted(rows),
        "unit": "个",
        "count_note": "" if given.get("state") else "在任",
        "table": _table(page.rows, today),
        **page.links(request.GET),
        "pager_words": "上一页,下一页",
        "empty_title": "没有符合条件的职务",
        "empty_note": "试试去掉一个条件；已离任的，请在“任期”中选择。",
        "empty_actions": [{"label": "任职", "url": f"{HOME}new/{_at(organisation)}"}],
    }
    return render(request, "theme/list.html", context)


@never_cache
@screen(APPOINT)
@require_http_methods(["GET", "POST"])
def appointing(request: HttpRequest, actor: Actor) -> HttpResponse:
    """任职."""
    organisations = Organisation.objects.manageable_by(actor, APPOINT).working(local_today())
    form = PostForm(
        request.POST or None,
        actor=actor,
        organisations=organisations,
        initial={
            "organisation": organisation_named(request.GET.get("organisation", "")),
            "starts_on": local_today(),
            "is_published": True,
            "sort_order": 100,
        },
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        organisation = given.pop("organisation")
        made = attempt(form, lambda: services.appoint(actor, organisation, **given))
        if made is not None:
            messages.success(request, f"已登记：{made.printed_name}任{made.organisation}{made.title}。")
            return redirect(f"{HOME}{made.uid}/")
    context = {
        "title": "任职",
        "crumbs": [*CRUMBS, {"label": "任职", "url": ""}],
        "form": form,
        "submit_label": "登记任职",
        "cancel_url": HOME,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@never_cache
@screen(APPOINT)
@require_http_methods(["GET", "POST"])
def changing(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """One post: what is registered, corrected here."""
    post = _post(actor, uid)
    today = local_today()
    names = ("printed_name", "title", "starts_on", "ends_on", "role", "is_published", "sort_order")
    initial = {name: getattr(post, name) for name in names}
    initial["username"] = post.user.username if post.user else ""
    form = PostForm(request.POST or None, actor=actor, organisations=None, post=post, initial=initial)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.change_post(actor, uid, **form.cleaned_data))
        if done is not None:
            messages.success(request, f"已更正：{done.printed_name}，{done.title}。")
            return redirect(f"{HOME}{uid}/")
    state = post_state(post, today)
    actions: list[dict[str, Any]] = []
    if post.ends_on is None or post.ends_on > today:
        actions.append({"label": "免职", "url": f"{HOME}{uid}/end/", "quiet": True})
    if post.user_id is None and actor.scope.may(MANAGE, post.organisation.path):
        actions.append({"label": "开通账号", "url": f"/work/access/accounts/new/?post={uid}"})
    context = {
        "title": f"{post.printed_name}：{post.title}",
        "kicker": post.organisation.short_name,
        "crumbs": [*CRUMBS, {"label": post.printed_name, "url": ""}],
        "facts": [
            {"term": "现在", "badge": state},
            ("任职组织", post.organisation.name),
            ("任期", f"{post.starts_on}至{post.ends_on}" if post.ends_on else f"{post.starts_on}起"),
            ("系统权限", post.get_role_display() or "没有"),
            {"term": "账号", "value": post.user.username if post.user else "没有", "mono": bool(post.user)},
        ],
        "form": form,
        "actions": actions,
        "submit_label": "保存更正",
        "cancel_url": HOME,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@never_cache
@screen(APPOINT)
@require_http_methods(["GET", "POST"])
def ending(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """免职."""
    post = _post(actor, uid)
    form = EndForm(request.POST or None, post=post, initial={"ends_on": local_today()})
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: services.end_post(actor, uid, **form.cleaned_data))
        if done is not None:
            messages.success(request, f"已登记：{done.printed_name}自{done.ends_on}起不再任{done.title}。")
            return redirect(f"{HOME}?{urlencode({'organisation': str(done.organisation.uid)})}")
    context = {
        "title": f"免职：{post.printed_name}",
        "kicker": f"{post.organisation.short_name}{post.title}",
        "crumbs": [*CRUMBS, {"label": post.printed_name, "url": f"{HOME}{uid}/"}, {"label": "免职", "url": ""}],
        "facts": [("任职日期", post.starts_on), ("系统权限", post.get_role_display() or "没有")],
        "form": form,
        "submit_label": "登记免职",
        "cancel_url": f"{HOME}{uid}/",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _post(actor: Actor, uid: uuid.UUID) -> Post:
    post: Post | None = Post.objects.manageable_by(actor).select_related("organisation", "user").filter(uid=uid).first()
    if post is None:
        raise NotVisible()
    return post


def _at(organisation: Organisation | None) -> str:
    return f"?organisation={organisation.uid}" if organisation is not None else ""


def _chips(given: dict[str, str], organisation: Organisation | None) -> list[dict[str, str]]:
    fields: Any = PostFilter.base_fields
    words = {
        "q": f"含“{given.get('q', '')}”",
        "organisation": f"组织：{organisation or '未知组织'}",
        "state": f"任期：{dict(fields['state'].choices).get(given.get('state', ''), '')}",
        "role": f"系统权限：{dict(fields['role'].choices).get(given.get('role', ''), '')}",
    }
    return [
        {"label": words[name], "url": f"{HOME}?{urlencode({key: each for key, each in given.items() if key != name})}"}
        for name in given
    ]


def _table(rows: list[Post], today: Any) -> dict[str, Any]:
    return {
        "caption": "职务，新任的在前",
        "caption_hidden": True,
        "columns": ["姓名", "职务", "组织", "系统权限", "账号", "任期", "现在"],
        "rows": [
            {
                "cells": [
                    {"value": post.printed_name, "url": f"{HOME}{post.uid}/"},
                    post.title,
                    post.organisation.short_name,
                    post.get_role_display() or "没有",
                    {"value": post.user.username, "mono": True} if post.user else "",
                    f"{post.starts_on}至{post.ends_on}" if post.ends_on else f"{post.starts_on}起",
                    {"badge": post_state(post, today)},
                ]
            }
            for post in rows
        ],
    }
