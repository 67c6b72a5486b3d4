"""What the writes on members share: assigning what was entered, checking it, keeping versions, affiliation."""

import datetime
from collections.abc import Mapping
from typing import Any, Final

from django.db import models
from django.views.decorators.debug import sensitive_variables

from records.access import services as access
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.models import local_today
from records.members import rules
from records.members.choices import Sex, Standing
from records.members.figures import figures_on
from records.members.models import SENSITIVE, VERSIONED, Member, MembershipEvent, MemberVersion
from records.members.names import cleaned_name, pinyin_keys, sort_key
from records.members.phones import normalised_phone
from records.organisations.models import Organisation

# What `register` and `correct` accept; category, standing and branch have services of their own.
EDITABLE: Final = frozenset(
    {
        "name", "sex", "birth_date", "ethnicity", "native_place", "identity_number", "phone", "joined_on", "full_on",
        "seniority_correction", "join_type", "joined_branch", "education", "degree", "school", "major",
        "work_started_on", "occupation", "employer", "position", "professional_title", "new_stratum",
        "is_migrant_worker", "household_place", "residence", "file_place", "is_floating", "floating_since",
        "floating_place", "is_lost_contact", "lost_since", "hardship",
    }
)  # fmt: skip

ELSEWHERE: Final = (
    "该公民身份号码已在其他组织登记，不能重复登记。请与本人核对号码；确需转入的，请报上级组织办理组织关系调整。"
)


@sensitive_variables("changes", "value", "number")
def assign(member: Member, changes: Mapping[str, Any]) -> rules.IdentityFacts | None:
    """Put what was entered into the record, cleaned; returns what a new citizen's number says.

    An empty text clears a sensitive field. Raises Invalid by field, TypeError for what is not editable here.
    """
    if unknown := set(changes) - EDITABLE:
        raise TypeError(f"not editable here: {sorted(unknown)}")
    wrong: dict[str, str] = {}
    identity: rules.IdentityFacts | None = None
    had_number = bool(member.identity_lookup)
    for field, value in changes.items():
        if field == "identity_number" and value:
            number = rules.normalised_identity_number(str(value))
            try:
                identity = rules.identity_facts(number)
            except rules.RuleBroken as error:
                wrong[field] = str(error)
                continue
            member.identity_number = number
        elif field == "phone" and value:
            value = normalised_phone(str(value))
            if not value:
                wrong[field] = "联系电话应为11位手机号码，或带区号的固定电话，请核对。"
                continue
            member.phone = value
        elif field in SENSITIVE:
            setattr(member, field, value or None)
        elif field == "name":
            member.name = cleaned_name(str(value))
            member.sort_key, member.pinyin = sort_key(member.name), pinyin_keys(member.name)
        else:
            setattr(member, field, value)
    if identity is not None:
        if "birth_date" not in changes or changes["birth_date"] is None:
            member.birth_date = identity.birth_date
        if changes.get("sex") in (None, "", Sex.UNKNOWN, Sex.UNSPECIFIED):
            member.sex = identity.sex
    elif had_number and "identity_number" not in changes:
        _refuse_contradiction(member, changes, wrong)
    if wrong:
        raise Invalid(wrong)
    return identity


def _refuse_contradiction(member: Member, changes: Mapping[str, Any], wrong: dict[str, str]) -> None:
    """A stored number settles birth date and sex; it is sealed, so they can only be changed together with it."""
    if not {"birth_date", "sex"} & set(changes):
        return
    stored = Member.objects.filter(pk=member.pk).values("birth_date", "sex").first() or {}
    for field, label in (("birth_date", "出生日期"), ("sex", "性别")):
        before = stored.get(field)
        if field in changes and before not in (None, "", Sex.UNKNOWN) and changes[field] != before:
            wrong[field] = f"{label}以公民身份号码为准。如号码登记有误，请同时填写正确的公民身份号码。"


def check(member: Member, identity: rules.IdentityFacts | None, on: datetime.date) -> list[rules.Finding]:
    """Hold the record against the rules; returns what is only worth a second look. Raises Invalid for the rest."""
    found = rules.consistency({**member.facts(), "identity": identity}, on, figures_on(member.joined_on))
    blocking = {each.field: each.message for each in found if each.blocking}
    if blocking:
        raise Invalid(blocking)
    return found


@sensitive_variables("number")
def refuse_known(actor: Actor, number: str, *, besides: int | None = None) -> None:
    """Refuse a citizen's number that another record has.

    Raises Invalid: with name and branch for one who may see the other record, without a word of where it is otherwise.
    """
    others = Member.objects.find_by_identity([number])
    if besides is not None:
        others = others.exclude(pk=besides)
    other = others.values_list("pk", flat=True).first()
    if other is None:
        return
    seen = Member.objects.administered_by(actor).filter(pk=other).select_related("organisation").first()
    if seen is None:
        raise Invalid({"identity_number": ELSEWHERE})
    raise Invalid(
        {
            "identity_number": f"该公民身份号码已登记为{seen.organisation.short_name}的“{seen.name}”"
            f"（{seen.get_standing_display()}）。请打开该记录更正，或办理组织关系调整。"
        }
    )


def plain_facts(member: Member) -> dict[str, Any]:
    """What a version keeps: the versioned fields that are not empty, as plain JSON."""
    values: dict[str, Any] = {}
    for field in VERSIONED:
        value = getattr(member, field)
        if value in (None, "", False, 0):
            continue
        values[field] = value.isoformat() if isinstance(value, datetime.date) else value
    return values


def first_version(actor: Actor, member: Member, valid_from: datetime.date) -> MemberVersion:
    """The version a record begins with, unsaved."""
    return MemberVersion(
        member=member,
        organisation_id=member.organisation_id,
        category=member.category,
        standing=member.standing,
        facts=plain_facts(member),
        valid_from=valid_from,
        recorded_by=actor.actor_name,
    )


def next_version(
    actor: Actor, member: Member, *, changed: list[str], valid_from: datetime.date, reason: str
) -> MemberVersion:
    """Have the record read otherwise from a day on, also a day in the past: what is recorded late is still true then.

    The version in force on that day ends; the new one and every later one carry what changed. Replaced versions stay,
    with no day of their own. Raises Invalid for a day before the record begins.
    """
    rows = MemberVersion.objects.select_for_update().filter(member=member).order_by("valid_from", "pk")
    live = [row for row in rows if row.valid_to is None or row.valid_to > row.valid_from]
    before = [row for row in live if row.valid_from <= valid_from]
    if not before:
        message = f"日期早于这份记录的起始日期{live[0].valid_from}，请核对。"
        raise Invalid({"valid_from": message})
    made = _spliced(actor, member, before[-1], changed, valid_from, reason)
    for later in live:
        if later.valid_from > valid_from:
            _spliced(actor, member, later, changed, later.valid_from, reason)
    return made


def _spliced(
    actor: Actor, member: Member, old: MemberVersion, changed: list[str], since: datetime.date, reason: str
) -> MemberVersion:
    """End a version on a day and put in its place one that carries what changed, for the rest of its time."""
    now = first_version(actor, member, since)
    facts = {name: value for name, value in old.facts.items() if name not in changed}
    facts |= {name: value for name, value in now.facts.items() if name in changed}
    version = MemberVersion(
        member=member,
        organisation_id=now.organisation_id if "organisation" in changed else old.organisation_id,
        category=now.category if "category" in changed else old.category,
        standing=now.standing if "standing" in changed else old.standing,
        facts=facts,
        changed=changed,
        reason=reason[:200],
        valid_from=since,
        valid_to=old.valid_to,
        recorded_by=actor.actor_name,
    )
    old.valid_to = since
    old.save(update_fields=["valid_to"])
    version.save()
    return version


def enter_event(
    actor: Actor,
    member: Member,
    kind: str,
    on: datetime.date,
    *,
    document: str = "",
    acting: Organisation | None = None,
    note: str = "",
    manner: str = "",
    source: Organisation | None = None,
    target: Organisation | None = None,
) -> MembershipEvent:
    """Write down what happened to the membership. Raises ValidationError."""
    event = MembershipEvent(
        member=member,
        kind=kind,
        manner=manner,
        on=on,
        document=document.strip(),
        acting_organisation=acting,
        from_organisation=source,
        to_organisation=target,
        note=note.strip(),
        recorded_by=actor.actor_name,
    )
    event.full_clean()
    event.save()
    return event


def follow_affiliation(member: Member, on: datetime.date) -> None:
    """Let the account's affiliation follow the membership: it is what opens matters for members and for one's own."""
    if member.user is None:
        return
    if member.standing == Standing.NORMAL:
        access.affiliate(member.user, member.organisation, member.category, on)
    else:
        access.end_affiliation(member.user, on)


def refuse_future(on: datetime.date, field: str = "on") -> None:
    """A change of membership is entered when it has happened. Raises Invalid."""
    if on > local_today():
        raise Invalid({field: "日期晚于今天。变动请在发生之后登记。"})


def refuse_stale(row: models.Model, expected_version: int | None) -> None:
    """Raise Conflict at once when somebody was quicker, before rules speak about a record nobody has seen."""
    if expected_version is not None and getattr(row, "version", expected_version) != expected_version:
        raise Conflict()
