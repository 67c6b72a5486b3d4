"""Certificates are issued by completing a course (settling.py) and can only be revoked."""

import uuid

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.write import Write
from records.learning.models import Certificate

SHORTEST_REASON = 4


def revoke_certificate(actor: Actor, uid: uuid.UUID, *, reason: str) -> Certificate:
    """Revoke a certificate 撤销结业证明; its page of proof says so from now on. Needs a reason; can't be undone."""
    text = reason.strip()
    if len(text) < SHORTEST_REASON:
        raise Invalid({"reason": f"请写明撤销事由（不少于{SHORTEST_REASON}个字）。"})
    with Write(actor, "learning.revoke", reason=text) as write:
        certificate: Certificate = write.lock(Certificate.objects.visible_to(actor), uid=uid)
        if certificate.revoked_at is not None:
            raise Conflict("这份证明已经撤销。")
        certificate.revoked_at, certificate.revoked_for = timezone.now(), text
        write.save(certificate)
    return certificate
