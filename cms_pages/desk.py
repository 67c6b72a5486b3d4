"""What pages put on a person's desk: what waits for review, what came back."""

import datetime
from collections.abc import Iterable

from django.utils import timezone

from cms_pages.presenters.work import page_of, returned_to, waiting_for
from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Part, Pile, WorkItem, desk, screen

REVIEW_WITHIN = datetime.timedelta(days=2)  # the office publishes within two working days of being asked (forms §3.1)


@desk("pages", "页面")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """Waiting for my review, and sent back to me."""
    if actor.scope.paths("pages.review"):
        waiting = waiting_for(actor)
        total = waiting.count()
        if total:
            yield Pile(
                Group.WAITING,
                [
                    WorkItem(
                        title=f"审核：{page.title}",
                        url=f"/work/pages/{page.uid}/",
                        detail=page.organisation.short_name,
                        act="审核",
                        since=timezone.localtime(state.started_at).date(),
                        due=timezone.localtime(state.started_at + REVIEW_WITHIN).date(),
                    )
                    for state, page in page_of(waiting[:SHOWN])
                ],
                total,
                "/work/pages/",
            )
    returned = returned_to(actor)
    total = returned.count()
    if total:
        yield Pile(
            Group.RETURNED,
            [
                WorkItem(
                    title=page.title,
                    url=f"/work/pages/{page.uid}/",
                    detail=f"退回理由：{state.comment}",
                    act="去修改",
                    since=timezone.localtime(state.finished_at).date() if state.finished_at else None,
                    tone="warn",
                    state="已退回",
                )
                for state, page in page_of(returned[:SHOWN])
            ],
            total,
            "/work/pages/?show=returned",
        )


screen("写新内容", "/work/pages/write/", "pages.write", order=10, part=Part.CONTENT)
screen("页面审核", "/work/pages/", "pages.view_drafts", order=20, part=Part.CONTENT)
