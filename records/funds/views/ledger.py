"""The ledger 台账: sums, shares, months and rows of one question, which stands in the address."""

import datetime
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from records.funds import presenting
from records.funds.exports import LedgerExporter, plain_filters
from records.funds.forms.filters import LedgerFilter
from records.funds.models import Category, Execution
from records.funds.views.common import screen
from records.funds.views.lists import PAGE_KEYS, chosen_conditions
from records.kit import exports, keyset
from records.kit.actors import Actor
from records.kit.money import yuan

HOME = "/work/funds/ledger/"
CRUMBS = presenting.crumbs(("台账", HOME))
PAGE = 20
SLICES = 6  # more could not be told apart on a donut
MOST_BARS = 24  # months; a longer question is shown by year
WAN = 10_000 * 100  # fen: from two of these on, the axis counts in 万元


@screen
def ledger(request: HttpRequest, actor: Actor) -> HttpResponse:
    """经费台账."""
    categories = list(Category.objects.values_list("code", "name"))
    form = LedgerFilter(request.GET, actor=actor, categories=categories)
    rows = Execution.objects.visible_to(actor)
    rows = rows.for_ledger(**form.query()) if form.is_valid() else rows.none()
    total = rows.total()
    page = keyset.page(rows.for_table(), ("-executed_on", "-uid"), request.GET, size=PAGE)
    context: dict[str, Any] = {
        "title": "经费台账",
        "intro": "只增不改：更正用冲正条目，原条目保留。",
        "crumbs": presenting.crumbs(("台账", "")),
        "filter_form": form,
        "clear_url": "/work/funds/ledger/" if request.GET else "",
        "chosen": chosen_conditions(request, form, PAGE_KEYS),
        "exports": _exports(request),
        "table": _table(page.rows, total),
        **page.links(request.GET),
        "range_note": f"共{total['count']}笔",
        "sum": {"value": total["amount"], "note": _note(total, form)},
    }
    if total["count"]:
        months = _months(list(rows.by_month()))
        context["bars_chart"] = _bars(months, total["amount"])
        context["donut_chart"] = _donut(list(rows.by_category()), total, request)
    return render(request, "funds/ledger.html", context, status=200 if form.is_valid() else 422)


def _note(total: dict[str, Any], form: LedgerFilter) -> str:
    where = f"{form.found_unit.short_name}及下级" if form.is_valid() and form.found_unit else "您范围内的全部组织"
    return f"{total['count']}笔，{where}"


def _exports(request: HttpRequest) -> list[dict[str, str]]:
    query = request.GET.copy()
    for name in PAGE_KEYS:
        query.pop(name, None)
    found = []
    for kind, label in (("xlsx", "导出表格"), ("csv", "导出CSV")):
        query["form"] = kind
        found.append({"label": label, "url": f"/work/funds/ledger/export/?{query.urlencode()}"})
    return found


def _table(entries: list[Execution], total: dict[str, Any]) -> dict[str, Any]:
    rows = [
        {
            "cells": [
                {
                    "value": entry.item.description
                    + (f"（冲正{entry.reverses.number:02d}）" if entry.reverses else ""),
                    "url": f"/work/funds/{entry.application.uid}/",
                },
                {"value": entry.code, "mono": True},
                entry.organisation.short_name,
                entry.item.category.name if entry.item.category else "",
                entry.application.decided_on or "",
                entry.executed_on,
                {"money": entry.amount},
            ]
        }
        for entry in entries
    ]
    page_sum = sum(entry.amount for entry in entries)
    return {
        "caption": "台账明细，按执行时间倒序",
        "caption_hidden": True,
        "manner": "cards",
        "columns": [
            {"label": "事由"},
            {"label": "编号"},
            {"label": "申报单位"},
            {"label": "类别", "nowrap": True},
            {"label": "审批", "nowrap": True},
            {"label": "执行", "nowrap": True, "sorted": "descending"},
            {"label": "金额（元）", "numeric": True},
        ],
        "rows": rows,
        "foot": [
            [f"本页合计（{len(entries)}笔）", "", "", "", "", "", {"money": page_sum}],
            [f"全部合计（{total['count']}笔）", "", "", "", "", "", {"money": total["amount"]}],
        ],
    }


def _months(found: list[dict[str, Any]]) -> list[tuple[str, int, datetime.date]]:
    """(label, fen, first day) of every month from the first to the last, or of every year of a long question."""
    amounts = {row["month"]: row["amount"] for row in found}
    first, last = min(amounts), max(amounts)
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    if count > MOST_BARS:
        years = range(first.year, last.year + 1)
        return [
            (f"{year}年", sum(fen for day, fen in amounts.items() if day.year == year), datetime.date(year, 1, 1))
            for year in years
        ]
    shown = []
    for number in range(count):
        year, month = divmod(first.year * 12 + first.month - 1 + number, 12)
        day = datetime.date(year, month + 1, 1)
        name = f"{year}年{month + 1}月" if first.year != last.year else f"{month + 1}月"
        shown.append((name, int(amounts.get(day, 0)), day))
    return shown


def _bars(months: list[tuple[str, int, datetime.date]], total: int) -> dict[str, Any]:
    high = max(months, key=lambda each: each[1])
    scale, unit = (WAN, "万元") if high[1] >= 2 * WAN else (100, "元")
    by_year = months[0][0].endswith("年")
    return {
        "title": "按年支出" if by_year else "按月支出",
        "said": f"{months[0][0]}至{months[-1][0]}的支出；{high[0]}最高，{presenting.money(high[1])}",
        "axis": "年份" if by_year else "月份",
        "labels": [_short(name, len(months)) for name, _fen, _day in months],
        "series": [
            {"label": "支出（元）", "values": [round(max(fen, 0) / scale, 2) for _n, fen, _d in months], "tone": 2}
        ],
        "unit": unit,
        "places": 2,
        "peak": len(months) > 1,
        "tall": True,
        "table": {
            "caption": "按年支出" if by_year else "按月支出",
            "caption_hidden": True,
            "manner": "plain",
            "tight": True,
            "columns": [{"label": "年份" if by_year else "月份"}, {"label": "支出（元）", "numeric": True}],
            "rows": [[name, {"money": fen}] for name, fen, _day in months],
            "foot": [["合计", {"money": total}]],
        },
    }


def _short(name: str, count: int) -> str:
    """Under a bar there is room for the figure alone."""
    plain = name.split("年")[-1] if "月" in name else name
    return plain.removesuffix("月") if "月" in name else (plain.removesuffix("年") if count > 6 else plain)


def _centre(fen: int) -> dict[str, str]:
    """The sum inside the ring: seven figures fit, more are counted in 万元."""
    shown = yuan(fen, grouped=True).removesuffix(".00")
    if len(shown) <= 9:
        return {"centre": shown, "centre_unit": "元"}
    return {"centre": f"{fen / WAN:,.2f}", "centre_unit": "万元"}


def _donut(found: list[dict[str, Any]], total: dict[str, Any], request: HttpRequest) -> dict[str, Any]:
    shown = found if len(found) <= SLICES else found[: SLICES - 1]
    rest = found[len(shown) :]
    rows = []
    for row in shown:
        query = request.GET.copy()
        for name in PAGE_KEYS:
            query.pop(name, None)
        query["category"] = row["code"] or ""
        rows.append(
            {
                "label": row["name"] or "未分类",
                "value": max(row["amount"], 0),
                "cells": [row["count"], {"money": row["amount"]}],
                "url": f"?{query.urlencode()}",
            }
        )
    if rest:
        amount = sum(row["amount"] for row in rest)
        count = sum(row["count"] for row in rest)
        rows.append({"label": "其余类别", "value": max(amount, 0), "cells": [count, {"money": amount}]})
    return {
        "title": "按类别支出",
        **_centre(total["amount"]),
        "columns": [{"label": "类别"}, {"label": "笔数", "numeric": True}, {"label": "支出（元）", "numeric": True}],
        "rows": rows,
        "foot": [["合计", total["count"], {"money": total["amount"]}]],
    }


@require_safe
@screen
def export(request: HttpRequest, actor: Actor) -> HttpResponseBase:
    """What is filtered, as a table: at once, or by a job when it is long."""
    form = LedgerFilter(request.GET, actor=actor, categories=list(Category.objects.values_list("code", "name")))
    if not form.is_valid():
        return redirect(f"/work/funds/ledger/?{request.GET.urlencode()}")
    kind = request.GET.get("form", exports.XLSX)
    try:
        made = exports.start(actor, LedgerExporter, plain_filters(form.query()), form=kind)
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
        return redirect("/work/funds/ledger/")
    if made.job is not None:
        messages.info(request, f"共{made.count:,}笔，正在后台导出；完成后在本页下载。")
        return redirect(f"{HOME}exports/{made.job.uid}/")
    response = StreamingHttpResponse(made.pieces or (), content_type=made.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.file_name)}"
    return response
