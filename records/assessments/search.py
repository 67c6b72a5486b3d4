"""Schemes, tasks and sheets in the index. A sheet is open by policy; once its result is published, to its audience too."""

from typing import Any

from django.db import models
from django.utils import timezone

from records.assessments.choices import SchemeState, State, TaskState
from records.assessments.models import Scheme, Sheet, Task
from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import attach_ancestor_ids
from search.index.entries import Entry


class _Entries(RecordEntries):
    def prepare(self, rows: list[Any]) -> None:
        """The ids above each, in one query."""
        attach_ancestor_ids(rows)


@entries
class SchemeEntries(_Entries):
    """A scheme is found by name, basis and items, once it was in use."""

    kind, label, model = "assessment_scheme", "考核方案", Scheme

    def queryset(self) -> models.QuerySet[Any]:
        """All but drafts."""
        rows = Scheme.objects.exclude(state=SchemeState.DRAFT).select_related("organisation")
        return rows.prefetch_related("items")  # type: ignore[no-any-return]

    def entry(self, row: Any) -> Entry:
        """Name, what it goes back to, its items. No audience: a policy opens it."""
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=str(row),
            url=f"/work/assessments/schemes/{row.uid}/",
            body="\n".join([row.basis, row.note, *(f"{item.group} {item.content}" for item in row.items.all())]),
            ancestors=row.ancestor_ids,
            published=row.used_from,
            organisation=row.organisation.short_name,
            state=row.get_state_display(),
            facts={"状态": row.get_state_display()},
        )


@entries
class TaskEntries(_Entries):
    """A task is found by its title and what it asks, once it was issued."""

    kind, label, model = "assessment_task", "考核任务", Task

    def queryset(self) -> models.QuerySet[Any]:
        """All but drafts."""
        rows: models.QuerySet[Any] = Task.objects.exclude(state=TaskState.DRAFT)
        return rows.select_related("organisation", "scheme")

    def entry(self, row: Any) -> Entry:
        """Title, period, deadline, state."""
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=row.title,
            url=f"/work/assessments/tasks/{row.uid}/",
            body="\n".join([row.scheme.name, row.period, row.instructions]),
            ancestors=row.ancestor_ids,
            published=timezone.localtime(row.issued_at).date() if row.issued_at else None,
            year=row.year,
            organisation=row.organisation.short_name,
            state=row.get_state_display(),
            facts={"截止": str(row.due_on), "状态": row.get_state_display()},
        )


@entries
class SheetEntries(_Entries):
    """A sheet is found by the organisation and the task. Scores are not indexed; a published grade is."""

    kind, label, model = "assessment", "考核表", Sheet

    def queryset(self) -> models.QuerySet[Any]:
        """All of them."""
        rows: models.QuerySet[Any] = Sheet.objects.all()
        return rows.select_related("organisation", "task")

    def entry(self, row: Any) -> Entry:
        """Organisation and task; the address of the published result for whom it is open to."""
        published = row.state == State.PUBLISHED
        address = f"/assessments/results/{row.uid}/" if published else f"/work/assessments/sheets/{row.uid}/"
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=f"{row.organisation.short_name}：{row.task.title}",
            url=address,
            ancestors=row.ancestor_ids,
            audience=(row.label,) if row.label else (),
            published=timezone.localtime(row.published_at).date() if row.published_at else None,
            year=row.task.year,
            organisation=row.organisation.short_name,
            state=State(row.state).label,
            facts={"状态": State(row.state).label, **({"等次": row.grade} if published else {})},
        )
