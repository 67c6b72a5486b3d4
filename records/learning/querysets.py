"""The vocabulary of reading: which courses a person may see, and whose hours."""

from collections.abc import Iterable
from typing import Any, Self
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q, Sum

from records.kit.actors import Actor
from records.kit.paths import below_any, everything, nothing
from records.kit.querysets import RecordQuerySet


def about(actor: Actor, field: str = "user_id") -> Q:
    """Rows about the person who asks; none for visitors, nor for a token issued for something else."""
    return Q(**{field: actor.scope.user_id}) if actor.scope.may_own("learning.study") else nothing()


def _labels_of(actor: Actor) -> models.QuerySet[Any]:
    """Labels of a course that the actor carries."""
    from records.learning.models import CourseLabel

    return CourseLabel.objects.filter(version=OuterRef("pk"), label__in=sorted(actor.scope.labels))


class CourseVersionQuerySet(RecordQuerySet):
    """Courses: open to whoever carries a label of their audience; all of one's scope for those who keep questions."""

    view_action = "learning.view_courses"

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """Current courses whose audience the actor belongs to, every version the actor studied, and one's scope."""
        from records.learning.models import Enrolment

        condition = below_any("org_path", actor.scope.paths(action or self.view_action))
        if not action:
            studied = Enrolment.objects.filter(about(actor), course=OuterRef("pk"))
            condition |= Q(Exists(_labels_of(actor)), is_current=True) | Q(Exists(studied))
        return self.filter(condition)

    def open_to(self, actor: Actor) -> Self:
        """Current courses the actor may study: by audience alone, a post opens none."""
        return self.current().filter(Exists(_labels_of(actor)))

    def current(self) -> Self:
        """Published and not withdrawn."""
        return self.filter(is_current=True)

    def of_page(self, page_uid: UUID) -> Self:
        """All versions of a course."""
        return self.filter(page_uid=page_uid)


class EnrolmentQuerySet(RecordQuerySet):
    """Enrolments: what a person studies is seen by that person; an administrator of the site may look."""

    view_action = "learning.study"

    def own(self, actor: Actor) -> Q:
        """One's own."""
        return about(actor)

    def active(self) -> Self:
        """Under way."""
        return self.filter(state="active")


class QuizQuerySet(RecordQuerySet):
    """Quizzes with their answers: only for those who keep the questions."""

    view_action = "learning.keep_questions"


class AttemptQuerySet(models.QuerySet[Any]):
    """Attempts: one's own, nobody else's."""

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """One's own attempts."""
        return self.filter(about(actor, "enrolment__user_id"))

    def submitted(self) -> Self:
        """Handed in."""
        return self.filter(state="submitted")


class StudySessionQuerySet(RecordQuerySet):
    """Occasions of studying together, for those who record them."""

    view_action = "learning.record_study"


class HourEntryQuerySet(RecordQuerySet):
    """Hours of persons: one's own; those of the own branch for its secretary; those one's organisation recorded.

    Not those of everybody below: unit totals are for that, and persons are never compared (domain notes on formalism).
    """

    view_action = "learning.view_missing"

    def own(self, actor: Actor) -> Q:
        """One's own."""
        return about(actor)

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """See the class."""
        branches = actor.scope.paths("learning.view_missing")
        condition = everything() if "" in branches else Q(org_path__in=branches)
        condition |= below_any("session__org_path", actor.scope.paths("learning.record_study"))
        if action:
            return self.filter(condition)
        return self.filter(condition | self.own(actor))

    def of_year(self, year: int) -> Self:
        """Hours that count for a calendar year."""
        return self.filter(year=year)

    def standing(self) -> Self:
        """Entries in force: no reversals, nothing reversed."""
        return self.filter(reverses__isnull=True, reversal__isnull=True)

    def total(self) -> int:
        """Sum in hundredths of an hour; reversals count with their sign."""
        return int(self.aggregate(total=Sum("hours"))["total"] or 0)

    def by_form(self) -> dict[str, int]:
        """Hundredths for each form of study, largest first."""
        rows = self.order_by().values_list("form").annotate(total=Sum("hours")).order_by("-total", "form")
        return {form: int(total) for form, total in rows if total}

    def for_courses(self, page_uids: Iterable[UUID], year: int) -> Self:
        """What these courses brought in a year."""
        return self.of_year(year).standing().filter(course_uid__in=list(page_uids))


class CertificateQuerySet(RecordQuerySet):
    """Certificates: one's own; the proof page asks by code instead."""

    view_action = "learning.revoke"

    def own(self, actor: Actor) -> Q:
        """One's own."""
        return about(actor)
