"""The figures of the regulations that assessments read, on the day a thing is about."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from records.assessments.rules import Grade
from records.kit.errors import Invalid
from records.regulations.services import NoRegulation, value


@dataclass(frozen=True)
class GradeRule:
    """The grades that hold on a day, and where it says so."""

    grades: tuple[Grade, ...]
    source: str


def grade_rule(on: datetime.date) -> GradeRule:
    """The grades 等次 and from which share of the full points (per cent) each holds. Raises Invalid where none are set."""
    try:
        figure = value("assessments.grades", on)
    except NoRegulation as error:
        raise Invalid(str(error)) from None
    grades = tuple(Grade(str(row["grade"]), Decimal(str(row["from"]))) for row in figure.rows)
    words = "，".join(f"{each.name}{each.least.normalize():f}%起" for each in grades)
    return GradeRule(grades, f"{figure.source}（{words}）")


def remind_days(on: datetime.date) -> tuple[int, str] | None:
    """How many days before a deadline a reminder stands out, and after which document; None where a place has set none."""
    try:
        figure = value("assessments.remind_days", on)
    except NoRegulation:
        return None
    return figure.integer, figure.source
