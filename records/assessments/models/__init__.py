"""Schemes, tasks, sheets, evidence and what was said to them; one concept a file."""

from records.assessments.models.evidence import Evidence
from records.assessments.models.judged import Adjustment, Result, ReturnRound, Submission
from records.assessments.models.schemes import Scheme, SchemeItem, SchemePreset
from records.assessments.models.sheets import Score, Sheet
from records.assessments.models.tasks import Extension, Task

__all__ = [
    "Adjustment",
    "Evidence",
    "Extension",
    "Result",
    "ReturnRound",
    "Scheme",
    "SchemeItem",
    "SchemePreset",
    "Score",
    "Sheet",
    "Submission",
    "Task",
]
