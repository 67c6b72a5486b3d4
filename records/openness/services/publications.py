"""Versions of disclosures on record, what they fulfil, and their proofs."""

import contextlib
import datetime
import logging
import uuid
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from records.audit.canonical import canonical, settled
from records.audit.models import JournalEntry
from records.audit.proofs import NotSealed, Proof
from records.audit.services import proof as journal_proof
from records.crypto.services import digest
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.write import Write
from records.openness.events import PublicationRecorded
from records.openness.models import CatalogueItem, Publication
from records.openness.rules import due_on, is_on_time, limit_key
from records.organisations.models import Organisation
from records.regulations.services import NoRegulation
from records.regulations.services import value as figure

logger = logging.getLogger(__name__)

NOT_OURS = "所选的公开目录事项不适用于本组织，请在“公开目录事项”中另选一项，或留空。"


def record_publication(
    actor: Actor,
    *,
    page_uid: uuid.UUID,
    page_id: int,
    revision: int,
    organisation: Organisation,
    title: str,
    url: str,
    audience: str,
    label: str,
    content: Mapping[str, Any],
    made_on: datetime.date | None = None,
    period_kind: str = "",
    catalogue_item: uuid.UUID | None = None,
) -> Publication:
    """Put a published version on record 登记公开, with the digest of its content; called while the page is published.

    The version before is no longer current. The same revision twice is the same record. `content` is what a reader may
    recompute the digest from: plain values only. What the catalogue item says counts before `period_kind`; the item's
    words of today stay on record, whatever becomes of it. Raises Invalid for an item that is not this organisation's.
    """
    with Write(actor, "openness.record_publication") as write:
        write.at(organisation)
        last: Publication | None = (
            Publication.objects.select_for_update(of=("self",)).filter(page_uid=page_uid).order_by("-number").first()
        )
        if last is not None and last.revision == revision and last.withdrawn_at is None:
            return last
        if last is not None and last.is_current:
            write.watch(last)
            last.is_current = False
            write.save(last)
        item = _item(organisation, catalogue_item, last)
        now = timezone.now()
        today = timezone.localdate(now)
        kind = item.period_kind if item else period_kind
        key = limit_key(kind, important=bool(item and item.is_important))
        due = None
        if made_on is not None and key and last is None:
            # A place that has set no limit publishes all the same: nothing is due then.
            with contextlib.suppress(NoRegulation):
                due = due_on(made_on, figure(key, today).integer)
        plain = settled(dict(content))
        publication = write.create(
            Publication(
                organisation=organisation,
                org_path=organisation.path,
                page_uid=page_uid,
                page_id=page_id,
                number=last.number + 1 if last else 1,
                title=title,
                url=url,
                audience=audience,
                label=label,
                content=plain,
                digest=digest(canonical(plain)),
                revision=revision,
                catalogue_item=item,
                fulfilled=str(item)[:250] if item else "",
                period_kind=kind,
                published_at=now,
                due_on=due,
                on_time=is_on_time(today, due),
            )
        )
        write.emit(
            PublicationRecorded(publication=publication.uid, organisation=organisation.uid, on_time=publication.on_time)
        )
        transaction.on_commit(seal_soon)
    return publication


def record_withdrawal(actor: Actor, *, page_uid: uuid.UUID, reason: str) -> Publication | None:
    """Note that a page was taken off the site 撤下; its publications stay on record. None when it had none."""
    if not Publication.objects.filter(page_uid=page_uid, is_current=True).exists():
        return None
    with Write(actor, "openness.record_publication", reason=reason) as write:
        current: Publication = Publication.objects.select_for_update(of=("self",)).get(
            page_uid=page_uid, is_current=True
        )
        write.at(current.org_path)
        write.watch(current)
        current.is_current = False
        current.withdrawn_at = timezone.now()
        current.withdrawn_reason = reason[:300]
        write.save(current)
    return current


def follow_page(*, page_uid: uuid.UUID, url: str = "", audience: str = "", label: str | None = None) -> int:
    """Keep address and audience of a page's publications as the page has them now; returns how many rows."""
    changes: dict[str, Any] = {}
    if url:
        changes["url"] = url
    if audience:
        changes["audience"] = audience
    if label is not None:
        changes["label"] = label
    return Publication.objects.filter(page_uid=page_uid).update(**changes) if changes else 0


def proof_of(publication: Publication) -> tuple[JournalEntry | None, Proof | None]:
    """The journal entry that put a version on record, and its proof; the proof is None until it is sealed 待封存."""
    entry = (
        JournalEntry.objects.filter(subject="openness.publication", subject_uid=publication.uid).order_by("pk").first()
    )
    if entry is None:
        return None, None
    try:
        return entry, journal_proof(entry)
    except NotSealed:
        return entry, None


def recomputed(publication: Publication) -> str:
    """The digest of the stored content, computed anew with the algorithm of the stored digest."""
    from records.crypto.services import digest_with

    algorithm = publication.digest.partition(":")[0]
    return digest_with(algorithm, canonical(publication.content))


def seal_soon() -> None:
    """Ask for a seal at once; without a queue the minute's schedule does it."""
    from django_q.tasks import async_task

    try:
        async_task("records.audit.tasks.seal_journal")
    except Exception:
        logger.warning("the seal waits for its schedule: the queue is away")


def _item(organisation: Organisation, uid: uuid.UUID | None, last: Publication | None) -> CatalogueItem | None:
    """The item a version fulfils: one that is the organisation's to disclose, or under which the page stands already."""
    if uid is None:
        return None
    item: CatalogueItem | None = CatalogueItem.objects.filter(uid=uid).first()
    if item is not None and last is not None and last.catalogue_item_id == item.pk:
        return item
    if item is None or not CatalogueItem.objects.applying_to(organisation).filter(pk=item.pk).exists():
        raise Invalid({"catalogue_item": NOT_OURS})
    return item
