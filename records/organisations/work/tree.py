"""组织: the tree as those keep it who set up, rename, move and dissolve. Thin."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.models import local_today
from records.kit.paths import is_below
from records.kit.web import screen
from records.organisations.models import Organisation, Post

CHANGE = "organisations.change"
HOME = "/work/organisations/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "组织", "url": HOME}]
SIZE = 40
POSTS_SHOWN = 30
STATES = (("", "在册"), ("dissolved", "已撤销"), ("all", "全部"))


@never_cache
@screen(CHANGE)
@require_safe
def organisations(request: HttpRequest, actor: Actor) -> HttpResponse:
    """What hangs directly below one organisation; with words, what is called so anywhere below."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    state = request.GET.get("state", "")
    here = _here(actor, request.GET.get("within", ""))
    rows = Organisation.objects.manageable_by(actor, CHANGE).select_related("kind")
    today = local_today()
    if words:
        called = Organisation.objects.called(words).order_by().values("pk")
        rows = rows.filter(pk__in=called)
        if here is not None:
            rows = rows.below(here.path)
    elif here is not None:
        rows = rows.children_of(here.path)
    if state == "dissolved":
        rows = rows.filter(dissolved_on__lte=today)
    elif state != "all":
        rows = rows.exclude(dissolved_on__lte=today)
    page = keyset.page(rows, ("sort_order", "sort_key", "uid"), request.GET, size=SIZE)
    within = {"within": str(here.uid)} if here is not None else {}
    context = {
        "title": here.short_name if here is not None else "组织",
        "intro": "设立、更名、调整上级、撤销都在这里登记；主页、名册、权限和搜索随之变动，原名称和原上级留在沿革中。",
        "crumbs": [*CRUMBS, *_above(actor, here)] if here is not None else [CRUMBS[0], {"label": "组织", "url": ""}],
        "actions": [
            *([{"label": "本组织信息", "url": f"{HOME}{here.uid}/"}] if here is not None else []),
            {
                "label": "设立下级组织",
                "url": f"{HOME}new/{_query(parent=str(here.uid) if here else '')}",
                "primary": True,
            },
            {"label": "导入表格", "url": f"{HOME}import/", "icon": "upload"},
            {"label": "单位", "url": f"{HOME}units/"},
            *(
                [{"label": "组织类别", "url": f"{HOME}kinds/"}]
                if actor.scope.may("organisations.manage_kinds", "")
                else []
            ),
        ],
        "q": words,
        "within": within.get("within", ""),
        "states": [
            {"label": label, "url": f"{HOME}{_query(**within, q=words, state=value)}", "current": state == value}
            for value, label in STATES
        ],
        "count": keyset.counted(rows),
        "unit": "个",
        "count_note": f"名称或代码含“{words}”" if words else "直接下级" if here is not None else "",
        "table": _table(page.rows, today),
        **page.links(request.GET),
        "pager_words": "上一页,下一页",
        "empty_title": "没有叫这个名字的组织" if words else "没有下级组织",
        "empty_note": "试试少写几个字，或换成组织代码；已撤销的，请选“已撤销”。" if words else "可以在这里设立。",
    }
    return render(request, "organisations/organisations.html", context)


@never_cache
@screen(CHANGE)
@require_safe
def organisation(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """One organisation: facts, who is in post, units, what it was called and where it hung."""
    row = organisation_of(actor, uid)
    today = local_today()
    gone = row.is_dissolved(today)
    parent = row.get_parent()
    posts = list(
        Post.objects.filter(organisation=row)
        .current(today)
        .select_related("user")
        .order_by("sort_order", "pk")[: POSTS_SHOWN + 1]
    )
    units = list(row.units.order_by("sort_key", "pk")[:POSTS_SHOWN])
    context = {
        "title": row.short_name,
        "kicker": row.kind.name,
        "status": {"word": f"已于{row.dissolved_on}撤销", "tone": "plain"}
        if gone
        else {"word": "在册", "tone": "good"},
        "crumbs": [*CRUMBS, *_above(actor, row)],
        "facts": [
            ("全称", row.name),
            {"term": "组织代码", "value": row.code, "mono": True},
            ("上级组织", parent.name if parent is not None else "没有"),
            ("成立日期", row.set_up_on),
            ("行政区划代码", row.division_code),
            ("地址", row.address),
            ("公开电话", row.telephone),
            {"term": "主页", "value": "查看主页", "url": f"/organisations/{row.uid}/"},
            {"term": "下级组织", "value": f"{row.numchild}个", "url": f"{HOME}?within={row.uid}"}
            if row.numchild
            else None,
        ],
        "links": _links(actor, row, gone),
        "tables": [
            {
                "caption": f"在任职务（前{POSTS_SHOWN}个）" if len(posts) > POSTS_SHOWN else "在任职务",
                "columns": ["姓名", "职务", "系统权限", "账号", "届满"],
                "rows": [_post_line(actor, post, row) for post in posts[:POSTS_SHOWN]],
            },
            {
                "caption": "所属单位",
                "columns": ["单位", "代码", "性质"],
                "rows": [
                    [
                        {"value": unit.name, "url": f"{HOME}units/{unit.uid}/"},
                        {"value": unit.code, "mono": True},
                        unit.nature,
                    ]
                    for unit in units
                ],
            },
        ],
        "history": [
            {
                "what": f"{version.valid_from} {version.name}",
                "who": "，".join(
                    filter(None, [f"上级：{version.parent}" if version.parent else "", version.kind.name])
                ),
                "when": version.recorded_at,
                "quote": version.reason,
            }
            for version in row.versions.select_related("parent", "kind").order_by("-valid_from", "-pk")[:60]
        ],
    }
    context["facts"] = [fact for fact in context["facts"] if fact is not None]  # type: ignore[attr-defined]
    return render(request, "organisations/organisation.html", context)


def organisation_of(actor: Actor, uid: uuid.UUID) -> Organisation:
    """An organisation whose facts the actor keeps. Raises NotVisible for any other."""
    row: Organisation | None = (
        Organisation.objects.manageable_by(actor, CHANGE).select_related("kind").filter(uid=uid).first()
    )
    if row is None:
        raise NotVisible()
    return row


def _here(actor: Actor, text: str) -> Organisation | None:
    """Where one stands in the tree: what is asked for, else the only place one keeps, else the root of the place."""
    if text:
        try:
            return organisation_of(actor, uuid.UUID(text))
        except ValueError:
            raise NotVisible() from None
    tops = Organisation.objects.manageable_by(actor, CHANGE).filter(path__in=actor.scope.paths(CHANGE))
    if "" in actor.scope.paths(CHANGE):
        tops = Organisation.objects.filter(depth=1)
    found = list(tops.order_by("path")[:2])
    return found[0] if len(found) == 1 else None


def _above(actor: Actor, row: Organisation) -> list[dict[str, str]]:
    """The way down from the topmost organisation that the actor keeps."""
    paths = actor.scope.paths(CHANGE)
    kept = [path for path in row.ancestor_paths[:-1] if any(is_below(path, top) for top in paths)]
    above = Organisation.objects.filter(path__in=kept).order_by("depth").values_list("uid", "short_name")
    return [
        *({"label": name, "url": f"{HOME}?within={number}"} for number, name in above),
        {"label": row.short_name, "url": ""},
    ]


def _links(actor: Actor, row: Organisation, gone: bool) -> list[dict[str, Any]]:
    base = f"{HOME}{row.uid}/"
    may = actor.scope.may
    back = []
    if row.dissolved_on is not None and may("organisations.reinstate", row.path):
        back = [{"label": "恢复", "url": f"{base}reinstate/", "quiet": True}]
    if gone:
        return [{"label": "更正联系方式", "url": f"{base}details/", "quiet": True}, *back]
    links: list[dict[str, Any]] = [{"label": "更正联系方式", "url": f"{base}details/"}]
    if may("organisations.set_up", row.path):
        links.append({"label": "设立下级组织", "url": f"{HOME}new/?parent={row.uid}"})
    if may("organisations.manage_posts", row.path):
        links.append({"label": "任职", "url": f"/work/access/posts/new/?organisation={row.uid}"})
    links.append({"label": "更名", "url": f"{base}rename/", "quiet": True})
    if row.depth > 1 and may("organisations.move", row.path):
        links.append({"label": "调整上级", "url": f"{base}move/", "quiet": True})
    if may("organisations.dissolve", row.path):
        links.append({"label": "撤销", "url": f"{base}dissolve/", "quiet": True})
    return [*links, *back]


def _post_line(actor: Actor, post: Post, row: Organisation) -> dict[str, Any]:
    opens = actor.scope.may("organisations.manage_posts", row.path)
    return {
        "cells": [
            {"value": post.printed_name, "url": f"/work/access/posts/{post.uid}/" if opens else ""},
            post.title,
            post.get_role_display() or "没有",
            {"value": post.user.username, "mono": True} if post.user else "",
            post.ends_on or "",
        ]
    }


def _table(rows: list[Organisation], today: Any) -> dict[str, Any]:
    held = dict(
        Post.objects.filter(organisation__in=[row.pk for row in rows])
        .current(today)
        .order_by()
        .values_list("organisation_id")
        .annotate(number=Count("pk"))
    )
    return {
        "caption": "组织",
        "caption_hidden": True,
        "columns": [
            "组织",
            "类别",
            "代码",
            {"label": "直接下级", "numeric": True},
            {"label": "在任", "numeric": True},
            "状态",
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.short_name, "url": f"{HOME}{row.uid}/", "note": row.name},
                    row.kind.name,
                    {"value": row.code, "mono": True},
                    {"value": row.numchild, "url": f"{HOME}?within={row.uid}"} if row.numchild else "0",
                    str(held.get(row.pk, 0)),
                    {
                        "badge": {"word": "已撤销", "tone": "plain"}
                        if row.is_dissolved(today)
                        else {"word": "在册", "tone": "good"}
                    },
                ]
            }
            for row in rows
        ],
    }


def _query(**values: str) -> str:
    kept = {name: value for name, value in values.items() if value}
    return f"?{urlencode(kept)}" if kept else ""
