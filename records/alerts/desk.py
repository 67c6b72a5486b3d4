"""What the desk shows of reminders: those that stand out below."""

import datetime
from collections.abc import Iterable

from records.alerts.models import Reminder
from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Part, Pile, WorkItem, desk, screen

screen("提醒", "/work/alerts/", "alerts.view", order=20, part=Part.NONE)


@desk("alerts", "提醒")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """Open reminders of the actor's scope, the most pressing first."""
    if not actor.scope.paths("alerts.view"):
        return
    standing = Reminder.objects.visible_to(actor).open()
    shown = list(standing.in_list_order().select_related("organisation")[:SHOWN])
    yield Pile(
        Group.BELOW,
        [
            WorkItem(
                title=each.title,
                url=each.url or f"/work/alerts/#{each.uid}",
                detail=f"{each.facts}依据{each.clause}。",
                act="查看",
                tone=each.tone,
                state=each.level_word,
            )
            for each in shown
        ],
        total=standing.count() if shown else 0,
        url="/work/alerts/",
    )
