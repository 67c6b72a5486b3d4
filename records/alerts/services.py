"""The reminder engine, and writing to people's inboxes."""

import datetime
import logging
import uuid
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from records.access.models import User
from records.alerts.models import DIGEST_HOUR, DigestPreference, Notice, Reminder
from records.kit import digests, places
from records.kit.actors import Actor
from records.kit.errors import NotVisible
from records.kit.policies import policy
from records.kit.reminders import Raised, Rule, rules
from records.organisations.models import Post

logger = logging.getLogger(__name__)

PIECE = 500  # reminders written in one statement
DIGEST_LINES = 20  # a digest that nobody reads to its end helps nobody; the list behind it has all


class RulesFailed(RuntimeError):
    """Some rules raised; the message names them. All others have run."""


def run_rules(on: datetime.date) -> dict[str, int]:
    """Run every declared rule for a day; returns how many matters stand out by rule. Can run twice.

    A rule that fails holds up no other, and leaves what it raised before as it was. Raises RulesFailed at the end,
    so that the task is seen to have failed.
    """
    found: dict[str, int] = {}
    failed: list[str] = []
    for rule in rules():
        try:
            found[rule.name] = run_rule(rule, on)
        except Exception:
            logger.exception("reminder rule %s failed", rule.name)
            failed.append(rule.name)
    if failed:
        raise RulesFailed(f"reminder rules failed: {', '.join(failed)}")
    return found


def run_rule(rule: Rule, on: datetime.date) -> int:
    """Keep what the rule raises, each matter once; clear what it no longer raises; returns how many stand out."""
    seen = 0
    started = timezone.now()
    for piece in _pieces(rule.raise_on(on)):
        with transaction.atomic():
            _keep(rule, piece, on)
        seen += len(piece)
    Reminder.objects.filter(rule=rule.name, cleared_on__isnull=True, updated_at__lt=started).update(cleared_on=on)
    return seen


def send(user: User, *, sent_key: str, kind: str, title: str, text: str = "", url: str = "") -> Notice | None:
    """Put a message into somebody's inbox, once per `sent_key`; None when it was there already or the account is off."""
    if not user.is_active:
        return None
    notice, made = Notice.objects.get_or_create(
        user=user, sent_key=sent_key, defaults={"kind": kind, "title": title[:200], "text": text, "url": url}
    )
    return notice if made else None


def send_to_holders(
    action: str,
    org_path: str,
    *,
    sent_key: str,
    kind: str,
    title: str,
    text: str = "",
    url: str = "",
    own: bool = False,
) -> int:
    """Tell whoever holds a post that may do `action` at `org_path`; returns how many were told.

    With `own=True` only posts of that very organisation are told, not those above it.
    """
    today = timezone.localdate()
    steps = [org_path] if own else [org_path[:end] for end in range(4, len(org_path) + 1, 4)]
    holders = User.objects.filter(
        pk__in=Post.objects.current(today)
        .filter(organisation__path__in=steps, role__in=policy(action).roles, user__isnull=False)
        .values("user_id"),
        is_active=True,
    )
    told = 0
    for user in holders.iterator(chunk_size=200):
        told += send(user, sent_key=sent_key, kind=kind, title=title, text=text, url=url) is not None
    return told


def send_digests(on: datetime.date, hour: int) -> int:
    """Write today's digest to everyone whose hour has come: at most one a person a day. Can run twice."""
    declined = DigestPreference.objects.filter(wants_digest=False).values("user_id")
    later = DigestPreference.objects.filter(hour__gt=hour).values("user_id")
    earlier = DigestPreference.objects.filter(hour__lte=hour).values("user_id")
    holders = (
        User.objects.filter(
            is_active=True,
            pk__in=Post.objects.current(on).exclude(role="").filter(user__isnull=False).values("user_id"),
        )
        .exclude(pk__in=declined)
        .exclude(pk__in=later)
        .exclude(pk__in=Notice.objects.filter(sent_key=f"digest:{on}").values("user_id"))
    )
    if hour < DIGEST_HOUR:
        holders = holders.filter(pk__in=earlier)  # who said nothing hears of things at the usual hour
    sent = 0
    for user in holders.iterator(chunk_size=200):
        sent += _digest(user, on) is not None
    return sent


def mark_read(actor: Actor, uid: uuid.UUID) -> Notice:
    """Open one of one's own messages. Raises NotVisible for anyone else's."""
    notice: Notice | None = Notice.objects.visible_to(actor).filter(uid=uid).first()
    if notice is None:
        raise NotVisible()
    if notice.read_at is None:
        notice.read_at = timezone.now()
        notice.save(update_fields=["read_at"])
    return notice


def mark_all_read(actor: Actor) -> int:
    """Mark all of one's own messages as read."""
    return int(Notice.objects.visible_to(actor).unread().update(read_at=timezone.now()))


def set_preference(user: User, *, wants_digest: bool, hour: int) -> DigestPreference:
    """Say whether and when one wants the daily digest."""
    preference, _ = DigestPreference.objects.update_or_create(
        user=user, defaults={"wants_digest": wants_digest, "hour": min(max(hour, 6), 21)}
    )
    return preference


def _keep(rule: Rule, piece: list[Raised], on: datetime.date) -> None:
    places.hold()  # what the rule raised was read before: an organisation may have moved since
    now = timezone.now()
    known = {
        reminder.key: reminder
        for reminder in Reminder.objects.select_for_update().filter(
            rule=rule.name, key__in=[raised.key for raised in piece]
        )
    }
    fresh = []
    for raised in piece:
        reminder = known.get(raised.key) or Reminder(rule=rule.name, key=raised.key, raised_on=on)
        if reminder.pk and reminder.cleared_on is not None:
            reminder.raised_on, reminder.cleared_on = on, None
        reminder.organisation_id = raised.organisation_id
        reminder.org_path = raised.org_path
        reminder.level = int(raised.level)
        reminder.title, reminder.facts, reminder.clause = raised.title[:200], raised.facts[:500], raised.clause[:200]
        reminder.url, reminder.subject_uid = raised.url, raised.subject_uid
        reminder.updated_at = now
        if reminder.pk is None:
            fresh.append(reminder)
    places.bring_up_to_date([*known.values(), *fresh])
    Reminder.objects.bulk_create(fresh)
    fields = ["organisation", "org_path", "level", "title", "facts", "clause", "url", "subject_uid", "raised_on"]
    Reminder.objects.bulk_update(known.values(), [*fields, "cleared_on", "updated_at"])


def _digest(user: User, on: datetime.date) -> Notice | None:
    standing = Reminder.objects.visible_to(user).open()
    lines = [f"{each.title}（{each.level_word}）" for each in standing.in_list_order()[:DIGEST_LINES]]
    url = "/work/alerts/" if lines else ""
    # What other rooms have to say goes into the same message: a person gets one digest a day, not one from each.
    parts = digests.parts(user, on)
    lines += [line for part in parts for line in part.lines]
    if not lines:
        return None
    total = standing.count() + sum(part.total for part in parts)
    with transaction.atomic():
        notice, made = Notice.objects.get_or_create(
            user=user,
            sent_key=f"digest:{on}",
            defaults={
                "kind": "digest",
                "title": f"{on.month}月{on.day}日提醒汇总：{total}条",
                "text": "\n".join(lines),
                "url": url or parts[0].url,
                "is_digest": True,
            },
        )
        if made:
            for part in parts:
                part.sent()
    return notice if made else None


def _pieces(stream: Iterable[Raised]) -> Iterator[list[Raised]]:
    iterator = iter(stream)
    while piece := list(islice(iterator, PIECE)):
        # Two rows of one matter in one piece would collide on their unique key: the last one counts.
        yield list({raised.key: raised for raised in piece}.values())
