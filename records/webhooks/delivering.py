"""From the event log to the other system: matched, looked at with the subscriber's eyes, signed, sent, tried again."""

import datetime
import json
import logging
from typing import Any

from django.db import transaction
from django.utils import timezone

from records.access.models import User
from records.kit.models import StoredEvent
from records.kit.subjects import Subject, subject_of
from records.organisations.ancestry import steps
from records.webhooks.models import Delivery, Subscription
from records.webhooks.querysets import MANAGE
from records.webhooks.rules import MOST_TRIES, pause_after
from records.webhooks.sending import NotSent, send

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(seconds=60)  # longer than one try takes
PIECE = 100  # deliveries of one run of the schedule


def is_wanted(event: StoredEvent) -> bool:
    """Whether any subscription names this kind of event: asked in the writer's transaction, one short query."""
    names = Subscription.objects.filter(is_active=True).values_list("events", flat=True)
    return any(event.name in events for events in names)


def match(event: StoredEvent) -> int:
    """Make a delivery for each subscription at the event's organisation or above it; returns how many are new. Can run twice."""
    from records.kit.actors import SYSTEM

    subject = subject_of(SYSTEM, event.name, event.payload)
    if subject is None:
        return 0
    made = 0
    rows = Subscription.objects.filter(is_active=True, org_path__in=steps(subject.org_path))
    for subscription in rows.order_by("pk"):
        if event.name not in subscription.events:
            continue
        delivery, new = Delivery.objects.get_or_create(
            subscription=subscription, event=event, defaults={"next_try_at": timezone.now()}
        )
        made += new
        if new:
            enqueue(delivery.pk)
    return made


def deliver(number: int) -> str:
    """Try one delivery; returns its state. One that another worker holds, or whose hour has not come, is left alone."""
    now = timezone.now()
    if not Delivery.objects.filter(pk=number).due(now).update(leased_until=now + LEASE):
        return "held"
    row = Delivery.objects.select_related("subscription__owner", "subscription__organisation", "event").get(pk=number)
    subject = _visible(row)
    if subject is None:
        return _settle(row, Delivery.State.WITHHELD, error="订阅已停用，或订阅人已无权知道这件事。")
    body = json.dumps(told(row, subject), ensure_ascii=False, sort_keys=True).encode()
    try:
        status = send(row.subscription.url, body, headers(row, body, now))
    except NotSent as error:
        return _failed(row, None, str(error))
    if 200 <= status < 300:
        return _settle(row, Delivery.State.DELIVERED, status=status)
    return _failed(row, status, f"对方答复{status}。")


def deliver_due(limit: int = PIECE) -> int:
    """What the schedule does each minute: try what is due; returns how many were tried."""
    numbers = list(
        Delivery.objects.due(timezone.now()).order_by("next_try_at", "pk").values_list("pk", flat=True)[:limit]
    )
    for number in numbers:
        enqueue(number)
    return len(numbers)


def told(row: Delivery, subject: Subject) -> dict[str, Any]:
    """What is sent: names, uids and addresses; never anything that was written in a field."""
    return {
        "delivery": str(row.uid),
        "event": row.event.name,
        "event_uid": str(row.event.uid),
        "at": row.event.at.isoformat(),
        "organisation": str(subject.organisation_uid) if subject.organisation_uid else None,
        "subject": {"kind": subject.kind, "uid": str(subject.uid), "url": subject.url},
    }


def headers(row: Delivery, body: bytes, now: datetime.datetime) -> dict[str, str]:
    """Who sends and the signature: a keyed hash of the installation's suite over the moment and the body."""
    moment = str(int(now.timestamp()))
    secret: Any = row.subscription.secret
    algorithm, signature = secret.sign(moment.encode() + b"." + body)
    return {
        "User-Agent": "party-portal-webhooks/1",
        "X-Portal-Event": row.event.name,
        "X-Portal-Delivery": str(row.uid),
        "X-Portal-Timestamp": moment,
        "X-Portal-Signature": f"t={moment},{algorithm}={signature}",
    }


def enqueue(number: int) -> None:
    """Have a worker try it after the commit; without a queue the schedule takes it up."""
    transaction.on_commit(lambda: _to_queue(number))


def _to_queue(number: int) -> None:
    from django_q.tasks import async_task

    try:
        async_task("records.webhooks.tasks.deliver", number)
    except Exception:
        logger.warning("delivery %s waits: the queue is away", number)


def _visible(row: Delivery) -> Subject | None:
    """The thing, as the subscriber may know it now: the post in force, the thing in scope and below the subscription."""
    subscription = row.subscription
    owner = User.objects.filter(pk=subscription.owner_id, is_active=True).first()
    if not subscription.is_active or owner is None or not owner.scope.may(MANAGE, subscription.org_path):
        return None
    subject = subject_of(owner, row.event.name, row.event.payload)
    if subject is None or not subject.org_path.startswith(subscription.org_path):
        return None
    return subject


def _failed(row: Delivery, status: int | None, error: str) -> str:
    pause = pause_after(row.tries + 1)
    if pause is None or row.tries + 1 >= MOST_TRIES:
        return _settle(row, Delivery.State.GIVEN_UP, status=status, error=error)
    return _settle(row, Delivery.State.WAITING, status=status, error=error, pause=pause)


def _settle(
    row: Delivery,
    state: str,
    *,
    status: int | None = None,
    error: str = "",
    pause: datetime.timedelta = datetime.timedelta(0),
) -> str:
    now = timezone.now()
    row.state, row.last_status, row.last_error, row.leased_until = state, status, error[:200], None
    row.tries += 1
    row.next_try_at = now + pause
    row.delivered_at = now if state == Delivery.State.DELIVERED else None
    row.save()
    return state
