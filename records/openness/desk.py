"""Letters that wait for an answer, and the screens of openness."""

import datetime
from collections.abc import Iterable

from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Part, Pile, WorkItem, desk, screen
from records.openness.models import Feedback

screen("问题与建议", "/work/openness/feedback/", "openness.view_feedback", order=40, part=Part.CONTENT)
screen("公开记录", "/work/openness/", "openness.view", order=41, part=Part.CONTENT)
screen("公开目录", "/work/openness/catalogue/", "openness.view", order=42, part=Part.CONTENT)


@desk("openness", "党务公开")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """Letters by the day they are due."""
    if not actor.scope.paths("openness.answer_feedback"):
        return
    waiting = Feedback.objects.visible_to(actor, "openness.answer_feedback").waiting()
    shown = list(waiting.select_related("organisation").order_by("due_on", "pk")[:SHOWN])
    yield Pile(
        Group.WAITING,
        [
            WorkItem(
                title=f"问题与建议：{each.about_title or each.text[:30]}",
                url=f"/work/openness/feedback/{each.uid}/",
                detail=f"{each.organisation.short_name}，{each.received_on.month}月{each.received_on.day}日收到",
                act="答复",
                due=each.due_on,
            )
            for each in shown
        ],
        total=waiting.count() if shown else 0,
        url="/work/openness/feedback/",
    )
