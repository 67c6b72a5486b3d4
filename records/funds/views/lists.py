"""The list of applications, and the budgets."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.funds import presenting, services
from records.funds.choices import Source
from records.funds.forms.acts import BudgetForm
from records.funds.forms.fields import show_errors
from records.funds.forms.filters import ListFilter, UnitField
from records.funds.models import Application, Budget
from records.funds.views.common import attempt, screen
from records.kit import keyset
from records.kit.actors import Actor
from records.kit.models import local_today
from records.kit.paths import below_any
from records.organisations.models import Organisation

PAGE = 20
PAGE_KEYS = ("before", "after")  # what of an address is no filter


@screen
def applications(request: HttpRequest, actor: Actor) -> HttpResponse:
    """经费: what one may see, newest first, filtered by the address."""
    form = ListFilter(request.GET, actor=actor)
    rows = Application.objects.visible_to(actor)
    if form.is_valid():
        chosen = form.cleaned_data
        rows = rows.for_list(
            unit=form.unit_path,
            state=chosen["state"],
            kind=chosen["kind"],
            year=chosen["year"],
            source=chosen["source"],
            words=chosen["q"].strip(),
        )
    count = rows.count() if form.is_valid() else 0
    shown = rows.for_desk() if form.is_valid() else rows.none()
    page = keyset.page(shown, ("-uid",), request.GET, size=PAGE)
    context = {
        "title": "经费",
        "intro": "计划和申请从起草到结项都在这里；金额逐项审核、审议、签署、执行。",
        "crumbs": presenting.crumbs()[:1] + [{"label": "经费", "url": ""}],
        "actions": [
            *(
                [{"label": "新建申请", "url": "/work/funds/new/", "primary": True}]
                if actor.scope.paths("funds.draft")
                else []
            ),
            {"label": "年度预算", "url": "/work/funds/budgets/", "quiet": True},
        ],
        "filter_form": form,
        "chosen": chosen_conditions(request, form, PAGE_KEYS),
        "clear_url": "/work/funds/",
        "count": count,
        "unit": "份",
        "table": _table(page.rows),
        **page.links(request.GET),
        "empty_title": "还没有经费申请" if not request.GET else "没有符合条件的申请",
        "empty_note": "起草一份计划或申请，申报后由上级党委办理。" if not request.GET else "试试去掉一个条件。",
    }
    return render(request, "theme/list.html", context, status=200 if form.is_valid() else 422)


@screen
def budgets(request: HttpRequest, actor: Actor) -> HttpResponse:
    """年度预算: allotted, promised, spent, available."""
    may_set = bool(actor.scope.paths("funds.set_budget"))
    form = BudgetForm(request.POST if request.method == "POST" else None, initial={"year": local_today().year})
    if request.method == "POST" and form.is_valid():
        done = attempt(lambda: _set_budget(actor, form), lambda error: show_errors(form, error))
        if done is not None:
            messages.success(request, f"已登记：{done.budget}，{presenting.money(done.amount)}。")
            return redirect("/work/funds/budgets/")
    year = request.GET.get("year", "")
    rows = Budget.objects.visible_to(actor).filter(year=int(year) if year.isdecimal() else local_today().year)
    rows = rows.with_sums().select_related("organisation")
    page = keyset.page(rows, ("org_path", "source", "uid"), request.GET, size=PAGE)
    context = {
        "title": "年度预算",
        "intro": "可用预算＝下达合计－已同意未结项－已结项支出。条目只增不改，调减填负数。",
        "crumbs": presenting.crumbs(("年度预算", "")),
        "form": form if may_set else None,
        "actions": [{"label": "登记预算", "name": "act", "value": "set", "primary": True}] if may_set else [],
        "table": _budget_table(page.rows) if page.rows else None,
        "notices": []
        if page.rows
        else [{"title": "本年度还没有下达预算", "note": "未下达预算的，审议时不受预算限制。"}],
        **page.links(request.GET),
    }
    return render(request, "theme/task.html", context, status=422 if form.errors else 200)


def chosen_conditions(request: HttpRequest, form: Any, without: tuple[str, ...] = ()) -> list[dict[str, str]]:
    """What is filtered now; each one's address takes it away."""
    found = []
    for bound in form:
        names = (
            [bound.html_name]
            if bound.html_name in request.GET
            else [f"{bound.html_name}_from", f"{bound.html_name}_to"]
        )
        words = [request.GET.get(name, "") for name in names]
        if not any(words):
            continue
        rest = request.GET.copy()
        for name in (*names, *without):
            rest.pop(name, None)
        choices = dict(getattr(bound.field, "choices", []) or [])
        shown = choices.get(words[0]) or (words[0] if len(words) == 1 else f"{words[0] or '…'}至{words[1] or '…'}")
        found.append({"label": f"{bound.label}：{shown}", "url": f"?{rest.urlencode()}"})
    return found


def _table(rows: list[Application]) -> dict[str, Any]:
    return {
        "caption": "经费申请",
        "caption_hidden": True,
        "manner": "cards",
        "columns": [
            {"label": "名称"},
            {"label": "申报单位", "nowrap": True},
            {"label": "申请（元）", "numeric": True},
            {"label": "同意（元）", "numeric": True},
            {"label": "申报日期", "nowrap": True},
            {"label": "状态", "nowrap": True},
        ],
        "rows": [
            {
                "url": f"/work/funds/{row.uid}/",
                "cells": [
                    {"value": row.title, "note": row.serial or "尚未编号"},
                    row.organisation.short_name,
                    {"money": row.asked},
                    {"money": row.agreed} if row.decided_on else "—",
                    row.filed_on or "—",
                    {"badge": presenting.badge(row.state)},
                ],
            }
            for row in rows
        ],
    }


def _budget_table(rows: list[Budget]) -> dict[str, Any]:
    labels = ("下达（元）", "已同意（元）", "已结项支出（元）", "可用（元）")
    return {
        "caption": "年度预算",
        "caption_hidden": True,
        "columns": [{"label": "组织"}, {"label": "渠道"}, *({"label": label, "numeric": True} for label in labels)],
        "rows": [
            [
                row.organisation.short_name,
                Source(row.source).label,
                {"money": row.allotted},
                {"money": row.promised},
                {"money": row.executed},
                {"money": row.available},
            ]
            for row in rows
        ],
    }


def _set_budget(actor: Actor, form: BudgetForm) -> Any:
    chosen = form.cleaned_data
    inside = Organisation.objects.filter(below_any("path", actor.scope.paths("funds.set_budget")))
    organisation = UnitField().find(actor, chosen["organisation"])
    if organisation is None or not inside.filter(pk=organisation.pk).exists():
        from django.core.exceptions import ValidationError

        raise ValidationError({"organisation": f"在您的范围内没有找到“{chosen['organisation']}”，请核对。"})
    return services.set_budget(
        actor,
        organisation,
        year=chosen["year"],
        source=chosen["source"],
        amount=chosen["amount"],
        document=chosen["document"],
        reason=chosen["reason"],
        submit_key=form.key,
    )
