"""Entering a member in the register, and correcting the record."""

import datetime
import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.views.decorators.debug import sensitive_variables

from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.write import Write, snapshot
from records.members.choices import ENTRY_KINDS, EventKind
from records.members.events import MemberChanged, MemberRegistered
from records.members.models import Member
from records.members.services.common import (
    ELSEWHERE,
    assign,
    check,
    enter_event,
    first_version,
    next_version,
    refuse_future,
    refuse_known,
    refuse_stale,
)
from records.organisations.models import Organisation


@sensitive_variables("identity_number", "details")
def register(
    actor: Actor,
    *,
    organisation: Organisation,
    name: str,
    identity_number: str,
    category: str,
    joined_on: datetime.date,
    kind: str = EventKind.REGISTERED,
    on: datetime.date | None = None,
    document: str = "",
    note: str = "",
    **details: Any,
) -> Member:
    """Enter a member in a branch's register 登记党员.

    `kind` says how the membership came here (choices.ENTRY_KINDS), `on` since when (default: `first_day`). Birth date and sex come from the number unless given. Raises Refused without the
    permission at the organisation; Invalid for a number already entered, dates that contradict each other, or an
    organisation that keeps no members; ValidationError by field.
    """
    today = local_today()
    with Write(actor, "members.register") as write:
        write.at(organisation)
        if kind not in ENTRY_KINDS:
            raise TypeError(f"a record does not begin with {kind}")
        since = on or first_day(organisation, joined_on, kind, today)
        refuse_future(since)
        _refuse_wrong_branch(organisation, since)
        member = Member(organisation=organisation, category=category)
        identity = assign(member, {**details, "name": name, "identity_number": identity_number, "joined_on": joined_on})
        if identity is None:
            raise Invalid({"identity_number": "请填写公民身份号码。"})
        member.org_path = organisation.path
        refuse_known(actor, identity_number)
        member.clean_fields()  # a missing date is said as such, before dates are compared
        check(member, identity, today)
        _insert(write, member)
        first_version(actor, member, since).save()
        enter_event(actor, member, kind, since, document=document, acting=organisation, note=note, target=organisation)
        write.emit(MemberRegistered(member=member.uid, organisation=organisation.uid))
    return member


def first_day(
    organisation: Organisation, joined_on: datetime.date | None, kind: str, today: datetime.date
) -> datetime.date:
    """From when a record holds if nobody says: who came from elsewhere, from today; others from the day of joining.

    Not before the branch was set up. What is recorded later about an earlier day then finds its place.
    """
    if kind in (EventKind.TRANSFERRED_IN, EventKind.RESTORED) or joined_on is None:
        return today
    return min(max(joined_on, organisation.set_up_on), today)


def _insert(write: Write, member: Member) -> None:
    """Insert; when somebody entered the same number this very moment, say what `refuse_known` would have said."""
    try:
        with transaction.atomic():
            write.create(member)
    except IntegrityError as error:
        if "identity" not in str(error):
            raise
        raise Invalid({"identity_number": ELSEWHERE}) from None


def _refuse_wrong_branch(organisation: Organisation, on: datetime.date) -> None:
    if organisation.is_dissolved(on):
        raise Invalid({"organisation": f"“{organisation}”已于{organisation.dissolved_on}撤销，请选择现有支部。"})
    if not organisation.kind.is_branch:
        raise Invalid({"organisation": f"“{organisation}”是{organisation.kind}，不直接管理党员，请选择党支部。"})


@sensitive_variables("changes")
def correct(
    actor: Actor,
    uid: uuid.UUID,
    *,
    expected_version: int | None = None,
    valid_from: datetime.date | None = None,
    reason: str = "",
    **changes: Any,
) -> Member:
    """Correct or update a record 更正; the former reading stays as a version until `valid_from` (default today).

    A sensitive field that is not named stays; an empty text clears it. Saving what is already there writes nothing.
    Raises NotVisible, Refused, Conflict when `expected_version` is no longer the current one, Invalid by field.
    """
    today = local_today()
    since = valid_from or today
    with Write(actor, "members.change", reason=reason) as write:
        member: Member = write.lock(Member.objects.visible_to(actor), uid=uid)
        refuse_stale(member, expected_version)
        refuse_future(since, "valid_from")
        apply_corrections(write, member, changes, today=today, since=since, reason=reason)
    return member


@sensitive_variables("changes")
def apply_corrections(
    write: Write, member: Member, changes: dict[str, Any], *, today: datetime.date, since: datetime.date, reason: str
) -> list[str]:
    """The body of `correct` on a locked record, for imports too; returns the names of what changed."""
    before = snapshot(member)
    identity = assign(member, changes)
    if identity is not None:
        refuse_known(write.actor, changes["identity_number"], besides=member.pk)
    after = snapshot(member)
    changed = sorted(name for name in after if after[name] != before[name] and name not in _DERIVED)
    if not changed:
        return []
    check(member, identity, today)
    try:
        with transaction.atomic():
            write.save(member)
    except IntegrityError as error:
        if "identity" not in str(error):
            raise
        raise Invalid({"identity_number": ELSEWHERE}) from None
    next_version(write.actor, member, changed=changed, valid_from=since, reason=reason)
    write.emit(MemberChanged(member=member.uid, fields=tuple(changed)))
    return changed


_DERIVED = ("sort_key", "pinyin")
