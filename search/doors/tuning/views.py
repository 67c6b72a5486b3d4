"""The tuning's first page, its changes, and the site's synonyms, under /work/search/tuning/; thin."""

import uuid
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.access.models import User
from records.kit import keyset
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.forms import attempt
from records.kit.web import screen
from search.doors.tuning import changes, entries, judged, log, synonyms, tryout
from search.doors.tuning.forms import SynonymFilter, SynonymForm
from search.doors.tuning.judged_models import ScoreRun
from search.doors.tuning.models import Bet, Synonym, TuningChange
from search.doors.tuning.querysets import TUNE
from search.index.requests import SearchUnavailable
from search.index.synonyms import starter

HOME = "/work/search/tuning/"
SYNONYMS = f"{HOME}synonyms/"
TITLE = "搜索维护"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": TITLE, "url": HOME}]
PAGE = 20
STARTER_SHOWN = 30
AWAY = {"title": "暂时看不到效果", "note": "搜索服务正在恢复，已填的内容都在。", "tone": "warn"}
CANT_FIND = {"title": "暂时不能查找条目", "note": "搜索服务正在恢复，已填的内容都在。", "tone": "warn"}
NOTHING_FOUND = {"title": "没有查到条目", "note": "换几个标题里的词再查。", "tone": "warn"}
MOST_CHOSEN = 100  # entries that a form brings along
# Where a row of each kind is changed.
PLACES = {"synonym": SYNONYMS}


def tuner(view: Callable[..., HttpResponseBase]) -> Any:
    """For those who tune the search; what is asked on the site is kept by no cache."""
    return never_cache(screen(TUNE)(view))


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Where the reader stands, below the first page."""
    return [*CRUMBS, *({"label": label, "url": url} for label, url in more)]


def choices(
    actor: User, text: str, chosen: Iterable[str], *, finding: bool
) -> tuple[list[tuple[str, str]], dict[str, str] | None]:
    """What may be chosen in a form: what is chosen already, then what these words find; and what there is to say of the finding."""
    kept = list(dict.fromkeys(chosen))[:MOST_CHOSEN]
    try:
        offered = entries.offered(actor, text, kept)
    except SearchUnavailable:
        return entries.offered(actor, "", kept), CANT_FIND
    return offered, NOTHING_FOUND if finding and not offered else None


@tuner
@require_safe
def home(request: HttpRequest, actor: User) -> HttpResponse:
    """搜索维护: what there is, and what was changed last."""
    page = keyset.page(TuningChange.objects.visible_to(actor).select_related("by"), ("-uid",), request.GET, size=PAGE)
    can = changes.undoable(page.rows)
    context = {
        "title": TITLE,
        "crumbs": [CRUMBS[0], {"label": TITLE, "url": ""}],
        "parts": [
            {
                "label": "近义词",
                "value": f"{Synonym.objects.visible_to(actor).filter(active=True).count():,}",
                "unit": "条",
                "note": f"另有随附的{len(starter()):,}条",
            },
            {
                "label": "推荐与靠后",
                "value": f"{Bet.objects.visible_to(actor).filter(active=True).count():,}",
                "unit": "条",
                "note": "某个词先看到哪一条",
            },
            {
                "label": "搜索统计",
                "value": f"{log.totals(actor, log.plain({}))['asked']:,}",
                "unit": "次",
                "note": "近30天；没有结果的、没人点开的",
            },
            {
                "label": "评判题",
                "value": f"{judged.in_use().count():,}",
                "unit": "题",
                "note": _last_score(),
            },
        ],
        "doors": [
            {"label": "近义词", "url": SYNONYMS},
            {"label": "推荐与靠后", "url": f"{HOME}bets/"},
            {"label": "搜索统计", "url": f"{HOME}queries/"},
            {"label": "评判题", "url": f"{HOME}judged/"},
        ],
        "changes": [_change(row, row.uid in can) for row in page.rows],
        **page.links(request.GET),
    }
    return render(request, "search/tuning/home.html", context)


def _last_score() -> str:
    last = ScoreRun.objects.order_by("-pk").first()
    return f"最近一次{last.first:.0%}第一条就对" if last is not None else "还没有评过"


def _change(row: TuningChange, can_undo: bool) -> dict[str, Any]:
    by = row.by.name if row.by else "系统"
    return {
        "uid": str(row.uid),
        "title": f"{row.act}{row.get_kind_display()}：{row.label}",
        "meta": f"{by}，{timezone.localtime(row.at):%Y-%m-%d %H:%M}",
        "url": f"{PLACES[row.kind]}{row.target}/" if row.kind in PLACES and row.after is not None else "",
        "can_undo": can_undo,
    }


@tuner
@require_POST
def undo(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """撤销 one change."""
    try:
        done = changes.undo(actor, uid)
    except (Conflict, Refused) as error:
        messages.error(request, error.message)
    except ValidationError as error:
        messages.error(request, "没有撤销：" + "".join(error.messages))
    else:
        messages.success(request, f"已撤销，恢复为更改前的样子：{done.label}")
    return redirect(HOME)


# ── synonyms ────────────────────────────────────────────────────────────────
@tuner
@require_safe
def synonym_list(request: HttpRequest, actor: User) -> HttpResponse:
    """近义词: the site's own, and those that come with the portal where a word is asked for."""
    rows = Synonym.objects.visible_to(actor).select_related("changed_by")
    form = SynonymFilter(request.GET)
    rows, word = form.narrowed(rows, "said"), form.word()
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    context = {
        "title": "近义词",
        "intro": "人们怎么说，内容里怎么写。保存后几秒内全站生效，不用重建索引。",
        "crumbs": crumbs(("近义词", "")),
        "actions": [{"label": "新增近义词", "url": f"{SYNONYMS}new/", "primary": True}],
        "filter_form": form,
        "clear_url": SYNONYMS if form.narrows else "",
        "count": keyset.counted(rows),
        "unit": "条",
        "table": {
            "caption": "本站的近义词",
            "caption_hidden": True,
            "manner": "list",
            "columns": ["近义词", "说明", "更改", "状态"],
            "rows": [
                {
                    "cells": [
                        row.said,
                        row.note,
                        f"{row.changed_by.name if row.changed_by else '系统'}，{timezone.localtime(row.changed_at):%Y-%m-%d}",
                        {"value": "", "badge": ("启用", "good") if row.active else ("停用", "plain")},
                    ],
                    "url": f"{SYNONYMS}{row.uid}/",
                }
                for row in page.rows
            ],
        },
        **page.links(request.GET),
        "empty_title": "没有符合的近义词" if form.narrows else "还没有自己的近义词",
        "empty_note": "随附的近义词一直在用；人们常用而搜不到的说法，在这里新增。",
        "word": word,
        "starter": _starter(word),
        "starter_total": f"{len(starter()):,}",
    }
    return render(request, "search/tuning/synonyms.html", context)


def _starter(word: str) -> list[dict[str, str]]:
    if not word:
        return []
    return [
        {
            "said": f"{rule.word} → {'、'.join(rule.instead)}",
            "url": f"{SYNONYMS}new/?{urlencode({'words': rule.word, 'direction': Synonym.Direction.LEAVE})}",
        }
        for rule in synonyms.starter_with(word)[:STARTER_SHOWN]
    ]


@tuner
@require_http_methods(["GET", "HEAD", "POST"])
def synonym_new(request: HttpRequest, actor: User) -> HttpResponse:
    """新增近义词; the address may bring words along."""
    start = {name: request.GET[name] for name in ("words", "instead", "direction", "tried") if name in request.GET}
    form = SynonymForm(request.POST or None, initial={"active": True, **start})
    return _synonym(request, actor, form, None)


@tuner
@require_http_methods(["GET", "HEAD", "POST"])
def synonym_change(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """更改近义词."""
    row = Synonym.objects.visible_to(actor).filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    start = {**row.state(), "words": "、".join(row.words), "instead": "、".join(row.instead)}
    form = SynonymForm(request.POST or None, initial=start)
    return _synonym(request, actor, form, row)


def _synonym(request: HttpRequest, actor: User, form: SynonymForm, row: Synonym | None) -> HttpResponse:
    uid = row.uid if row is not None else None
    tried: dict[str, Any] = {}
    if request.method == "POST" and form.is_valid() and "try" in request.POST:
        tried = _tried(actor, uid, form)
    elif request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: synonyms.save(actor, uid, form.state(), confirmed=form.cleaned_data["confirm"]))
        if saved is not None:
            messages.success(request, f"已保存，几秒内全站生效：{saved.said}")
            return redirect(SYNONYMS)
    title = "更改近义词" if row is not None else "新增近义词"
    context = {
        "title": title,
        "crumbs": crumbs(("近义词", SYNONYMS), (title, "")),
        "form": form,
        "actions": [{"label": "先看效果", "name": "try", "value": "1"}],
        **tried,
        "submit_label": "保存",
        "cancel_url": SYNONYMS,
        "remove_url": f"{SYNONYMS}{uid}/remove/" if row is not None else "",
        "aside": [
            {"title": "怎样起作用", "text": "搜索里有左边的词时，把它换成右边的再搜一遍，两种结果里取最符合的。"},
            {"title": "和随附的怎么排", "text": "本站的排在随附的前面；一次搜索最多换三种说法。"},
        ],
    }
    return render(request, "search/tuning/one.html", context, status=422 if form.errors else 200)


def _tried(actor: User, uid: uuid.UUID | None, form: SynonymForm) -> dict[str, Any]:
    """What the rule would change, as it stands in the form; and what should be looked at again."""
    drafted = attempt(form, lambda: changes.draft(actor, "synonym", uid, form.state()))
    if drafted is None:
        return {}
    try:
        told = tryout.told(tryout.synonym(actor, drafted, form.cleaned_data["tried"].strip()))
        score = judged.change_by(drafted)
    except SearchUnavailable:
        return {"notice": AWAY}
    doubts = synonyms.doubts(actor, drafted)
    notice = {"title": "请再看一下", "note": "".join(doubts), "tone": "warn"} if doubts else None
    said = "没有涉及评判题。"
    if score is not None:
        said = f"涉及{score.questions}道评判题，平均质量分从{score.before:.3f}到{score.after:.3f}。"
    return {**told, "score": said, "notice": notice}


@tuner
@require_POST
def synonym_remove(request: HttpRequest, actor: User, uid: uuid.UUID) -> HttpResponse:
    """删除近义词; the changes on the first page bring it back."""
    changes.remove(actor, "synonym", uid)
    messages.success(request, "已删除；在“搜索维护”首页可以撤销。")
    return redirect(SYNONYMS)
