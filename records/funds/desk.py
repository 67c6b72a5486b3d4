"""What funds put on a person's desk: to review, to decide, to sign; returned; replied; to be carried out by a day."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from records.funds.choices import Signer, State
from records.funds.figures import days
from records.funds.models import Application
from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Pile, WorkItem, desk, screen
from records.kit.money import yuan

screen("经费", "/work/funds/", "funds.view", order=30)
screen("经费台账", "/work/funds/ledger/", "funds.view", order=31)
screen("经费设置", "/work/funds/presets/", "funds.manage_presets", order=33)


@desk("funds", "经费")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """At most two queries a pile, and none for a pile whose act the person may do nowhere."""
    scope = actor.scope
    if scope.paths("funds.review"):
        rows = Application.objects.visible_to(actor, "funds.review").awaiting_review()
        yield _pile(Group.WAITING, rows, "初审", "review/", "filed", term=days("funds.review_days", today))
    if scope.paths("funds.decide"):
        rows = Application.objects.visible_to(actor, "funds.decide").awaiting_decision()
        yield _pile(Group.WAITING, rows, "审议", "decide/", "reviewed")
    for signer in Signer.values:
        if scope.paths(f"funds.sign_{signer}"):
            rows = Application.objects.visible_to(actor, f"funds.sign_{signer}").awaiting_signature(signer)
            yield _pile(Group.WAITING, rows, "签署", "sign/", "decided")
    if scope.paths("funds.file"):
        rows = Application.objects.visible_to(actor, "funds.file")
        yield _pile(Group.RETURNED, rows.returned(), "修改", "edit/", "returned")
        yield _pile(Group.WAITING, rows.filter(state=State.REPLIED), "执行", "execute/", "replied", agreed=True)
        term = days("funds.settle_days", today)
        yield _due(rows.filter(state=State.EXECUTING, period_to__isnull=False), term)


def _pile(
    group: Group, rows: Any, act: str, address: str, state: str, *, term: int | None = None, agreed: bool = False
) -> Pile:
    """The longest waiting first."""
    shown = list(rows.for_desk().order_by("waiting_since", "pk")[:SHOWN])
    lines = []
    for row in shown:
        since = timezone.localtime(row.waiting_since).date()
        lines.append(
            WorkItem(
                title=f"{row.title}，{yuan(row.agreed if agreed else row.asked, grouped=True)}元",
                url=f"/work/funds/{row.uid}/{address}",
                detail=f"{row.organisation.short_name}，{row.serial}",
                act=act,
                since=since,
                due=since + datetime.timedelta(days=term) if term is not None else None,
                tone="bad" if group is Group.RETURNED else "",
                state="退回" if group is Group.RETURNED else "",
            )
        )
    return Pile(group, lines, total=_count(rows, shown), url=f"/work/funds/?state={state}")


def _due(rows: Any, term: int | None) -> Pile:
    """Under way: to be recorded and settled within the place's term after the period."""
    shown = list(rows.for_desk().order_by("period_to", "pk")[:SHOWN])
    lines = [
        WorkItem(
            title=row.title,
            url=f"/work/funds/{row.uid}/",
            detail=f"已执行{yuan(row.executed, grouped=True)}元，同意{yuan(row.agreed, grouped=True)}元",
            act="查看",
            due=row.period_to + datetime.timedelta(days=term or 0),
        )
        for row in shown
    ]
    return Pile(Group.DUE, lines, total=_count(rows, shown), url="/work/funds/?state=executing")


def _count(rows: Any, shown: list[Application]) -> int:
    return len(shown) if len(shown) < SHOWN else int(rows.count())
