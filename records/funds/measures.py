"""Figures that funds offer to boards, assessments and dashboards; each one query, amounts in fen."""

import datetime

from records.funds.choices import State
from records.funds.models import Application, Execution
from records.kit.paths import below


def spent_between(path: str, first: datetime.date, last: datetime.date) -> int:
    """What the organisation at `path` and all below it spent from one day to another, reversals taken off."""
    return int(Execution.objects.for_ledger(unit=path, executed=(first, last)).total()["amount"])


def filed_between(path: str, first: datetime.date, last: datetime.date) -> int:
    """How many plans and applications were filed in that time."""
    return int(Application.objects.filter(below("org_path", path), filed_on__range=(first, last)).count())


def waiting_for_review(path: str) -> int:
    """How many wait for the section."""
    return int(Application.objects.filter(below("org_path", path), state=State.FILED).count())
