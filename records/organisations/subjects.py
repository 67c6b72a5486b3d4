"""Organisations as what an event is about: everyone may know of one."""

import uuid

from records.kit.actors import Actor
from records.kit.subjects import Subject, subject
from records.organisations.models import Organisation


@subject("organisation")
def organisation(actor: Actor, uid: uuid.UUID) -> Subject | None:
    """An organisation, by its uid; who holds which post there is not said."""
    row = Organisation.objects.filter(uid=uid).first()
    return Subject("organisation", uid, row.path, uid, f"/api/v1/organisations/{uid}/") if row is not None else None
