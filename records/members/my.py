"""The own record on a person's own page."""

import datetime
from collections.abc import Iterable

from records.kit.actors import Actor
from records.kit.my import Card, my
from records.members import rules
from records.members.models import Member


@my("members")
def cards(actor: Actor, today: datetime.date) -> Iterable[Card]:
    """Branch and standing, with a way to the whole record; nothing for who is no member."""
    member = Member.objects.visible_to(actor).filter(user_id=actor.scope.user_id).select_related("organisation").first()
    if member is None:
        return
    entries = [
        {
            "title": member.organisation.name,
            "url": "/my/members/",
            "meta": f"{member.get_category_display()}，党龄{rules.seniority_text(member.seniority_on(today))}",
        }
    ]
    yield Card(
        title="我的党员信息",
        template="theme/cards/entries.html",
        context={"entries": entries},
        url="/my/members/",
        order=60,
    )
