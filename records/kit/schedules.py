"""What runs by the clock: a domain's `schedules.py` lists it; `setup_portal` writes it to django-q."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from records.kit.discover import own_modules

PREFIX = "portal:"  # marks the rows that are ours, so that a schedule nobody declares any more can be removed


@dataclass(frozen=True)
class Every:
    """A task each so many minutes, or each day at a local time ("06:30")."""

    name: str
    task: str
    minutes: int | None = None
    daily_at: str = ""


# The kit's own.
SCHEDULES = [
    Every("kit.tidy_exports", "records.kit.tasks.tidy_exports", daily_at="03:30"),
    Every("kit.mend_paths", "records.kit.tasks.mend_paths", daily_at="03:40"),
]


def ensure_schedules() -> int:
    """Write every declared schedule once and remove those nobody declares any more; returns how many there are."""
    from django_q.models import Schedule

    declared = [each for _app, module in own_modules("schedules") for each in getattr(module, "SCHEDULES", [])]
    for each in declared:
        timing: dict[str, Any]
        if each.minutes:
            timing = {"schedule_type": Schedule.MINUTES, "minutes": each.minutes}
        else:
            timing = {"schedule_type": Schedule.DAILY, "minutes": None}
        row, made = Schedule.objects.update_or_create(
            name=PREFIX + each.name, defaults={"func": each.task, "repeats": -1, **timing}
        )
        if made and each.daily_at:
            row.next_run = _next(each.daily_at)
            row.save(update_fields=["next_run"])
    names = [PREFIX + each.name for each in declared]
    Schedule.objects.filter(name__startswith=PREFIX).exclude(name__in=names).delete()
    return len(declared)


def _next(daily_at: str) -> datetime.datetime:
    hour, minute = (int(part) for part in daily_at.split(":"))
    now = timezone.localtime()
    at = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return at if at > now else at + datetime.timedelta(days=1)
