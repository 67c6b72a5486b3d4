"""Screens of the workbench: totals of units, what a branch's members miss, sessions, questions."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.errors import Conflict
from records.kit.web import actor_of
from records.learning import reading, services
from records.learning.figures import figures
from records.learning.forms import AddPeopleForm, ReasonForm, StudyForm
from records.learning.models import HourEntry, StudySession
from records.learning.rules import activity_hours, hours_text
from records.members.models import Member
from records.organisations.models import Organisation

PAGE = 50
MOST_TO_TICK = 300  # people on one form; more are recorded branch by branch

WORK = {"label": "工作台", "url": "/work/"}
TOTALS = {"label": "学时完成情况", "url": "/work/learning/"}
SESSIONS = {"label": "集中学习记录", "url": "/work/learning/sessions/"}


@login_required
@require_safe
def totals(request: HttpRequest) -> HttpResponse:
    """学时完成情况: units in the order of the tree; persons are not shown, nothing is ranked."""
    actor = actor_of(request)
    today = timezone.localdate()
    place = _place(actor, "learning.view_totals", request.GET.get("organisation", ""))
    year = _year(request.GET.get("year", ""), today.year)
    after = request.GET.get("after", "")
    units = reading.unit_totals(actor, path=place.path, year=year, today=today, after=after, size=PAGE + 1)
    shown, more = units[:PAGE], len(units) > PAGE
    members, reached = reading.sum_below(actor, path=place.path, year=year, today=today)
    of_year = figures(today)
    keep = f"organisation={place.uid}&year={year}"
    rows = [_unit_row(actor, unit) for unit in shown]
    acts = any(row[-1] for row in rows)  # a column of nothing says nothing
    context = {
        "title": f"{place.short_name}：{year}年学时完成情况",
        "intro": (
            f"党员每年不少于{hours_text(of_year.member_hours)}学时，书记和班子成员不少于"
            f"{hours_text(of_year.leader_hours)}学时。这里只有各单位的合计，不排名；个人学时由本人和所在支部书记查看。"
        ),
        "stats": [
            {"label": "党员", "value": f"{members:,}", "unit": "名"},
            {"label": "已学满", "value": f"{reached:,}", "unit": "名", "lead": True},
            {"label": "学满比例", "value": f"{reached * 100 // members}" if members else "0", "unit": "%"},
        ],
        "actions": [
            {"label": f"{each}年", "url": f"?organisation={place.uid}&year={each}", "quiet": each != year}
            for each in (today.year, today.year - 1)
        ],
        "list_title": "各单位",
        "table": {
            "caption": f"{year}年各单位学时完成情况",
            "caption_hidden": True,
            "columns": [
                "组织",
                {"label": "党员", "numeric": True},
                {"label": "已学满", "numeric": True},
                {"label": "低于季度进度", "numeric": True},
                *(["办理"] if acts else []),
            ],
            "rows": rows if acts else [row[:-1] for row in rows],
        },
        "older": f"?{keep}&after={shown[-1].organisation.path}" if more and shown else "",
        "empty_title": "这里没有党员",
        "empty_note": "所选组织及其下级还没有登记党员。",
        "crumbs": [WORK, {"label": "学时完成情况", "url": ""}],
    }
    return render(request, "theme/list.html", context)


@login_required
@require_safe
def missing(request: HttpRequest, organisation: uuid.UUID) -> HttpResponse:
    """本支部党员所差学时, for the secretary to remind; by name, never by hours."""
    actor = actor_of(request)
    place = Organisation.objects.filter(uid=organisation).first()
    if place is None or not actor.scope.may("learning.view_missing", place.path):
        raise Http404
    today = timezone.localdate()
    people = reading.members_missing(actor, place, year=today.year, today=today)
    context = {
        "title": f"{place.short_name}：低于季度进度的党员",
        "intro": "供书记提醒和安排补学，只列出所差学时。按姓名拼音排列，不公布、不排名。",
        "count": len(people),
        "unit": "名",
        "table": {
            "caption": "所差学时",
            "caption_hidden": True,
            "columns": ["姓名", {"label": "今年还差", "numeric": True}],
            "rows": [[person.name, f"{hours_text(left)}学时"] for person, left in people],
        },
        "empty_title": "都达到了季度进度",
        "empty_note": "本支部没有低于季度进度的党员。",
        "actions": [{"label": "登记集中学习", "url": f"{reverse('work-learning:record')}?organisation={place.uid}"}],
        "crumbs": [WORK, TOTALS, {"label": "所差学时", "url": ""}],
    }
    return render(request, "theme/list.html", context)


@login_required
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """集中学习记录."""
    actor = actor_of(request)
    if not actor.scope.paths("learning.record_study"):
        raise Http404
    rows = StudySession.objects.visible_to(actor).select_related("organisation")
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    context = {
        "title": "集中学习记录",
        "intro": "一次学习登记一次，参加人员的学时随之记入。",
        "actions": [{"label": "登记集中学习", "url": reverse("work-learning:record"), "primary": True}],
        "list_title": "最近登记",
        "table": {
            "caption": "集中学习记录",
            "caption_hidden": True,
            "columns": [
                "内容",
                "日期",
                "形式",
                "组织",
                {"label": "人数", "numeric": True},
                {"label": "学时", "numeric": True},
            ],
            "rows": [
                {
                    "cells": [
                        row.title,
                        row.held_on,
                        row.get_form_display(),
                        row.organisation.short_name,
                        str(row.people),
                        hours_text(row.hours),
                    ],
                    "url": reverse("work-learning:session", args=[row.uid]),
                }
                for row in page.rows
            ],
        },
        **page.links(request.GET),
        "empty_title": "还没有登记",
        "empty_note": "支部集中学习、党课、主题党日结束后，在这里登记一次即可。",
        "crumbs": [WORK, {"label": "集中学习记录", "url": ""}],
    }
    return render(request, "theme/list.html", context)


@login_required
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """登记集中学习."""
    actor = actor_of(request)
    place = _place(actor, "learning.record_study", request.GET.get("organisation", ""))
    people = _people(actor, place)
    form = StudyForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        of_day = figures(data["held_on"])
        length = {"full": {"full_days": 1}, "half": {"half_days": 1}}.get(data["length"], {"hours": data["hours"]})
        try:
            made = services.record_study(
                actor,
                organisation=place,
                key=data["key"],
                form=data["form"],
                title=data["title"],
                held_on=data["held_on"],
                hours=activity_hours(**length, full_day=of_day.full_day, half_day=of_day.half_day),
                evidence=data["evidence"],
                members=[uuid.UUID(each) for each in data["members"]],
            )
        except (ValidationError, ValueError) as error:
            _at_fields(form, error)
        else:
            messages.success(request, f"已登记“{made.title}”，{made.people}人各记{hours_text(made.hours)}学时。")
            return redirect("work-learning:session", uid=made.uid)
    context = {
        "title": "登记集中学习",
        "intro": f"{place.short_name}组织的集中学习、党课、主题党日和培训，一次登记，参加人员的学时随之记入。",
        "form": form,
        "submit_label": "登记",
        "cancel_url": reverse("work-learning:sessions"),
        "autosave": f"study-{place.uid}",
        "crumbs": [WORK, SESSIONS, {"label": "登记", "url": ""}],
        "notice": _too_many(people, place),
    }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def session(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """One session: who took part; add who was forgotten."""
    actor = actor_of(request)
    row = StudySession.objects.visible_to(actor).select_related("organisation", "recorded_by").filter(uid=uid).first()
    if row is None:
        raise Http404
    entries = list(
        HourEntry.objects.visible_to(actor)
        .filter(session=row, reverses__isnull=True)
        .select_related("member", "organisation", "reversal")
        .order_by("member__sort_key", "pk")
    )
    held = {str(entry.member.uid) for entry in entries if entry.member is not None}
    people = [each for each in _people(actor, row.organisation) if each[0] not in held]
    form = AddPeopleForm(people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.add_to_study(actor, uid, [uuid.UUID(each) for each in form.cleaned_data["members"]])
        except ValidationError as error:
            _at_fields(form, error)
        else:
            messages.success(request, "已补登。")
            return redirect("work-learning:session", uid=uid)
    context = {
        "title": row.title,
        "kicker": f"集中学习记录，{row.get_form_display()}",
        "facts": [
            ("组织", row.organisation.short_name),
            ("日期", row.held_on),
            ("学时", hours_text(row.hours)),
            ("人数", f"{row.people}人"),
            ("依据", row.evidence),
            ("登记人", row.recorded_by.name if row.recorded_by else "系统"),
        ],
        "table": {
            "caption": "参加人员",
            "columns": ["姓名", "支部", "办理"],
            "rows": [_entry_row(entry) for entry in entries],
        },
        "form": form if people else None,
        "actions": [{"label": "补登所选人员", "primary": True}] if people else [],
        "crumbs": [WORK, SESSIONS, {"label": row.title, "url": ""}],
    }
    return render(request, "theme/task.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def reverse_entry(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """冲销学时."""
    actor = actor_of(request)
    entry = (
        HourEntry.objects.visible_to(actor, "learning.reverse")
        .select_related("member", "user", "organisation")
        .filter(uid=uid, reverses__isnull=True)
        .first()
    )
    if entry is None or not actor.scope.may("learning.reverse", entry.org_path):
        raise Http404
    form = ReasonForm(request.POST or None)
    back = reverse("work-learning:session", args=[entry.session.uid]) if entry.session else TOTALS["url"]
    if request.method == "POST" and form.is_valid():
        try:
            services.reverse_hours(actor, uid, reason=form.cleaned_data["reason"])
        except ValidationError as error:
            _at_fields(form, error)
        except Conflict as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, "已冲销，原记录和冲销记录都保留。")
            return redirect(back)
    name = entry.member.name if entry.member else entry.user.name if entry.user else ""
    context = {
        "title": f"冲销{name}的{hours_text(entry.hours)}学时",
        "facts": [
            ("姓名", name),
            ("内容", entry.title),
            ("日期", entry.on),
            ("形式", entry.get_form_display()),
            ("学时", hours_text(entry.hours)),
        ],
        "form": form,
        "actions": [
            {"label": "不冲销", "url": back, "quiet": True},
            {"label": "冲销", "danger": True},
        ],
        "crumbs": [WORK, SESSIONS, {"label": "冲销", "url": ""}],
    }
    return render(request, "theme/task.html", context, status=422 if form.errors else 200)


def _place(actor: Actor, action: str, typed: str) -> Organisation:
    """The organisation a screen is about: the one named, or the first of one's own. 404 without the permission."""
    allowed = Organisation.objects.manageable_by(actor, action)
    if typed:
        try:
            allowed = allowed.filter(uid=uuid.UUID(typed))
        except ValueError:
            raise Http404 from None
    place: Organisation | None = allowed.order_by("path").first() if actor.scope.paths(action) else None
    if place is None:
        raise Http404
    return place


def _people(actor: Actor, place: Organisation) -> list[tuple[str, str]]:
    """Members who can be ticked: of the organisation and below, as long as they fit on a form; otherwise only its own."""
    visible = Member.objects.visible_to(actor, "learning.record_study").in_place()
    below = list(
        visible.below(place.path)
        .select_related("organisation")
        .in_list_order()
        .only("uid", "name", "sort_key", "organisation__short_name")[: MOST_TO_TICK + 1]
    )
    if len(below) > MOST_TO_TICK:
        below = list(
            visible.in_branch(place)
            .select_related("organisation")
            .in_list_order()
            .only("uid", "name", "sort_key", "organisation__short_name")[:MOST_TO_TICK]
        )
    several = len({person.organisation_id for person in below}) > 1
    return [
        (str(person.uid), f"{person.name}（{person.organisation.short_name}）" if several else person.name)
        for person in below
    ]


def _too_many(people: list[tuple[str, str]], place: Organisation) -> dict[str, str] | None:
    if people:
        return None
    return {
        "title": "请从支部登记",
        "note": f"{place.short_name}及下级的党员较多或没有党员。请在“学时完成情况”中找到支部，再登记。",
        "tone": "warn",
    }


def _unit_row(actor: Actor, unit: reading.UnitTotal) -> list[Any]:
    place = unit.organisation
    cell: Any = ""
    if actor.scope.may("learning.view_missing", place.path) and unit.behind:
        cell = {"value": "看所差学时", "url": reverse("work-learning:missing", args=[place.uid])}
    elif actor.scope.may("learning.record_study", place.path):
        cell = {"value": "登记集中学习", "url": f"{reverse('work-learning:record')}?organisation={place.uid}"}
    return [place.short_name, str(unit.members), str(unit.reached), str(unit.behind), cell]


def _entry_row(entry: HourEntry) -> list[Any]:
    name = entry.member.name if entry.member else ""
    if getattr(entry, "reversal", None) is not None:
        return [name, entry.organisation.short_name, {"value": "", "badge": ("已冲销", "warn")}]
    return [
        name,
        entry.organisation.short_name,
        {"value": "冲销", "url": reverse("work-learning:reverse", args=[entry.uid])},
    ]


def _year(typed: str, this: int) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and 2000 <= int(typed) <= this else this


def _at_fields(form: Any, error: Exception) -> None:
    """Put what a service refused at the field it names."""
    if not isinstance(error, ValidationError):
        form.add_error(None, str(error))
        return
    if hasattr(error, "error_dict"):
        for name, texts in error.message_dict.items():
            for text in texts:
                form.add_error(name if name in form.fields else None, text)
    else:
        form.add_error(None, error)
