"""A sheet: its page, filling it in, its print."""

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from records.assessments import presenting, services
from records.assessments.forms.base import attempt
from records.assessments.forms.sheets import SelfForms, SummaryForm
from records.assessments.models import Adjustment, Sheet
from records.assessments.offers import may_read, sheet_offers
from records.assessments.services.common import items_of
from records.assessments.views.common import buttons, screen, sheet_for, task_screen, visible
from records.kit.actors import Actor
from records.kit.models import local_today


@screen
def sheet(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """一份考核表: where it stands, its scores and evidence, the result, what may be done now."""
    found = visible(actor, uid)
    readable = may_read(actor, found)
    items = items_of(found.task.scheme)
    context: dict[str, Any] = {
        "facts": presenting.sheet_facts(found, readable=readable),
        "notices": notices(found),
        "readable": readable,
        "offers": buttons(sheet_offers(actor, found), presenting.sheet_url(found)),
        "results": list(found.results.order_by("-number")),
        "history": presenting.history(found),
        "sent": request.GET.get("sent", ""),
        "print_url": f"{presenting.sheet_url(found)}print/",
    }
    if readable:
        reviewed = (
            found.total is not None
            or found.state == "reviewing"
            and actor.scope.may("assessments.review", found.task.organisation.path)
        )
        context |= {
            "table": presenting.items_table(items, presenting.scores_of(found), reviewed=bool(reviewed)),
            "pieces": presenting.evidence_entries(items, presenting.evidence_of(found)),
            "adjustments": presenting.adjustments_table(_adjustments(found), may_take_back=False) if reviewed else None,
            "remark": found.review_remark if found.total is not None else "",
        }
    return task_screen(request, found, template="assessments/sheet.html", **context)


@screen
def fill(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """填写自评: every item with its standard, what is there already, and the way to hand in evidence. Kept half filled in."""
    found = sheet_for(actor, uid, "fill")
    items = items_of(found.task.scheme)
    scores = presenting.scores_of(found)
    data = request.POST if request.method == "POST" else None
    form = SummaryForm(data, version=found.version, initial={"summary": found.summary})
    lines = SelfForms(items, scores, data)
    act = request.POST.get("act", "save")
    if data is not None and all([form.is_valid(), lines.is_valid()]):
        kept = attempt(
            form,
            lines,
            lambda: services.fill(
                actor,
                uid,
                lines.answers(),
                summary=form.cleaned_data["summary"],
                expected_version=form.expected_version,
            ),
        )
        if kept is not None:
            answer = _after(request, actor, kept, act)
            if answer is not None:
                return answer
            # What is missing stands at its field; what was typed is kept already.
            again = data.copy()
            again["version"] = str(kept.version)
            form, lines = SummaryForm(again), SelfForms(items, scores, again)
            form.is_valid()
            lines.is_valid()
            attempt(form, lines, lambda: services.submit(actor, uid))
    wrong = bool(form.errors or (lines.is_bound and lines.total_error_count()))
    return task_screen(
        request,
        found,
        template="assessments/fill.html",
        status=422 if wrong else 200,
        act="填写自评",
        notices=notices(found),
        facts=presenting.sheet_facts(found, readable=True),
        groups=presenting.groups(items, scores, presenting.evidence_of(found), lines.forms, returned_reasons(found)),
        form=form,
        lines=lines,
        summary={"line": presenting.full_words(items), "note": "暂存不检查是否填全；报送时一次说明还缺什么。"},
        actions=[
            {"label": "暂存", "name": "act", "value": "save"},
            {"label": "报送", "name": "act", "value": "submit", "primary": True},
        ],
        autosave="assessments-fill",
        instructions=found.task.instructions,
    )


@screen
def printed(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """评分表, to be printed."""
    found = visible(actor, uid)
    readable = may_read(actor, found)
    items = items_of(found.task.scheme)
    context = {
        "title": f"{found.task.title}评分表",
        "issuer": found.task.organisation.name,
        "sheet": found,
        "facts": presenting.sheet_facts(found, readable=readable),
        "table": presenting.items_table(items, presenting.scores_of(found), reviewed=found.total is not None)
        if readable
        else None,
        "pieces": presenting.evidence_entries(items, presenting.evidence_of(found)) if readable else [],
        "adjustments": presenting.adjustments_table(_adjustments(found), may_take_back=False)
        if found.total is not None
        else None,
        "results": list(found.results.order_by("number")),
        "back_url": presenting.sheet_url(found),
    }
    return render(request, "assessments/print.html", context)


def _after(request: HttpRequest, actor: Actor, kept: Sheet, act: str) -> HttpResponse | None:
    """Go where the pressed button leads; None when sending in was refused and the form is to say why."""
    address = presenting.sheet_url(kept)
    verb, _, uid = act.partition(":")
    if verb == "evidence":
        return redirect(f"{address}evidence/{_uid(uid)}/?sent=assessments-fill")
    if verb == "replace":
        return redirect(f"{presenting.HOME}evidence/{_uid(uid)}/replace/?sent=assessments-fill")
    if act != "submit":
        messages.success(request, "已暂存。")
        return redirect(f"{address}fill/?sent=assessments-fill")
    try:
        services.submit(actor, kept.uid, expected_version=kept.version)
    except ValidationError:
        return None
    messages.success(request, "已报送。")
    return redirect(f"{address}?sent=assessments-fill")


def _uid(text: str) -> str:
    try:
        return str(uuid.UUID(text))
    except ValueError:
        return str(uuid.UUID(int=0))


def notices(found: Sheet) -> list[dict[str, Any]]:
    """What was sent back and why; what is late; what happens to a task that ended."""
    said = []
    if found.state == "returned":
        round_ = found.returns.order_by("-pk").first()
        if round_ is not None:
            said.append(
                {
                    "title": f"{round_.returned_by_name}退回，请补正后重新报送",
                    "note": "　".join(
                        part
                        for part in (
                            round_.remark,
                            *(f"第{each['number']}项：{each['reason']}" for each in round_.reasons),
                        )
                        if part
                    ),
                    "tone": "bad",
                }
            )
    if found.state in ("filling", "returned") and local_today() > found.task.due_on:
        due = f"{found.task.due_on.month}月{found.task.due_on.day}日24时截止。"
        punctual = found.submitted_at is not None and not found.late
        note = "首次报送按时，补正后仍算按时；" if punctual else "现在仍可报送，会一直标注“逾期”；"
        note += "截止后提交的材料会一直标注“逾期”。"
        said.append({"title": "已过报送截止日期", "note": f"{due}{note}", "tone": "warn"})
    return said


def returned_reasons(found: Sheet) -> dict[str, str]:
    """What is to be mended, by uid of the item; empty unless it came back."""
    round_ = found.returns.order_by("-pk").first() if found.state == "returned" else None
    return {each["item"]: each["reason"] for each in round_.reasons} if round_ else {}


def _adjustments(found: Sheet) -> list[Adjustment]:
    return list(Adjustment.objects.filter(sheet=found).select_related("item").order_by("pk"))
