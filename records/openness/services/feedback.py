"""Letters to the desk 问题与建议 and their answers."""

import secrets
import uuid

from django.utils import timezone

from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.secrets import reveal
from records.kit.write import Write
from records.openness.choices import PeriodKind
from records.openness.events import FeedbackAnswered, FeedbackReceived
from records.openness.models import Feedback
from records.openness.rules import LIMIT_KEYS, add_working_days
from records.organisations.models import Organisation
from records.regulations.services import value as figure

SHORTEST_FEEDBACK = 5  # characters: less says nothing anybody could answer
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # no letters that are mistaken for digits


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
