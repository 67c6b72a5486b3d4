"""Figures that assessments offer to boards and dashboards; each one query. How many, never who is first."""

from records.assessments.models import Sheet
from records.kit.paths import below


def counts_below(path: str, year: int) -> dict[str, int]:
    """Sheets of the organisation at `path` and all below it in a year: all, sent in, late, and by state."""
    rows = Sheet.objects.filter(below("org_path", path), task__year=year)
    counted: dict[str, int] = rows.counts()
    return counted


def grades_below(path: str, year: int) -> dict[str, int]:
    """How many published results of a year have each grade."""
    from django.db.models import Count

    rows = Sheet.objects.filter(below("org_path", path), task__year=year, state="published")
    return dict(rows.order_by().values_list("grade").annotate(number=Count("pk")).values_list("grade", "number"))
