"""单位 and 组织类别: legal units at the organisations one keeps, and the kinds of the whole place. Thin."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import attempt
from records.kit.models import local_today
from records.kit.web import screen
from records.organisations import services
from records.organisations.models import Organisation, OrganisationKind, Unit
from records.organisations.work.forms import KindForm, UnitForm
from records.organisations.work.tree import CHANGE, CRUMBS, HOME

UNITS = f"{HOME}units/"
KINDS = f"{HOME}kinds/"
SIZE = 40


@never_cache
@screen(CHANGE)
@require_safe
def units(request: HttpRequest, actor: Actor) -> HttpResponse:
    """单位."""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:60]
    rows = Unit.objects.manageable_by(actor).select_related("organisation")
    if words:
        rows = rows.named(words)
    page = keyset.page(rows, ("sort_key", "uid"), request.GET, size=SIZE)
    context = {
        "title": "单位",
        "intro": "建制村、社区、机关、企业等法人单位，以及党组织建在哪里。",
        "crumbs": [*CRUMBS, {"label": "单位", "url": ""}],
        "actions": [{"label": "登记单位", "url": f"{UNITS}new/", "primary": True}],
        "q": words,
        "states": [],
        "count": keyset.counted(rows),
        "unit": "个",
        "table": {
            "caption": "单位，按拼音排列",
            "caption_hidden": True,
            "columns": ["单位", "代码", "性质", "所属组织"],
            "rows": [
                [
                    {"value": row.name, "url": f"{UNITS}{row.uid}/"},
                    {"value": row.code, "mono": True},
                    row.nature,
                    row.organisation.short_name,
                ]
                for row in page.rows
            ],
        },
        **page.links(request.GET),
        "pager_words": "上一页,下一页",
        "empty_title": "没有这样的单位",
        "empty_note": "试试少写几个字，或登记一个。",
        "empty_actions": [{"label": "登记单位", "url": f"{UNITS}new/"}],
    }
    return render(request, "organisations/organisations.html", context)


@never_cache
@screen(CHANGE)
@require_http_methods(["GET", "POST"])
def adding(request: HttpRequest, actor: Actor) -> HttpResponse:
    """登记单位."""
    form = UnitForm(request.POST or None, organisations=_places(actor))
    return _unit(request, form, "登记单位", lambda given: services.add_unit(actor, **given))


@never_cache
@screen(CHANGE)
@require_http_methods(["GET", "POST"])
def changing(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更正单位."""
    row = Unit.objects.manageable_by(actor).select_related("organisation").filter(uid=uid).first()
    if row is None:
        raise NotVisible()
    names = ("organisation", "name", "code", "nature", "division_code")
    form = UnitForm(
        request.POST or None,
        organisations=_places(actor),
        initial={name: getattr(row, name) for name in names},
    )
    return _unit(request, form, "更正单位", lambda given: services.change_unit(actor, uid, **given))


@never_cache
@screen("organisations.manage_kinds")
@require_safe
def kinds(request: HttpRequest, actor: Actor) -> HttpResponse:
    """组织类别."""
    context = {
        "title": "组织类别",
        "intro": "本地用到的组织类别。停用的类别不用删，不再选它即可。",
        "crumbs": [*CRUMBS, {"label": "组织类别", "url": ""}],
        "actions": [{"label": "增加类别", "url": f"{KINDS}new/", "primary": True}],
        "list_title": "全部类别",
        "table": {
            "caption": "组织类别",
            "caption_hidden": True,
            "columns": ["名称", "代码", "可集体审议审批", "直接管理党员"],
            "rows": [
                [
                    {"value": row.name, "url": f"{KINDS}{row.code}/"},
                    {"value": row.code, "mono": True},
                    "是" if row.is_committee else "否",
                    "是" if row.is_branch else "否",
                ]
                for row in OrganisationKind.objects.all()[:200]
            ],
        },
    }
    return render(request, "theme/list.html", context)


@never_cache
@screen("organisations.manage_kinds")
@require_http_methods(["GET", "POST"])
def kind(request: HttpRequest, actor: Actor, code: str = "") -> HttpResponse:
    """增加类别, 更改类别."""
    row = OrganisationKind.objects.filter(code=code).first() if code else None
    if code and row is None:
        raise NotVisible()
    names = ("code", "name", "is_committee", "is_branch", "sort_order")
    form = KindForm(request.POST or None, initial={name: getattr(row, name) for name in names} if row else None)
    if row is not None:
        del form.fields["code"]
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        name = code or given.pop("code")
        done = attempt(form, lambda: services.set_kind(actor, name, is_new=row is None, **given))
        if done is not None:
            messages.success(request, f"已保存类别“{done}”。")
            return redirect(KINDS)
    title = f"更改类别：{row}" if row is not None else "增加类别"
    context = {
        "title": title,
        "crumbs": [*CRUMBS, {"label": "组织类别", "url": KINDS}, {"label": title, "url": ""}],
        "form": form,
        "submit_label": "保存",
        "cancel_url": KINDS,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _places(actor: Actor) -> Any:
    return Organisation.objects.manageable_by(actor, CHANGE).working(local_today())


def _unit(request: HttpRequest, form: Any, title: str, act: Any) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: act(form.cleaned_data))
        if done is not None:
            messages.success(request, f"已保存单位“{done}”。")
            return redirect(UNITS)
    context = {
        "title": title,
        "crumbs": [*CRUMBS, {"label": "单位", "url": UNITS}, {"label": title, "url": ""}],
        "form": form,
        "submit_label": "保存",
        "cancel_url": UNITS,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)
