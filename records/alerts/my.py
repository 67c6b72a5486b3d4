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
    yield Card(
        title=f"消息（{unread}条未读）" if unread else "消息",
        template="alerts/card.html",
        context={"notices": notices},
        url="/my/alerts/",
        order=30,
    )
