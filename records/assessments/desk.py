"""What assessments put on a person's desk: to fill in, what came back, to review, to settle, to publish."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from records.assessments.choices import State, TaskState
from records.assessments.models import Sheet
from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Pile, WorkItem, desk, screen

screen("考核", "/work/assessments/", "assessments.view", order=35)


@desk("assessments", "考核")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """At most two queries a pile, and none for a pile whose act the person may do nowhere."""
    scope = actor.scope
    if scope.paths("assessments.fill"):
        rows = Sheet.objects.visible_to(actor, "assessments.fill").filter(
            task__state__in=(TaskState.ISSUING, TaskState.OPEN)
        )
        yield _pile(Group.RETURNED, rows.filter(state=State.RETURNED), "补正", "fill/", order="task__due_on")
        yield _pile(Group.WAITING, rows.filter(state=State.FILLING), "填写自评", "fill/", order="task__due_on")
    if scope.paths("assessments.review"):
        rows = Sheet.objects.visible_to(actor, "assessments.review").to_review()
        yield _pile(Group.WAITING, rows, "审核评分", "review/", theirs=True)
    if scope.paths("assessments.assess"):
        rows = Sheet.objects.visible_to(actor, "assessments.assess").filter(state=State.SCORED)
        yield _pile(Group.WAITING, rows, "评定", "assess/", theirs=True)
    if scope.paths("assessments.publish"):
        rows = Sheet.objects.visible_to(actor, "assessments.publish").filter(state=State.ASSESSED)
        yield _pile(Group.WAITING, rows, "公布结果", "publish/", theirs=True)


def _pile(
    group: Group, rows: Any, act: str, address: str, *, theirs: bool = False, order: str = "waiting_since"
) -> Pile:
    """The most pressing first. Ours to fill in has a deadline, theirs to judge has waited since some day."""
    shown = list(rows.select_related("organisation", "task__organisation").order_by(order, "pk")[:SHOWN])
    lines = [
        WorkItem(
            title=f"{each.organisation.short_name}：{each.task.title}" if theirs else each.task.title,
            url=f"/work/assessments/sheets/{each.uid}/{address}",
            detail=f"{State(each.state).label}{'，逾期报送' if each.late else ''}"
            if theirs
            else f"{each.task.organisation.short_name}下达",
            act=act,
            since=timezone.localtime(each.waiting_since).date() if theirs else None,
            due=None if theirs else each.task.due_on,
            tone="bad" if group is Group.RETURNED else "",
            state="退回" if group is Group.RETURNED else "",
        )
        for each in shown
    ]
    total = len(shown) if len(shown) < SHOWN else int(rows.count())
    return Pile(group, lines, total=total, url="/work/assessments/")
