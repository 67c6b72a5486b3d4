"""Registering a member and correcting the record."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from records.kit.errors import NotVisible
from records.kit.forms import attempt
from records.kit.web import actor_of
from records.members import services
from records.members.filters import organisation_of
from records.members.forms import CorrectForm, RegisterForm
from records.members.models import SENSITIVE, Member
from records.members.views.member import member_of
from records.members.views.register import CRUMBS, HOME
from records.organisations.models import Organisation

_STORED = [field.name for field in Member._meta.concrete_fields]


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(*SENSITIVE)
@sensitive_variables("form", "values")
def register(request: HttpRequest) -> HttpResponse:
    """登记党员."""
    actor = actor_of(request)
    if not actor.scope.paths("members.register"):
        raise NotVisible()
    branches = Organisation.objects.manageable_by(actor, "members.register").filter(
        kind__is_branch=True, dissolved_on__isnull=True
    )
    form = RegisterForm(
        request.POST if request.method == "POST" else None,
        branches=branches,
        with_hardship=True,
        initial={"organisation": organisation_of(request.GET.get("organisation", "")), "seniority_correction": 0},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        values = form.values()
        member = attempt(
            form,
            lambda: services.register(
                actor,
                organisation=given["organisation"],
                kind=given["kind"],
                on=given["on"],
                document=given["document"],
                category=given["category"],
                **{name: value for name, value in values.items() if name not in ("category", "organisation")},
            ),
        )
        if member is not None:
            messages.success(request, f"已登记“{member.name}”。")
            return redirect(f"{HOME}{member.uid}/")
    context = {
        "title": "登记党员",
        "intro": "每个公民身份号码只登记一次；出生日期和性别由号码得出。",
        "crumbs": [*CRUMBS, {"label": "登记", "url": ""}],
        "form": form,
        "submit_label": "登记",
        "cancel_url": HOME,
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
@sensitive_post_parameters(*SENSITIVE)
@sensitive_variables("form", "values")
def correct(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """更正党员信息."""
    actor = actor_of(request)
    member = member_of(actor, uid)
    if not actor.scope.may("members.change", member.org_path):
        raise NotVisible()
    with_hardship = actor.scope.may("members.reveal_hardship", member.org_path)
    initial: dict[str, Any] = {name: getattr(member, name) for name in _STORED if name not in ("organisation_id",)}
    posted = request.POST if request.method == "POST" else None
    form = CorrectForm(posted, initial=initial, with_hardship=with_hardship)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        values = form.values()
        done = attempt(
            form,
            lambda: services.correct(
                actor,
                uid,
                expected_version=given["version"],
                valid_from=given["valid_from"],
                reason=given["reason"],
                **{name: value for name, value in values.items() if name != "version"},
            ),
        )
        if done is not None:
            messages.success(request, f"已保存“{done.name}”的信息。")
            return redirect(f"{HOME}{uid}/")
    context = {
        "title": f"更正信息：{member.name}",
        "kicker": member.organisation.short_name,
        "intro": "号码留空表示不修改。改动前的内容作为历史保留。",
        "crumbs": [*CRUMBS, {"label": member.name, "url": f"{HOME}{uid}/"}, {"label": "更正", "url": ""}],
        "form": form,
        "cancel_url": f"{HOME}{uid}/",
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)
