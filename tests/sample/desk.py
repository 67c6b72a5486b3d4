"""Loans on the desk."""

import datetime
from collections.abc import Iterable

from records.kit.actors import Actor
from records.kit.desk import SHOWN, Group, Pile, WorkItem, desk
from tests.sample.models import Loan


@desk("sample", "借书")
def items(actor: Actor, today: datetime.date) -> Iterable[Pile]:
    """Books that are out."""
    out = Loan.objects.visible_to(actor, "sample.take_back").filter(is_returned=False)
    shown = list(out.order_by("pk")[:SHOWN])
    yield Pile(
        Group.WAITING,
        [WorkItem(each.book, f"/work/sample/{each.uid}/") for each in shown],
        total=out.count() if shown else 0,
    )
