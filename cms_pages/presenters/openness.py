"""Openness at a glance 公开情况: on the portal's home, and an organisation's own record of the last twelve months.

Everything here is counted from what is open to society, so it is the same for every reader.
"""

import datetime
from collections import Counter
from typing import Any

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from cms_pages.columns import ColumnKind
from cms_pages.models import DisclosurePage, PageDoor
from records.access.models import Visitor
from records.openness.models import Feedback, Publication
from records.organisations.models import Organisation

MONTHS = 12
OPINIONS = 3
FEWEST_MONTHS = 3  # with fewer, bars would say less than the figure above them
KEPT_SECONDS = 600
CACHE_KEY = "pages.openness.home"


def home_figures(today: datetime.date) -> dict[str, Any] | None:
    """Figures of the whole place, counted anew every ten minutes; None while nothing is disclosed."""
    kept: dict[str, Any] | None = cache.get(CACHE_KEY)
    if kept is None or kept.get("day") != today:
        kept = {"day": today, "shown": _home(today)}
        cache.set(CACHE_KEY, kept, KEPT_SECONDS)
    shown: dict[str, Any] | None = kept["shown"]
    return shown


def _home(today: datetime.date) -> dict[str, Any] | None:
    months = last_months(today)
    rows = _open_doors(months[0]).annotate(month=TruncMonth("published_on")).order_by().values("month")
    counted = {row["month"]: row["number"] for row in rows.annotate(number=Count("pk"))}
    total = sum(counted.values())
    if not total:
        return None
    values = [counted.get(month, 0) for month in months]
    most = max(range(MONTHS), key=lambda place: values[place])
    return {
        "note": "最近十二个月，按向社会公开的内容统计。",
        "stats": _stats(total, Publication.objects.visible_to(Visitor()).current(), Feedback.objects.all()),
        "chart": sum(map(bool, values)) >= FEWEST_MONTHS
        and {
            "title": "每月公开件数",
            "said": f"最近十二个月每月公开的件数，{months[most].year}年{months[most].month}月最多，{values[most]:,}件",
            "labels": [f"{month.month}月" for month in months],
            "series": [{"label": "公开（件）", "values": values, "tone": 2}],
            "unit": "件",
            "peak": True,
        },
        "link": {"label": "公开目录", "url": "/openness/catalogue/"},
    }


def section_record(organisation: Organisation, today: datetime.date) -> dict[str, Any] | None:
    """An organisation's own record 公开记录: what was disclosed in which month, by kind; None while there is nothing."""
    months = last_months(today)
    doors = _open_doors(months[0]).filter(organisation=organisation)
    category = "page__contentpage__disclosurepage__category_l1"
    rows = doors.annotate(month=TruncMonth("published_on")).order_by().values_list(category, "month")
    counted: Counter[tuple[str, datetime.date]] = Counter()
    for name, month, number in rows.annotate(number=Count("pk")):
        counted[(name, month)] += number
    if not counted:
        return None
    labels = dict(DisclosurePage.Category.choices)
    used = [name for name in labels if any(name == each for each, _month in counted)]
    publications = Publication.objects.visible_to(Visitor()).current().filter(organisation=organisation)
    return {
        "note": "最近十二个月向社会公开的内容。",
        "stats": _stats(
            sum(counted.values()), publications, Feedback.objects.filter(organisation=organisation), lead="公开"
        ),
        "link": {"label": "本组织的公开目录", "url": f"/openness/catalogue/?organisation={organisation.uid}"},
        "months": [f"{month.month}月" for month in months],
        "caption": "各类事项逐月公开情况",
        "rows": [
            {
                "label": labels[name],
                "cells": [{"word": "已公开", "tone": "good"} if counted[(name, month)] else None for month in months],
            }
            for name in used
        ],
    }


def section_opinions(organisation: Organisation) -> dict[str, Any]:
    """Answered questions and suggestions to an organisation, the latest first."""
    letters = Feedback.objects.published().filter(organisation=organisation)
    address = f"/openness/opinions/{organisation.uid}/"
    shown = list(letters.order_by("-answered_at", "-pk")[: OPINIONS + 1])
    return {
        "count": len(shown) if len(shown) <= OPINIONS else letters.count(),
        "entries": [
            {
                "title": each.text if len(each.text) <= 40 else f"{each.text[:40]}…",
                "url": address,
                "meta": "已答复",
                "date": each.answered_at.date(),
            }
            for each in shown[:OPINIONS]
        ],
        "url": address,
    }


def last_months(today: datetime.date) -> list[datetime.date]:
    """First days of the last twelve months, this one last."""
    number = today.year * 12 + today.month - 1
    return [datetime.date(each // 12, each % 12 + 1, 1) for each in range(number - MONTHS + 1, number + 1)]


def _open_doors(since: datetime.date) -> QuerySet[PageDoor]:
    doors: QuerySet[PageDoor] = (
        PageDoor.objects.visible_to(Visitor()).content().filter(column=ColumnKind.DISCLOSURES, published_on__gte=since)
    )
    return doors


def _stats(total: int, publications: Any, letters: Any, lead: str = "公开内容") -> list[dict[str, Any]]:
    on_time = publications.figures()
    judged = on_time["punctual"] + on_time["late"]
    desk = letters.aggregate(all=Count("pk"), answered=Count("answered_at"))
    stats: list[dict[str, Any]] = [{"label": lead, "value": f"{total:,}", "unit": "件", "lead": True}]
    if judged:
        share = on_time["punctual"] * 1000 // judged / 10
        stats.append(
            {
                "label": "按时公开",
                "value": f"{share:g}",
                "unit": "%",
                "note": f"有时限的{judged:,}件中逾期{on_time['late']:,}件",
            }
        )
    if desk["all"]:
        stats.append(
            {"label": "问题与建议", "value": f"{desk['all']:,}", "unit": "条", "note": f"已答复{desk['answered']:,}条"}
        )
    return stats
