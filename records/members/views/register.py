"""The register 党员名册: list, filters, pages by key."""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.web import actor_of
from records.members import filters
from records.members.choices import TONES, Category, Standing
from records.members.imports import RosterImporter
from records.members.models import Member
from records.organisations.forms import drill_down

HOME = "/work/members/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "党员名册", "url": HOME}]
SIZE = 20
ORDER = ("sort_key", "uid")


@never_cache
@login_required
@require_GET
def listing(request: HttpRequest) -> HttpResponse:
    """党员名册."""
    actor = actor_of(request)
    if not actor.scope.paths("members.view"):
        raise NotVisible()
    given = filters.plain(request.GET)
    chosen = filters.filtered(actor, given)
    _offer_organisations(chosen, actor, given)
    found = chosen.qs
    page = keyset.page(found.for_list(), ORDER, request.GET, size=SIZE)
    count = keyset.counted(found)
    query = urlencode(given)
    context = {
        "title": "党员名册",
        "intro": "号码只显示掩码；查看完整号码须写明事由，每次查看记入日志。",
        "crumbs": [CRUMBS[0], {"label": "党员名册", "url": ""}],
        "actions": _actions(actor),
        "filter_form": chosen.form,
        "chosen": _chips(given),
        "clear_url": HOME,
        "count": count,
        "unit": "名",
        "count_note": "" if given.get("standing") else "在册",
        "table": _table(page.rows),
        "newer": _address(given, before=page.newer) if page.newer else "",
        "older": _address(given, after=page.older) if page.older else "",
        "range_note": f"本页{len(page.rows)}名，共{count}名",
        "exports": [{"label": "导出本次筛选结果", "url": f"{HOME}export/?{query}"}]
        if actor.scope.paths("members.export")
        else [],
        "pager_words": "上一页,下一页",
        "empty_title": "没有符合条件的党员",
        "empty_note": "试试去掉一个条件；已转出、已出党、已去世的，请在“党籍状态”中选择。",
    }
    return render(request, "theme/list.html", context)


def _actions(actor: Actor) -> list[dict[str, Any]]:
    actions: list[dict[str, Any]] = []
    if actor.scope.paths("members.register"):
        actions.append({"label": "登记党员", "url": f"{HOME}register/", "primary": True})
    if RosterImporter.may(actor):
        actions.append({"label": "导入表格", "url": f"{HOME}import/", "icon": "upload"})
    return actions


def _offer_organisations(chosen: filters.MemberFilter, actor: Actor, given: dict[str, str]) -> None:
    """Narrow by the organisations around the one that is chosen: bounded, whatever the size of the place."""
    from django import forms

    organisation = filters.organisation_of(given.get("organisation", ""))
    paths = actor.scope.paths("members.view")
    options = drill_down(organisation.path if organisation is not None else "", paths)
    field: Any = chosen.form.fields["organisation"]
    field.widget = forms.Select(choices=[("", "全部"), *options])


def _chips(given: dict[str, str]) -> list[dict[str, str]]:
    return [
        {"label": f"{label}：{words}", "url": _address({key: each for key, each in given.items() if key != name})}
        for name, label, words in filters.parts(given)
    ]


def _address(given: dict[str, str], **more: str) -> str:
    return f"{HOME}?{urlencode({**given, **more})}"


def _marked(value: str, usual: str, label: str) -> Any:
    """What is usual as plain words, what is not as a badge: the eye finds the few."""
    return label if value == usual else {"badge": (label, TONES[value])}


def _table(members: list[Member]) -> dict[str, Any]:
    rows = [
        {
            "cells": [
                {"value": member.name, "url": f"{HOME}{member.uid}/"},
                member.organisation.short_name,
                {"value": str(member.identity_number or ""), "mono": True},
                {"value": str(member.phone or ""), "mono": True},
                {"value": member.joined_on},
                _marked(member.category, Category.FULL, member.get_category_display()),
                _marked(member.standing, Standing.NORMAL, member.get_standing_display()),
            ]
        }
        for member in members
    ]
    columns = [
        {"label": "姓名", "nowrap": True, "sorted": "ascending"},
        "所在支部",
        "公民身份号码",
        "联系电话",
        "入党日期",
        "类别",
        "党籍状态",
    ]
    return {"caption": "党员名册，按姓名拼音排列", "caption_hidden": True, "columns": columns, "rows": rows}
