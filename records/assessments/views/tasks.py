"""Tasks: the list, progress, drafting, issuing, publishing, ending; the export of the result sheet."""

import uuid
from typing import Any
from urllib.parse import quote, urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from records.assessments import presenting, services
from records.assessments.choices import State, TaskState
from records.assessments.exports import ResultExporter
from records.assessments.forms.base import Guarded, attempt
from records.assessments.forms.tasks import ExtendForm, SheetFilter, TaskForm, task_values
from records.assessments.models import Scheme, Sheet, Task
from records.assessments.offers import task_offers
from records.assessments.services.tasks import task_of
from records.assessments.views.common import asked, buttons, screen
from records.kit import exports, keyset
from records.kit.actors import Actor
from records.kit.errors import Refused
from records.kit.models import Job, local_today
from records.organisations.models import Organisation

PAGE = 20
RUNNING = (Job.State.WAITING, Job.State.RUNNING)


@screen
def tasks(request: HttpRequest, actor: Actor) -> HttpResponse:
    """考核任务: what one issues, and what asks something of one's own, newest first."""
    rows = Task.objects.visible_to(actor).select_related("organisation").with_counts_for(actor)
    page = keyset.page(rows, ("-uid",), request.GET, size=PAGE)
    own = _own_sheets(actor, page.rows)
    context = {
        "title": "考核任务",
        "intro": "考核的是组织的工作，不给个人打分、排名。材料优先关联已有记录，时间以服务器收到为准。",
        "crumbs": presenting.crumbs()[:1] + [{"label": "考核", "url": ""}],
        "actions": [
            *(
                [{"label": "新建考核任务", "url": f"{presenting.HOME}tasks/new/", "primary": True}]
                if actor.scope.paths("assessments.issue")
                else []
            ),
            {"label": "考核方案", "url": f"{presenting.HOME}schemes/", "quiet": True},
        ],
        "count": rows.count() if page.rows else 0,
        "unit": "项",
        "table": _tasks_table(page.rows, own),
        "newer": f"?before={page.newer}" if page.newer else "",
        "older": f"?after={page.older}" if page.older else "",
        "empty_title": "还没有考核任务",
        "empty_note": "上级下达后会出现在这里，并在您的工作台提醒。",
    }
    return render(request, "theme/list.html", context)


def _own_sheets(actor: Actor, rows: list[Task]) -> dict[int, Sheet]:
    """For tasks in which the actor sees a single sheet, that one: the line leads straight to it."""
    single = [row.pk for row in rows if row.sheets_count == 1]
    found = Sheet.objects.visible_to(actor).filter(task__in=single).select_related("task")
    return {sheet.task_id: sheet for sheet in found}


def _tasks_table(rows: list[Task], own: dict[int, Sheet]) -> dict[str, Any]:
    lines = []
    for row in rows:
        sheet = own.get(row.pk)
        url = presenting.sheet_url(sheet) if sheet else presenting.task_url(row)
        note = f"{row.organisation.short_name}，{row.year}年{row.period}"
        state = presenting.badge(sheet.state) if sheet else presenting.task_badge(row)
        sent = f"{row.sent_in}／{row.sheets_count}" if row.sheets_count else ""
        lines.append({"cells": [{"value": row.title, "url": url, "note": note}, row.due_on, sent, {"badge": state}]})
    columns = [
        {"label": "任务"},
        {"label": "报送截止", "nowrap": True},
        {"label": "已报送", "numeric": True},
        {"label": "状态"},
    ]
    return {"caption": "考核任务", "caption_hidden": True, "columns": columns, "rows": lines}


@screen
def task(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """一项任务: how many sent in, how many late, each organisation's sheet in the order of the tree, never by points."""
    found = task_of(actor, uid)
    sheets = Sheet.objects.visible_to(actor).filter(task=found)
    counts = sheets.counts()
    form = SheetFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    shown = sheets.matching(
        state=chosen.get("state", ""), late=bool(chosen.get("late")), words=chosen.get("q", "").strip()
    )
    page = keyset.page(shown.for_list(), ("org_path", "uid"), request.GET, size=PAGE)
    job = found.job if found.job and (found.job.state in RUNNING or found.job.state == Job.State.FAILED) else None
    narrowed = bool(chosen.get("state") or chosen.get("late") or chosen.get("q"))
    filters = {name: value for name, value in request.GET.items() if name not in ("before", "after") and value}
    tied = f"&{urlencode(filters)}" if filters else ""
    may_export = any(found.org_path.startswith(path) for path in actor.scope.paths("assessments.export"))
    context = {
        "title": found.title,
        "intro": f"{found.organisation.short_name}下达，{found.get_state_display()}。",
        "crumbs": presenting.crumbs((found.title, "")),
        "facts": _facts(found),
        "instructions": found.instructions,
        "offers": buttons(task_offers(actor, found, counts), presenting.task_url(found)),
        "job": job,
        "job_running": job is not None and job.state in RUNNING,
        "targets_count": services.targets_of(found).count() if found.state == TaskState.DRAFT else None,
        "stats": _stats(counts, found),
        "filter_form": form,
        "clear_url": presenting.task_url(found),
        "chosen": [],
        "count": shown.count() if narrowed else counts["all"],
        "unit": "份",
        "table": _sheets_table(page.rows),
        "newer": f"?before={page.newer}{tied}" if page.newer else "",
        "older": f"?after={page.older}{tied}" if page.older else "",
        "pager_words": "前面的,后面的",
        "exports": [
            {"label": f"导出结果表（{form}）", "url": f"export/?{urlencode({**filters, 'form': form})}"}
            for form in ("xlsx", "csv")
        ]
        if may_export and counts["all"]
        else [],
        "empty_title": "没有符合条件的考核表" if narrowed else "还没有考核表",
        "empty_note": "试试去掉一个条件。" if narrowed else "下达后，每个组织在这里有一份考核表。",
    }
    return render(request, "assessments/task.html", context)


def _facts(found: Task) -> list[dict[str, Any]]:
    below = found.below.short_name if found.below else found.organisation.short_name
    whom = f"逐个列出{len(found.by_hand)}个组织" if found.targets == "hand" else f"{below}以下"
    return [
        {"term": "考核方案", "value": str(found.scheme), "url": f"{presenting.HOME}schemes/{found.scheme.uid}/"},
        {"term": "考核期", "value": f"{found.year}年{found.period}"},
        {"term": "报送截止", "value": found.due_on},
        *presenting.extension_facts(found),
        {"term": "考核对象", "value": whom},
        {"term": "结果公布", "value": f"{found.get_audience_display()}，{found.get_shown_display()}"},
    ]


def _stats(counts: dict[str, int], found: Task) -> list[dict[str, Any]]:
    if not counts["all"]:
        return []
    sent, every = counts["sent_in"], counts["all"]
    waiting = counts[State.FILLING] + counts[State.RETURNED]
    left = (found.due_on - local_today()).days
    until = f"距截止{left}天" if left >= 0 else f"截止已过{-left}天"
    judged = counts[State.ASSESSED] + counts[State.PUBLISHED]
    return [
        {"label": "已报送", "value": sent, "unit": f"／{every}", "note": f"其中逾期{counts['late']}份", "lead": True},
        {"label": "待报送", "value": waiting, "unit": "份", "note": until, "url": "?state=filling"},
        {
            "label": "待审核",
            "value": counts[State.SUBMITTED] + counts[State.REVIEWING],
            "unit": "份",
            "note": f"待评定{counts[State.SCORED]}份",
            "url": "?state=submitted",
        },
        {"label": "已评定", "value": judged, "unit": "份", "note": f"已公布{counts[State.PUBLISHED]}份"},
    ]


def _sheets_table(rows: list[Sheet]) -> dict[str, Any]:
    lines = []
    for row in rows:
        late = presenting.late_badge(row.late)
        evidence = {"badge": {"word": "有逾期材料", "tone": "warn"}} if row.late_evidence else ""
        lines.append(
            {
                "cells": [
                    {"value": row.organisation.short_name, "url": presenting.sheet_url(row)},
                    {"badge": presenting.badge(row.state)},
                    f"{timezone.localtime(row.submitted_at):%Y-%m-%d %H:%M}" if row.submitted_at else "",
                    {"badge": late} if late else "",
                    evidence,
                    presenting.points(row.total),
                    row.grade,
                ]
            }
        )
    columns = [
        {"label": "组织"},
        {"label": "状态", "nowrap": True},
        {"label": "报送时间", "nowrap": True},
        {"label": "是否逾期"},
        {"label": "材料"},
        {"label": "得分", "numeric": True},
        {"label": "等次", "nowrap": True},
    ]
    return {"caption": "各组织的考核表", "caption_hidden": True, "columns": columns, "rows": lines}


# ── drafting and issuing ────────────────────────────────────────────────────
@screen
def new(request: HttpRequest, actor: Actor) -> HttpResponse:
    """新建考核任务."""
    place = place_for(request, actor, "assessments.issue")
    initial = {"year": local_today().year, "targets": "subtree", "audience": "own", "shown": "grade"}
    if request.GET.get("scheme"):
        initial["scheme"] = request.GET["scheme"]
    form = _form(request, actor, place, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            None,
            lambda: services.draft_task(actor, place, form.chosen_scheme(), submit_key=form.key, **form.details()),
        )
        if made is not None:
            messages.success(request, "任务草稿已保存，核对无误后下达。")
            return redirect(f"{presenting.task_url(made)}?sent=assessments-task")
    return _form_page(request, form, "新建考核任务", presenting.HOME, place)


@screen
def change(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """修改任务草稿."""
    found = task_of(actor, uid)
    _offered(actor, found, "change")
    form = _form(request, actor, found.organisation, initial=task_values(found), version=found.version)
    if request.method == "POST" and form.is_valid():
        made = attempt(
            form,
            None,
            lambda: services.change_task(
                actor, uid, scheme=form.chosen_scheme(), expected_version=form.expected_version, **form.details()
            ),
        )
        if made is not None:
            messages.success(request, "已保存。")
            return redirect(f"{presenting.task_url(found)}?sent=assessments-task")
    return _form_page(request, form, "修改考核任务", presenting.task_url(found), found.organisation)


def _form(request: HttpRequest, actor: Actor, place: Organisation, **more: Any) -> TaskForm:
    schemes = list(Scheme.objects.visible_to(actor).usable().order_by("name", "uid")[:200])
    return TaskForm(request.POST if request.method == "POST" else None, organisation=place, schemes=schemes, **more)


def _form_page(request: HttpRequest, form: TaskForm, title: str, back: str, place: Organisation) -> HttpResponse:
    context = {
        "title": title,
        "intro": f"{place.short_name}下达。先存为草稿，核对考核对象和期限后再下达。",
        "crumbs": presenting.crumbs((title, "")),
        "form": form,
        "submit_label": "保存草稿",
        "cancel_url": back,
        "autosave": "assessments-task",
        "aside": [
            {
                "title": "一次下达，一次报送",
                "text": "同一材料只报一次：考核内容尽量使用门户已有的记录，不要求照片、截图、学习时长和登录次数。",
            }
        ],
    }
    if not form.fields["scheme"].choices[1:]:  # type: ignore[attr-defined]
        context["notice"] = {
            "title": "还没有启用的考核方案",
            "note": "请先在“考核方案”中起草并启用一个方案。",
            "tone": "warn",
        }
    return render(request, "theme/form.html", context, status=422 if form.errors else 200)


@screen
def issue(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """下达."""
    found = task_of(actor, uid)
    _offered(actor, found, "issue")
    count = services.targets_of(found).count()
    return asked(
        request,
        "下达考核任务",
        lambda made: services.issue(actor, uid, expected_version=made.expected_version),
        crumbs=presenting.crumbs((found.title, presenting.task_url(found)), ("下达", "")),
        back=presenting.task_url(found),
        intro=f"“{found.title}”将下达给{count:,}个组织，{found.due_on}24时截止。下达后方案、对象和期限不能修改。",
        kind=Guarded,
        version=found.version,
        submit_label=f"下达给{count:,}个组织",
        done="正在下达，各组织的考核表陆续生成。",
    )


@screen
def publish(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """公布 every settled result."""
    found = task_of(actor, uid)
    _offered(actor, found, "publish")
    return asked(
        request,
        "公布已评定的结果",
        lambda made: services.publish_all(actor, uid),
        crumbs=presenting.crumbs((found.title, presenting.task_url(found)), ("公布结果", "")),
        back=presenting.task_url(found),
        intro=f"逐个告知被考核组织，{found.get_audience_display()}（{found.get_shown_display()}）。公布后只能更正。",
        kind=Guarded,
        submit_label="公布",
        done="正在公布。",
    )


@screen
def extend(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """延期."""
    found = task_of(actor, uid)
    _offered(actor, found, "extend")
    return asked(
        request,
        "考核延期",
        lambda made: services.extend_deadline(
            actor,
            uid,
            due_on=made.cleaned_data["due_on"],
            reason=made.cleaned_data["reason"],
            expected_version=made.expected_version,
        ),
        crumbs=presenting.crumbs((found.title, presenting.task_url(found)), ("延期", "")),
        back=presenting.task_url(found),
        intro=f"现在的截止日期是{found.due_on}。还没有报送的组织会收到消息；延期前已逾期的材料和报送仍标注“逾期”。",
        kind=ExtendForm,
        version=found.version,
        submit_label="延期",
        done="已延期，正在告知还没有报送的组织。",
    )


@screen
def close(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """结束任务."""
    return _end(request, actor, uid, "close", "结束考核任务", services.close_task, "没有报送的考核表记为“未报送”。")


@screen
def withdraw(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """撤销任务."""
    return _end(
        request,
        actor,
        uid,
        "withdraw",
        "撤销考核任务",
        services.withdraw_task,
        "没有公布结果的考核表一并撤销，不能恢复；已公布的保留。",
    )


def _end(
    request: HttpRequest, actor: Actor, uid: uuid.UUID, name: str, title: str, write: Any, intro: str
) -> HttpResponse:
    found = task_of(actor, uid)
    _offered(actor, found, name)
    return asked(
        request,
        title,
        lambda made: write(actor, uid, reason=made.cleaned_data["reason"], expected_version=made.expected_version),
        crumbs=presenting.crumbs((found.title, presenting.task_url(found)), (title, "")),
        back=presenting.task_url(found),
        intro=intro,
        version=found.version,
        submit_label=title[:2],
    )


def _offered(actor: Actor, found: Task, name: str) -> None:
    counts = Sheet.objects.filter(task=found).counts()
    offer = next((each for each in task_offers(actor, found, counts) if each.name == name), None)
    if offer is None or offer.refused:
        raise Refused(offer.refused if offer else f"任务现在是“{found.get_state_display()}”，或您没有办理的权限。")


@require_GET
@screen
def export(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponseBase:
    """The result sheet: exactly the sheets that the page shows under the same conditions."""
    found = task_of(actor, uid)
    form = SheetFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    filters = {"task": str(found.uid), "state": chosen.get("state", ""), "q": chosen.get("q", "").strip()}
    filters["late"] = "1" if chosen.get("late") else ""
    manner = request.GET.get("form", exports.XLSX)
    try:
        made = exports.start(actor, ResultExporter, filters, form=manner)
    except ValidationError as error:
        messages.error(request, "".join(error.messages))
        return redirect(presenting.task_url(found))
    if made.job is not None:
        return redirect(f"{presenting.HOME}exports/{made.job.uid}/")
    response = StreamingHttpResponse(made.pieces or (), content_type=made.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(made.file_name)}"
    response["Cache-Control"] = "no-store"
    return response


def place_for(request: HttpRequest, actor: Actor, action: str) -> Organisation:
    """The organisation for which the actor acts: the one named in the address, or the first post's. Raises Refused."""
    paths = actor.scope.paths(action)
    rows = Organisation.objects.working(local_today())
    rows = rows if "" in paths else rows.filter(path__in=paths)
    if asked_for := request.GET.get("organisation", ""):
        try:
            rows = rows.filter(uid=uuid.UUID(asked_for))
        except ValueError:
            rows = rows.none()
    place: Organisation | None = rows.order_by("path").first()
    if place is None:
        raise Refused("编制方案、下达任务由组织部门审核员办理；您没有这个职务。")
    return place
