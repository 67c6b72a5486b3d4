"""Published results, for whoever's labels open them: organisations in the order of the tree, never by points."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from records.assessments import presenting
from records.assessments.choices import Shown
from records.assessments.models import Result, Sheet
from records.kit import keyset
from records.kit.errors import NotVisible
from records.kit.web import actor_of

PAGE = 20


@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """考核结果: what this reader may read, newest first."""
    actor = actor_of(request)
    rows = Sheet.objects.readable_by(actor).select_related("organisation", "task__organisation")
    page = keyset.page(rows, ("-published_at", "-uid"), request.GET, size=PAGE)
    context = {
        "title": "考核结果",
        "crumbs": [{"label": "考核结果", "url": ""}],
        "entries": [
            {
                "title": f"{row.organisation.short_name}：{row.task.title}",
                "url": f"/assessments/results/{row.uid}/",
                "meta": result_words(row),
                "date": timezone.localtime(row.published_at).date() if row.published_at else "",
            }
            for row in page.rows
        ],
        "newer": f"?before={page.newer}" if page.newer else "",
        "older": f"?after={page.older}" if page.older else "",
    }
    return _private(render(request, "assessments/results.html", context), actor)


@require_safe
def result(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """一个组织的考核结果: grade, and points where the task says so; corrections with their reason."""
    actor = actor_of(request)
    rows = Sheet.objects.readable_by(actor).select_related("organisation", "task__organisation", "task__scheme")
    sheet: Sheet | None = rows.filter(uid=uid).first()
    if sheet is None:
        raise NotVisible()
    task = sheet.task
    told: list[Result] = list(sheet.results.order_by("number"))
    both = task.shown == Shown.BOTH
    facts: list[tuple[str, Any]] = [
        ("被考核组织", sheet.organisation.short_name),
        ("下达组织", task.organisation.short_name),
        ("考核期", f"{task.year}年{task.period}"),
        ("等次", sheet.grade),
        ("考评得分", presenting.total_words(sheet) if both else ""),
        ("等次依据", told[-1].grade_rule if told else ""),
        ("公布日期", timezone.localtime(sheet.published_at).date() if sheet.published_at else ""),
    ]
    context = {
        "title": f"{sheet.organisation.short_name}考核结果",
        "kicker": task.title,
        "crumbs": [{"label": "考核结果", "url": "/assessments/"}, {"label": sheet.organisation.short_name, "url": ""}],
        "facts": facts,
        "corrections": [
            {
                "what": f"更正：{before.grade}改为{after.grade}",
                "when": timezone.localtime(after.published_at),
                "who": task.organisation.short_name,
                "quote": after.reason,
            }
            for before, after in zip(told, told[1:], strict=False)
        ],
        "work_url": presenting.sheet_url(sheet) if Sheet.objects.visible_to(actor).filter(pk=sheet.pk).exists() else "",
    }
    return _private(render(request, "assessments/result.html", context), actor)


def result_words(sheet: Sheet) -> str:
    """优秀, or 优秀，96分 where points are shown."""
    return f"{sheet.grade}，{presenting.points(sheet.total)}" if sheet.task.shown == Shown.BOTH else sheet.grade


def _private(response: HttpResponse, actor: Any) -> HttpResponse:
    """What differs by reader is kept by no shared cache."""
    response["Cache-Control"] = "private, no-cache"
    return response
