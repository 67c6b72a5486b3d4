"""What happens to a membership: conversion, extension, suspension, restoration, leaving, death, another branch."""

import datetime
import uuid

from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.write import Write
from records.members import rules
from records.members.choices import LEAVING_MANNERS, STANDING_AFTER, Category, EventKind, Standing
from records.members.events import MemberConverted, MemberMoved, MemberStandingChanged
from records.members.figures import figures_on
from records.members.models import Member
from records.members.services.common import (
    check,
    enter_event,
    follow_affiliation,
    next_version,
    refuse_future,
    refuse_stale,
)
from records.organisations.models import Organisation


def convert(
    actor: Actor,
    uid: uuid.UUID,
    *,
    on: datetime.date,
    document: str = "",
    acting_organisation: Organisation | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> Member:
    """Make a probationary member a full one 转正; standing counts from `on` (细则第三十三条).

    Raises NotVisible, Refused, Conflict; Invalid for one who is no probationary member in good standing, or a day
    before joining or after today, or without the approving document where the figures of that day ask for it.
    """
    with Write(actor, "members.change_standing", reason=note) as write:
        member = _locked(write, actor, uid, expected_version)
        refuse_future(on)
        if member.category != Category.PROBATIONARY:
            raise Invalid(f"“{member}”已是正式党员，不需要转正。")
        _refuse_unless(member, Standing.NORMAL)
        if figures_on(on).conversion_document and not document.strip():
            raise Invalid({"document": "本地规定办理转正须填写批准的文号或依据，请填写。"})
        member.category, member.full_on = Category.FULL, on
        check(member, None, local_today())
        write.save(member)
        next_version(actor, member, changed=["category", "full_on"], valid_from=on, reason=note or "转正")
        enter_event(actor, member, EventKind.CONVERTED, on, document=document, acting=acting_organisation, note=note)
        follow_affiliation(member, on)
        write.emit(MemberConverted(member=member.uid, on=on))
    return member


def extend_probation(
    actor: Actor,
    uid: uuid.UUID,
    *,
    until: datetime.date,
    on: datetime.date,
    document: str = "",
    acting_organisation: Organisation | None = None,
    note: str = "",
    expected_version: int | None = None,
) -> Member:
    """Extend a probation 延长预备期, once, by 6 to 12 months (细则第三十一条). Raises Invalid otherwise."""
    with Write(actor, "members.change_standing", reason=note) as write:
        member = _locked(write, actor, uid, expected_version)
        refuse_future(on)
        if member.category != Category.PROBATIONARY:
            raise Invalid(f"“{member}”是正式党员，没有预备期。")
        _refuse_unless(member, Standing.NORMAL)
        if member.probation_extended_to:
            raise Invalid(f"预备期已延长过一次，至{member.probation_extended_to}；延长只能一次（细则第三十一条）。")
        try:
            rules.check_extension(member.joined_on, until, figures_on(member.joined_on))
        except rules.RuleBroken as error:
            raise Invalid({"until": str(error)}) from None
        member.probation_extended_to = until
        write.save(member)
        next_version(actor, member, changed=["probation_extended_to"], valid_from=on, reason=note or "延长预备期")
        enter_event(actor, member, EventKind.EXTENDED, on, document=document, acting=acting_organisation, note=note)
    return member


def change_standing(
    actor: Actor,
    uid: uuid.UUID,
    kind: str,
    *,
    on: datetime.date,
    document: str = "",
    acting_organisation: Organisation | None = None,
    note: str = "",
    manner: str = "",
    expected_version: int | None = None,
) -> Member:
    """Suspend 停止党籍, restore 恢复, or close a membership (转出, 出党, 去世); the record stays.

    `kind` is one of choices.STANDING_AFTER; leaving needs a `manner` (choices.LEAVING_MANNERS). Raises NotVisible,
    Refused, Conflict; Invalid for a step that does not follow from where the membership stands.
    """
    if kind not in STANDING_AFTER:
        raise TypeError(f"{kind} changes no standing")
    with Write(actor, "members.change_standing", reason=note) as write:
        member = _locked(write, actor, uid, expected_version)
        refuse_future(on)
        _refuse_step(member, kind)
        if kind == EventKind.LEFT and manner not in dict(LEAVING_MANNERS):
            raise Invalid({"manner": "请选择出党方式。"})
        if on < member.joined_on:
            raise Invalid({"on": f"日期早于入党日期{member.joined_on}，请核对。"})
        if member.standing_since and on < member.standing_since:
            raise Invalid({"on": f"日期早于上一次变动的日期{member.standing_since}，请核对。"})
        member.standing, member.standing_since = STANDING_AFTER[kind], on
        write.save(member)
        next_version(actor, member, changed=["standing"], valid_from=on, reason=note or EventKind(kind).label)
        enter_event(actor, member, kind, on, document=document, acting=acting_organisation, note=note, manner=manner)
        follow_affiliation(member, on)
        write.emit(MemberStandingChanged(member=member.uid, standing=member.standing, on=on))
    return member


def move(
    actor: Actor,
    uid: uuid.UUID,
    *,
    to: Organisation,
    on: datetime.date,
    document: str = "",
    note: str = "",
    expected_version: int | None = None,
) -> Member:
    """Let a member belong to another branch of the place from a day on 调整所在支部.

    Needs the permission at both branches. A transfer with letter and receipt is another domain's. Raises Invalid for
    the same branch, a dissolved one, or an organisation that keeps no members.
    """
    with Write(actor, "members.move", reason=note) as write:
        member = _locked(write, actor, uid, expected_version)
        write.at(to)
        refuse_future(on)
        old = member.organisation
        if old.pk == to.pk:
            raise Invalid({"to": f"“{member}”已在“{to}”，不需要调整。"})
        if to.is_dissolved(on) or not to.kind.is_branch:
            raise Invalid({"to": f"“{to}”不能接收党员：请选择现有的党支部。"})
        if not member.is_in_place:
            raise Invalid(f"“{member}”{member.get_standing_display()}，不能调整所在支部。")
        member.organisation, member.org_path = to, to.path
        write.save(member)
        next_version(actor, member, changed=["organisation"], valid_from=on, reason=note or "调整所在支部")
        enter_event(actor, member, EventKind.MOVED, on, document=document, acting=to, note=note, source=old, target=to)
        follow_affiliation(member, on)
        write.emit(MemberMoved(member=member.uid, old_organisation=old.uid, new_organisation=to.uid, on=on))
    return member


# From which standing each step may be taken.
_FROM = {
    EventKind.SUSPENDED: {Standing.NORMAL},
    EventKind.RESTORED: {Standing.SUSPENDED, Standing.LEFT, Standing.TRANSFERRED_OUT},
    EventKind.TRANSFERRED_OUT: {Standing.NORMAL},
    EventKind.LEFT: {Standing.NORMAL, Standing.SUSPENDED},
    EventKind.DIED: {Standing.NORMAL, Standing.SUSPENDED},
}


def possible_steps(member: Member) -> list[str]:
    """Which changes of standing may follow from where the membership stands."""
    return [kind for kind, sources in _FROM.items() if member.standing in sources]


def _refuse_step(member: Member, kind: str) -> None:
    if member.standing not in _FROM[EventKind(kind)]:
        raise Invalid(
            f"“{member}”目前{member.get_standing_display()}，不能办理“{EventKind(kind).label}”。请刷新后核对。"
        )


def _refuse_unless(member: Member, standing: str) -> None:
    if member.standing != standing:
        raise Invalid(f"“{member}”目前{member.get_standing_display()}，不能办理这项变动。")


def _locked(write: Write, actor: Actor, uid: uuid.UUID, expected_version: int | None) -> Member:
    member: Member = write.lock(Member.objects.visible_to(actor).select_related("organisation__kind", "user"), uid=uid)
    refuse_stale(member, expected_version)
    return member
