"""Pages as what an event is about: found by their uid, published and readable, or of one's own work."""

import uuid

from cms_pages.models import PageDoor
from records.kit.actors import Actor
from records.kit.subjects import Subject, subject


@subject("page")
def page(actor: Actor, uid: uuid.UUID) -> Subject | None:
    """A page that the actor may know of."""
    rows = PageDoor.objects.known_to(actor).select_related("organisation")
    door = rows.filter(page__translation_key=uid).first()
    if door is None:
        return None
    organisation = door.organisation.uid if door.organisation is not None else None
    return Subject("page", uid, door.org_path, organisation, f"/api/v1/pages/{uid}/")
