"""Best and worst bets under /work/search/tuning/bets/; thin."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.access.models import User
from records.kit import keyset
from records.kit.errors import NotVisible
from records.kit.forms import attempt
from search.doors.tuning import bets, changes, entries, tryout
from search.doors.tuning.forms import BetForm, TunedFilter
from search.doors.tuning.models import Bet
from search.doors.tuning.views import AWAY, HOME, PAGE, PLACES, choices, crumbs, tuner
from search.index.requests import SearchUnavailable

LIST = f"{HOME}bets/"
TITLE = "推荐与靠后"
PLACES["bet"] = LIST


@tuner
@require_safe
def listing(request: HttpRequest, actor: User) -> HttpResponse:
    """推荐与靠后: which entries come first or last for which questions."""
    rows = Bet.objects.visible_to(actor)
    form = TunedFilter(request.GET)
    rows = form.narrowed(rows, "question")
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    said = entries.titles(actor, [row.entry for row in page.rows])
    context = {
        "title": TITLE,
        "intro": "某个搜索词该先看到哪一条，或者哪一条该靠后。只改次序：看不到的人仍看不到，条数不变。",
        "crumbs": crumbs((TITLE, "")),
        "actions": [{"label": "新增", "url": f"{LIST}new/", "primary": True}],
        "filter_form": form,
        "clear_url": LIST if form.narrows else "",
        "count": keyset.counted(rows),
        "unit": "条",
        "table": {
            "caption": TITLE,
            "caption_hidden": True,
            "manner": "list",
            "columns": ["搜索词", "条目", "作用", "期间", "状态"],
            "rows": [_row(row, said[row.entry]) for row in page.rows],
        },
        **page.links(request.GET),
        "empty_title": "没有符合的" if form.narrows else "还没有推荐",
        "empty_note": "有一条内容总该排在前面而没有排在前面时，在这里新增。",
    }
    return render(request, "theme/list.html", context)


def _row(row: Bet, entry: dict[str, str]) -> dict[str, Any]:
    contains = "含有：" if row.match == Bet.Match.CONTAINS else ""
    shown: Any = (
        {"value": "", "badge": ("条目已不在", "warn"), "note": entry["title"]}
        if entry["state"] == "gone"
        else entry["title"]
    )
    return {
        "cells": [
            f"{contains}{row.question}",
            shown,
            f"推荐，第{row.place}" if row.effect == Bet.Effect.UP else "靠后",
            _period(row),
            {"value": "", "badge": _state(row)},
        ],
        "url": f"{LIST}{row.uid}/",
    }


def _period(row: Bet) -> str:
    if row.starts_on is None and row.ends_on is None:
        return "一直"
    return f"{row.starts_on or ''}至{row.ends_on or ''}" if row.ends_on else f"{row.starts_on}起"


def _state(row: Bet) -> tuple[str, str]:
    today = timezone.localdate()
    if not row.active:
        return "停用", "plain"
    if row.ends_on is not None and row.ends_on < today:
        return "已过期", "plain"
    if row.starts_on is not None and row.starts_on > today:
        return "未到期", "info"
    return "启用", "good"


@tuner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: User) -> HttpResponse:
    """新增; the address may bring the question along."""
    start = {"active": True, "question": request.GET.get("question", ""), "find": request.GET.get("question", "")}
    return _form(request, actor, None, start)


@tuner
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """更改."""
    row = Bet.objects.visible_to(actor).filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    return _form(request, actor, row, {**row.state(), "entry": row.entry, "find": ""})


def _form(request: HttpRequest, actor: User, row: Bet | None, start: dict[str, Any]) -> HttpResponse:
    given = request.POST if request.method == "POST" else start
    # What was found by other words before stays chosen: the service sees whether it may be.
    chosen = [str(key) for key in (request.POST.get("entry"), row.entry if row is not None else "") if key]
    finding = "look" in request.POST
    offered, notice = choices(actor, str(given.get("find", "")), chosen, finding=finding)
    # Looking for an entry saves nothing and keeps what was typed.
    form = BetForm(
        None if finding or request.method != "POST" else request.POST,
        offered=offered,
        initial={"active": False, **request.POST.dict()} if finding else start,
    )
    tried: dict[str, Any] = {}
    if form.is_bound and form.is_valid() and "try" in request.POST:
        tried = _tried(actor, row, form)
    elif form.is_bound and form.is_valid():
        saved = attempt(form, lambda: changes.keep(actor, "bet", row.uid if row else None, form.state()))
        if saved is not None:
            messages.success(request, f"已保存，几秒内全站生效：{saved}")
            return redirect(LIST)
    title = f"更改{TITLE}" if row is not None else f"新增{TITLE}"
    context = {
        "title": title,
        "crumbs": crumbs((TITLE, LIST), (title, "")),
        "form": form,
        "notice": notice or _gone(actor, row),
        "actions": [
            {"label": "查找条目", "name": "look", "value": "1"},
            {"label": "先看效果", "name": "try", "value": "1"},
        ],
        **tried,
        "submit_label": "保存",
        "cancel_url": LIST,
        "remove_url": f"{LIST}{row.uid}/remove/" if row is not None else "",
        "aside": [
            {"title": "怎样起作用", "text": f"一个搜索词最多推荐{bets.MOST_UP}条，标明“推荐”，只在按相关度排时。"},
            {
                "title": "靠后不是隐藏",
                "text": "靠后的排在它那一页的末尾，照样找得到。要让人找不到，请撤下它或收窄公开范围。",
            },
        ],
    }
    return render(request, "search/tuning/one.html", context, status=422 if form.errors else 200)


def _tried(actor: User, row: Bet | None, form: BetForm) -> dict[str, Any]:
    """What the bet would change, as it stands in the form."""
    drafted = attempt(form, lambda: changes.draft(actor, "bet", row.uid if row else None, form.state()))
    if drafted is None:
        return {}
    try:
        return tryout.told(tryout.bet(actor, drafted))
    except SearchUnavailable:
        return {"notice": AWAY}


def _gone(actor: User, row: Bet | None) -> dict[str, str] | None:
    """That what the bet points at is there no more."""
    if row is not None and entries.titles(actor, [row.entry])[row.entry]["state"] == "gone":
        return {
            "title": "这一条指的内容已不在",
            "note": f"{entries.GONE}，所以不再显示；请另选一条，或删除。",
            "tone": "warn",
        }
    return None


@tuner
@require_POST
def remove(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """删除; the changes on the first page bring it back."""
    changes.remove(actor, "bet", uid)
    messages.success(request, "已删除；在“搜索维护”首页可以撤销。")
    return redirect(LIST)
