"""What learning keeps: courses as they were published, progress, quizzes, hours, certificates."""

from records.learning.models.courses import CourseLabel, CourseVersion, LessonKind, LessonVersion
from records.learning.models.hours import Certificate, HourEntry, StudyForm, StudySession
from records.learning.models.progress import Enrolment, LessonProgress, WatchAllowance
from records.learning.models.quizzes import Attempt, Question, QuestionKind, Quiz

__all__ = [
    "Attempt",
    "Certificate",
    "CourseLabel",
    "CourseVersion",
    "Enrolment",
    "HourEntry",
    "LessonKind",
    "LessonProgress",
    "LessonVersion",
    "Question",
    "QuestionKind",
    "Quiz",
    "StudyForm",
    "StudySession",
    "WatchAllowance",
]
