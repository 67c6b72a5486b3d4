"""What was asked on the search page, under /work/search/tuning/queries/; and the count of clicks. Thin."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from records.access.models import User
from records.kit.forms import WorkForm
from search.doors.tuning import log, tally
from search.doors.tuning.views import HOME, SYNONYMS, crumbs, tuner

LIST = f"{HOME}queries/"
TITLE = "搜索统计"
MOST_SHOWN = 100  # a ranking: what comes after is in the export
ORDERS = {"": ("-times", "text"), "none": ("-without", "text"), "unopened": ("-times", "text")}


class QueryFilter(WorkForm):
    """Which period, which questions."""

    days = forms.ChoiceField(label="时间", choices=list(log.PERIODS.items()), required=False)
    show = forms.ChoiceField(label="看哪些", choices=list(log.SHOWS.items()), required=False)
    q = forms.CharField(label="含有", required=False, max_length=60, widget=forms.TextInput({"autocomplete": "off"}))


@tuner
@require_safe
def listing(request: HttpRequest, actor: User) -> HttpResponse:
    """搜索统计: what is asked most, what finds nothing, what nobody opens."""
    given = log.plain(request.GET)
    totals = log.totals(actor, given)
    ordered = log.rows(actor, given).order_by(*ORDERS[given["show"]])
    found = list(ordered[: MOST_SHOWN + 1])
    shown = found[:MOST_SHOWN]
    context = {
        "title": TITLE,
        "intro": (
            "搜索页和接口上问了什么，按天合计，不记是谁、从哪里来。同一天在不同时段被搜索"
            f"{settings.SEARCH_QUERY_THRESHOLD}次以上的才保留字词；号码、网址、长句、人名一律不留。"
            f"保留{settings.SEARCH_QUERY_DAYS}天，到期自动删除。点开数靠网页脚本，关了脚本的不计。"
        ),
        "crumbs": crumbs((TITLE, "")),
        "stats": [
            {"label": "搜索", "value": f"{totals['asked']:,}", "unit": "次"},
            {"label": "没有结果", "value": f"{totals['none']:,}", "unit": "次"},
            {"label": "字词不留", "value": f"{totals['unkept']:,}", "unit": "次", "note": "号码、人名、长句等"},
        ],
        "filter_form": QueryFilter(given),
        "clear_url": LIST if given != log.plain({}) else "",
        "count": f"{len(shown)}" if len(found) <= MOST_SHOWN else f"前{MOST_SHOWN}",
        "unit": "个搜索词",
        "table": _table(shown),
        "exports": [{"label": "导出全部", "url": f"{LIST}export/?{urlencode(given)}"}],
        "empty_title": "这段时间没有",
        "empty_note": "搜索的人还少，或字词没有达到保留的次数；也可以放宽时间。",
    }
    return render(request, "theme/list.html", context)


def _table(rows: list[Any]) -> dict[str, Any]:
    return {
        "caption": "搜索词",
        "caption_hidden": True,
        "manner": "cards",
        "columns": [
            "搜索词",
            {"label": "次数", "numeric": True},
            {"label": "没有结果", "numeric": True},
            {"label": "点开", "numeric": True},
            "加到",
        ],
        "rows": [
            {
                "cells": [
                    {"value": row.text, "url": f"/search/?{urlencode({'q': row.text})}"},
                    f"{row.times:,}",
                    f"{row.without:,}",
                    f"{row.opened:,}",
                    {"value": "", "buttons": _acts(row.text)},
                ]
            }
            for row in rows
        ],
    }


def _acts(text: str) -> list[dict[str, str]]:
    """Where a question can be taken on from here."""
    places = [
        ("近义词", f"{SYNONYMS}new/", {"words": text, "tried": text}),
        ("推荐", f"{HOME}bets/new/", {"question": text}),
        ("评判题", f"{HOME}judged/new/", {"text": text}),
    ]
    return [{"label": label, "url": f"{url}?{urlencode(given)}", "about": text} for label, url, given in places]


@csrf_exempt  # sent by the browser's beacon, which carries no token: it counts and reads nobody's session
@require_POST
def clicked(request: HttpRequest) -> HttpResponse:
    """Count that a result was opened. The token says of which question; nothing says by whom."""
    token = request.POST.get("of", "")[:200]
    return HttpResponse(status=204 if tally.clicked(token) else 400)
