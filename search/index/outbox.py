"""The outbox (待索引队列): what changed is written down in the caller's transaction, and indexed after the commit.

A writer calls `touch`; nothing it does can fail because a broker or an engine is away. `drain` brings the entries to
the index. It may run twice, in several processes at once, and be killed at any moment: a row leaves the table only when
the engine has taken what it stands for.
"""

import datetime
import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from search.index import reading
from search.index.engines import get_engine
from search.index.engines.base import Engine, Target
from search.index.engines.breaker import Breaker
from search.index.entries import Entry, entry_key
from search.index.models import Claim, OutboxRow, State
from search.index.requests import NoIndex, SearchUnavailable, SourceFailed

log = logging.getLogger(__name__)

BATCH = 500
# Rows are put off by an hour and a little at most: one that is due later was so by a clock that has been put back since.
FAR = datetime.timedelta(hours=2)
# A claim that is older belongs to a drainer that died: longer than any task may run (Q_CLUSTER timeout).
LEASE = datetime.timedelta(minutes=5)
MOST_ATTEMPTS = 8
PAUSE = datetime.timedelta(minutes=1)  # of a kind whose source as a whole can't be read
WHOLE_SOURCE = "整个种类读不出："  # so begins the problem of its rows
DRAIN_TASK = "search.index.tasks.drain"

_commit = threading.local()
_broker = Breaker()


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
    """Enqueue one drain for everything a transaction touched. A broker that is away is no reason to fail anybody.

    Nor to hold anybody up: one that doesn't answer costs a writer seconds, so after two of them the others don't ask for a while.
    """
    if not getattr(_commit, "drain_wanted", False):
        return
    _commit.drain_wanted = False
    try:
        _broker.ask()
    except SearchUnavailable:
        return  # the rows are kept, and the schedule drains them within a minute
    try:
        from django_q.tasks import async_task

        async_task(DRAIN_TASK)
    except Exception:
        # Whatever a broker may raise.
        _broker.failed()
        log.exception("the drain of the search outbox could not be enqueued; its schedule will take the rows")
    else:
        _broker.answered()


@dataclass
class Drained:
    """What a drain did: entries written and taken out, rows that failed, kinds whose source failed, whether the engine was away
    or had no index."""

    written: int = 0
    gone: int = 0
    failed: int = 0
    unavailable: str = ""
    no_index: bool = False
    broken: dict[str, str] = field(default_factory=dict)


def take_number() -> int:
    """A version for what is read from now on (models.Claim)."""
    return Claim.objects.create().pk


def waiting() -> int:
    """How many rows wait or are being drained."""
    return OutboxRow.objects.exclude(state=State.FAILED).count()


def failed() -> int:
    """How many rows failed too often to be tried again by themselves."""
    return OutboxRow.objects.filter(state=State.FAILED).count()


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
            report.no_index = isinstance(unavailable, NoIndex)
            log.warning("the search index can't be written, %s rows wait: %s", waiting(), unavailable)
            break
    return report


def _claim() -> tuple[int, list[OutboxRow]]:
    """Take waiting rows, and those of dead drainers, under a new number; the state of what they name is not yet read."""
    now = timezone.now()
    now_due = Q(due__lte=now) | Q(due__gt=now + FAR)
    takeable = Q(state=State.WAITING) & (Q(due=None) | now_due) | Q(state=State.CLAIMED) & now_due
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
        try:
            loaded = reading.load(kind, list(uids))
        except SourceFailed as failed:
            _put_off(claim, failed)
            rows = [row for row in rows if row.kind != kind]
            report.broken[kind] = failed.said
            continue
        entries.extend(loaded.entries)
        problems.update(loaded.unreadable)
        held = {entry.key for entry in loaded.entries}
        gone.extend(key for key in (entry_key(kind, uid) for uid in uids) if key not in held)
    problems.update(write(engine, entries, gone, claim))
    report.written += len(entries) - sum(1 for entry in entries if entry.key in problems)
    report.gone += len(gone) - sum(1 for key in gone if key in problems)
    report.failed += _settle(claim, rows, problems)


def _put_off(claim: int, failed: SourceFailed) -> None:
    """Let rows whose source as a whole can't be read wait, through no fault of theirs; other kinds go on."""
    log.error("%s; its rows are tried again in %s", failed, PAUSE)
    OutboxRow.objects.filter(claim=claim, kind=failed.kind).update(
        state=State.WAITING,
        claim=None,
        due=timezone.now() + PAUSE,
        attempts=F("attempts") - 1,
        problem=f"{WHOLE_SOURCE}{failed.said}"[:500],
    )


def write(engine: Engine, entries: Sequence[Entry], gone: Sequence[str], version: int) -> dict[str, str]:
    """Write to the building index first and then to the living one; returns what was refused for good, and why.

    In this order nothing is lost whenever the two are swapped: what comes too late for the building index finds it
    living. What is refused leaves the index: as it stood there it may be open to readers who may see it no more.

    Raises NoIndex where there is none: made here, it would hold a few entries and be taken for all there is.
    """
    refused: dict[str, str] = {}
    for target in (Target.BUILDING, Target.LIVING):
        told = engine.write(entries, gone, version, target).refused
        if told:
            engine.write((), list(told), version, target)
            refused.update(told)
    return refused


def _settle(claim: int, rows: Sequence[OutboxRow], problems: dict[str, str]) -> int:
    """Remove the rows that are done; put those that failed off, longer each time, and at last aside. Returns how many."""
    failed = [row for row in rows if entry_key(row.kind, row.uid) in problems]
    with transaction.atomic():
        # Only rows still under this claim: after the lease ran out they may be another drainer's.
        for row in failed:
            attempts = row.attempts + 1
            for_good = attempts >= MOST_ATTEMPTS
            OutboxRow.objects.filter(pk=row.pk, claim=claim).update(
                state=State.FAILED if for_good else State.WAITING,
                claim=claim if for_good else None,  # tells later readings of the thing from earlier ones
                due=_later(attempts),
                problem=problems[entry_key(row.kind, row.uid)][:500],
            )
        done = {row.pk for row in rows} - {row.pk for row in failed}
        OutboxRow.objects.filter(pk__in=done, claim=claim).delete()
        _forget_failed({(row.kind, row.uid) for row in rows if row.pk in done}, claim)
    for row in failed:
        log.error("the entry %s can't be indexed: %s", row, problems[entry_key(row.kind, row.uid)])
    return len(failed)


def _forget_failed(done: set[tuple[str, str]], claim: int) -> None:
    """What was put aside at an earlier reading of a thing that is indexed now stands for nothing any more."""
    if not OutboxRow.objects.filter(state=State.FAILED).exists():
        return
    for kind in {kind for kind, _ in done}:
        uids = [uid for each, uid in done if each == kind]
        earlier = Q(claim=None) | Q(claim__lt=claim)
        OutboxRow.objects.filter(earlier, state=State.FAILED, kind=kind, uid__in=uids).delete()


def put_aside(problems: Mapping[str, str]) -> None:
    """Have entries that can't be indexed tried again later, by key with the reason; those that wait already are left alone.

    For whoever meets them outside a drain. The first drain takes what the index holds of them out of it.
    """
    for kind, group in groupby(sorted(problems), key=lambda key: key.partition(":")[0]):
        uids = {key.partition(":")[2]: key for key in group}
        known = set(OutboxRow.objects.filter(kind=kind, uid__in=list(uids)).values_list("uid", flat=True))
        OutboxRow.objects.bulk_create(
            OutboxRow(kind=kind, uid=uid, attempts=1, due=_later(1), problem=problems[key][:500])
            for uid, key in uids.items()
            if uid not in known
        )


def _later(attempts: int) -> datetime.datetime:
    return timezone.now() + datetime.timedelta(seconds=15 * 2**attempts)


def retry_failed() -> int:
    """Let rows that were put aside be tried again, after the fault was mended; returns how many."""
    return OutboxRow.objects.filter(state=State.FAILED).update(
        state=State.WAITING, claim=None, due=None, attempts=0, problem=""
    )


def tidy() -> None:
    """Forget numbers that no row refers to any more; they order nothing once they are written."""
    old = timezone.now() - datetime.timedelta(days=1)
    Claim.objects.filter(taken__lt=old).exclude(
        pk__in=OutboxRow.objects.filter(claim__isnull=False).values("claim")
    ).delete()
