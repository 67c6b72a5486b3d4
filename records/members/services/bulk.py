"""Many members at once: for imports (journalled row by row) and for loaders of a whole place (journalled as one).

Encrypted fields included; measured at several thousand members a second (see README).
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from records.audit.services import record as journal
from records.kit import bulk as fast
from records.kit import search
from records.kit.actors import Actor
from records.kit.write import Change, Write, snapshot
from records.members import rules
from records.members.choices import EventKind, Sex
from records.members.models import Member, MembershipEvent, MemberVersion
from records.members.names import cleaned_name, pinyin_keys, sort_key
from records.members.services.common import assign, check, first_version
from records.members.services.entering import first_day
from records.organisations.models import Organisation

BATCH: Final = 2_000  # members a transaction: short enough for other writers, long enough to cost nothing


@dataclass
class Seed:
    """One member to be loaded; `details` are fields of Member, sensitive ones in clear."""

    organisation: Organisation
    name: str
    category: str
    joined_on: datetime.date
    since: datetime.date  # from when the relation is in the branch; the first version begins here
    kind: str = EventKind.REGISTERED
    details: dict[str, Any] = field(default_factory=dict)


@sensitive_variables("seeds")
def load_members(actor: Actor, seeds: Iterable[Seed], *, batch: int = BATCH, index: bool = True) -> int:
    """Insert members as they are given, with first version and event; returns how many.

    For loaders (a demo, a city): trusts its input except for what the database itself refuses, skips members whose
    number is there already, so that it can run again, and journals the load as one entry. Memory stays flat.
    `index=False` leaves the search entries to a rebuild afterwards.
    """
    loaded = 0
    for piece in _pieces(seeds, batch):
        with transaction.atomic():
            members = [_member(seed) for seed in piece]
            lookups = [member.identity_lookup for member in members]
            known = set(
                Member.objects.filter(identity_lookup__in=[each for each in lookups if each]).values_list(
                    "identity_lookup", flat=True
                )
            )
            fresh = []
            for member, lookup, seed in zip(members, lookups, piece, strict=True):
                if lookup and lookup in known:
                    continue
                known.add(lookup)
                fresh.append((member, seed))
            _insert(actor, [(member, seed.since, str(seed.kind)) for member, seed in fresh])
            if index:
                search.touch_all(Member, [member.uid for member, _ in fresh])
            loaded += len(fresh)
    with transaction.atomic():
        journal(
            actor=actor,
            action="members.register",
            subject=Member._meta.label_lower,
            subject_uid=None,
            organisation_id=None,
            org_path="",
            before={},
            after={"loaded": loaded},
            reason="批量装载",
        )
    return loaded


@sensitive_variables("seed")
def _member(seed: Seed) -> Member:
    """An unsaved member; birth date and sex from the number where they are not given."""
    name = cleaned_name(seed.name)
    member = Member(
        organisation=seed.organisation,
        org_path=seed.organisation.path,
        name=name,
        sort_key=sort_key(name),
        pinyin=pinyin_keys(name),
        category=seed.category,
        joined_on=seed.joined_on,
        **seed.details,
    )
    number = seed.details.get("identity_number")
    if number and (member.birth_date is None or member.sex == Sex.UNKNOWN):
        identity = rules.identity_facts(number)
        member.birth_date = member.birth_date or identity.birth_date
        member.sex = identity.sex if member.sex == Sex.UNKNOWN else member.sex
    return member


def _insert(actor: Actor, entries: Sequence[tuple[Member, datetime.date, str]], reason: str = "") -> None:
    """Insert members with first version and event."""
    members = [member for member, _since, _kind in entries]
    fast.number(Member, members)
    fast.insert(Member, members)
    versions = [first_version(actor, member, since) for member, since, _kind in entries]
    for version in versions:
        version.reason = reason[:200]
    fast.insert(MemberVersion, versions)
    fast.insert(
        MembershipEvent,
        (
            MembershipEvent(
                member_id=member.pk,
                kind=kind,
                on=since,
                acting_organisation_id=member.organisation_id,
                to_organisation_id=member.organisation_id,
                recorded_by=actor.actor_name,
            )
            for member, since, kind in entries
        ),
    )


# ── Imports ─────────────────────────────────────────────────────────────────
@sensitive_variables("rows", "values")
def enter_rows(
    write: Write, rows: Sequence[tuple[Organisation, str, dict[str, Any]]], *, today: datetime.date, reason: str
) -> list[Member]:
    """Enter many checked rows of a table, (branch, standing, values) each, inside the caller's write.

    The caller has checked permission and uniqueness; the rules are held against every row all the same. Raises Invalid.
    """
    members: list[Member] = []
    for organisation, standing, values in rows:
        values = dict(values)
        member = Member(organisation=organisation, category=values.pop("category"), standing=standing)
        member.org_path = organisation.path
        identity = assign(member, values)
        member.clean_fields(exclude=["organisation", "user"])
        check(member, identity, today)
        members.append(member)
    kind = str(EventKind.REGISTERED)
    entries = [(member, first_day(member.organisation, member.joined_on, kind, today), kind) for member in members]
    _insert(write.actor, entries, reason)
    write.wrote_many(Member, (Change(member, {}, _filled(member)) for member in members), "members.register")
    return members


def _filled(member: Member) -> dict[str, Any]:
    return {name: value for name, value in snapshot(member).items() if value not in (None, "", False, 0)}


@sensitive_variables("rows", "values")
def change_rows(
    write: Write, rows: Sequence[tuple[Member, dict[str, Any]]], *, today: datetime.date, reason: str
) -> list[Member]:
    """Change many locked members by checked rows of a table, inside the caller's write; as `enter_rows` otherwise."""
    changes: list[Change] = []
    changed_names: dict[int, list[str]] = {}
    for member, values in rows:
        before = snapshot(member)
        identity = assign(member, values)
        member.clean_fields(exclude=["organisation", "user"])
        check(member, identity, today)
        after = snapshot(member)
        names = sorted(name for name in after if after[name] != before[name])
        if not names:
            continue
        member.version += 1
        member.save(update_fields=[*names, *_LOOKUPS, "version", "updated_at"])
        changes.append(Change(member, {name: before[name] for name in names}, {name: after[name] for name in names}))
        changed_names[member.pk] = [name for name in names if name not in _DERIVED]
    members = [change.row for change in changes]
    _new_versions(write.actor, members, changed_names, today, reason)
    write.wrote_many(Member, changes, "members.change")
    return members


_LOOKUPS = ("identity_lookup", "phone_lookup")
_DERIVED = ("sort_key", "pinyin")


def _new_versions(
    actor: Actor, members: list[Member], changed: dict[int, list[str]], since: datetime.date, reason: str
) -> None:
    MemberVersion.objects.filter(member__in=members, valid_to__isnull=True).update(valid_to=since)
    versions = [first_version(actor, member, since) for member in members]
    for version in versions:
        version.changed, version.reason = changed[version.member_id], reason[:200]
    fast.insert(MemberVersion, versions)


def _pieces(seeds: Iterable[Seed], size: int) -> Iterator[list[Seed]]:
    piece: list[Seed] = []
    for seed in seeds:
        piece.append(seed)
        if len(piece) == size:
            yield piece
            piece = []
    if piece:
        yield piece
