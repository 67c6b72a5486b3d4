"""Every write of learning. Locks are taken in one order: the person, then the enrolment, then what hangs on it."""

from records.learning.services.certificates import revoke_certificate
from records.learning.services.courses import LessonDraft, register_version, withdraw_version
from records.learning.services.hours import add_to_study, record_study, reverse_hours
from records.learning.services.questions import QuestionDraft, set_questions
from records.learning.services.quizzes import save_answers, start_attempt, submit_attempt
from records.learning.services.study import Beat, beat, enrol, leave, mark_read

__all__ = [
    "Beat",
    "LessonDraft",
    "QuestionDraft",
    "add_to_study",
    "beat",
    "enrol",
    "leave",
    "mark_read",
    "record_study",
    "register_version",
    "reverse_hours",
    "revoke_certificate",
    "save_answers",
    "set_questions",
    "start_attempt",
    "submit_attempt",
    "withdraw_version",
]
