"""What screens, pages and the API read of learning: plain dataclasses, a fixed number of queries each.

`course_state` and `lesson_state` are what course and lesson pages show; `own_hours`, `own_courses` the person's own page;
`unit_totals`, `members_missing` what staff see.
"""

from records.learning.reading.hours import (
    OwnHours,
    UnitTotal,
    members_missing,
    own_branches,
    own_hours,
    sum_below,
    unit_totals,
)
from records.learning.reading.states import (
    CourseState,
    LessonState,
    QuizState,
    course_state,
    lesson_state,
    own_courses,
)

__all__ = [
    "CourseState",
    "LessonState",
    "OwnHours",
    "QuizState",
    "UnitTotal",
    "course_state",
    "lesson_state",
    "members_missing",
    "own_branches",
    "own_courses",
    "own_hours",
    "sum_below",
    "unit_totals",
]
