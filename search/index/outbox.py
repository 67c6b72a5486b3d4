"""The outbox (待索引队列): what changed is written down in the caller's transaction, and indexed after the commit.

A writer calls `touch`; nothing it does can fail because a broker or an engine is away. `drain` brings the entries to
the index. It may run twice, in several processes at once, and be killed at any moment: a row leaves the table only when
the engine has taken what it stands for.
"""

import datetime
import logging
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from search.index import sources
from search.index.engines import get_engine
from search.index.engines.base import Engine, Target
from search.index.entries import Entry, entry_key
from search.index.models import Claim, OutboxRow, State
from search.index.requests import NoIndex, SearchUnavailable

log = logging.getLogger(__name__)

BATCH = 500
# A claim that is older belongs to a drainer that died: longer than any task may run (Q_CLUSTER timeout).
LEASE = datetime.timedelta(minutes=5)
MOST_ATTEMPTS = 8
DRAIN_TASK = "search.index.tasks.drain"

_commit = threading.local()


def touch(kind: str, uid: str) -> None:
    """Have one entry read again after the caller's transaction commits: changed, new or gone."""
    touch_many(kind, [uid])


def touch_many(kind: str, uids: Iterable[str]) -> None:
    """Have many entries of one kind read again. For a whole load of data, a rebuild afterwards is cheaper.

    Nothing is looked up, so that writers never wait for one another here; doubles are drained as one.
    """
    wanted = list(dict.fromkeys(map(str, uids)))
    if not wanted:
        return
    with transaction.atomic(savepoint=False):
        for start in range(0, len(wanted), 1000):
            OutboxRow.objects.bulk_create(OutboxRow(kind=kind, uid=uid) for uid in wanted[start : start + 1000])
    _commit.drain_wanted = True
    transaction.on_commit(_ask_for_drain, robust=True)


def _ask_for_drain() -> None:
    """Enqueue one drain for everything a transaction touched. A broker that is away is no reason to fail anybody."""
    if not getattr(_commit, "drain_wanted", False):
        return
    _commit.drain_wanted = False
    try:
        from django_q.tasks import async_task

        async_task(DRAIN_TASK)
    except Exception:
        # Whatever a broker may raise; the rows are kept and the schedule drains them within a minute.
        log.exception("the drain of the search outbox could not be enqueued; its schedule will take the rows")


@dataclass
class Drained:
    """What a drain did: entries written and taken out, rows that failed, and whether the engine was away."""

    written: int = 0
    gone: int = 0
    failed: int = 0
    unavailable: str = ""


def take_number() -> int:
    """A version for what is read from now on (models.Claim)."""
    return Claim.objects.create().pk


def waiting() -> int:
    """How many rows wait or are being drained."""
    return OutboxRow.objects.exclude(state=State.FAILED).count()


def untold(things: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Which of these (kind, uid) have changed without the index having taken it yet; one query."""
    asked = set(things)
    if not asked:
        return set()
    kinds, uids = zip(*asked, strict=True)
    rows = OutboxRow.objects.filter(kind__in=set(kinds), uid__in=uids).order_by()
    return asked.intersection(rows.values_list("kind", "uid"))


def drain(seconds: float = 50.0, *, engine: Engine | None = None) -> Drained:
    """Bring what waits to the index until nothing waits or the time is up. An engine that is away leaves the rows waiting."""
    engine = engine or get_engine()
    report = Drained()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        claim, rows = _claim()
        if not rows:
            break
        try:
            _deliver(engine, claim, rows, report)
        except SearchUnavailable as unavailable:
            _release(claim)
            report.unavailable = str(unavailable)
            log.warning("the search index can't be written, %s rows wait: %s", waiting(), unavailable)
            break
    return report


def _claim() -> tuple[int, list[OutboxRow]]:
    """Take waiting rows, and those of dead drainers, under a new number; the state of what they name is not yet read."""
    now = timezone.now()
    takeable = Q(state=State.WAITING) & (Q(due=None) | Q(due__lte=now)) | Q(state=State.CLAIMED, due__lt=now)
    if not OutboxRow.objects.filter(takeable).exists():
        return 0, []
    with transaction.atomic():
        rows = list(OutboxRow.objects.select_for_update(skip_locked=True).filter(takeable).order_by("id")[:BATCH])
        if not rows:
            return 0, []
        claim = take_number()  # after the rows were seen, before anything is read
        OutboxRow.objects.filter(pk__in=[row.pk for row in rows]).update(
            state=State.CLAIMED, claim=claim, due=now + LEASE, attempts=F("attempts") + 1
        )
    return claim, rows


def _release(claim: int) -> None:
    """Let go of rows that could not be delivered through no fault of theirs."""
    OutboxRow.objects.filter(claim=claim).update(state=State.WAITING, claim=None, due=None, attempts=F("attempts") - 1)


def _deliver(engine: Engine, claim: int, rows: Sequence[OutboxRow], report: Drained) -> None:
    wanted: dict[str, dict[str, None]] = {}
    for row in rows:
        wanted.setdefault(row.kind, {})[row.uid] = None
    entries: list[Entry] = []
    gone: list[str] = []
    problems: dict[str, str] = {}
    for kind, uids in wanted.items():
        found, faults = load(kind, list(uids))
        entries.extend(found)
        problems.update(faults)
        held = {entry.key for entry in found} | faults.keys()
        gone.extend(key for key in (entry_key(kind, uid) for uid in uids) if key not in held)
    for key, reason in write(engine, entries, gone, claim).items():
        problems[key] = reason
    report.written += len(entries) - sum(1 for entry in entries if entry.key in problems)
    report.gone += len(gone)
    report.failed += _settle(claim, rows, problems)


def load(kind: str, uids: Sequence[str]) -> tuple[list[Entry], dict[str, str]]:
    """Entries of a kind as they are now, and by key the reasons why others could not be read.

    A kind that no room registers any more has no entries. One row that breaks its source doesn't hold up the others.
    """
    source = sources.get(kind)
    if source is None:
        return [], {}
    try:
        with transaction.atomic():
            return sources.finish(list(source.load(uids))), {}
    except Exception as error:
        log.exception("entries of kind %s could not be read together", kind)
        if len(uids) == 1:
            return [], {entry_key(kind, uids[0]): f"{type(error).__name__}: {error}"}
    found: list[Entry] = []
    problems: dict[str, str] = {}
    middle = len(uids) // 2
    for half in (uids[:middle], uids[middle:]):
        entries, faults = load(kind, half)
        found.extend(entries)
        problems.update(faults)
    return found, problems


def write(engine: Engine, entries: Sequence[Entry], gone: Sequence[str], version: int) -> dict[str, str]:
    """Write to the building index first and then to the living one; returns what was refused for good, and why.

    In this order nothing is lost whenever the two are swapped: what comes too late for the building index finds it
    living.
    """
    engine.write(entries, gone, version, Target.BUILDING)
    try:
        return dict(engine.write(entries, gone, version, Target.LIVING).refused)
    except NoIndex:  # the first write of a new installation
        engine.apply_schema()
        return dict(engine.write(entries, gone, version, Target.LIVING).refused)


def _settle(claim: int, rows: Sequence[OutboxRow], problems: dict[str, str]) -> int:
    """Remove the rows that are done; put those that failed off, longer each time, and at last aside. Returns how many."""
    failed = [row for row in rows if entry_key(row.kind, row.uid) in problems]
    with transaction.atomic():
        # Only rows still under this claim: after the lease ran out they may be another drainer's.
        for row in failed:
            attempts = row.attempts + 1
            OutboxRow.objects.filter(pk=row.pk, claim=claim).update(
                state=State.FAILED if attempts >= MOST_ATTEMPTS else State.WAITING,
                claim=None,
                due=timezone.now() + datetime.timedelta(seconds=15 * 2**attempts),
                problem=problems[entry_key(row.kind, row.uid)][:500],
            )
        done = {row.pk for row in rows} - {row.pk for row in failed}
        OutboxRow.objects.filter(pk__in=done, claim=claim).delete()
    for row in failed:
        log.error("the entry %s can't be indexed: %s", row, problems[entry_key(row.kind, row.uid)])
    return len(failed)


def retry_failed() -> int:
    """Let rows that were put aside be tried again, after the fault was mended; returns how many."""
    return OutboxRow.objects.filter(state=State.FAILED).update(state=State.WAITING, due=None, attempts=0, problem="")


def tidy() -> None:
    """Forget numbers that no row refers to any more; they order nothing once they are written."""
    old = timezone.now() - datetime.timedelta(days=1)
    Claim.objects.filter(taken__lt=old).exclude(
        pk__in=OutboxRow.objects.filter(claim__isnull=False).values("claim")
    ).delete()
