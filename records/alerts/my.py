"""The inbox on the own page."""

import datetime
from collections.abc import Iterable

from records.alerts.models import Notice
from records.kit.actors import Actor
from records.kit.my import Card, my


@my("alerts")
def cards(actor: Actor, today: datetime.date) -> Iterable[Card]:
    """The latest messages."""
    notices = list(Notice.objects.visible_to(actor)[:5])
    unread = Notice.objects.visible_to(actor).unread().count()
    entries = [
        {
            "title": each.title,
            "url": "/my/alerts/",
            "date": each.created_at,
            "badge": None if each.read_at else {"word": "未读", "tone": "info"},
        }
        for each in notices
    ]
    yield Card(
        title=f"消息（{unread}条未读）" if unread else "消息",
        template="theme/cards/entries.html",
        context={"entries": entries, "empty": "没有消息。提醒每天最多汇总一次，不会打扰。"},
        url="/my/alerts/",
        order=30,
    )
