"""The register of the journal and one entry; thin."""

import uuid
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.journal.reading import (
    EXPORT,
    VIEW,
    JournalFilter,
    act_of,
    changes_of,
    filtered,
    plain,
    subject_of,
    with_organisation,
)
from records.audit.models import JournalEntry
from records.kit import keyset
from records.kit.errors import NotVisible
from records.kit.web import actor_of

HOME = "/work/journal/"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "查日志", "url": HOME}]
SIZE = 30


@never_cache
@login_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """查日志: who did what, within one's scope, newest first."""
    actor = actor_of(request)
    if not actor.scope.paths(VIEW):
        raise NotVisible()
    given = plain(request.GET)
    form = JournalFilter(given, actor=actor)
    try:
        rows = with_organisation(filtered(actor, form))
    except ValidationError:
        rows = JournalEntry.objects.none()
    page = keyset.page(rows, ("-uid",), request.GET, size=SIZE)
    may_export = bool(actor.scope.paths(EXPORT)) and form.is_valid()
    context = {
        "title": "查日志",
        "intro": "本组织和下级组织的每一次登记、变更、审批和查看敏感信息，只能追加，不能改动；每分钟封存一次。",
        "crumbs": [CRUMBS[0], {"label": "查日志", "url": ""}],
        "filter_form": form,
        "clear_url": HOME,
        "list_title": "符合条件的日志" if given else "最近的日志",
        "table": _table(page.rows),
        **page.links(request.GET),
        "exports": [{"label": "导出本次筛选结果", "url": f"{HOME}export/?{urlencode(given)}"}] if may_export else [],
        "empty_title": "没有符合条件的日志" if form.is_valid() else "条件有误",
        "empty_note": "试试放宽时间，或去掉一个条件。" if form.is_valid() else "请按提示改正筛选条件。",
    }
    return render(request, "theme/list.html", context, status=200 if form.is_valid() else 422)


@never_cache
@login_required
@require_safe
def entry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One entry with what it changed, and whether it is sealed."""
    rows = with_organisation(JournalEntry.objects.visible_to(actor_of(request)))
    found = rows.filter(uid=uid).first()
    if found is None:
        raise NotVisible()
    changes = changes_of(found)
    context: dict[str, Any] = {
        "title": act_of(found),
        "kicker": "日志",
        "status": _sealed(found),
        "crumbs": [*CRUMBS, {"label": act_of(found), "url": ""}],
        "facts": [
            ("时间", f"{timezone.localtime(found.at):%Y-%m-%d %H:%M:%S}"),
            ("人员", found.actor_name),
            ("身份", found.actor_role),
            ("组织", found.organisation_name or ""),
            ("对象", subject_of(found)),
            {"term": "对象编号", "value": str(found.subject_uid or ""), "mono": True},
            ("事由", found.reason),
            ("入口", found.origin.door_label),
            {"term": "网络地址", "value": found.ip, "mono": True},
            {"term": "请求号", "value": found.request_id, "mono": True},
            {"term": "日志编号", "value": str(found.uid), "mono": True},
        ],
        "table": {
            "caption": "变更内容",
            "columns": ["项目", "变更前", "变更后"],
            "rows": [list(each) for each in changes],
        }
        if changes
        else None,
    }
    return render(request, "theme/task.html", context)


def _table(entries: list[Any]) -> dict[str, Any]:
    return {
        "caption": "日志",
        "caption_hidden": True,
        "columns": ["时间", "人员", "操作", "对象", "组织", "封存"],
        "rows": [
            {
                "cells": [
                    {"value": f"{timezone.localtime(each.at):%Y-%m-%d %H:%M}", "nowrap": True},
                    {"value": each.actor_name, "note": each.actor_role},
                    {"value": act_of(each), "url": f"{HOME}{each.uid}/", "note": each.reason[:60]},
                    subject_of(each),
                    each.organisation_name or "",
                    {"badge": _sealed(each)},
                ]
            }
            for each in entries
        ],
    }


def _sealed(found: Any) -> dict[str, str]:
    if found.seal_id is None:
        return {"word": "待封存", "tone": "info"}
    return {"word": f"第{found.seal_id}号封存", "tone": "good"}
