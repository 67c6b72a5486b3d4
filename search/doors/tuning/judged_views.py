"""Judged questions and their score over time, under /work/search/tuning/judged/; thin."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.access.models import User
from records.kit import keyset
from records.kit.errors import Conflict, NotVisible
from records.kit.forms import attempt
from search.doors.tuning import changes, judged
from search.doors.tuning.forms import JudgedForm
from search.doors.tuning.judged_models import JudgedQuestion, ScoreRun
from search.doors.tuning.views import HOME, PAGE, PLACES, choices, crumbs, tuner

LIST = f"{HOME}judged/"
TITLE = "评判题"
PLACES["question"] = LIST
RUNS = 30  # in the chart: a month of nights


@tuner
@require_safe
def listing(request: HttpRequest, actor: User) -> HttpResponse:
    """评判题: the questions, how they were answered last, and the score over time."""
    rows = JudgedQuestion.objects.visible_to(actor)
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    runs = list(ScoreRun.objects.visible_to(actor).order_by("-pk")[:RUNS])
    last = runs[0] if runs else None
    known = {each["uid"]: each for each in last.details} if last else {}
    context = {
        "title": TITLE,
        "intro": "人们会怎么问、该找到哪一条。每天夜里自动评一次，改近义词和推荐之后也可以现在评。",
        "crumbs": crumbs((TITLE, "")),
        "actions": [{"label": "新增评判题", "url": f"{LIST}new/", "primary": True}],
        "stats": _stats(last),
        "chart": _chart(runs[::-1]) if len(runs) > 1 else None,
        "running": judged.running(),
        "count": keyset.counted(rows),
        "unit": "题",
        "table": {
            "caption": TITLE,
            "caption_hidden": True,
            "manner": "list",
            "columns": ["问题", "谁来问", "最合适的排在", {"label": "得分", "numeric": True}, "状态"],
            "rows": [_row(row, known.get(str(row.uid))) for row in page.rows],
        },
        **page.links(request.GET),
        "empty_title": "还没有评判题",
        "empty_note": "从“搜索统计”里常问的开始，三五十题就能看出改得好不好。",
    }
    return render(request, "search/tuning/judged.html", context)


def _stats(last: ScoreRun | None) -> list[dict[str, Any]]:
    if last is None:
        return []
    at = f"{timezone.localtime(last.at):%-m月%-d日 %H:%M}，{last.questions}题"
    return [
        {"label": "第一条就对", "value": f"{last.first:.0%}", "note": at},
        {"label": "质量分", "value": f"{last.ndcg:.3f}", "note": "前十条合不合适、次序对不对，满分1"},
        {"label": "位置分", "value": f"{last.mrr:.3f}", "note": "最合适的排得多前，都在第一为1"},
    ]


def _chart(runs: list[ScoreRun]) -> dict[str, Any]:
    shown = [f"{timezone.localtime(run.at):%-m-%-d}" for run in runs]
    return {
        "title": "得分的变化",
        "said": f"最近{len(runs)}次评判，质量分从{runs[0].ndcg:.3f}到{runs[-1].ndcg:.3f}。",
        "labels": shown,
        "series": [{"label": "质量分（×100）", "values": [round(run.ndcg * 100, 1) for run in runs], "tone": 2}],
        "unit": "",
        "axis": "日期",
    }


def _row(row: JudgedQuestion, score: dict[str, Any] | None) -> dict[str, Any]:
    rank = "还没有评" if score is None else f"第{score['rank']}" if score["rank"] else "不在前十"
    return {
        "cells": [
            row.text,
            "公众" if row.reader == JudgedQuestion.Reader.PUBLIC else "工作人员",
            rank,
            f"{score['ndcg']:.3f}" if score is not None else "",
            {"value": "", "badge": ("启用", "good") if row.active else ("停用", "plain")},
        ],
        "url": f"{LIST}{row.uid}/",
    }


@tuner
@require_POST
def run(request: HttpRequest, actor: User) -> HttpResponse:
    """现在评一次, in the background."""
    try:
        started = judged.start(actor)
    except Conflict as error:
        messages.info(request, error.message)
    else:
        said = "已开始评判，稍后刷新看结果。" if started is not None else "还没有启用的评判题，请先新增。"
        messages.info(request, said)
    return redirect(LIST)


@tuner
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, actor: User) -> HttpResponse:
    """新增评判题; the address may bring the question along."""
    text = request.GET.get("text", "")[:100]
    return _form(request, actor, None, {"active": True, "text": text, "find": text})


@tuner
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """更改评判题."""
    row = JudgedQuestion.objects.visible_to(actor).filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    return _form(request, actor, row, {**row.state(), "find": ""})


def _form(request: HttpRequest, actor: User, row: JudgedQuestion | None, start: dict[str, Any]) -> HttpResponse:
    posted = request.POST if request.method == "POST" else None
    kept = [*row.best, *row.also] if row is not None else []
    chosen = [*posted.getlist("best"), *posted.getlist("also"), *kept] if posted is not None else kept
    text = posted.get("find", "") if posted is not None else start["find"]
    finding = posted is not None and "look" in posted
    offered, notice = choices(actor, str(text), chosen, finding=finding)
    typed = {**posted.dict(), "best": posted.getlist("best"), "also": posted.getlist("also")} if posted else start
    form = JudgedForm(None if finding else posted, offered=offered, initial={"active": False, **typed})
    if form.is_bound and form.is_valid():
        saved = attempt(form, lambda: changes.keep(actor, "question", row.uid if row else None, form.state()))
        if saved is not None:
            messages.success(request, f"已保存评判题{saved}。")
            return redirect(LIST)
    title = f"更改{TITLE}" if row is not None else f"新增{TITLE}"
    context = {
        "title": title,
        "crumbs": crumbs((TITLE, LIST), (title, "")),
        "form": form,
        "notice": notice,
        "actions": [{"label": "查找条目", "name": "look", "value": "1"}],
        "submit_label": "保存",
        "cancel_url": LIST,
        "remove_url": f"{LIST}{row.uid}/remove/" if row is not None else "",
        "aside": [{"title": "写真实的问法", "text": "照人们搜索时写的字词写，不要照文件的标题写；“搜索统计”里有。"}],
    }
    return render(request, "search/tuning/one.html", context, status=422 if form.errors else 200)


@tuner
@require_POST
def remove(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """删除; the changes on the first page bring it back."""
    try:
        changes.remove(actor, "question", uid)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
    else:
        messages.success(request, "已删除；在“搜索维护”首页可以撤销。")
    return redirect(LIST)
