"""An application as its pages show it: plain values for the theme's components. It reads; it decides nothing."""

import datetime
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone

from records.audit.models import JournalEntry
from records.funds import figures
from records.funds.choices import ItemState, State
from records.funds.models import Application, Budget, Execution, Item
from records.funds.rules import Form, differences
from records.funds.snapshots import thawed
from records.funds.workflow import IN_HAND, STAGES, TONES
from records.kit.models import local_today
from records.kit.money import yuan

ITEM_TONES = {
    ItemState.OPEN: "plain",
    ItemState.PASSED: "info",
    ItemState.RETURNED: "bad",
    ItemState.AGREED: "info",
    ItemState.REFUSED: "bad",
    ItemState.SIGNED: "good",
    ItemState.REJECTED: "bad",
    ItemState.DROPPED: "plain",
}
MOST_HISTORY = 60


def money(fen: int) -> str:
    """12,260.00元."""
    return f"{yuan(fen, grouped=True)}元"


def badge(state: str) -> dict[str, str]:
    """The state as a badge."""
    return {"word": State(state).label, "tone": TONES[State(state)]}


def item_badge(state: str) -> dict[str, str]:
    """An item's state as a badge."""
    return {"word": ItemState(state).label, "tone": ITEM_TONES[ItemState(state)]}


def kicker(application: Application) -> str:
    """Kind and number above the title."""
    return f"{'经费计划' if application.kind == 'plan' else '经费申请'}　{application.serial or '尚未编号'}"


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """Where one stands, from the workbench down; the last has no address."""
    return [
        {"label": "工作台", "url": "/work/"},
        {"label": "经费", "url": "/work/funds/"},
        *({"label": label, "url": url} for label, url in more),
    ]


# ── status line ─────────────────────────────────────────────────────────────
def stages(application: Application) -> list[dict[str, Any]]:
    """Steps done, current and next, by whom and since when."""
    state = State(application.state)
    here = next((index for index, (_label, states) in enumerate(STAGES) if state in states), None)
    ended = state in (State.REFUSED, State.WITHDRAWN)
    facts = _stage_facts(application)
    if here is None:
        here = max((index for index in facts), default=0)
    found = []
    for index, (label, _states) in enumerate(STAGES):
        shown: dict[str, Any] = {"label": label, "state": "next"}
        if index < here or state == State.SETTLED:
            shown |= {"state": "done", **facts.get(index, {})}
        elif index == here and ended:
            shown |= {"state": "back", "label": f"{label}：{state.label}", **facts.get(index, {})}
        elif index == here:
            shown |= {"state": "current", **_waiting(application)}
        found.append(shown)
    if state == State.RETURNED:
        found[1] |= {"state": "back", "label": "组织部门初审：退回", **facts.get(1, {})}
    return found


def _waiting(application: Application) -> dict[str, Any]:
    since = timezone.localtime(application.waiting_since).date()
    days = (local_today() - since).days
    return {"who": IN_HAND[State(application.state)], "note": f"已{days}天" if days else "今天开始"}


def _stage_facts(application: Application) -> dict[int, dict[str, Any]]:
    """Who did each stage and when, from the rows that bind."""
    facts: dict[int, dict[str, Any]] = {}
    if filing := application.filings.order_by("-number").first():
        facts[0] = {"who": filing.filed_by_name, "when": filing.filed_on}
    if round_ := application.rounds.order_by("-pk").first():
        facts[1] = {"who": round_.reviewed_by_name, "when": timezone.localtime(round_.recorded_at).date()}
    if meeting := application.deliberations.order_by("-pk").first():
        facts[2] = {"who": meeting.meeting, "when": meeting.held_on}
    if signature := application.signatures.order_by("-pk").first():
        facts[3] = {"who": signature.signed_by_name, "when": timezone.localtime(signature.recorded_at).date()}
    if application.replied_on:
        facts[4] = {"when": application.replied_on}
    return facts


# ── facts ───────────────────────────────────────────────────────────────────
def facts(application: Application, items: Sequence[Item], budget: Budget | None) -> list[dict[str, Any]]:
    """What a reader wants to know first."""
    asked = sum(item.amount for item in items)
    found: list[dict[str, Any]] = [
        {"term": "申报组织", "value": application.organisation.short_name},
        {"term": "申请金额", "value": f"{money(asked)}，共{len(items)}项"},
        {"term": "列支渠道", "value": f"{application.get_source_display()}，{application.year}年度"},
        {"term": "可用预算", "value": _budget_words(application, asked, budget)},
        {"term": "征求意见", "value": _views(application)},
        {"term": "实施时间", "value": _period(application)},
        {"term": "活动地点", "value": application.place},
        {"term": "审议组织", "value": application.committee.short_name if application.committee else ""},
        {"term": "经办人", "value": application.drafted_by_name},
    ]
    if application.plan:
        found.append(
            {
                "term": "所属计划",
                "value": application.plan.serial or application.plan.title,
                "url": f"/work/funds/{application.plan.uid}/",
            }
        )
    return found


def texts(application: Application) -> list[dict[str, str]]:
    """The longer texts of the form."""
    found = (
        ("申请事由", application.purpose),
        ("活动内容与方案", application.programme),
        ("预期效果", application.expected),
        ("意见和采纳情况", application.views_text),
        ("结项总结", application.closing),
    )
    return [{"title": title, "text": text} for title, text in found if text]


def budget_of(application: Application) -> Budget | None:
    """The budget it is paid from, with its sums; None where none was set."""
    budget: Budget | None = (
        Budget.objects.with_sums()
        .filter(organisation=application.organisation_id, year=application.year, source=application.source)
        .first()
    )
    return budget


def _budget_words(application: Application, asked: int, budget: Budget | None) -> str:
    if budget is None:
        return "未下达预算"
    if State(application.state) in (State.DRAFT, State.FILED, State.RETURNED, State.REVIEWED):
        return f"{money(budget.available)}，{'够用' if asked <= budget.available else '不够'}"
    return money(budget.available)


def _views(application: Application) -> str:
    if not application.views_meeting:
        return ""
    day = f"{application.views_on.month}月{application.views_on.day}日" if application.views_on else ""
    came = f"，应到{application.views_due}名，实到{application.views_present}名" if application.views_present else ""
    return f"{day}{application.views_meeting}{came}"


def _period(application: Application) -> str:
    first, last = application.period_from, application.period_to
    if first is None or last is None:
        return ""
    return f"{first}至{last}" if first != last else str(first)


# ── items ───────────────────────────────────────────────────────────────────
def item_note(item: Item) -> str:
    """Day, people, quantity under an item."""
    parts = []
    if item.activity_on:
        parts.append(f"{item.activity_on.month}月{item.activity_on.day}日")
    if item.headcount:
        parts.append(f"{item.headcount}人")
    if item.quantity is not None and item.unit_price is not None:
        parts.append(f"{item.quantity.normalize():f}{item.unit}，每{item.unit or '件'}{money(item.unit_price)}")
    return "，".join(parts)


def items_table(application: Application, items: Sequence[Item], reasons: dict[int, str]) -> dict[str, Any]:
    """The items with their state; agreed, spent and left once there is something to show."""
    decided = any(item.agreed for item in items) or application.decided_on is not None
    columns: list[dict[str, Any]] = [
        {"label": "事项"},
        {"label": "类别", "nowrap": True},
        {"label": "申请（元）", "numeric": True},
    ]
    if decided:
        columns += [{"label": label, "numeric": True} for label in ("同意（元）", "已执行（元）", "余额（元）")]
    columns.append({"label": "状态"})
    rows = []
    for item in items:
        note = "；".join(part for part in (item_note(item), reasons.get(item.pk, "")) if part)
        cells: list[Any] = [
            {"value": f"{item.number}. {item.description or '（未填写）'}", "note": note},
            item.category.name if item.category else "",
            {"money": item.amount},
        ]
        if decided:
            cells += [{"money": item.agreed}, {"money": item.executed}, {"money": item.left}]
        cells.append({"badge": item_badge(item.state)})
        rows.append({"cells": cells})
    sums: list[Any] = ["合计", "", {"money": sum(item.amount for item in items)}]
    if decided:
        sums += [
            {"money": sum(item.agreed for item in items)},
            {"money": sum(item.executed for item in items)},
            {"money": sum(item.left for item in items)},
        ]
    return {"caption": "申请事项", "columns": columns, "rows": rows, "foot": [[*sums, ""]]}


def executions_table(entries: Iterable[Execution], *, may_reverse: bool) -> dict[str, Any]:
    """The ledger of one application, oldest first, each with its voucher."""
    rows = []
    entries = list(entries)
    reversed_ones = {entry.reverses_id for entry in entries}
    for entry in entries:
        note = entry.note
        if entry.reverses_id:
            note = f"冲正第{entry.reverses.number:02d}笔：{entry.note}" if entry.reverses else note
        elif entry.pk in reversed_ones:
            note = f"已冲正。{entry.note}"
        cells: list[Any] = [
            {"value": f"{entry.number:02d}　第{entry.item.number}项　{entry.item.description}", "note": note},
            entry.executed_on,
            entry.payee,
            {"value": entry.voucher_number, "url": f"/work/funds/vouchers/{entry.uid}/" if entry.voucher_size else ""},
            {"money": entry.amount},
            entry.entered_by_name,
        ]
        if may_reverse:
            open_ = entry.reverses_id is None and entry.pk not in reversed_ones
            cells.append(
                {"button": {"label": "冲正", "url": f"/work/funds/executions/{entry.uid}/reverse/"}} if open_ else ""
            )
        rows.append({"cells": cells})
    columns: list[dict[str, Any]] = [
        {"label": "笔次和事项"},
        {"label": "执行日期", "nowrap": True},
        {"label": "收款方"},
        {"label": "凭证", "nowrap": True},
        {"label": "金额（元）", "numeric": True},
        {"label": "登记人", "nowrap": True},
    ]
    if may_reverse:
        columns.append({"label": ""})
    foot: list[Any] = ["合计", "", "", "", {"money": sum(entry.amount for entry in entries)}, ""]
    return {
        "caption": "执行记录（只增不改，更正用冲正）",
        "columns": columns,
        "rows": rows,
        "foot": [foot + [""] * may_reverse],
    }


def reasons_of(items: Sequence[Item]) -> dict[int, str]:
    """Why an item stands as it does: the latest word of section, committee and signers. Items want these prefetched."""
    found: dict[int, str] = {}
    for item in items:
        for review in item.reviews.all():
            if review.outcome == "return":
                found[item.pk] = f"初审：{review.remark}"
            else:
                found.pop(item.pk, None)
        decision = getattr(item, "decision", None)
        if decision is not None and decision.reason:
            found[item.pk] = f"审议：{decision.reason}"
        for signature in item.signatures.all():
            if signature.outcome == "reject":
                found[item.pk] = f"签署：{signature.reason}"
    return found


# ── filings and history ─────────────────────────────────────────────────────
def filings(application: Application) -> list[dict[str, Any]]:
    """Each filing, and what changed since the one before."""
    found = []
    before: Form | None = None
    for filing in application.filings.order_by("number"):
        form = thawed(filing.form)
        found.append(
            {
                "title": str(filing),
                "who": filing.filed_by_name,
                "when": filing.filed_on,
                "total": form.total,
                "count": len(form.lines),
                "digest": filing.digest,
                "differences": differences(before, form) if before else [],
            }
        )
        before = form
    return found


_SAID = {
    ("funds.draft", State.DRAFT.value): "起草",
    ("funds.file", State.FILED.value): "提交申报",
    ("funds.withdraw", State.WITHDRAWN.value): "撤回申请",
    ("funds.review", State.RETURNED.value): "退回申请",
    ("funds.review", State.REVIEWED.value): "完成初审，提交审议",
    ("funds.decide", State.DECIDED.value): "登记集体审议决定",
    ("funds.decide", State.REFUSED.value): "登记集体审议决定：未同意",
    ("funds.reply", State.REPLIED.value): "发出批复",
    ("funds.settle", State.SETTLED.value): "结项",
    ("funds.reopen", State.EXECUTING.value): "重新打开",
}
_ANYWAY = {"funds.draft": "修改草稿", "funds.execute": "登记执行或冲正"}


def history(application: Application) -> list[dict[str, Any]]:
    """What was done, from the journal, newest first."""
    entries = JournalEntry.objects.about("funds.application", application.uid).newest_first()
    shown = []
    for entry in entries[: MOST_HISTORY * 2]:
        if "items" in entry.after:
            continue  # the answers item by item; the step itself has an entry of its own
        state = str(entry.after.get("state", ""))
        said = _SAID.get((entry.action, state)) or _ANYWAY.get(entry.action)
        if said is None and entry.action.startswith("funds.sign_"):
            said = "逐项签署：未同意" if state == State.REFUSED.value else "逐项签署"
        if said is None:
            continue
        if entry.action == "funds.draft" and not entry.before:
            said = "起草"
        shown.append({"what": said, "who": entry.actor_name, "when": entry.at, "quote": entry.reason})
    return shown[:MOST_HISTORY]


def review_due(application: Application) -> datetime.date | None:
    """The last day of the section's review."""
    if application.state != State.FILED:
        return None
    return figures.due("funds.review_days", timezone.localtime(application.waiting_since).date())
