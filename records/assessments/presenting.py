"""A sheet, task or scheme as its pages show it: plain values for the theme's components. It reads; it decides nothing."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from records.assessments import rules
from records.assessments.choices import EvidenceKind, ItemKind, SchemeState, State, TaskState
from records.assessments.models import Adjustment, Evidence, Extension, Scheme, SchemeItem, Score, Sheet, Task
from records.assessments.points import shown
from records.assessments.workflow import IN_HAND, STAGES, TONES
from records.audit.models import JournalEntry
from records.kit.models import local_today
from search.index import sources

HOME = "/work/assessments/"
TASK_TONES = {
    TaskState.DRAFT: "plain",
    TaskState.ISSUING: "info",
    TaskState.OPEN: "info",
    TaskState.CLOSED: "good",
    TaskState.WITHDRAWN: "plain",
}
SCHEME_TONES = {SchemeState.DRAFT: "plain", SchemeState.IN_USE: "good", SchemeState.RETIRED: "plain"}
KIND_TONES = {ItemKind.PLUS: "good", ItemKind.MINUS: "warn"}
MOST_HISTORY = 60


def points(value: int | None) -> str:
    """2.5分; nothing for None."""
    return f"{shown(value)}分" if value is not None else ""


def badge(state: str) -> dict[str, str]:
    """A sheet's state as a badge."""
    return {"word": State(state).label, "tone": TONES[State(state)]}


def task_badge(task: Task) -> dict[str, str]:
    """A task's state as a badge."""
    return {"word": task.get_state_display(), "tone": TASK_TONES[TaskState(task.state)]}


def late_badge(late: bool) -> dict[str, str] | None:
    """逾期, where it is."""
    return {"word": "逾期", "tone": "bad"} if late else None


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Where one stands, from the workbench down; the last has no address."""
    return [
        {"label": "工作台", "url": "/work/"},
        {"label": "考核", "url": HOME},
        *({"label": label, "url": url} for label, url in more),
    ]


def task_url(task: Task) -> str:
    """Address of a task's page."""
    return f"{HOME}tasks/{task.uid}/"


def sheet_url(sheet: Sheet) -> str:
    """Address of a sheet's page."""
    return f"{HOME}sheets/{sheet.uid}/"


# ── a sheet ─────────────────────────────────────────────────────────────────
def stages(sheet: Sheet) -> list[dict[str, Any]]:
    """Steps done, current and next, by whom and since when."""
    state = State(sheet.state)
    here = next((index for index, (_label, states) in enumerate(STAGES) if state in states), None)
    facts = _stage_facts(sheet)
    if here is None:
        here = max(facts, default=0)
    found = []
    for index, (label, _states) in enumerate(STAGES):
        one: dict[str, Any] = {"label": label, "state": "next"}
        if index < here or state == State.PUBLISHED:
            one |= {"state": "done", **facts.get(index, {})}
        elif index == here and state in (State.CLOSED, State.WITHDRAWN):
            one |= {"state": "back", "label": f"{label}：{state.label}"}
        elif index == here:
            since = timezone.localtime(sheet.waiting_since).date()
            days = (local_today() - since).days
            one |= {"state": "current", "who": IN_HAND[state], "note": f"已{days}天" if days else "今天开始"}
        found.append(one)
    if state == State.RETURNED:
        found[1] |= {"state": "back", "label": "报送：已退回", **facts.get(1, {})}
    return found


def _stage_facts(sheet: Sheet) -> dict[int, dict[str, Any]]:
    facts: dict[int, dict[str, Any]] = {}
    last = sheet.submissions.order_by("-number").first()
    if last is not None:
        when = timezone.localtime(last.submitted_at).date()
        facts[0] = {"who": last.submitted_by_name}
        facts[1] = {"who": last.submitted_by_name, "when": when, "note": "逾期" if sheet.late else ""}
    if sheet.total is not None:
        facts[2] = {"who": sheet.scored_by_name}
    if sheet.assessed_on:
        facts[3] = {"who": sheet.assessed_by_name, "when": sheet.assessed_on}
    if sheet.published_at:
        facts[4] = {"when": timezone.localtime(sheet.published_at).date()}
    return facts


def sheet_facts(sheet: Sheet, *, readable: bool) -> list[dict[str, Any]]:
    """What a reader wants to know first."""
    task = sheet.task
    found: list[dict[str, Any]] = [
        {"term": "被考核组织", "value": sheet.organisation.short_name},
        {"term": "下达组织", "value": task.organisation.short_name},
        {"term": "考核期", "value": f"{task.year}年{task.period}"},
        {"term": "报送截止", "value": task.due_on, "badge": late_badge(sheet.late)},
        *extension_facts(task),
        {"term": "报送时间", "value": timezone.localtime(sheet.submitted_at) if sheet.submitted_at else ""},
        {"term": "逾期报送", "value": deadline_then(sheet.late, sheet.submitted_at, task.put_off)},
    ]
    if readable and sheet.self_total is not None:
        found.append({"term": "自评得分", "value": points(sheet.self_total)})
    if sheet.total is not None:
        found.append({"term": "考评得分", "value": total_words(sheet)})
    if sheet.grade:
        found.append({"term": "等次", "value": sheet.grade})
    return [{**each, "badge": each.get("badge")} for each in found]


def extension_facts(task: Task) -> list[dict[str, Any]]:
    """Each time the deadline was put off: from when to when, why, by whom."""
    if task.state == TaskState.DRAFT:
        return []
    return [
        {
            "term": "曾经延期",
            "value": f"{each.old_on}延至{each.new_on}，{each.extended_by_name}，"
            f"{timezone.localtime(each.recorded_at):%Y-%m-%d}。{each.reason}",
        }
        for each in task.put_off
    ]


def deadline_then(late: bool, at: datetime.datetime | None, extensions: Iterable[Extension]) -> str:
    """For what came late: the deadline that held when it came, where it was put off since; "" otherwise."""
    since = [each for each in extensions if each.recorded_at > at] if late and at is not None else []
    return f"当时截止日期{since[0].old_on}" if since else ""


def total_words(sheet: Sheet) -> str:
    """96分（基本项96分，加1分，减1分）."""
    parts = [f"基本项{points(sheet.base)}"]
    parts += [f"加{points(sheet.plus)}"] if sheet.plus else []
    parts += [f"减{points(sheet.minus)}"] if sheet.minus else []
    return f"{points(sheet.total)}（{'，'.join(parts)}）" if len(parts) > 1 else points(sheet.total)


def scores_of(sheet: Sheet) -> dict[int, Score]:
    """What stands beside each item, by the item's number in the database."""
    return {score.item_id: score for score in Score.objects.filter(sheet=sheet)}


def evidence_of(sheet: Sheet) -> dict[int, list[dict[str, Any]]]:
    """Evidence by item, in the order in which it came, replaced pieces too, each with its real time."""
    labels = sources.labels()
    rows = Evidence.objects.filter(sheet=sheet).select_related("replaced_by").order_by("received_at", "pk")
    extensions = sheet.task.put_off
    found: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row.item_id, []).append(
            _piece(row, labels, deadline_then(row.late, row.received_at, extensions))
        )
    return found


def _piece(row: Evidence, labels: dict[str, str], then: str) -> dict[str, Any]:
    by = getattr(row, "replaced_by", None)
    url = row.fact_url if row.kind == EvidenceKind.FACT else ""
    if row.kind == EvidenceKind.FILE:
        url = f"{HOME}evidence/{row.uid}/file/"
    # Words without a title of their own were called by their beginning: here they stand whole.
    title, text = row.title, row.text
    if row.kind == EvidenceKind.TEXT and text.startswith(title.removesuffix("…")):
        title, text = text, ""
    return {
        "uid": row.uid,
        "title": title,
        "kind": labels.get(row.fact_kind, "记录") if row.kind == EvidenceKind.FACT else row.get_kind_display(),
        "url": url,
        "text": text,
        "when": timezone.localtime(row.received_at),
        "who": row.handed_in_by_name,
        "late": row.late,
        "then": then,
        "replaced": by is not None,
        "reason": row.reason,
        "size": row.size,
    }


def groups(
    items: Sequence[SchemeItem],
    scores: dict[int, Score],
    evidence: dict[int, list[dict[str, Any]]],
    forms: Sequence[Any] = (),
    returned: dict[str, str] | None = None,
) -> list[dict[str, Any]]:
    """Items under their groups, each with its scores, evidence, form and what was said when it came back."""
    found: list[dict[str, Any]] = []
    for index, item in enumerate(items):
        if not found or found[-1]["name"] != item.group:
            found.append({"name": item.group, "rows": [], "points": 0})
        score = scores.get(item.pk)
        found[-1]["points"] += (item.points or 0) if item.kind == ItemKind.BASE else 0
        found[-1]["rows"].append(
            {
                "item": item,
                "uid": item.uid,
                "number": item.number,
                "content": item.content,
                "standard": item.standard,
                "method": item.method,
                "points": points(item.points),
                "kind": item.kind,
                "mark": {"word": item.get_kind_display(), "tone": KIND_TONES[ItemKind(item.kind)]}
                if item.kind != ItemKind.BASE
                else None,
                "needs_evidence": item.needs_evidence,
                "self": points(score.self_points) if score else "",
                "self_note": score.self_note if score else "",
                "evidence": [each for each in evidence.get(item.pk, []) if not each["replaced"]],
                "older": [each for each in evidence.get(item.pk, []) if each["replaced"]],
                "returned": (returned or {}).get(str(item.uid), ""),
                "form": forms[index] if forms else None,
            }
        )
    for group in found:
        group["points"] = points(group["points"]) if group["points"] else ""
    return found


def items_table(items: Sequence[SchemeItem], scores: dict[int, Score], *, reviewed: bool) -> dict[str, Any]:
    """考核项目、考核内容、标准分、自评分、考评分, with the words to each."""
    columns: list[dict[str, Any]] = [
        {"label": "考核内容"},
        {"label": "考核项目"},
        {"label": "标准分", "numeric": True},
        {"label": "自评分", "numeric": True},
    ]
    if reviewed:
        columns += [{"label": "考评分", "numeric": True}, {"label": "评分理由"}]
    rows, full, own, given = [], 0, 0, 0
    for item in items:
        score = scores.get(item.pk)
        base = item.kind == ItemKind.BASE
        full += (item.points or 0) if base else 0
        own += (score.self_points or 0) if score and base else 0
        given += (score.review_points or 0) if score and base else 0
        most = (
            shown(item.points) if base else f"{'加' if item.kind == ItemKind.PLUS else '减'}，最多{shown(item.points)}"
        )
        cells: list[Any] = [
            {"value": f"{item.number}. {item.content}", "note": score.self_note if score else ""},
            item.group,
            most,
            shown(score.self_points) if score else "",
        ]
        if reviewed:
            cells += [shown(score.review_points) if score else "", score.review_remark if score else ""]
        rows.append({"cells": cells})
    foot: list[Any] = ["基本项合计", "", shown(full), shown(own), *([shown(given), ""] if reviewed else [])]
    return {"caption": "逐项得分", "columns": columns, "rows": rows, "foot": [foot]}


def evidence_entries(items: Sequence[SchemeItem], evidence: dict[int, list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """All evidence of a sheet as one list, in the order of the items."""
    found = []
    for item in items:
        for each in evidence.get(item.pk, []):
            said = [f"第{item.number}项", each["kind"], f"{each['when']:%Y-%m-%d %H:%M}提交", each["who"]]
            badge_ = late_badge(each["late"])
            if each["then"]:
                said.append(each["then"])
            if each["replaced"]:
                said.append("已被替换")
            if each["reason"]:
                said.append(f"替换原因：{each['reason']}")
            found.append(
                {
                    "title": each["title"],
                    "url": each["url"],
                    "text": each["text"],
                    "meta": "，".join(said),
                    "badge": badge_,
                }
            )
    return found


def adjustments_table(rows: Iterable[Adjustment], *, may_take_back: bool) -> dict[str, Any] | None:
    """Points added and taken off, and what was taken back; None when there is nothing."""
    rows = list(rows)
    gone = {row.takes_back_id for row in rows if row.takes_back_id}
    lines = []
    for row in rows:
        if row.takes_back_id:
            continue
        back = next((each for each in rows if each.takes_back_id == row.pk), None)
        note = f"已撤回：{back.reason}" if back else row.reason
        sign = "+" if row.kind == ItemKind.PLUS else "−"
        cells: list[Any] = [
            {"value": row.matter, "note": note},
            f"第{row.item.number}项",
            f"{sign}{shown(row.points)}" if row.pk not in gone else "0",
            row.entered_by_name,
        ]
        if may_take_back:
            open_ = row.pk not in gone
            cells.append(
                {"button": {"label": "撤回", "url": f"{HOME}adjustments/{row.uid}/take-back/"}} if open_ else ""
            )
        lines.append({"cells": cells})
    if not lines:
        return None
    columns: list[dict[str, Any]] = [
        {"label": "事项"},
        {"label": "加减分项", "nowrap": True},
        {"label": "分数", "numeric": True},
        {"label": "登记人", "nowrap": True},
    ]
    return {"caption": "加减分", "columns": columns + ([{"label": ""}] if may_take_back else []), "rows": lines}


def full_words(items: Sequence[SchemeItem]) -> str:
    """标准分100分，共12项."""
    plain = [rules.Item(each.number, each.kind, each.group, each.content, each.points or 0) for each in items]
    return f"标准分{points(rules.full_points(plain))}，共{len(items)}项"


# ── history ─────────────────────────────────────────────────────────────────
_SAID = {
    ("assessments.submit", State.SUBMITTED.value): "报送自评",
    ("assessments.review", State.RETURNED.value): "退回",
    ("assessments.review", State.REVIEWING.value): "开始评分",
    ("assessments.review", State.SCORED.value): "完成评分",
    ("assessments.assess", State.ASSESSED.value): "评定",
    ("assessments.assess", State.REVIEWING.value): "退回重评",
    ("assessments.publish", State.PUBLISHED.value): "公布结果",
    ("assessments.issue", State.FILLING.value): "下达",
    ("assessments.issue", State.CLOSED.value): "任务结束，未报送",
    ("assessments.issue", State.WITHDRAWN.value): "撤销",
}
_ANYWAY = {"assessments.correct": "更正结果"}


def history(sheet: Sheet) -> list[dict[str, Any]]:
    """What was done, from the journal, newest first."""
    shown_ = []
    for entry in JournalEntry.objects.about("assessments.sheet", sheet.uid).newest_first()[: MOST_HISTORY * 2]:
        if "scores" in entry.after:
            continue  # the scores item by item; the step itself has an entry of its own
        said = _SAID.get((entry.action, str(entry.after.get("state", "")))) or _ANYWAY.get(entry.action)
        if said:
            shown_.append({"what": said, "who": entry.actor_name, "when": entry.at, "quote": entry.reason})
    return shown_[:MOST_HISTORY]


# ── schemes ─────────────────────────────────────────────────────────────────
def scheme_badge(scheme: Scheme) -> dict[str, str]:
    """A scheme's state as a badge."""
    return {"word": scheme.get_state_display(), "tone": SCHEME_TONES[SchemeState(scheme.state)]}


def scheme_table(items: Sequence[SchemeItem]) -> dict[str, Any]:
    """考核项目、考核内容、评分标准、考核办法、标准分."""
    rows = []
    for item in items:
        note = "，".join(
            part
            for part in (
                item.get_kind_display() if item.kind != ItemKind.BASE else "",
                "需要佐证材料" if item.needs_evidence else "",
            )
            if part
        )
        rows.append(
            {
                "cells": [
                    {"value": f"{item.number}. {item.content or '（未填写）'}", "note": note},
                    item.group,
                    item.standard,
                    item.method,
                    shown(item.points),
                ]
            }
        )
    columns: list[dict[str, Any]] = [
        {"label": "考核内容"},
        {"label": "考核项目"},
        {"label": "评分标准"},
        {"label": "考核办法"},
        {"label": "分值", "numeric": True},
    ]
    return {"caption": "考核内容", "columns": columns, "rows": rows}
