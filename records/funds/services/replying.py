"""Replies 批复、告知: written by the portal, kept word for word as they were sent."""

import datetime
import uuid
from collections.abc import Sequence

from records.crypto.services import digest
from records.funds.choices import ItemState, State
from records.funds.events import ApplicationRefused, ApplicationReplied
from records.funds.letters import FinalLine, StoppedLine, final_text, lines_of, stopped_text
from records.funds.models import Application, Decision, Item, ItemReview, Reply, SignOff
from records.funds.services.common import locked, move_to, ready, step
from records.kit.actors import System
from records.kit.models import local_today
from records.kit.write import Write

AUTOMATIC = System("系统（自动批复）")


def told_stopped(write: Write, application: Application, stopped: Sequence[tuple[Item, str]], because: str) -> Reply:
    """Tell the branch at once which items go no further and why 退回告知; the rest goes on."""
    lines = [StoppedLine(item.number, item.description, item.amount, because, reason) for item, reason in stopped]
    text = stopped_text(
        addressee=application.organisation.name,
        serial=application.serial or "",
        title=application.title,
        lines=lines,
    )
    kept = lines_of(lines, [item for item, _ in stopped])
    number = application.replies.count() + 1
    return _send(write, application, _letter(application, Reply.Kind.STOPPED, text, kept, number, local_today()))


def refused(write: Write, application: Application) -> Reply:
    """Tell the branch that nothing was agreed to: the application ends."""
    reply = _final(write, application)
    write.emit(ApplicationRefused(application=application.uid, organisation=application.organisation.uid))
    return reply


def reply(uid: uuid.UUID) -> Application:
    """Reply to an application that has its last signature 批复; nobody's act, so the system does it.

    Called in the transaction of the last signature.
    """
    this = step("reply")
    with Write(AUTOMATIC, this.action) as write:
        application = locked(write, AUTOMATIC, uid, this)
        ready(AUTOMATIC, application, this)
        sent = _final(write, application)
        move_to(application, State.REPLIED, this)
        application.replied_on = sent.issued_on
        write.save(application)
    return application


def final_reply(application: Application, *, number: int, issued_on: datetime.date) -> Reply:
    """The reply that says what became of each item, written but not yet sent."""
    items = list(Item.objects.live().filter(application=application).select_related("decision").order_by("number"))
    reasons = _reasons(application)
    lines = [
        FinalLine(
            number=item.number,
            description=item.description,
            asked=item.amount,
            agreed=item.decision.agreed if item.state == ItemState.SIGNED else 0,
            outcome=ItemState(item.state).label,
            reason=reasons.get(item.pk, ""),
        )
        for item in items
    ]
    meeting = application.deliberations.order_by("-pk").first()
    text = final_text(
        addressee=application.organisation.name,
        serial=application.serial or "",
        title=application.title,
        meeting=meeting.meeting if meeting else "",
        held_on=meeting.held_on if meeting else None,
        lines=lines,
    )
    return _letter(application, Reply.Kind.FINAL, text, lines_of(lines, items), number, issued_on)


def _final(write: Write, application: Application) -> Reply:
    return _send(
        write,
        application,
        final_reply(application, number=application.replies.count() + 1, issued_on=local_today()),
    )


def _reasons(application: Application) -> dict[int, str]:
    """Why each stopped item was stopped, by the item's number in the database."""
    found: dict[int, str] = {}
    returned = ItemReview.objects.filter(item__application=application, outcome=ItemReview.Outcome.RETURN)
    for number, remark in returned.order_by("pk").values_list("item_id", "remark"):
        found[number] = remark
    for number, reason in Decision.objects.filter(item__application=application).values_list("item_id", "reason"):
        if reason:
            found[number] = reason
    rejected = SignOff.objects.filter(application=application, outcome=SignOff.Outcome.REJECT)
    for number, reason in rejected.values_list("item_id", "reason"):
        found[number] = reason
    passed = Item.objects.filter(application=application, state=ItemState.SIGNED)
    agreed_note = set(passed.filter(decision__reason="").values_list("pk", flat=True))
    return {number: reason for number, reason in found.items() if number not in agreed_note}


def _letter(
    application: Application,
    kind: str,
    text: str,
    lines: list[dict[str, object]],
    number: int,
    issued_on: datetime.date,
) -> Reply:
    committee = application.committee
    return Reply(
        application=application,
        number=number,
        kind=kind,
        text=text,
        lines=lines,
        issued_by=committee.name if committee else "",
        addressed_to=application.organisation.name,
        issued_on=issued_on,
        digest=digest(text.encode()),
    )


def _send(write: Write, application: Application, letter: Reply) -> Reply:
    reply = write.create(letter, check=False)
    write.emit(
        ApplicationReplied(
            application=application.uid,
            organisation=application.organisation.uid,
            reply=reply.number,
            final=reply.kind == Reply.Kind.FINAL,
        )
    )
    return reply
