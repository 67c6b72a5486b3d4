"""Writes of openness: publications and their proofs, letters to the desk and their answers."""

import contextlib
import datetime
import secrets
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
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.secrets import reveal
from records.kit.write import Write
from records.openness.events import FeedbackAnswered, FeedbackReceived, PublicationRecorded
from records.openness.models import CatalogueItem, Feedback, PeriodKind, Publication
from records.openness.rules import add_working_days, due_on, is_on_time
from records.organisations.models import Organisation
from records.regulations.services import NoRegulation
from records.regulations.services import value as figure

LIMIT_KEYS = {
    PeriodKind.LONG_TERM: "openness.long_term_working_days",
    PeriodKind.PERIODIC: "openness.periodic_working_days",
    PeriodKind.TIMELY: "openness.timely_working_days",
    PeriodKind.ON_REQUEST: "openness.on_request_working_days",
}
SHORTEST_FEEDBACK = 5  # characters: less says nothing anybody could answer
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no letters that are mistaken for digits


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
    recompute the digest from: plain values only.
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
        item = CatalogueItem.objects.filter(uid=catalogue_item).first() if catalogue_item else None
        now = timezone.now()
        today = timezone.localdate(now)
        kind = period_kind or (item.period_kind if item else "")
        due = None
        if made_on is not None and kind in LIMIT_KEYS and last is None:
            # A place that has set no limit publishes all the same: nothing is due then.
            with contextlib.suppress(NoRegulation):
                due = due_on(made_on, figure(LIMIT_KEYS[PeriodKind(kind)], today).integer)
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
    import logging

    from django_q.tasks import async_task

    try:
        async_task("records.audit.tasks.seal_journal")
    except Exception:
        logging.getLogger(__name__).warning("the seal waits for its schedule: the queue is away")


# ── 问题与建议 ───────────────────────────────────────────────────────────────
def give_feedback(
    actor: Actor,
    organisation: Organisation,
    *,
    text: str,
    submit_key: uuid.UUID,
    name: str = "",
    contact: str = "",
    may_publish: bool = True,
    about_uid: uuid.UUID | None = None,
    about_title: str = "",
    about_url: str = "",
) -> Feedback:
    """Write to an organisation's desk; anyone may. Sent twice with one `submit_key`, it arrives once.

    Raises Invalid for an empty or overlong letter.
    """
    text = text.strip()
    if len(text) < SHORTEST_FEEDBACK:
        raise Invalid({"text": f"请把问题或建议写清楚一些（不少于{SHORTEST_FEEDBACK}个字）。"})
    known: Feedback | None = Feedback.objects.filter(submit_key=submit_key).first()
    if known is not None:
        return known
    today = timezone.localdate()
    limit = figure(LIMIT_KEYS[PeriodKind.ON_REQUEST], today).integer
    with Write(actor, "openness.give_feedback") as write:
        write.open_to_all()
        letter = write.create(
            Feedback(
                organisation=organisation,
                org_path=organisation.path,
                receipt=_receipt(),
                submit_key=submit_key,
                text=text,
                name=name.strip(),
                contact=contact.strip() or None,
                may_publish=may_publish,
                about_uid=about_uid,
                about_title=about_title[:255],
                about_url=about_url[:500],
                received_on=today,
                due_on=add_working_days(today, limit),
            ),
            check=False,
        )
        write.emit(FeedbackReceived(feedback=letter.uid, organisation=organisation.uid, due_on=letter.due_on))
    return letter


def take_up(actor: Actor, uid: uuid.UUID) -> Feedback:
    """Start working on a letter 受理."""
    with Write(actor, "openness.answer_feedback") as write:
        letter: Feedback = write.lock(Feedback.objects.visible_to(actor), uid=uid)
        if letter.state != Feedback.State.RECEIVED:
            raise Conflict(f"这件已是“{letter.get_state_display()}”，无需再受理。")
        letter.state = Feedback.State.HANDLING
        write.save(letter)
    return letter


def answer(actor: Actor, uid: uuid.UUID, *, text: str, expected_version: int | None = None) -> Feedback:
    """Answer a letter 答复; published with the question when its writer agreed. Raises Invalid, Conflict."""
    text = text.strip()
    if len(text) < SHORTEST_FEEDBACK:
        raise Invalid({"answer": "请写明答复内容。"})
    with Write(actor, "openness.answer_feedback") as write:
        letter: Feedback = write.lock(Feedback.objects.visible_to(actor), uid=uid)
        if letter.state == Feedback.State.ANSWERED:
            raise Conflict("这件已经答复。如需更正，请另行补充说明。")
        letter.state = Feedback.State.ANSWERED
        letter.answer = text
        letter.answered_by = actor.actor_name
        letter.answered_at = timezone.now()
        write.save(letter, expected_version=expected_version)
        write.emit(FeedbackAnswered(feedback=letter.uid, organisation=letter.organisation.uid))
    return letter


def reveal_contact(actor: Actor, uid: uuid.UUID, *, reason: str) -> str:
    """Show a writer's contact to the desk, with a reason, journalled."""
    letter = Feedback.objects.visible_to(actor).filter(uid=uid).first()
    if letter is None:
        raise NotVisible()
    return reveal(actor, letter, "contact", action="openness.reveal_contact", reason=reason)


def by_receipt(receipt: str) -> Feedback:
    """A letter by its receipt number, for whoever wrote it. Raises NotVisible."""
    wanted = receipt.strip().upper().replace(" ", "").replace("-", "")
    letter: Feedback | None = Feedback.objects.filter(receipt=wanted).first() if wanted else None
    if letter is None:
        raise NotVisible("没有这个查询码，请核对后再输。")
    return letter


def _receipt() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(12))
