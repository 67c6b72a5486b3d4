"""How assessments are read: schemes, tasks, sheets with their counts, evidence."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce

from records.assessments.choices import FILLABLE, IN_REVIEW, SENT_IN, SchemeState, State, TaskState
from records.kit.append_only import AppendOnlyQuerySet
from records.kit.paths import below_any, everything, nothing
from records.kit.querysets import RecordQuerySet

if TYPE_CHECKING:
    from records.kit.actors import Actor

ASSESSED_ACTIONS = frozenset({"assessments.fill", "assessments.submit"})
ISSUER_ACTIONS = frozenset(f"assessments.{verb}" for verb in ("issue", "review", "assess", "publish", "correct"))


def at_exactly(field: str, paths: tuple[str, ...]) -> Q:
    """Condition: at one of the organisations themselves; ("",) is everywhere, () nowhere."""
    if "" in paths:
        return everything()
    return Q(**{f"{field}__in": paths}) if paths else nothing()


class SchemeQuerySet(RecordQuerySet):
    """Schemes. Who is assessed by one sees it through its own sheet; drafts are seen by those who make them."""

    view_action = "assessments.view"

    def visible_to(self, actor: "Actor", action: str = "") -> Self:
        """What lies in scope and is no draft; one's own drafts; what one's own sheets are made by."""
        from records.assessments.models import Sheet

        if action:
            return self.filter(at_exactly("org_path", actor.scope.paths(action)))
        drafted = at_exactly("org_path", actor.scope.paths("assessments.manage_schemes"))
        seen = below_any("org_path", actor.scope.paths(self.view_action)) & ~Q(state=SchemeState.DRAFT)
        asked = Exists(Sheet.objects.visible_to(actor).filter(task__scheme=OuterRef("pk")))
        return self.filter(drafted | seen | Q(asked))

    def usable(self) -> Self:
        """In use: a task may be issued by it."""
        return self.filter(state=SchemeState.IN_USE)


class TaskQuerySet(RecordQuerySet):
    """Tasks, for those who issue them and for those who have a sheet in them."""

    view_action = "assessments.view"

    def visible_to(self, actor: "Actor", action: str = "") -> Self:
        """With an action: at that very organisation. Otherwise what lies in scope, and what asks something of one's own."""
        from records.assessments.models import Sheet

        if action in ISSUER_ACTIONS:
            return self.filter(at_exactly("org_path", actor.scope.paths(action)))
        in_scope = below_any("org_path", actor.scope.paths(action or self.view_action))
        if action:
            return self.filter(in_scope)
        drafted = at_exactly("org_path", actor.scope.paths("assessments.issue"))
        asked = Exists(Sheet.objects.visible_to(actor).filter(task=OuterRef("pk")))
        return self.filter(drafted | (in_scope & ~Q(state=TaskState.DRAFT)) | Q(asked))

    def with_counts_for(self, actor: "Actor") -> Self:
        """With `sheets_count` and `sent_in`: how many sheets the actor sees in each, and how many were sent in."""
        from records.assessments.models import Sheet

        sheets = Sheet.objects.visible_to(actor).filter(task=OuterRef("pk")).order_by().values("task")
        return self.annotate(
            sheets_count=_counted(sheets),
            sent_in=_counted(sheets.filter(submitted_at__isnull=False)),
        )

    def under_way(self) -> Self:
        """Issued and not ended."""
        return self.filter(state__in=(TaskState.ISSUING, TaskState.OPEN))


class SheetQuerySet(RecordQuerySet):
    """Sheets. The registers show them to staff; a published result has a door of its own (`readable_by`)."""

    view_action = "assessments.view"

    def visible_to(self, actor: "Actor", action: str = "") -> Self:
        """What the actor may see, or on which the actor may do `action`.

        A sheet stays in the hands of whoever issued it, also when the organisation was moved elsewhere meanwhile.
        """
        paths = actor.scope.paths(action or self.view_action)
        if action in ASSESSED_ACTIONS:
            return self.filter(at_exactly("org_path", paths))
        if action in ISSUER_ACTIONS:
            return self.filter(at_exactly("task__org_path", paths))
        return self.filter(below_any("org_path", paths) | below_any("task__org_path", paths))

    def readable_by(self, actor: "Actor") -> Self:
        """Published results that the reader's labels open, as audiences open a page; staff in scope read them too."""
        paths = actor.scope.paths(self.view_action)
        in_scope = below_any("org_path", paths) | below_any("task__org_path", paths)
        return self.filter(Q(label__in=actor.scope.labels) | in_scope, state=State.PUBLISHED)

    def for_list(self) -> Self:
        """With what a line of a list shows, in the same query."""
        return self.select_related("organisation", "task__organisation").with_late_evidence()

    def with_late_evidence(self) -> Self:
        """With `late_evidence`: whether anything was handed in after the deadline; once true, true for ever."""
        from records.assessments.models import Evidence

        return self.annotate(late_evidence=Exists(Evidence.objects.filter(sheet=OuterRef("pk"), late=True)))

    def to_fill(self) -> Self:
        """The assessed organisation has it in hand."""
        return self.filter(state__in=FILLABLE)

    def to_review(self) -> Self:
        """Sent in, not yet scored to the end."""
        return self.filter(state__in=IN_REVIEW)

    def due_between(self, first: datetime.date, last: datetime.date) -> Self:
        """To be filled in, with a deadline from one day to another, both included."""
        return self.to_fill().filter(task__due_on__range=(first, last))

    def overdue(self, on: datetime.date) -> Self:
        """To be filled in, and the deadline is over."""
        return self.to_fill().filter(task__due_on__lt=on)

    def matching(self, *, state: str = "", late: bool = False, words: str = "") -> Self:
        """Sheets of a list; `words` a part of the organisation's name or its code."""
        rows = self.filter(state=state) if state else self
        if late:
            rows = rows.filter(late=True)
        if words:
            rows = rows.filter(Q(organisation__short_name__icontains=words) | Q(organisation__code=words))
        return rows

    def counts(self) -> dict[str, int]:
        """How many there are (`all`), in each state, sent in (`sent_in`), sent in late (`late`): one query."""
        asked: dict[str, Any] = {f"in_{state.value}": Count("pk", filter=Q(state=state)) for state in State}
        found = self.order_by().aggregate(
            **asked,
            every=Count("pk"),
            sent=Count("pk", filter=Q(submitted_at__isnull=False)),
            tardy=Count("pk", filter=Q(late=True)),
        )
        return {
            "all": found["every"],
            "sent_in": found["sent"],
            "late": found["tardy"],
            **{state.value: found[f"in_{state.value}"] for state in State},
        }

    def has_been_sent_in(self) -> Self:
        """Whose contents the issuer may read."""
        return self.filter(state__in=SENT_IN)


class EvidenceQuerySet(AppendOnlyQuerySet):
    """Evidence, reached through its sheet."""

    view_action = "assessments.view"

    def visible_to(self, actor: "Actor", action: str = "") -> Self:
        """That of visible sheets, once they were sent in; before that, for those who fill them in."""
        from records.assessments.models import Sheet

        sheets = Sheet.objects.visible_to(actor, action)
        own = Sheet.objects.visible_to(actor, "assessments.fill")
        return self.filter(
            Q(sheet__in=sheets.filter(submitted_at__isnull=False).values("pk")) | Q(sheet__in=own.values("pk"))
        )

    def current(self) -> Self:
        """What was not replaced."""
        return self.filter(replaced_by__isnull=True)


def _counted(rows: Any) -> Coalesce:
    """A correlated count; zero where there is nothing."""
    counted = rows.annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=models.IntegerField()), Value(0))
