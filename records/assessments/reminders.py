"""What assessments may remind of: a self assessment that is due soon, and one whose deadline is over."""

import datetime
from collections.abc import Iterator
from typing import Any

from records.assessments.choices import TaskState
from records.assessments.figures import remind_days
from records.assessments.models import Sheet
from records.kit.reminders import Level, Raised, reminder


@reminder("assessments.due_soon", "考核自评将到期")
def due_soon(on: datetime.date) -> Iterator[Raised]:
    """To be filled in, and the deadline is near."""
    known = remind_days(on)
    if known is None:
        return
    days, clause = known
    rows = Sheet.objects.due_between(on, on + datetime.timedelta(days=days))
    for row in _open(rows):
        left = (row.task.due_on - on).days
        when = "今天截止" if not left else f"还有{left}天"
        yield _raised(row, Level.NOTE, "考核自评待报送", f"{row.task.due_on}截止，{when}", clause)


@reminder("assessments.overdue", "考核自评逾期未报送")
def overdue(on: datetime.date) -> Iterator[Raised]:
    """To be filled in, and the deadline is over."""
    for row in _open(Sheet.objects.overdue(on)):
        gone = (on - row.task.due_on).days
        facts = f"应于{row.task.due_on}前报送，已逾期{gone}天；现在仍可报送，会标注“逾期”"
        yield _raised(row, Level.YELLOW, "考核自评逾期", facts, f"{row.task.organisation.short_name}下达的考核任务")


def _open(rows: Any) -> Iterator[Sheet]:
    asked = rows.filter(task__state=TaskState.OPEN).select_related("organisation", "task__organisation")
    yield from asked.order_by("pk").iterator(chunk_size=500)


def _raised(row: Sheet, level: Level, what: str, facts: str, clause: str) -> Raised:
    return Raised(
        key=f"{row.uid}:{row.task.due_on}",
        organisation_id=row.organisation_id,
        org_path=row.org_path,
        level=level,
        title=f"{what}：{row.task.title}",
        facts=facts,
        clause=clause,
        url=f"/work/assessments/sheets/{row.uid}/",
        subject_uid=row.uid,
    )
