"""Figures that openness offers to boards, assessments and dashboards; each one query."""

import datetime

from django.utils import timezone

from records.kit.paths import below
from records.openness.models import Feedback, Publication


def disclosed_between(path: str, first: datetime.date, last: datetime.date) -> dict[str, int]:
    """What the organisation at `path` and all below it disclosed from one day to another: all, on time, late."""
    zone = timezone.get_current_timezone()
    start = datetime.datetime.combine(first, datetime.time.min, zone)
    end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time.min, zone)
    rows = Publication.objects.filter(below("org_path", path), number=1, published_at__gte=start, published_at__lt=end)
    return rows.figures()  # type: ignore[no-any-return]


def letters_waiting(path: str, on: datetime.date) -> int:
    """How many letters are not answered though their time is over."""
    return int(Feedback.objects.filter(below("org_path", path), due_on__lt=on).waiting().count())
