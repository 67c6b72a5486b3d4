"""The catalogue 公开目录: what anyone may read of it, and the screens on which it is drawn up; thin."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import WorkForm, attempt
from records.kit.models import local_today
from records.kit.web import actor_of, screen
from records.openness import catalogue as shown
from records.openness import services
from records.openness.choices import Category, PeriodKind
from records.openness.forms import STATES, AdoptForm, CatalogueFilterForm, CatalogueItemForm, RetireForm
from records.openness.models import CatalogueItem, Publication
from records.openness.presets import NOTE, REFERENCE
from records.openness.services.catalogue import DETAILS, MANAGE
from records.organisations.models import Organisation

PAGE = 20
ORDER = ("org_path", "code", "uid")
NEWEST = ("-published_at", "-uid")
PAGES = "前面的,后面的"
CRUMBS = [{"label": "工作台", "url": "/work/"}, {"label": "公开目录", "url": shown.HOME}]


# ── anyone ──────────────────────────────────────────────────────────────────
@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """公开目录: what is disclosed, after which rule, how soon, to whom, and what fulfils it; open to society."""
    actor, today = actor_of(request), local_today()
    form = CatalogueFilterForm(request.GET, within=("",), states=False)
    asked = form.question()
    items = shown.found(CatalogueItem.objects.visible_to(actor).in_force(today), asked)
    page = keyset.page(items.select_related("organisation"), ORDER, request.GET, size=PAGE)
    place: Organisation | None = asked["organisation"]
    done = shown.fulfilments(page.rows, actor, path=place.path if place else None)
    context = {
        "title": f"{place.short_name}：公开目录" if place else "公开目录",
        "intro": "各级党组织应当公开的事项、依据、时限和对象，以及已经公开的内容。",
        "filter_form": form,
        "chosen": _chosen(request, form),
        "clear_url": "?",
        "count": keyset.counted(items),
        "unit": "项",
        "table": {
            "caption": "公开目录",
            "caption_hidden": True,
            "manner": "list",
            "columns": ["事项", "分类", "时限", "对象", {"label": "已公开", "nowrap": True}],
            "rows": [
                {
                    "cells": [
                        {
                            "value": each.title,
                            "url": f"{shown.PUBLIC}{each.uid}/{f'?organisation={place.uid}' if place else ''}",
                            "note": f"{each.code}，{each.organisation.short_name}编制",
                        },
                        {"value": each.get_category_display(), "note": each.category_l2},
                        shown.period_words(each),
                        each.get_audience_display(),
                        _done(done.get(each.pk)),
                    ]
                }
                for each in page.rows
            ],
        },
        "pager_words": PAGES,
        **page.links(request.GET),
        "empty_title": "没有符合条件的事项" if form.has_changed_conditions() else "目录还在编制",
        "empty_note": "试试去掉一个条件。" if form.has_changed_conditions() else "编制完成后在这里公布。",
        "crumbs": [*_place_crumbs(place), {"label": "公开目录", "url": ""}],
    }
    return render(request, "openness/public_catalogue.html", context)


@require_safe
def public_item(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One item of the catalogue, and the disclosures that fulfil it."""
    actor, today = actor_of(request), local_today()
    item = _found(CatalogueItem.objects.visible_to(actor), uid)
    form = CatalogueFilterForm(request.GET, within=("",), states=False)
    place = form.chosen
    rows = Publication.objects.visible_to(actor).current().filter(catalogue_item=item)
    if place is not None:
        rows = rows.filter(org_path=place.path)
    page = keyset.page(rows.select_related("organisation"), NEWEST, request.GET, size=PAGE)
    context = {
        "title": item.title,
        "kicker": "公开目录",
        "status": shown.badge(item, today),
        "facts": shown.facts(item, today),
        "note": shown.source_note(item),
        "whose": place.short_name if place else "",
        "all_url": "?" if place else "",
        "count": keyset.counted(rows),
        "entries": [_entry(each) for each in page.rows],
        **page.links(request.GET),
        "crumbs": [*_place_crumbs(place), {"label": "公开目录", "url": shown.PUBLIC}, {"label": item.title, "url": ""}],
    }
    return render(request, "openness/public_item.html", context)


# ── the workbench ───────────────────────────────────────────────────────────
@screen("openness.view")
@require_safe
def items(request: HttpRequest, actor: Actor) -> HttpResponse:
    """公开目录 at the workbench: one's own, those below, and what those above draw up for them."""
    today = local_today()
    form = CatalogueFilterForm(request.GET, within=actor.scope.paths("openness.view"))
    rows = shown.found(CatalogueItem.objects.at_the_workbench(actor), form.question())
    page = keyset.page(rows.select_related("organisation"), ORDER, request.GET, size=PAGE)
    done = shown.fulfilments(page.rows, actor, action="openness.view")
    may = bool(actor.scope.paths(MANAGE))
    acts = [
        {"label": "新编一项", "url": f"{shown.HOME}new/", "primary": True},
        {"label": "采用参考目录", "url": f"{shown.HOME}adopt/"},
    ]
    narrowed = form.has_changed_conditions()
    context = {
        "title": "公开目录",
        "intro": "本组织和下级编制的事项，以及上级编制并适用于本组织的事项。写公开内容时从在用的事项里选。",
        "actions": acts if may else [],
        "filter_form": form,
        "chosen": _chosen(request, form),
        "clear_url": "?",
        "count": keyset.counted(rows),
        "unit": "项",
        "table": {
            "caption": "公开目录",
            "caption_hidden": True,
            "manner": "list",
            "columns": ["事项", "分类", "时限", "编制组织", {"label": "已公开", "nowrap": True}, "状态"],
            "rows": [
                {
                    "cells": [
                        {"value": each.title, "url": f"{shown.HOME}{each.uid}/", "note": each.code},
                        {"value": each.get_category_display(), "note": each.category_l2},
                        {"value": shown.period_words(each), "note": each.get_audience_display()},
                        {"value": each.organisation.short_name, "note": "适用于下级" if each.applies_below else ""},
                        _done(done.get(each.pk)),
                        {"badge": shown.badge(each, today)},
                    ]
                }
                for each in page.rows
            ],
        },
        "pager_words": PAGES,
        **page.links(request.GET),
        "exports": [{"label": "导出目录", "url": f"{shown.HOME}export/?{_query(request, form)}"}],
        "empty_title": "没有符合条件的事项" if narrowed else "还没有目录",
        "empty_note": "试试去掉一个条件。"
        if narrowed
        else "可以先采用参考目录，再按本地文件修改；也可以一项一项编。"
        if may
        else "由组织管理员或内容审核员编制；上级编制并适用于本组织的，也会列在这里。",
        "empty_actions": acts if may and not narrowed else None,
        "crumbs": [CRUMBS[0], {"label": "公开目录", "url": ""}],
    }
    return render(request, "theme/list.html", context)


@screen("openness.view")
@require_safe
def item(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """One item: what it says, what was published under it, who is overdue, what was done to it."""
    today = local_today()
    row = _found(CatalogueItem.objects.at_the_workbench(actor), uid)
    rows = Publication.objects.visible_to(actor, "openness.view").current().filter(catalogue_item=row)
    page = keyset.page(rows.select_related("organisation"), NEWEST, request.GET, size=PAGE)
    figures = rows.figures()
    overdue = shown.missing_for(row, actor, today)
    retired = row.retired_on is not None and row.retired_on <= today
    may = actor.scope.may(MANAGE, row.org_path) and not retired
    stats: list[dict[str, Any]] = [
        {"label": "已公开", "value": f"{figures['disclosed']:,}", "unit": "件", "lead": True},
        {"label": "按时", "value": f"{figures['punctual']:,}", "unit": "件"},
        {"label": "逾期后公开", "value": f"{figures['late']:,}", "unit": "件"},
    ]
    if overdue is not None:
        stats.append({"label": f"{overdue['period']}未公开", "value": f"{overdue['count']:,}", "unit": "个组织"})
    context = {
        "title": row.title,
        "kicker": f"公开目录 {row.code}",
        "status": shown.badge(row, today),
        "stats": stats,
        "notices": _notices(row),
        "facts": shown.facts(row, today),
        "acts": [
            *([{"label": "修改", "url": f"{shown.HOME}{row.uid}/change/"}] if may else []),
            *([{"label": "停用", "url": f"{shown.HOME}{row.uid}/retire/", "quiet": True}] if may else []),
            {"label": "公开的页面", "url": f"{shown.PUBLIC}{row.uid}/", "quiet": True},
        ],
        "entries": [_entry(each) for each in page.rows],
        **page.links(request.GET),
        "overdue": overdue,
        "history": shown.history(row),
        "crumbs": [*CRUMBS, {"label": row.code, "url": ""}],
    }
    return render(request, "openness/catalogue_item.html", context)


@screen(MANAGE)
@require_http_methods(["GET", "POST"])
def draw_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """新编一项."""
    initial = {"in_force_from": local_today(), "period_kind": PeriodKind.PERIODIC}
    form = CatalogueItemForm(request.POST or None, is_new=True, initial=initial)
    _offer(form, actor)

    def act(given: dict[str, Any]) -> Any:
        return services.draw_up(actor, given.pop("organisation"), **given)

    return _page(request, form, "新编一项", act, "已编入目录：{}。", autosave="catalogue-new")


@screen(MANAGE)
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """修改."""
    row = _manageable(actor, uid)
    initial = {name: getattr(row, name) for name in DETAILS}
    form = CatalogueItemForm(request.POST or None, is_new=False, initial={**initial, "version": row.version})

    def act(given: dict[str, Any]) -> Any:
        return services.change_item(actor, uid, expected_version=given.pop("version"), **given)

    facts = [("编号", row.code), ("编制组织", row.organisation.short_name), ("起用日期", row.in_force_from)]
    aside = [
        {
            "title": "已公开的不受影响",
            "text": "修改只对以后公开的内容起作用；已经公开的，公开记录保留当时的事项和期限。",
        }
    ]
    return _page(request, form, f"修改：{row}", act, "已修改：{}。", row=row, facts=facts, aside=aside)


@screen(MANAGE)
@require_http_methods(["GET", "POST"])
def retire(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """停用."""
    row = _manageable(actor, uid)
    form = RetireForm(request.POST or None, initial={"retired_on": row.retired_on or local_today()})

    def act(given: dict[str, Any]) -> Any:
        return services.retire(actor, uid, **given)

    return _page(request, form, f"停用：{row}", act, "已停用：{}。", row=row, submit="停用")


@screen(MANAGE)
@require_http_methods(["GET", "POST"])
def adopt(request: HttpRequest, actor: Actor) -> HttpResponse:
    """采用参考目录."""
    form = AdoptForm(request.POST or None, initial={"in_force_from": local_today()})
    _offer(form, actor)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        place = given["organisation"]
        done = attempt(form, lambda: services.adopt_reference(actor, place, in_force_from=given["in_force_from"]))
        if done is not None:
            kept = f"，已有的{done.kept}项没有变动" if done.kept else ""
            messages.success(request, f"{place.short_name}已采用参考目录：新增{done.made}项{kept}。请逐项核对、修改。")
            return redirect(f"{shown.HOME}?organisation={place.uid}")
    context = {
        "title": "采用参考目录",
        "intro": NOTE,
        "crumbs": [*CRUMBS, {"label": "采用参考目录", "url": ""}],
        "form": form,
        "submit_label": f"采用（{len(REFERENCE)}项）",
        "cancel_url": shown.HOME,
        "table": _reference_table(),
    }
    return render(request, "openness/adopt.html", context, status=422 if form.errors else 200)


# ── steps ───────────────────────────────────────────────────────────────────
def _page(
    request: HttpRequest,
    form: WorkForm,
    title: str,
    act: Callable[[dict[str, Any]], Any],
    said: str,
    *,
    row: CatalogueItem | None = None,
    submit: str = "保存",
    **more: Any,
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: act(dict(form.cleaned_data)))
        if done is not None:
            messages.success(request, said.format(done))
            return redirect(f"{shown.HOME}{done.uid}/")
    here = f"{shown.HOME}{row.uid}/" if row is not None else shown.HOME
    crumbs = [*CRUMBS, *([{"label": row.code, "url": here}] if row is not None else [])]
    context = {
        "title": title,
        "crumbs": [*crumbs, {"label": title.partition("：")[0], "url": ""}],
        "form": form,
        "submit_label": submit,
        "cancel_url": here,
        **more,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _offer(form: Any, actor: Actor) -> None:
    rows = Organisation.objects.manageable_by(actor, MANAGE).working(local_today())
    form.fields["organisation"].offer(rows)
    form.fields["organisation"].initial = rows.order_by("path").first()  # one's own, as a rule


def _found(rows: Any, uid: uuid.UUID) -> CatalogueItem:
    row: CatalogueItem | None = rows.filter(uid=uid).select_related("organisation").first()
    if row is None:
        raise NotVisible()
    return row


def _manageable(actor: Actor, uid: uuid.UUID) -> CatalogueItem:
    return _found(CatalogueItem.objects.visible_to(actor, MANAGE), uid)


def _notices(row: CatalogueItem) -> list[dict[str, str]]:
    notices = []
    if row.retired_on is not None:
        title = f"自{row.retired_on}起停用"
        notices.append({"title": title, "note": row.retired_reason, "tone": "warn"})
    if note := shown.source_note(row):
        notices.append({"title": "参考目录", "note": note, "tone": "info"})
    return notices


def _done(done: shown.Fulfilment | None) -> Any:
    if done is None:
        return "还没有"
    return {"value": f"{done.disclosed:,}件", "note": f"最近{done.latest:%Y-%m-%d}"}


def _entry(publication: Publication) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "title": publication.title,
        "url": publication.url,
        "meta": publication.organisation.short_name,
        "date": timezone.localdate(publication.published_at),
    }
    if publication.on_time is not None:
        entry["badge"] = ("按时", "good") if publication.on_time else ("逾期后公开", "warn")
    return entry


def _place_crumbs(place: Organisation | None) -> list[dict[str, str]]:
    return [{"label": place.short_name, "url": f"/organisations/{place.uid}/"}] if place is not None else []


def _query(request: HttpRequest, form: CatalogueFilterForm) -> str:
    kept = request.GET.copy()
    for name in list(kept):
        if name not in form.fields:
            del kept[name]
    return kept.urlencode()


def _chosen(request: HttpRequest, form: CatalogueFilterForm) -> list[dict[str, str]]:
    """What is filtered by now; each address takes one away."""
    asked = form.question()
    words = {
        "organisation": asked["organisation"].short_name if asked["organisation"] else "",
        "category": dict(Category.choices).get(asked["category"], ""),
        "state": dict(STATES).get(asked["state"], "") if asked["state"] != "in_force" else "",
        "q": asked["text"],
    }
    chips = []
    for name, word in words.items():
        if word and name in form.fields:
            rest = request.GET.copy()
            for gone in (name, "before", "after"):
                rest.pop(gone, None)
            chips.append({"label": word, "url": f"?{rest.urlencode()}"})
    return chips


def _reference_table() -> dict[str, Any]:
    labels, periods = dict(Category.choices), dict(PeriodKind.choices)
    return {
        "caption": "参考目录的内容",
        "manner": "cards",
        "columns": ["事项", "分类", "时限", "依据"],
        "rows": [
            [
                {"value": line["title"], "note": f"{line['code']}，{line['content']}"},
                labels[line["category"]],
                periods[line["period_kind"]],
                line["basis"],
            ]
            for line in REFERENCE
        ],
    }
