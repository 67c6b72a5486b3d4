"""Review side by side, points added and taken off, settlement, publication, correction."""

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from records.assessments import presenting, services
from records.assessments.choices import ItemKind
from records.assessments.figures import grade_rule
from records.assessments.forms.base import Guarded, ReasonForm, attempt
from records.assessments.forms.sheets import AdjustForm, AssessForm, CorrectForm, RemarkForm, ScoreForms
from records.assessments.models import Adjustment, Sheet
from records.assessments.rules import grade_of
from records.assessments.services.common import given_of, items_of, totals_of
from records.assessments.views.common import asked, screen, sheet_for, task_screen
from records.kit.actors import Actor
from records.kit.errors import NotVisible


@screen
def review(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """审核评分: what the branch says and shows on one side, the score and its reason on the other."""
    found = sheet_for(actor, uid, "review")
    items = items_of(found.task.scheme)
    scores = presenting.scores_of(found)
    data = request.POST if request.method == "POST" else None
    form = RemarkForm(data, version=found.version, initial={"remark": found.review_remark})
    lines = ScoreForms(items, scores, data)
    act = request.POST.get("act", "save")
    returning = act == "return"
    if data is not None and all([form.is_valid(), lines.is_valid()]):
        remark, version = form.cleaned_data["remark"], form.expected_version
        if returning:
            done = attempt(
                form,
                lines,
                lambda: services.return_sheet(
                    actor, uid, remark=remark, reasons=lines.reasons(), expected_version=version
                ),
            )
        else:
            done = attempt(
                form,
                lines,
                lambda: services.score(
                    actor, uid, lines.answers(), remark=remark, finish=act == "finish", expected_version=version
                ),
            )
        if done is not None:
            return _after(request, found, act)
    entries = Adjustment.objects.filter(sheet=found).select_related("item").order_by("pk")
    sums = totals_of(found, items, given_of(found, items))
    adjustable = any(item.kind != ItemKind.BASE for item in items)
    wrong = bool(form.errors or (lines.is_bound and lines.total_error_count()))
    return task_screen(
        request,
        found,
        template="assessments/review.html",
        status=422 if wrong else 200,
        act="审核评分",
        facts=presenting.sheet_facts(found, readable=True),
        groups=presenting.groups(items, scores, presenting.evidence_of(found), lines.forms),
        form=form,
        lines=lines,
        adjustments=presenting.adjustments_table(entries, may_take_back=True),
        adjustable=adjustable,
        summary={
            "line": f"已评{presenting.points(sums.total)}，{presenting.full_words(items)}",
            "note": f"自评{presenting.points(found.self_total)}",
        },
        actions=[
            {"label": "退回", "name": "act", "value": "return", "danger": True},
            {"label": "暂存评分", "name": "act", "value": "save"},
            {"label": "完成评分", "name": "act", "value": "finish", "primary": True},
        ],
        autosave="assessments-review",
        history=presenting.history(found),
    )


def _after(request: HttpRequest, found: Sheet, act: str) -> HttpResponse:
    address = presenting.sheet_url(found)
    sent = "?sent=assessments-review"
    if act == "adjust":
        return redirect(f"{address}adjust/{sent}")
    if act in ("return", "finish"):
        messages.success(request, "已退回。" if act == "return" else "已完成评分，等待评定。")
        return redirect(f"{address}{sent}")
    messages.success(request, "评分已暂存。")
    return redirect(f"{address}review/{sent}")


@screen
def adjust(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """登记加减分."""
    found = sheet_for(actor, uid, "review")
    items = [item for item in items_of(found.task.scheme) if item.kind != ItemKind.BASE]
    form = AdjustForm(request.POST if request.method == "POST" else None, items=items)
    return asked(
        request,
        "登记加减分",
        lambda made: services.adjust(
            actor,
            uid,
            uuid.UUID(made.cleaned_data["item"]),
            points=made.cleaned_data["points"],
            matter=made.cleaned_data["matter"],
            reason=made.cleaned_data["reason"],
            submit_key=made.key,
        ),
        crumbs=_crumbs(found, "登记加减分"),
        back=f"{presenting.sheet_url(found)}review/",
        intro=f"{found.organisation.short_name}。加减分只能依据方案中的加分项、减分项，登记后可以撤回，不能删除。",
        form=form,
        submit_label="登记",
        key="assessments-adjust",
    )


@screen
def take_back(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """撤回加减分."""
    entry = Adjustment.objects.select_related("sheet").filter(uid=uid).first()
    if entry is None:
        raise NotVisible()
    found = sheet_for(actor, entry.sheet.uid, "review")
    return asked(
        request,
        "撤回加减分",
        lambda made: services.take_back(actor, uid, reason=made.cleaned_data["reason"]),
        crumbs=_crumbs(found, "撤回加减分"),
        back=f"{presenting.sheet_url(found)}review/",
        intro=f"{entry.get_kind_display()}“{entry.matter}”，{presenting.points(entry.points)}。",
        submit_label="撤回",
    )


@screen
def assess(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """评定: the committee settles total and grade, or has it scored again."""
    found = sheet_for(actor, uid, "assess")
    items = items_of(found.task.scheme)
    form = AssessForm(request.POST if request.method == "POST" else None, version=found.version)
    again = request.POST.get("act") == "rescore"
    if request.method == "POST" and form.is_valid():
        remark, version = form.cleaned_data["remark"], form.expected_version
        done = attempt(
            form,
            None,
            lambda: (
                services.rescore(actor, uid, reason=remark, expected_version=version)
                if again
                else services.assess(actor, uid, remark=remark, expected_version=version)
            ),
        )
        if done is not None:
            messages.success(request, "已退回重评。" if again else f"已评定：{done.grade}。")
            return redirect(f"{presenting.sheet_url(found)}?sent=assessments-assess")
    rule = grade_rule(found.task.due_on)
    sums = totals_of(found, items, given_of(found, items))
    grade = grade_of(sums.total, sums.full, rule.grades)
    entries = Adjustment.objects.filter(sheet=found).select_related("item").order_by("pk")
    return task_screen(
        request,
        found,
        template="assessments/assess.html",
        status=422 if form.errors else 200,
        act="评定",
        facts=[*presenting.sheet_facts(found, readable=True), {"term": "等次依据", "value": rule.source}],
        table=presenting.items_table(items, presenting.scores_of(found), reviewed=True),
        adjustments=presenting.adjustments_table(entries, may_take_back=False),
        pieces=presenting.evidence_entries(items, presenting.evidence_of(found)),
        remark=found.review_remark,
        form=form,
        summary={"line": f"{presenting.points(sums.total)}，{grade}", "note": presenting.full_words(items)},
        actions=[
            {"label": "退回重评", "name": "act", "value": "rescore", "danger": True},
            {"label": "评定", "name": "act", "value": "assess", "primary": True},
        ],
        autosave="assessments-assess",
        history=presenting.history(found),
    )


@screen
def publish(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """公布结果 of one sheet."""
    found = sheet_for(actor, uid, "publish")
    task = found.task
    return asked(
        request,
        "公布结果",
        lambda made: services.publish(actor, uid, expected_version=made.expected_version),
        crumbs=_crumbs(found, "公布结果"),
        back=presenting.sheet_url(found),
        intro=f"{found.organisation.short_name}：{found.grade}，{presenting.points(found.total)}。公布后告知该组织，"
        f"{task.get_audience_display()}（{task.get_shown_display()}）；此后只能更正，不能修改。",
        kind=Guarded,
        version=found.version,
        submit_label="公布",
        done="已公布结果。",
    )


@screen
def rescore(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """退回重评 of a sheet that was settled."""
    found = sheet_for(actor, uid, "rescore")
    return asked(
        request,
        "退回重评",
        lambda made: services.rescore(
            actor, uid, reason=made.cleaned_data["reason"], expected_version=made.expected_version
        ),
        crumbs=_crumbs(found, "退回重评"),
        back=presenting.sheet_url(found),
        version=found.version,
        submit_label="退回重评",
    )


@screen
def withdraw(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """撤销 one organisation's sheet."""
    found = sheet_for(actor, uid, "withdraw")
    return asked(
        request,
        "撤销考核表",
        lambda made: services.withdraw_sheet(
            actor, uid, reason=made.cleaned_data["reason"], expected_version=made.expected_version
        ),
        crumbs=_crumbs(found, "撤销"),
        back=presenting.sheet_url(found),
        intro=f"撤销后{found.organisation.short_name}不再参加这次考核，不能恢复；已提交的内容仍可查看。",
        kind=ReasonForm,
        version=found.version,
        submit_label="撤销",
    )


@screen
def correct(request: HttpRequest, actor: Actor, uid: uuid.UUID) -> HttpResponse:
    """更正结果: new scores of some items, with the reason; the first result stays."""
    found = sheet_for(actor, uid, "correct")
    items = items_of(found.task.scheme)
    scores = presenting.scores_of(found)
    data = request.POST if request.method == "POST" else None
    form = CorrectForm(data, version=found.version)
    lines = ScoreForms(items, scores, data, returning=False)
    if data is not None and all([form.is_valid(), lines.is_valid()]):
        done = attempt(
            form,
            lines,
            lambda: services.correct(
                actor,
                uid,
                lines.answers(),
                reason=form.cleaned_data["reason"],
                expected_version=form.expected_version,
            ),
        )
        if done is not None:
            messages.success(request, f"已更正：{done.grade}，{presenting.points(done.total)}。")
            return redirect(f"{presenting.sheet_url(found)}?sent=assessments-correct")
    wrong = bool(form.errors or (lines.is_bound and lines.total_error_count()))
    context: dict[str, Any] = {
        "facts": presenting.sheet_facts(found, readable=True),
        "groups": presenting.groups(items, scores, presenting.evidence_of(found), lines.forms),
        "form": form,
        "lines": lines,
        "actions": [{"label": "更正并告知", "name": "act", "value": "correct", "primary": True}],
        "summary": {"line": f"现结果：{found.grade}，{presenting.points(found.total)}"},
        "autosave": "assessments-correct",
        "history": presenting.history(found),
    }
    return task_screen(
        request, found, template="assessments/review.html", status=422 if wrong else 200, act="更正结果", **context
    )


def _crumbs(found: Sheet, act: str) -> list[dict[str, str]]:
    return presenting.crumbs(
        (found.task.title, presenting.task_url(found.task)),
        (found.organisation.short_name, presenting.sheet_url(found)),
        (act, ""),
    )
