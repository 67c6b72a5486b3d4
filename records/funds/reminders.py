"""What funds may remind of: a review that is late, money that was neither recorded nor settled in time."""

import datetime
from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from records.funds.choices import SPENDABLE_STATES, State
from records.funds.models import Application
from records.kit.reminders import Level, Raised, reminder
from records.regulations.services import NoRegulation, value


@reminder("funds.review_late", "经费初审超期")
def review_late(on: datetime.date) -> Iterator[Raised]:
    """Filed and not reviewed within the term."""
    term, clause = _term("funds.review_days", on)
    if term is None:
        return
    before = timezone.make_aware(datetime.datetime.combine(on - datetime.timedelta(days=term), datetime.time.min))
    for row in _rows(state=State.FILED, waiting_since__lt=before).iterator(chunk_size=500):
        since = timezone.localtime(row.waiting_since).date()
        waited = (on - since).days
        yield _raised(row, str(since), Level.YELLOW, "初审超期", f"{since}申报，已等{waited}天，期限{term}天", clause)


@reminder("funds.settle_late", "经费应结项")
def settle_late(on: datetime.date) -> Iterator[Raised]:
    """The period is over by more than the term, and it is not settled."""
    term, clause = _term("funds.settle_days", on)
    if term is None:
        return
    before = on - datetime.timedelta(days=term)
    for row in _rows(state__in=SPENDABLE_STATES, period_to__lt=before).iterator(chunk_size=500):
        facts = f"实施时间至{row.period_to}，结束后{term}天内应登记执行并结项"
        yield _raised(row, str(row.period_to), Level.YELLOW, "应结项", facts, clause)


def _rows(**conditions: Any) -> Any:
    return Application.objects.filter(**conditions).select_related("organisation").order_by("pk")


def _term(key: str, on: datetime.date) -> tuple[int | None, str]:
    try:
        figure = value(key, on)
    except NoRegulation:
        return None, ""
    return int(figure.integer), figure.source


def _raised(row: Application, since: str, level: Level, what: str, facts: str, clause: str) -> Raised:
    return Raised(
        key=f"{row.uid}:{since}",
        organisation_id=row.organisation_id,
        org_path=row.org_path,
        level=level,
        title=f"{what}：{row.title}（{row.serial}）",
        facts=facts,
        clause=clause,
        url=f"/work/funds/{row.uid}/",
        subject_uid=row.uid,
    )
