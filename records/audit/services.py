"""Writing the journal, sealing it, proving an entry. Checking all of it is in `verification`, re-exported here."""

import datetime
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.db import models, transaction
from django.utils import timezone

from records.audit.canonical import canonical, settled, settled_text
from records.audit.merkle import HASH_BYTES, chain_hash, path_of, root_of, split
from records.audit.models import JournalEntry, Seal, new_uid
from records.audit.origin import current_origin
from records.audit.proofs import NotSealed, Proof, check_proof
from records.audit.verification import Verdict, verify
from records.crypto.services import digest_name

__all__ = [
    "Actor",
    "check_proof",
    "ensure_schedules",
    "Fact",
    "proof",
    "record",
    "record_many",
    "seal",
    "verify",
    "Verdict",
]

LARGEST_SEAL = 16_384  # leaves; a bulk load makes several seals instead of one of many megabytes
START_OF_CHAIN = bytes(HASH_BYTES)
SYSTEM_NAME = "系统"
SCHEDULE = "records.audit.seal"


class Actor(Protocol):
    """Who acts, as far as the journal prints it: a number and a name; a role if `scope.roles_at(path)` tells one."""

    @property
    def scope(self) -> Any: ...

    @property
    def actor_name(self) -> str: ...


def record(
    *,
    actor: Actor | None,
    action: str,
    subject: str,
    subject_uid: uuid.UUID | None,
    organisation_id: int | None = None,
    org_path: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> JournalEntry:
    """Write one entry in the caller's transaction; it takes no lock, so writers never wait for each other here.

    `actor` None is the system. `subject` is the record's label ("members.member"). `before` and `after` hold only what
    changed, a sensitive field only as "changed": the caller sees to both. Where the act came from is taken from
    `records.audit.origin`. Raises RuntimeError outside a transaction: an entry must stand and fall with its act.
    """
    _refuse_outside_transaction()
    fact = Fact(subject_uid, organisation_id, org_path, before or {}, after or {})
    entry = _entry(actor, action, subject, fact, reason, timezone.now())
    entry.save(force_insert=True)
    return entry


@dataclass(frozen=True)
class Fact:
    """One row of an act on many: which record, where it hangs, what changed."""

    subject_uid: uuid.UUID | None
    organisation_id: int | None
    org_path: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def record_many(
    *, actor: Actor | None, action: str, subject: str, facts: Iterable[Fact], reason: str = "", piece: int = 500
) -> int:
    """Write an entry for each of many records touched by one act (an import); returns how many. As `record` otherwise."""
    _refuse_outside_transaction()
    # Past the append-only queryset: these rows went through `_entry`, so each has its leaf.
    entries: models.QuerySet[JournalEntry] = models.QuerySet(model=JournalEntry)
    written, at = 0, timezone.now()
    waiting: list[JournalEntry] = []
    for fact in facts:
        waiting.append(_entry(actor, action, subject, fact, reason, at))
        if len(waiting) == piece:
            written += len(entries.bulk_create(waiting))
            waiting = []
    return written + len(entries.bulk_create(waiting))


def _refuse_outside_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("日志必须与所记的操作在同一事务中写入。")


def _entry(
    actor: Actor | None, action: str, subject: str, fact: Fact, reason: str, at: datetime.datetime
) -> JournalEntry:
    origin = current_origin()
    entry = JournalEntry(
        uid=new_uid(),
        at=at,
        actor_id=actor.scope.user_id if actor else None,
        actor_name=_short(actor.actor_name if actor else SYSTEM_NAME, 100),
        actor_role=_short(_role_of(actor, fact.org_path), 200),
        action=action,
        subject=subject,
        subject_uid=fact.subject_uid,
        organisation_id=fact.organisation_id,
        org_path=fact.org_path,
        before=settled(fact.before),
        after=settled(fact.after),
        reason=settled_text(reason),
        door=_short(origin.door, 20),
        ip=_short(origin.ip, 45),
        request_id=_short(origin.request_id, 64),
    )
    entry.leaf = entry.leaf_under(digest_name())
    return entry


def _short(text: str, length: int) -> str:
    return settled_text(str(text))[:length]


def _role_of(actor: Actor | None, org_path: str) -> str:
    roles_at = getattr(actor.scope, "roles_at", None) if actor else None
    return "、".join(roles_at(org_path)) if roles_at else ""


# ── sealing ─────────────────────────────────────────────────────────────────
def seal() -> Seal | None:
    """Seal the entries that have no seal yet, at most LARGEST_SEAL of them, in the order of their numbers.

    Returns the new seal, or None when nothing waits. Sealers come one after the other; should the lock ever fail them,
    the unique number and previous seal make all but one raise IntegrityError. Entries of transactions that commit later
    are taken by a later seal: numbers do not commit in order, so a seal takes rows by state.
    """
    with transaction.atomic():
        return _seal()


def seal_all() -> int:
    """Seal until nothing waits; returns how many seals were made."""
    made = 0
    while seal() is not None:
        made += 1
    return made


def _seal() -> Seal | None:
    # The very first entry is the lock: it exists whenever there is something to seal, and stays. Only then is the last
    # seal read, for another sealer may have added it meanwhile.
    if JournalEntry.objects.select_for_update().order_by("pk").only("pk").first() is None:
        return None
    previous = Seal.objects.newest_first().defer("leaves").first()
    number = previous.number + 1 if previous else 1
    waiting = JournalEntry.objects.unsealed().order_by("pk").values("pk")[:LARGEST_SEAL]
    # Past the append-only queryset: claiming its entries is the one thing a seal does to them.
    entries: models.QuerySet[JournalEntry] = models.QuerySet(model=JournalEntry)
    if not entries.filter(pk__in=waiting).update(seal_id=number):
        return None
    claimed = list(entries.filter(seal_id=number).order_by("pk").values_list("uid", "leaf"))
    leaves = [bytes.fromhex(leaf.partition(":")[2]) for _, leaf in claimed]
    algorithm = digest_name()
    made = Seal(
        number=number,
        previous=previous,
        at=timezone.now(),
        algorithm=algorithm,
        root=root_of(algorithm, leaves).hex(),
        count=len(claimed),
        first_uid=claimed[0][0],
        last_uid=claimed[-1][0],
        leaves=b"".join(leaves),
    )
    before = bytes.fromhex(previous.chain) if previous else START_OF_CHAIN
    made.chain = chain_hash(algorithm, before, canonical(made.facts())).hex()
    made.save(force_insert=True)
    return made


def proof(entry: JournalEntry) -> Proof:
    """The proof of one entry, to be shown to anyone. Raises NotSealed (待封存) before its seal."""
    if entry.seal_id is None:
        raise NotSealed
    over = Seal.objects.select_related("previous").get(number=entry.seal_id)
    leaves = split(bytes(over.leaves))
    algorithm, _, leaf = entry.leaf.partition(":")
    position = leaves.index(bytes.fromhex(leaf))
    return Proof(
        facts=entry.public_facts(algorithm),
        salt=entry.salt,
        leaf=entry.leaf,
        position=position,
        path=tuple(each.hex() for each in path_of(over.algorithm, leaves, position)),
        seal=over.facts(),
        chain_before=over.previous.chain if over.previous else START_OF_CHAIN.hex(),
        chain=over.chain,
    )


def ensure_schedules() -> None:
    """See that the journal is sealed each minute; calling it again changes nothing."""
    from django_q.models import Schedule

    wanted = {
        "func": "records.audit.tasks.seal_journal",
        "schedule_type": Schedule.MINUTES,
        "minutes": 1,
        "repeats": -1,
    }
    Schedule.objects.update_or_create(name=SCHEDULE, defaults=wanted)
