"""Writes on files: take one in, keep the record of what uses it, make an organisation's folder."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Collection

from media.models import FileUse, OrganisationCollection, PortalDocument, PortalImage
from media.uploads import checked_document, checked_image, clean_name
from records.access.models import User
from records.kit.actors import Actor
from records.kit.search import touch_all
from records.kit.write import Write
from records.organisations.models import Organisation

UPLOAD = "media.upload"


def store_document(
    actor: Actor, organisation: Organisation, upload: UploadedFile, *, title: str = "", action: str = UPLOAD
) -> PortalDocument:
    """Take in a document for an organisation; `action` is the permission it is part of (an attachment of a record).

    Raises ValidationError for a wrong, oversized or broken file, Refused without the permission.
    """
    with Write(actor, action) as write:
        write.at(organisation)
        document = PortalDocument(**_given(actor, organisation, upload, title))
        document.file = checked_document(upload)
        document._set_document_file_metadata()
        document.save()
        write.touched(document)
    return document


def store_image(
    actor: Actor, organisation: Organisation, upload: UploadedFile, *, title: str = "", action: str = UPLOAD
) -> PortalImage:
    """Take in a picture for an organisation; as `store_document`."""
    with Write(actor, action) as write:
        write.at(organisation)
        image = PortalImage(**_given(actor, organisation, upload, title))
        image.file = checked_image(upload)
        image._set_image_file_metadata()
        image.save()
        write.touched(image)
    return image


def _given(actor: Actor, organisation: Organisation, upload: UploadedFile, title: str) -> dict[str, Any]:
    """What any new file is kept with: in its organisation's folder, its title by default its name, tidied."""
    return {
        "title": title or clean_name(upload.name or "").title,
        "collection": collection_of(organisation),
        "organisation": organisation,
        "uploaded_by_user": actor if isinstance(actor, User) else None,
    }


def set_uses(
    used_by: str,
    used_by_uid: uuid.UUID,
    *,
    images: Iterable[int] = (),
    documents: Iterable[int] = (),
    labels: Iterable[str] = (),
) -> None:
    """Say which files something published uses, and which labels open them; replaces what was said before.

    Call it in the transaction of the publication; without labels (withdrawn) nothing is open through it any more.
    """
    wanted = {("image", number, label) for number in set(images) for label in set(labels)}
    wanted |= {("document", number, label) for number in set(documents) for label in set(labels)}
    known: dict[tuple[str, int, str], int] = {}
    for pk, image_id, document_id, label in FileUse.objects.filter(used_by_uid=used_by_uid).values_list(
        "pk", "image_id", "document_id", "label"
    ):
        key = ("image", image_id, label) if image_id is not None else ("document", document_id, label)
        known[key] = pk
    # Who may fetch a document has changed, and with it who may find it.
    changed = {number for kind, number, _label in wanted ^ set(known) if kind == "document"}
    if changed:
        touch_all(PortalDocument, PortalDocument.objects.filter(pk__in=changed).values_list("uid", flat=True))
    gone = [pk for key, pk in known.items() if key not in wanted]
    if gone:
        FileUse.objects.filter(pk__in=gone).delete()
    FileUse.objects.bulk_create(
        [
            FileUse(used_by=used_by, used_by_uid=used_by_uid, label=label, **{f"{kind}_id": number})
            for kind, number, label in sorted(wanted - set(known))
        ]
    )


def collection_of(organisation: Organisation) -> Collection:
    """The organisation's folder of files, made when it is first needed."""
    known = OrganisationCollection.objects.filter(organisation=organisation).select_related("collection").first()
    if known is not None:
        return known.collection
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        known = OrganisationCollection.objects.filter(organisation=organisation).select_related("collection").first()
        if known is not None:
            return known.collection
        root = Collection.get_first_root_node() or Collection.add_root(instance=Collection(name="全部文件"))
        collection = root.add_child(instance=Collection(name=organisation.short_name))
        OrganisationCollection.objects.create(organisation=organisation, collection=collection)
    return collection


def ensure_folders(user: User) -> int:
    """Make the folders of the organisations at which somebody may upload; returns how many were new."""
    posts = user.posts.current(timezone.localdate()).exclude(role="").filter(organisation__collection__isnull=True)
    made = 0
    for post in posts.select_related("organisation"):
        if user.scope.may("pages.write", post.organisation.path):
            collection_of(post.organisation)
            made += 1
    return made
