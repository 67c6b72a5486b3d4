"""Writes on subscriptions: made, changed, stopped, given a new secret; a delivery sent again by hand."""

import secrets
import uuid
from collections.abc import Sequence

from django.utils import timezone

from records.access.models import User
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, Refused
from records.kit.subjects import told_events
from records.kit.write import Write
from records.organisations.models import Organisation
from records.webhooks.models import Delivery, Subscription
from records.webhooks.querysets import MANAGE
from records.webhooks.rules import wrong_address
from records.webhooks.sending import NotSent, checked_address

MOST_SUBSCRIPTIONS = 50  # of one organisation: a mistake in a loop must not fill the queue


def subscribe(
    actor: Actor, organisation: Organisation, *, name: str, url: str, events: Sequence[str]
) -> tuple[str, Subscription]:
    """Subscribe another system to events at an organisation and below it; returns (the secret, shown once; the row).

    Raises Refused without the permission there, Invalid for an address that is wrong or inside our network, for events
    that don't exist or none, and when the organisation has too many.
    """
    if not isinstance(actor, User):
        raise Refused("事件推送只能由登录的人设置。")
    with Write(actor, MANAGE) as write:
        write.at(organisation)
        if Subscription.objects.filter(organisation=organisation).count() >= MOST_SUBSCRIPTIONS:
            raise Invalid(f"一个组织最多{MOST_SUBSCRIPTIONS}个订阅，请先停用和合并不用的。")
        secret = _new_secret()
        row = Subscription(organisation=organisation, org_path=organisation.path, owner=actor, secret=secret)
        _set(row, name, url, events)
        write.create(row)
    return secret, row


def change(
    actor: Actor,
    uid: uuid.UUID,
    *,
    name: str,
    url: str,
    events: Sequence[str],
    expected_version: int | None = None,
) -> Subscription:
    """Change a subscription's name, address or events; from now on it is told what the one who changed it may see.

    Raises NotVisible, Invalid as `subscribe`, Conflict when somebody was quicker.
    """
    if not isinstance(actor, User):
        raise Refused("事件推送只能由登录的人设置。")
    with Write(actor, MANAGE) as write:
        row: Subscription = write.lock(Subscription.objects.visible_to(actor), uid=uid)
        row.owner = actor
        _set(row, name, url, events)
        write.save(row, expected_version=expected_version)
    return row


def switch(actor: Actor, uid: uuid.UUID, *, active: bool) -> Subscription:
    """Stop a subscription 停用, or have it go on 启用. What waits when it is stopped is withheld."""
    with Write(actor, MANAGE) as write:
        row: Subscription = write.lock(Subscription.objects.visible_to(actor), uid=uid)
        row.is_active = active
        write.save(row)
    return row


def renew_secret(actor: Actor, uid: uuid.UUID) -> str:
    """Give a subscription a new secret 更换密钥; the old one no longer signs. Returns it, shown once."""
    with Write(actor, MANAGE) as write:
        row: Subscription = write.lock(Subscription.objects.visible_to(actor), uid=uid)
        secret = _new_secret()
        row.secret = secret
        write.save(row)
    return secret


def resend(actor: Actor, uid: uuid.UUID) -> Delivery:
    """Send a delivery again 重新推送, from the first try on. Raises Conflict while it is waiting anyway."""
    from records.webhooks.delivering import enqueue

    with Write(actor, MANAGE) as write:
        row: Delivery = write.lock(Delivery.objects.visible_to(actor), uid=uid)
        if row.state == Delivery.State.WAITING:
            raise Conflict("这一件正在等待推送，不必重发。")
        row.state, row.tries, row.next_try_at = Delivery.State.WAITING, 0, timezone.now()
        write.save(row)
        enqueue(row.pk)
    return row


def _set(row: Subscription, name: str, url: str, events: Sequence[str]) -> None:
    row.name, row.url, row.events = name.strip(), url.strip(), sorted(set(events))
    wrong: dict[str, str] = {}
    if said := wrong_address(row.url):
        wrong["url"] = said
    else:
        from urllib.parse import urlsplit

        parts = urlsplit(row.url)
        try:
            checked_address(parts.hostname or "", parts.port or 443)
        except NotSent as error:
            wrong["url"] = str(error)
    if not row.events:
        wrong["events"] = "请至少选一种事件。"
    elif unknown := set(row.events) - set(told_events()):
        wrong["events"] = f"没有这些事件：{'、'.join(sorted(unknown))[:200]}。"
    if wrong:
        raise Invalid(wrong)


def _new_secret() -> str:
    return "whs_" + secrets.token_urlsafe(32)
