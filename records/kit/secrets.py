"""The only way to the plain text of a sensitive field: by permission, with a reason, and journalled."""

import uuid
from typing import Any

from django.db import models

from records.kit.actors import Actor
from records.kit.errors import Invalid, Refused
from records.kit.policies import policy
from records.kit.write import note, path_of

MINIMUM_REASON = 4  # characters: 核对 alone says nothing of what for


def reveal(actor: Actor, row: models.Model, field: str, *, action: str, reason: str) -> str:
    """Return the plain text of `row.field`, journalling who looked and why.

    Raises Refused without the permission `action` at the row's organisation, Invalid without a reason.
    """
    if not actor.scope.may(action, path_of(row)):
        raise Refused(f"您没有“{policy(action).label}”的权限。")
    refuse_without_reason(reason)
    secret: Any = getattr(row, field)
    look = note(actor, action, row, reason=reason.strip(), after={"field": field})
    return str(secret.open_for(look)) if secret is not None else ""


def refuse_without_reason(reason: str) -> None:
    """Raise Invalid for a reason too short to mean anything."""
    if len(reason.strip()) < MINIMUM_REASON:
        raise Invalid({"reason": f"请写明查看事由（不少于{MINIMUM_REASON}个字），查看会记入日志。"})


class Opening:
    """A journalled look at one sensitive field of many rows: an export with full numbers."""

    def __init__(self, actor: Actor, action: str, look: Any) -> None:
        """`look` is the journal's entry of the act; it names who, why, which filter and how many."""
        self.actor, self.action, self.look = actor, action, look

    @classmethod
    def again(cls, actor: Actor, action: str, look_uid: uuid.UUID) -> "Opening":
        """The same look in a later step of a job. Raises Refused when it was journalled for somebody else."""
        from records.audit.models import JournalEntry

        look = JournalEntry.objects.filter(uid=look_uid, action=action, actor_id=actor.scope.user_id).first()
        if look is None:
            raise Refused()
        return cls(actor, action, look)

    def text(self, row: models.Model, field: str) -> str:
        """The plain text, or the mask where the actor may not look at this row; "" when nothing is stored."""
        secret: Any = getattr(row, field)
        if secret is None:
            return ""
        if not self.actor.scope.may(self.action, path_of(row)):
            return str(secret)
        return str(secret.open_for(self.look))
