"""Changes of membership, one screen each: conversion, extension, standing, branch, account."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from records.access.models import User
from records.kit.actors import Actor
from records.kit.errors import Invalid, NotVisible
from records.kit.forms import attempt
from records.kit.web import actor_of
from records.members import services
from records.members.choices import STANDING_AFTER, EventKind
from records.members.forms import AccountForm, ExtendForm, LeaveForm, LinkForm, MoveForm, StepForm
from records.members.models import Member
from records.members.views.member import member_of
from records.members.views.register import CRUMBS, HOME
from records.organisations.ancestry import steps
from records.organisations.models import Organisation

_WARNINGS = {
    EventKind.TRANSFERRED_OUT: "登记后，该党员不再计入本组织在册党员；记录保留，可查。",
    EventKind.LEFT: "出党须经支部大会决定并报上级批准。登记后不再计入在册党员；记录保留，可查。",
    EventKind.DIED: "登记后不再计入在册党员；记录保留，可查。",
    EventKind.SUSPENDED: "停止党籍期间不享有党员权利；账号随之停用党员身份。",
}


def _screen(
    request: HttpRequest, uid: uuid.UUID, action: str, title: str, form_of: Callable[[Actor, Member, Any], Any],
    act: Callable[[Actor, Any], Any], note: str = "",
) -> HttpResponse:  # fmt: skip
    actor = actor_of(request)
    member = member_of(actor, uid)
    if not actor.scope.may(action, member.org_path):
        raise NotVisible()
    form = form_of(actor, member, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: act(actor, form.cleaned_data))
        if done is not None:
            messages.success(request, f"已办理：{done.name}，{title}。")
            return redirect(f"{HOME}{uid}/")
    context = {
        "title": f"{title}：{member.name}",
        "kicker": member.organisation.short_name,
        "crumbs": [*CRUMBS, {"label": member.name, "url": f"{HOME}{uid}/"}, {"label": title, "url": ""}],
        "facts": [
            ("所在党支部", member.organisation.name),
            ("人员类别", member.get_category_display()),
            ("党籍状态", member.get_standing_display()),
            ("入党日期", str(member.joined_on)),
            ("预备期届满", str(member.probation_end or "")),
        ],
        "notice": {"title": note, "tone": "warn"} if note else None,
        "form": form,
        "submit_label": title,
        "cancel_url": f"{HOME}{uid}/",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


def _above(actor: Actor, member: Member) -> Any:
    """Who may have decided: the member's organisations from the branch up."""
    return Organisation.objects.filter(path__in=steps(member.org_path))


def _step_form(kind: type[Any]) -> Callable[[Actor, Member, Any], Any]:
    def make(actor: Actor, member: Member, data: Any) -> Any:
        return kind(data, organisations=_above(actor, member), initial={"version": member.version})

    return make


def _common(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "on": given["on"],
        "document": given["document"],
        "note": given["note"],
        "expected_version": given["version"],
        "acting_organisation": given["acting"],
    }


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def convert(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """转正."""
    return _screen(
        request,
        uid,
        "members.change_standing",
        "转正",
        _step_form(StepForm),
        lambda actor, given: services.convert(actor, uid, **_common(given)),
        "转正须经支部大会通过并报上级党委批准；党龄自转正之日算起。",
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """延长预备期."""
    return _screen(
        request,
        uid,
        "members.change_standing",
        "延长预备期",
        _step_form(ExtendForm),
        lambda actor, given: services.extend_probation(actor, uid, until=given["until"], **_common(given)),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def standing(request: HttpRequest, uid: uuid.UUID, kind: str) -> HttpResponse:
    """停止党籍, 恢复, 转出, 出党, 去世."""
    if kind not in STANDING_AFTER:
        raise NotVisible()
    step = EventKind(kind)
    return _screen(
        request,
        uid,
        "members.change_standing",
        str(step.label),
        _step_form(LeaveForm if step is EventKind.LEFT else StepForm),
        lambda actor, given: services.change_standing(
            actor, uid, kind, manner=given.get("manner", ""), **_common(given)
        ),
        _WARNINGS.get(step, ""),
    )


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """调整所在支部."""

    def form_of(actor: Actor, member: Member, data: Any) -> Any:
        branches = Organisation.objects.manageable_by(actor, "members.move").filter(
            kind__is_branch=True, dissolved_on__isnull=True
        )
        return MoveForm(
            data, organisations=branches.exclude(pk=member.organisation_id), initial={"version": member.version}
        )

    def act(actor: Actor, given: dict[str, Any]) -> Member:
        return services.move(
            actor,
            uid,
            to=given["to"],
            on=given["on"],
            document=given["document"],
            note=given["note"],
            expected_version=given["version"],
        )

    return _screen(request, uid, "members.move", "调整所在支部", form_of, act)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters("password", "phone")
def account(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """开通账号, or link one that exists."""
    linking = "link" in request.GET

    def form_of(actor: Actor, member: Member, data: Any) -> Any:
        return LinkForm(data) if linking else AccountForm(data)

    def act(actor: Actor, given: dict[str, Any]) -> Member:
        if not linking:
            return services.activate_account(
                actor, uid, username=given["username"], password=given["password"], phone=given["phone"]
            )
        user = User.objects.filter(username=given["username"]).first()
        if user is None:
            raise Invalid({"username": "没有找到这个账号，或不在您的管理范围，请核对登录名。"})
        return services.link_user(actor, uid, user)

    title = "关联已有账号" if linking else "开通账号"
    return _screen(request, uid, "members.link_account", title, form_of, act)
