"""Long work 后台任务: in pieces of less than a minute, with progress a person can see, resumed from its cursor.

    @job("members.export", "导出党员名册")
    class ExportMembers:
        def total(self, arguments): return how many, or None
        def step(self, arguments, cursor): do a second or so of work, return Step(cursor, done, finished)

Each step commits together with its cursor, so a crash costs one step and a step never counts twice.
"""

import dataclasses
import datetime
import logging
import time
import uuid
from collections.abc import Callable
from typing import Any, Protocol

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from records.kit.actors import Actor
from records.kit.models import Job

logger = logging.getLogger(__name__)

PIECE_SECONDS = 50  # well under the queue's timeout of 120 s; then the job goes to the end of the queue
LEASE = datetime.timedelta(seconds=150)  # longer than the timeout: a worker that was killed has lost it by then


@dataclasses.dataclass(frozen=True)
class Step:
    """What one step did: the new cursor (plain JSON), how many more are done, whether all is."""

    cursor: dict[str, Any]
    done: int
    finished: bool = False
    message: str = ""
    result_file: str = ""


class Work(Protocol):
    """A kind of long work."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many there are, None when unknown."""

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """Do the next bit inside the runner's transaction."""


_kinds: dict[str, tuple[str, Callable[[], Work]]] = {}


def job(name: str, label: str) -> Callable[[type], type]:
    """Register a kind of long work under a name; `label` is what a person reads."""

    def register(kind: type) -> type:
        _kinds[name] = (label, kind)
        return kind

    return register


def start(actor: Actor, name: str, arguments: dict[str, Any], *, label: str = "") -> Job:
    """Queue a job; returns its row, whose page shows the progress. Call it inside or outside a transaction."""
    standard, _ = _kinds[name]
    row = Job.objects.create(name=name, label=label or standard, arguments=arguments, started_by_id=actor.scope.user_id)
    transaction.on_commit(lambda: _enqueue(row.pk))
    return row


def run_piece(number: int, *, seconds: float = PIECE_SECONDS) -> str:
    """Work on one job for a while; returns its state. A job another worker holds is left alone."""
    row = _take(number)
    if row is None:
        return "held"
    _, kind = _kinds[row.name]
    work = kind()
    try:
        if row.total is None:
            row.total = work.total(row.arguments)
            row.save(update_fields=["total"])
        until = time.monotonic() + seconds
        while True:
            with transaction.atomic():
                locked = Job.objects.select_for_update().get(pk=row.pk)
                if locked.state != Job.State.RUNNING:
                    return locked.state
                step = work.step(locked.arguments, locked.cursor)
                locked.cursor = step.cursor
                locked.done += step.done
                locked.leased_until = timezone.now() + LEASE
                if step.finished:
                    locked.state = Job.State.DONE
                    locked.message = step.message
                    locked.result_file = step.result_file
                    locked.finished_at = timezone.now()
                locked.save()
            if step.finished:
                return locked.state
            if time.monotonic() > until:
                Job.objects.filter(pk=row.pk).update(leased_until=None)
                _enqueue(row.pk)
                return locked.state
    except Exception as error:
        logger.exception("job %s (%s) failed", row.uid, row.name)
        Job.objects.filter(pk=row.pk).update(
            state=Job.State.FAILED,
            message=f"没有完成（{type(error).__name__}）。已完成的部分保留，可以从中断处继续。",
            leased_until=None,
            finished_at=timezone.now(),
        )
        return Job.State.FAILED


def resume(actor: Actor, uid: uuid.UUID) -> Job:
    """Continue one's own failed or cancelled job from where it stopped."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(uid=uid, started_by_id=actor.scope.user_id)
        if row.state in (Job.State.FAILED, Job.State.CANCELLED):
            row.state, row.message, row.finished_at = Job.State.WAITING, "", None
            row.save()
            transaction.on_commit(lambda: _enqueue(row.pk))
    return row


def cancel(actor: Actor, uid: uuid.UUID) -> Job:
    """Stop one's own job after the step that is under way."""
    with transaction.atomic():
        row = Job.objects.select_for_update().get(uid=uid, started_by_id=actor.scope.user_id)
        if row.state in (Job.State.WAITING, Job.State.RUNNING):
            row.state, row.finished_at = Job.State.CANCELLED, timezone.now()
            row.save()
    return row


def take_up_lost() -> int:
    """Safety net of the schedule: queue again what waits or whose worker died; returns how many."""
    now = timezone.now()
    lost = Job.objects.filter(
        Q(state=Job.State.WAITING, created_at__lt=now - datetime.timedelta(seconds=60))
        | Q(state=Job.State.RUNNING, leased_until__lt=now)
    )
    numbers = list(lost.values_list("pk", flat=True)[:100])
    for number in numbers:
        _enqueue(number)
    return len(numbers)


def _take(number: int) -> Job | None:
    now = timezone.now()
    free = Q(leased_until__isnull=True) | Q(leased_until__lt=now)
    taken = Job.objects.filter(free, pk=number, state__in=[Job.State.WAITING, Job.State.RUNNING]).update(
        state=Job.State.RUNNING, leased_until=now + LEASE, done=F("done")
    )
    return Job.objects.get(pk=number) if taken else None


def _enqueue(number: int) -> None:
    from django_q.tasks import async_task

    try:
        async_task("records.kit.tasks.run_job", number)
    except Exception:
        logger.warning("job %s waits: the queue is away", number)
