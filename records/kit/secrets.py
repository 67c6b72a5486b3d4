"""The only way to the plain text of a sensitive field: by permission, with a reason, and journalled."""

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
    if len(reason.strip()) < MINIMUM_REASON:
        raise Invalid({"reason": f"请写明查看事由（不少于{MINIMUM_REASON}个字），查看会记入日志。"})
    secret: Any = getattr(row, field)
    look = note(actor, action, row, reason=reason.strip(), after={"field": field})
    return str(secret.open_for(look)) if secret is not None else ""
