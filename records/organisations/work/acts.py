"""Acts on the tree, one screen each: set up, rename, correct, move, dissolve, reinstate. Thin."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import attempt
from records.kit.models import local_today
from records.kit.web import screen
from records.organisations import services
from records.organisations.models import Organisation
from records.organisations.work.forms import DetailsForm, DissolveForm, MoveForm, ReinstateForm, RenameForm, SetUpForm
from records.organisations.work.tree import CHANGE, CRUMBS, HOME, organisation_of

DETAILS = ("division_code", "address", "telephone", "sort_order")


@never_cache
@screen("organisations.set_up")
@require_http_methods(["GET", "POST"])
def setting_up(request: HttpRequest, actor: Actor) -> HttpResponse:
    """设立下级组织."""
    parents = Organisation.objects.manageable_by(actor, "organisations.set_up").working(local_today())
    parent = _named(parents, request.GET.get("parent", ""))
    form = SetUpForm(
        request.POST or None,
        parents=parents,
        initial={
            "parent": parent,
            "code": services.next_code(parent) if parent is not None else "",
            "set_up_on": local_today(),
            "division_code": "",
            "sort_order": 1000,
        },
    )
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: services.set_up(actor, **form.cleaned_data))
        if made is not None:
            messages.success(request, f"已设立{made}；主页和各栏目同时建好。")
            return redirect(f"{HOME}{made.uid}/")
    context = {
        "title": "设立下级组织",
        "crumbs": [*CRUMBS, {"label": "设立下级组织", "url": ""}],
        "form": form,
        "submit_label": "设立",
        "cancel_url": f"{HOME}?within={parent.uid}" if parent is not None else HOME,
        "autosave": "organisation-set-up",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@never_cache
@screen(CHANGE)
@require_http_methods(["GET", "POST"])
def renaming(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更名."""
    row = organisation_of(actor, uid)
    names = {name: getattr(row, name) for name in ("name", "short_name", "version")}
    form = RenameForm(request.POST or None, initial={**names, "kind": row.kind.code, "valid_from": local_today()})

    def act(given: dict[str, Any]) -> Any:
        return services.rename(actor, uid, expected_version=given.pop("version"), **given)

    return _screen(request, row, form, "更名", act, "名称自生效日期起改变，主页网址不变。")


@never_cache
@screen(CHANGE)
@require_http_methods(["GET", "POST"])
def detailing(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更正联系方式."""
    row = organisation_of(actor, uid)
    form = DetailsForm(request.POST or None, initial={name: getattr(row, name) for name in (*DETAILS, "version")})

    def act(given: dict[str, Any]) -> Any:
        return services.change_details(actor, uid, expected_version=given.pop("version"), **given)

    return _screen(request, row, form, "更正联系方式", act, gone=None)


@never_cache
@screen("organisations.move")
@require_http_methods(["GET", "POST"])
def moving(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """调整上级组织."""
    row = organisation_of(actor, uid)
    own = Organisation.objects.below(row.path).values("pk")
    parents = Organisation.objects.manageable_by(actor, "organisations.move").working(local_today()).exclude(pk__in=own)
    form = MoveForm(request.POST or None, parents=parents, initial={"valid_from": local_today()})
    below = Organisation.objects.below(row.path).count() - 1
    note = f"连同下级{below}个组织，" if below else ""
    return _screen(
        request,
        row,
        form,
        "调整上级",
        lambda given: services.move(actor, uid, **given),
        f"{note}名册、经费、页面和权限一并转到新的上级之下；原网址自动转到新网址。",
    )


@never_cache
@screen("organisations.dissolve")
@require_http_methods(["GET", "POST"])
def dissolving(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """撤销."""
    row = organisation_of(actor, uid)
    form = DissolveForm(request.POST or None, initial={"dissolved_on": local_today()})
    return _screen(
        request,
        row,
        form,
        "撤销",
        lambda given: services.dissolve(actor, uid, **given),
        "先调整或撤销下级组织、转出党员；主页保留可查，并注明已撤销；职务的系统权限同时终止。登记有误的，可以恢复。",
    )


@never_cache
@screen("organisations.reinstate")
@require_http_methods(["GET", "POST"])
def reinstating(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """恢复."""
    row = organisation_of(actor, uid)
    return _screen(
        request,
        row,
        ReinstateForm(request.POST or None),
        "恢复",
        lambda given: services.reinstate(actor, uid, **given),
        "只用于撤销登记有误。恢复后视同没有撤销：未届满职务的系统权限重新生效；已转出的党员、已退回的送审不会自动回来。",
        gone=True,
    )


def _named(rows: Any, text: str) -> Organisation | None:
    try:
        found: Organisation | None = rows.filter(uid=uuid.UUID(text)).first()
    except ValueError:
        return None
    return found


def _screen(
    request: HttpRequest,
    row: Organisation,
    form: Any,
    title: str,
    act: Callable[[dict[str, Any]], Any],
    note: str = "",
    *,
    gone: bool | None = False,
) -> HttpResponse:
    """An act on an organisation that works (`gone` False), on one with a day of dissolution (True), or on either (None)."""
    if gone is False and row.is_dissolved(local_today()) or gone and row.dissolved_on is None:
        raise NotVisible()
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        done = attempt(form, lambda: act(given))
        if done is not None:
            messages.success(request, f"已办理：{done}，{title}。")
            return redirect(f"{HOME}{row.uid}/")
    parent = row.get_parent()
    said, _, more = note.partition("。")
    context = {
        "title": f"{title}：{row.short_name}",
        "kicker": row.kind.name,
        "crumbs": [*CRUMBS, {"label": row.short_name, "url": f"{HOME}{row.uid}/"}, {"label": title, "url": ""}],
        "facts": [
            ("全称", row.name),
            ("组织代码", row.code),
            ("上级组织", parent.short_name if parent is not None else "没有"),
            ("直接下级", f"{row.numchild}个"),
            ("撤销日期", f"{row.dissolved_on:%Y年%-m月%-d日}" if row.dissolved_on else ""),
        ],
        "notice": {"title": said, "note": more, "tone": "warn"} if note else None,
        "form": form,
        "submit_label": title,
        "cancel_url": f"{HOME}{row.uid}/",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)
