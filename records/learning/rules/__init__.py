"""The rules of learning 学习, as pure functions: no database, no clock; dates and figures are arguments.

`watching` what was really watched; `questions` what a question must be; `quizzes` freezing, scoring and passing; `hours` the year's hours and what is missing.
"""

from records.learning.rules.hours import (
    HOUR,
    Requirement,
    activity_hours,
    course_is_completed,
    due_by_day,
    due_by_quarter,
    hours_text,
    missing,
    read_hours,
    required_hours,
)
from records.learning.rules.questions import TRUE_FALSE, answer_text, question_errors, read_answer
from records.learning.rules.quizzes import (
    FrozenQuestion,
    Score,
    freeze,
    is_right,
    score,
    unanswered,
)
from records.learning.rules.watching import (
    TENTHS,
    Accepted,
    Interval,
    accept,
    allowance,
    clipped,
    is_watched,
    measure,
    percent,
    union,
    without,
)

__all__ = [
    "HOUR",
    "TENTHS",
    "TRUE_FALSE",
    "Accepted",
    "FrozenQuestion",
    "Interval",
    "Requirement",
    "Score",
    "accept",
    "activity_hours",
    "allowance",
    "answer_text",
    "clipped",
    "course_is_completed",
    "due_by_day",
    "due_by_quarter",
    "freeze",
    "hours_text",
    "is_right",
    "is_watched",
    "measure",
    "missing",
    "percent",
    "question_errors",
    "read_answer",
    "read_hours",
    "required_hours",
    "score",
    "unanswered",
    "union",
    "without",
]
