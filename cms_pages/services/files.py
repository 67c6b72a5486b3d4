"""Which files a published page uses: told to the file room, so that they are as open as the page."""

from collections.abc import Iterable
from typing import Any

from wagtail.documents import get_document_model
from wagtail.images import get_image_model

from cms_pages.models import ContentPage
from cms_pages.services.doors import labels_of
from media.services import set_uses


def keep_uses(pages: Iterable[Any]) -> None:
    """Bring the record of file uses in line with these pages as they are on the site now."""
    rows = list(pages)
    labels = labels_of([page.pk for page in rows if page.live])
    for page in rows:
        images, documents = files_of(page) if page.live else (set(), set())
        set_uses(
            page._meta.label_lower,
            page.uid,
            images=images,
            documents=documents,
            labels=labels.get(page.pk, ()),
        )


def files_of(page: Any) -> tuple[set[int], set[int]]:
    """Numbers of the images and documents a page names: in a body, in its attachments, in fields of its own."""
    image, document = get_image_model(), get_document_model()
    found: dict[Any, set[int]] = {image: set(), document: set()}
    for name in page.get_streamfield_names():
        value = getattr(page, name)
        for model, number, *_ in value.stream_block.extract_references(value):
            if model in found:
                found[model].add(int(number))
    for field in page._meta.concrete_fields:
        if field.is_relation and field.related_model in found and getattr(page, field.attname) is not None:
            found[field.related_model].add(getattr(page, field.attname))
    if isinstance(page, ContentPage):
        found[document].update(attachment.document_id for attachment in page.attachments.all())
    return found[image], found[document]
