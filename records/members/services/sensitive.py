"""Looks at sensitive fields: by permission, with a reason, journalled."""

import uuid
from typing import Final

from records.kit import secrets
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.members.models import Member

REVEAL_ACTIONS: Final = {
    "identity_number": "members.reveal_identity_number",
    "phone": "members.reveal_phone",
    "hardship": "members.reveal_hardship",
}


def reveal(actor: Actor, uid: uuid.UUID, field: str, *, reason: str) -> str:
    """The plain text of a sensitive field 查看完整内容; the look is journalled with its reason.

    `field` is a key of REVEAL_ACTIONS. Returns "" when nothing is stored. Raises NotVisible, Refused, Invalid without
    a reason, LookupError for another field.
    """
    action = REVEAL_ACTIONS[field]
    member = Member.objects.visible_to(actor).filter(uid=uid).first()
    if member is None:
        raise NotVisible()
    return secrets.reveal(actor, member, field, action=action, reason=reason)


def reveal_identity_number(actor: Actor, uid: uuid.UUID, *, reason: str) -> str:
    """The citizen's number 公民身份号码 in full; see `reveal`."""
    return reveal(actor, uid, "identity_number", reason=reason)


def reveal_phone(actor: Actor, uid: uuid.UUID, *, reason: str) -> str:
    """The phone number in full; see `reveal`."""
    return reveal(actor, uid, "phone", reason=reason)
