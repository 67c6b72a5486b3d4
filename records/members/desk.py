"""What members put on the desk: probation that ends, people out of contact, gaps in the records."""

import datetime
from collections.abc import Iterable
from typing import Any

from records.kit import keyset
from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Part, Pile, WorkItem, desk, screen
from records.members.models import Member

screen("党员", "/work/members/", "members.view", order=30, part=Part.PEOPLE)

AHEAD_DAYS = 60  # a branch needs the weeks before the end of probation for its meeting and the committee's approval


@desk("members", "党员")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """Three piles at most, each of one query and one count."""
    scope = actor.scope
    if scope.paths("members.change"):
        ending = Member.objects.visible_to(actor, "members.change").probation_ending(today, AHEAD_DAYS)
        yield _pile(
            Group.DUE,
            ending.order_by("joined_on", "uid"),
            "flag=probation",
            lambda member: WorkItem(
                title=f"{member.name}预备期届满，讨论转正",
                url=f"/work/members/{member.uid}/",
                detail=member.organisation.short_name,
                act="查看",
                due=member.probation_end,
            ),
        )
        lacking = keyset.counted(Member.objects.visible_to(actor, "members.change").incomplete())
        if lacking != "0":
            title = f"{lacking}名党员资料不全"
            item = WorkItem(title, "/work/members/?flag=incomplete", "缺民族、学历、电话等，补全后年报不必再填", "补充")
            yield Pile(Group.BELOW, [item], total=1)
    if scope.paths("members.view"):
        lost = Member.objects.administered_by(actor).out_of_contact()
        yield _pile(
            Group.BELOW,
            lost.order_by("lost_since", "uid"),
            "flag=lost",
            lambda member: WorkItem(
                title=f"{member.name}失去联系",
                url=f"/work/members/{member.uid}/",
                detail=f"{member.organisation.short_name}，{member.lost_since or '起始日期未登记'}起",
                act="查看",
                tone="warn",
                state="失联",
            ),
        )


def _pile(group: Group, rows: Any, query: str, item: Any) -> Pile:
    shown = list(rows.select_related("organisation")[: SHOWN + 1])
    total = rows.count() if len(shown) > SHOWN else len(shown)
    return Pile(group, [item(member) for member in shown[:SHOWN]], total=total, url=f"/work/members/?{query}")
