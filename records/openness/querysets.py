"""How openness is read."""

import datetime
from typing import Any, Self

from django.db.models import Count, Q

from records.kit.actors import Actor
from records.kit.paths import below_any
from records.kit.querysets import RecordQuerySet


class CatalogueItemQuerySet(RecordQuerySet):
    """The catalogue 公开目录 itself is open to society."""

    view_action = "openness.view"

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """Everyone may know what is to be disclosed; managing needs the action."""
        return self.filter(below_any("org_path", actor.scope.paths(action))) if action else self.all()

    def in_force(self, on: datetime.date) -> Self:
        """Not retired on that day."""
        return self.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on), in_force_from__lte=on)


class PublicationQuerySet(RecordQuerySet):
    """Publications: open to those whose labels the audience names, and to staff in scope."""

    view_action = "openness.view"

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """What the reader's labels open, and for staff what lies in scope; with an action only the latter."""
        in_scope = below_any("org_path", actor.scope.paths(action or self.view_action))
        return self.filter(in_scope if action else in_scope | Q(label__in=actor.scope.labels))

    def current(self) -> Self:
        """The version that is on the site now."""
        return self.filter(is_current=True, withdrawn_at__isnull=True)

    def figures(self) -> dict[str, int]:
        """How many were disclosed, how many on time and late, in one query."""
        counted: dict[str, Any] = self.aggregate(
            disclosed=Count("pk"),
            punctual=Count("pk", filter=Q(on_time=True)),
            late=Count("pk", filter=Q(on_time=False)),
        )
        return counted


class FeedbackQuerySet(RecordQuerySet):
    """Letters to an organisation's desk."""

    view_action = "openness.view_feedback"

    def published(self) -> Self:
        """Answered ones that may be shown: the public answer time is counted on them."""
        return self.filter(state="answered", may_publish=True)

    def waiting(self) -> Self:
        """Not answered yet."""
        return self.exclude(state="answered")
