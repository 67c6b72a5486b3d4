"""The one guarded door: how rows of any record are reached."""

from typing import Any, Self

from django.db import models
from django.db.models import Q

from records.kit.actors import Actor
from records.kit.paths import below, below_any, nothing


class RecordQuerySet(models.QuerySet[Any]):
    """Rows of a record domain. A domain sets `view_action` and, where people see their own, overrides `own`."""

    view_action: str = ""

    def own(self, actor: Actor) -> Q:
        """Rows a person sees because they are about that person; none unless the domain says so."""
        return nothing()

    def visible_to(self, actor: Actor, action: str = "") -> Self:
        """Rows the actor may see (or on which the actor may do `action`): the only way to reach a row."""
        condition = below_any("org_path", actor.scope.paths(action or self.view_action))
        if not action and actor.scope.may_own(self.view_action):
            condition |= self.own(actor)
        return self.filter(condition)

    def below(self, path: str) -> Self:
        """Rows of the organisation at `path` and all that hang below it."""
        return self.filter(below("org_path", path))


class ImportBatchQuerySet(models.QuerySet[Any]):
    """Uploaded tables."""

    def visible_to(self, actor: Actor) -> Self:
        """One's own uploads: what others upload holds other people's data."""
        user_id = actor.scope.user_id
        return self.filter(started_by_id=user_id) if user_id is not None else self.none()
