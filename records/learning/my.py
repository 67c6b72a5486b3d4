"""Learning on the own page: the year's hours and the course to go on with."""

import datetime
from collections.abc import Iterable

from records.kit.actors import Actor
from records.kit.my import Card, my
from records.learning import reading
from records.learning.presenting import progress_note, resume_card
from records.learning.rules import HOUR, hours_text
from records.regulations.services import NoRegulation


@my("learning")
def cards(actor: Actor, today: datetime.date) -> Iterable[Card]:
    """One card; seen by that person alone."""
    try:
        hours = reading.own_hours(actor, today.year, today)
    except NoRegulation:  # a portal whose figures were not loaded yet has nothing to compare with
        return
    courses = reading.own_courses(actor)
    first = courses[0] if courses else None
    yield Card(
        title=f"学习：今年还差{hours_text(hours.missing)}学时" if hours.missing else "学习：今年学时已满",
        template="learning/card.html",
        context={
            "value": hours.done / HOUR,
            "total": hours.required / HOUR,
            "due": hours.due_by_day / HOUR if hours.missing else None,
            "course": first,
            "note": progress_note(first) if first is not None else "",
            "actions": resume_card(first)["actions"] if first is not None else [],
        },
        url="/my/learning/",
        order=10,
    )
