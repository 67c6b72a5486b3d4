"""One member: the facts, the history, and a look at what is sensitive."""

import datetime
import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_POST

from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.forms import ReasonForm, attempt
from records.kit.models import local_today
from records.kit.web import actor_of
from records.members import rules, services
from records.members.choices import LEAVING_MANNERS, Category, EventKind, Standing, badge
from records.members.models import SENSITIVE, Member
from records.members.views.register import CRUMBS, HOME

HISTORY_SHOWN = 60


def member_of(actor: Actor, uid: uuid.UUID) -> Member:
    """A member the actor sees by a post. Raises NotVisible; the own record has its own page."""
    found: Member | None = (
        Member.objects.administered_by(actor).select_related("organisation__kind", "user").filter(uid=uid).first()
    )
    if found is None:
        raise NotVisible()
    return found


@never_cache
@login_required
@require_GET
def show(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """党员信息."""
    actor = actor_of(request)
    member = member_of(actor, uid)
    return render(request, "members/member.html", _context(actor, member))


@never_cache
@login_required
@require_POST
@sensitive_variables("shown", "context")
def reveal(request: HttpRequest, uid: uuid.UUID) -> HttpResponse:
    """查看完整内容: in this one answer, never in an address, a session or a cache."""
    actor = actor_of(request)
    member = member_of(actor, uid)
    form = ReasonForm(request.POST, choices=_openable(actor, member))
    shown = None
    if form.is_valid():
        field = form.cleaned_data["field"]
        text = attempt(form, lambda: services.reveal(actor, uid, field, reason=form.cleaned_data["reason"]))
        if text is not None:
            shown = {"said": f"{_label(field)}：{text}"}
            form = ReasonForm(choices=_openable(actor, member))
    context = _context(actor, member, form=form, shown=shown)
    response = render(request, "members/member.html", context, status=422 if form.errors else 200)
    response["Cache-Control"] = "no-store"
    return response


def _openable(actor: Actor, member: Member) -> list[tuple[str, str]]:
    """Sensitive fields that hold something and that the actor may look at."""
    return [
        (field, _label(field))
        for field, action in services.REVEAL_ACTIONS.items()
        if getattr(member, field) is not None and actor.scope.may(action, member.org_path)
    ]


def _label(field: str) -> str:
    return str(Member._meta.get_field(field).verbose_name)  # type: ignore[union-attr]


def _context(actor: Actor, member: Member, *, form: Any = None, shown: Any = None) -> dict[str, Any]:
    today = local_today()
    openable = _openable(actor, member)
    return {
        "title": member.name,
        "kicker": member.organisation.short_name,
        "status": badge(member.standing, member.get_standing_display()),
        "crumbs": [*CRUMBS, {"label": member.name, "url": ""}],
        "notices": _notices(actor, member, today),
        "facts": facts_of(member, today),
        "groups": groups_of(member),
        "shown": shown,
        "reveal_form": (form or ReasonForm(choices=openable)) if openable else None,
        "reveal_opened": bool(form is not None and form.errors),
        "reveal_url": f"{HOME}{member.uid}/reveal/",
        "links": _links(actor, member),
        "history": _history(member),
    }


def _notices(actor: Actor, member: Member, today: datetime.date) -> list[dict[str, Any]]:
    if not member.is_in_place:
        return []
    notices: list[dict[str, Any]] = []
    found = rules.consistency({**member.facts(), "identity": None}, today)
    if found:
        notices.append(
            {"title": "请留意", "note": " ".join(each.message for each in found), "tone": "warn", "links": None}
        )
    lacking = rules.missing(member.facts())
    if lacking:
        links = (
            [{"label": "补充信息", "url": f"{HOME}{member.uid}/correct/"}]
            if actor.scope.may("members.change", member.org_path)
            else None
        )
        notices.append({"title": "资料不全", "note": f"还缺：{'、'.join(lacking)}。", "tone": "info", "links": links})
    return notices


def facts_of(member: Member, today: datetime.date) -> list[Any]:
    age = member.age_on(today)
    born = f"{member.birth_date}（{age}周岁）" if member.birth_date else ""
    return [
        ("所在党支部", member.organisation.name),
        {"term": "人员类别", "badge": badge(member.category, member.get_category_display())},
        ("性别", member.get_sex_display()),
        ("民族", member.get_ethnicity_display()),
        ("出生日期", born),
        ("籍贯", member.native_place),
        {"term": "公民身份号码", "value": str(member.identity_number or "未登记"), "mono": True},
        {"term": "联系电话", "value": str(member.phone or "未登记"), "mono": True},
    ]


def groups_of(member: Member) -> list[dict[str, Any]]:
    """Chapters of facts below the first; empty ones are left out by the template."""
    today = local_today()
    membership = [
        ("入党日期", str(member.joined_on)),
        ("转正日期", str(member.full_on or "")),
        ("预备期届满", str(member.probation_end or "")),
        ("党龄", rules.seniority_text(member.seniority_on(today)) if member.category == Category.FULL else ""),
        ("党龄校正值", f"{member.seniority_correction}个月" if member.seniority_correction else ""),
        ("入党类型", member.get_join_type_display()),
        ("入党时所在支部", member.joined_branch),
        ("账号", f"{member.user.username}（已开通）" if member.user else "未开通"),
    ]
    study_and_work = [
        ("学历", member.get_education_display()),
        ("学位", member.get_degree_display()),
        ("毕业院校", member.school),
        ("专业", member.major),
        ("参加工作日期", str(member.work_started_on or "")),
        ("工作岗位", member.get_occupation_display()),
        ("工作（学习）单位", member.employer),
        ("职务", member.position),
        ("专业技术职务", member.professional_title),
        ("新社会阶层类型", member.get_new_stratum_display() if member.new_stratum else ""),
        ("农民工", "是" if member.is_migrant_worker else ""),
    ]
    place = [
        ("户籍所在地", member.household_place),
        ("现居住地", member.residence),
        ("档案所在单位", member.file_place),
        ("流动党员", f"是，{member.floating_since or '起始日期未登记'}起" if member.is_floating else ""),
        ("外出流向", member.floating_place if member.is_floating else ""),
        ("失去联系", f"{member.lost_since or '起始日期未登记'}起" if member.is_lost_contact else ""),
    ]
    groups = [("党籍", membership), ("学习和工作", study_and_work), ("居住和流动", place)]
    return [{"title": title, "facts": facts} for title, facts in groups if any(value for _term, value in facts)]


# (action, label, address, when it makes sense)
def _links(actor: Actor, member: Member) -> list[dict[str, Any]]:
    may = actor.scope.may
    base = f"{HOME}{member.uid}/"
    links: list[dict[str, Any]] = []
    if may("members.change", member.org_path) and member.is_in_place:
        links.append({"label": "更正信息", "url": f"{base}correct/", "primary": True})
    if may("members.change_standing", member.org_path):
        if member.category == Category.PROBATIONARY and member.standing == Standing.NORMAL:
            links.append({"label": "转正", "url": f"{base}convert/"})
            if not member.probation_extended_to:
                links.append({"label": "延长预备期", "url": f"{base}extend/"})
        links += [
            {"label": EventKind(kind).label, "url": f"{base}standing/{kind}/", "quiet": True}
            for kind in services.possible_steps(member)
        ]
    if may("members.move", member.org_path) and member.is_in_place:
        links.append({"label": "调整所在支部", "url": f"{base}move/", "quiet": True})
    if may("members.link_account", member.org_path) and member.user_id is None and member.standing == Standing.NORMAL:
        links.append({"label": "开通账号", "url": f"{base}account/", "quiet": True})
    return links


def _history(member: Member) -> list[dict[str, Any]]:
    """What happened and what was corrected, newest first."""
    manners = dict(LEAVING_MANNERS)
    entries: list[tuple[datetime.datetime, dict[str, Any]]] = []
    for event in member.events.select_related("acting_organisation", "from_organisation", "to_organisation")[
        :HISTORY_SHOWN
    ]:
        what = event.get_kind_display()
        if event.manner:
            what += f"（{manners.get(event.manner, event.manner)}）"
        if event.kind == EventKind.MOVED:
            what += f"：由{event.from_organisation}到{event.to_organisation}"
        who = "，".join(filter(None, [str(event.acting_organisation or ""), event.document, event.recorded_by]))
        entries.append(
            (
                event.recorded_at,
                {"what": f"{event.on} {what}", "who": who, "when": event.recorded_at, "quote": event.note},
            )
        )
    labels = {field.name: str(field.verbose_name) for field in Member._meta.concrete_fields}
    stepped = {"category", "standing", "organisation", "probation_extended_to"}
    for version in member.versions.all()[:HISTORY_SHOWN]:
        names = [name for name in version.changed if name not in stepped and name != "full_on"]
        if not names:
            continue
        what = f"{version.valid_from} 更正{'、'.join(labels.get(name, name) for name in names)}"
        if any(name in SENSITIVE for name in names):
            what += "（敏感内容不留旧值）"
        entries.append(
            (
                version.recorded_at,
                {"what": what, "who": version.recorded_by, "when": version.recorded_at, "quote": version.reason},
            )
        )
    return [entry for _at, entry in sorted(entries, key=lambda each: each[0], reverse=True)]
