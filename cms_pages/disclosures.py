"""Disclosures meet openness: publishing one puts its version on record, with a digest of what readers see."""

from typing import Any

from wagtail.models import Revision

from cms_pages.catalogue import named
from cms_pages.models import ContentPage, DisclosurePage, PageDoor
from records.kit.actors import Actor
from records.openness import services as openness
from records.openness.catalogue import PUBLIC
from records.openness.models import CatalogueItem, Publication
from records.openness.presenting import opinions_about


def put_on_record(actor: Actor, page: ContentPage, revision: Revision) -> None:
    """A version is on the site; pages of other kinds are no disclosures."""
    if not isinstance(page, DisclosurePage) or page.alias_of_id is not None:
        return
    door = PageDoor.objects.filter(page_id=page.pk).first()
    openness.record_publication(
        actor,
        page_uid=page.uid,
        page_id=page.pk,
        revision=revision.pk,
        organisation=page.organisation,
        title=page.title,
        url=page.address,
        audience=door.level if door is not None else page.audience,
        label=door.label if door is not None else "",
        content=content_of(page),
        made_on=page.made_on,
        period_kind=page.period_kind,
        catalogue_item=page.catalogue_item,
    )


def note_withdrawal(actor: Actor, page: ContentPage, reason: str) -> None:
    """A page is no longer on the site; its publications stay on record."""
    if isinstance(page, DisclosurePage):
        openness.record_withdrawal(actor, page_uid=page.uid, reason=reason)


def publication_of(page: DisclosurePage, actor: Actor) -> Publication | None:
    """What is on record of the version on the site, for a reader who may see it."""
    rows = Publication.objects.visible_to(actor).current().select_related("catalogue_item")
    publication: Publication | None = rows.filter(page_uid=page.uid).first()
    return publication


def fulfilled_by(page: DisclosurePage, publication: Publication | None) -> dict[str, Any]:
    """The matter of the catalogue a page fulfils, in the words of the day it was published; of a draft, in today's."""
    item = publication.catalogue_item if publication is not None else None
    if item is None and publication is None and page.catalogue_item is not None:
        item = CatalogueItem.objects.filter(uid=page.catalogue_item).first()
    if item is None:
        return {"term": "公开目录事项", "value": ""}
    words = publication.fulfilled if publication is not None else str(item)
    return {"term": "公开目录事项", "value": words, "url": f"{PUBLIC}{item.uid}/"}


def is_sealed(box: dict[str, Any]) -> bool:
    """Whether a proof box says that the seal is there."""
    return bool(box["sealed"])


def opinions_of(page: ContentPage) -> list[dict[str, Any]]:
    """Answered questions and suggestions about a page."""
    return opinions_about(page.uid)


def content_of(page: DisclosurePage) -> dict[str, Any]:
    """What a reader sees of a disclosure, as plain values: the digest on record is computed from exactly this."""
    return {
        "index_no": page.index_no,
        "title": page.title,
        "issuer": page.organisation.name,
        "document_number": page.document_number,
        "category": [page.get_category_l1_display(), page.category_l2],
        "made_on": page.made_on,
        "basis": page.basis,
        **({"catalogue_item": named(page.catalogue_item)} if page.catalogue_item else {}),
        "summary": page.summary,
        "body": page.body_text,
        "files": [
            {"title": str(each), "sha1": each.document.get_file_hash(), "size": each.document.file_size}
            for each in page.attachments.select_related("document")
        ],
    }
