"""How reminders and notices are read."""

from typing import Any, Self

from django.db import models

from records.kit.actors import Actor
from records.kit.querysets import RecordQuerySet

LIST_ORDER = ("-level", "raised_on", "uid")


class ReminderQuerySet(RecordQuerySet):
    """Reminders of the organisations somebody looks after."""

    view_action = "alerts.view"

    def open(self) -> Self:
        """Still standing out."""
        return self.filter(cleared_on__isnull=True)

    def in_list_order(self) -> Self:
        """The most pressing first, then the oldest."""
        return self.order_by(*LIST_ORDER)


class NoticeQuerySet(models.QuerySet[Any]):
    """Messages; each person sees the own ones only."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(user_id=actor.scope.user_id, user__isnull=False)

    def unread(self) -> Self:
        """Not opened yet."""
        return self.filter(read_at__isnull=True)
