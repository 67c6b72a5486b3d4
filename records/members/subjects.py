"""An import of members as what an event is about: how many at once, and where; whom it brought is not said."""

import uuid

from records.kit.actors import Actor
from records.kit.models import ImportBatch
from records.kit.subjects import Subject, subject
from records.organisations.models import Organisation


@subject("batch")
def batch(actor: Actor, uid: uuid.UUID) -> Subject | None:
    """An import, for whoever may see the members of its organisation."""
    row = ImportBatch.objects.filter(uid=uid).first()
    if row is None or not actor.scope.may("members.view", row.org_path):
        return None
    organisation = Organisation.objects.filter(path=row.org_path).values_list("uid", flat=True).first()
    return Subject("import", uid, row.org_path, organisation, "")
