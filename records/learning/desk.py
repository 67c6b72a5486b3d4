"""What learning puts before a secretary: members of the own branch behind for the quarter, as one line a branch."""

import datetime
from collections.abc import Iterable

from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Pile, WorkItem, desk, screen
from records.learning import reading
from records.regulations.services import NoRegulation

screen("学时完成情况", "/work/learning/", "learning.view_totals", order=60)
screen("登记集中学习", "/work/learning/sessions/", "learning.record_study", order=61)
screen("课程试题", "/work/learning/questions/", "learning.keep_questions", order=62)


@desk("learning", "学习")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """Own branches with members behind; nothing in the first quarter, for no quarter has ended."""
    try:
        behind = [unit for unit in reading.own_branches(actor, today=today) if unit.behind]
    except NoRegulation:  # a portal whose figures were not loaded yet has nothing to compare with
        return
    lines = [
        WorkItem(
            title=f"{unit.organisation.short_name}：{unit.behind}名党员学时低于季度进度",
            url=f"/work/learning/missing/{unit.organisation.uid}/",
            detail=f"本支部{unit.members}名党员，{unit.reached}名已学满",
            act="看名单",
            state="可提醒补学",
            tone="info",
        )
        for unit in behind
    ]
    yield Pile(Group.BELOW, lines[:SHOWN], total=len(lines), url="/work/learning/")
