"""Rebuilding (重建): a new index is filled beside the living one, which goes on answering, and takes its place.

    (nothing) ──start──> filling ──all kinds read──> swapped
                            │  ▲
                   killed   ▼  │ run again: goes on after the last piece
                          resting ──restart──> abandoned

Each piece is read under a number of its own (models.Claim), and a drain during the filling writes to both indexes under
a number of its own: for each entry the later read wins, whichever arrives first. So nothing has to be replayed by row,
and it makes no difference in which order the rows were committed.
"""

import datetime
import logging
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from search.index import sources
from search.index.engines import get_engine
from search.index.engines.base import Engine, Target, Written
from search.index.entries import Entry
from search.index.models import OutboxRow, Rebuild
from search.index.models import State as RowState
from search.index.outbox import take_number

log = logging.getLogger(__name__)

PIECE = 500
# A rebuild without a piece for so long has lost its process.
SILENCE = datetime.timedelta(minutes=3)

Progress = Callable[[str, int], None]


class AlreadyRebuilding(Exception):
    """Another process is filling an index at this moment (正在重建)."""


@dataclass(frozen=True)
class Rebuilt:
    """How far a rebuild has come: whether it is finished, entries written, entries refused."""

    finished: bool
    written: int
    refused: int


def rebuild(
    seconds: float | None = None,
    *,
    restart: bool = False,
    progress: Progress | None = None,
    engine: Engine | None = None,
) -> Rebuilt:
    """Fill a new index and let it take the living one's place; goes on where an earlier call stopped.

    seconds bounds the call (then `finished` may be False and the next call goes on); restart begins anew. progress is
    told the kind and how many entries are written so far. Raises AlreadyRebuilding and SearchUnavailable.
    """
    engine = engine or get_engine()
    until = None if seconds is None else time.monotonic() + seconds
    run = _take_up(engine, restart)
    with _Sending(engine, run, progress) as sending:
        for kind in sources.kinds():
            if kind < run.kind:
                continue
            after, more = run.after if kind == run.kind else "", True
            while more:
                if until is not None and time.monotonic() >= until:
                    sending.finish()
                    _rest(run)
                    return Rebuilt(False, run.written, run.refused)
                number = take_number()  # before the piece is read
                piece, more = _read(kind, after)
                after = piece[-1].uid if piece else after
                sending.send(kind, after, piece, number)
        sending.finish()
    try:
        engine.swap()
    except LookupError as error:
        raise AlreadyRebuilding from error
    run.finished, run.current = timezone.now(), None
    run.save()
    if not run.refused:
        OutboxRow.objects.filter(state=RowState.WAITING, claim=-run.pk).delete()
    log.info("the search index was rebuilt: %s entries", run.written)
    return Rebuilt(True, run.written, run.refused)


def _take_up(engine: Engine, restart: bool) -> Rebuild:
    """The rebuild to go on with, or a new one."""
    with transaction.atomic():
        run = Rebuild.objects.select_for_update().filter(current=True).first()
        if run is not None:
            if run.alive > timezone.now() - SILENCE and not run.resting:
                raise AlreadyRebuilding
            if not restart and run.engine == engine.name and run.index == engine.building():
                run.resting = False
                run.save()
                return run
            run.current = None  # given up
            run.save()
    index = engine.start_building()
    try:
        with transaction.atomic():
            run = Rebuild.objects.create(index=index, engine=engine.name)
    except IntegrityError as error:
        raise AlreadyRebuilding from error
    # What waits now is committed, so the filling reads it: these rows need not be drained again if they still wait then.
    waiting = OutboxRow.objects.filter(models.Q(claim=None) | models.Q(claim__lt=0), state=RowState.WAITING)
    waiting.update(claim=-run.pk)
    return run


def _rest(run: Rebuild) -> None:
    run.resting = True
    run.save()


def _note(run: Rebuild) -> None:
    """Write down how far it has come. Raises AlreadyRebuilding where somebody has begun anew meanwhile."""
    run.alive = timezone.now()
    came = {name: getattr(run, name) for name in ("kind", "after", "refused", "written", "alive")}
    if not Rebuild.objects.filter(pk=run.pk, current=True).update(**came):
        raise AlreadyRebuilding


def _read(kind: str, after: str) -> tuple[list[Entry], bool]:
    """The next piece of a kind, and whether there may be more."""
    source = sources.get(kind)
    return sources.piece_after(source, after or None, PIECE) if source is not None else ([], False)


class _Sending:
    """Pieces on their way to the engine, while the next ones are read: waiting for one another, both would take half as long
    again. How far the rebuild has come is written down in the order of reading, and only for what the engine has taken.
    """

    def __init__(self, engine: Engine, run: Rebuild, progress: Progress | None) -> None:
        self.engine = engine
        self.run = run
        self.progress = progress
        self._hands = ThreadPoolExecutor(max_workers=engine.writers, thread_name_prefix="search-rebuild")
        self._under_way: deque[tuple[str, str, int, Future[Written]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """What is still under way when something failed is not counted: the next run writes it again."""
        self._hands.shutdown(cancel_futures=True)

    def send(self, kind: str, after: str, piece: list[Entry], number: int) -> None:
        """Hand a piece over; waits for the oldest one while all hands are busy."""
        while len(self._under_way) >= self.engine.writers:
            self._settle()
        told = self._hands.submit(self.engine.write, piece, (), number, Target.BUILDING)
        self._under_way.append((kind, after, len(piece), told))

    def finish(self) -> None:
        """Wait for all that was handed over."""
        while self._under_way:
            self._settle()

    def _settle(self) -> None:
        kind, after, count, told = self._under_way.popleft()
        refused = told.result().refused
        for key, reason in refused.items():
            log.error("the entry %s can't be indexed: %s", key, reason)
        self.run.kind, self.run.after = kind, after
        self.run.refused += len(refused)
        self.run.written += count - len(refused)
        _note(self.run)
        if self.progress is not None:
            self.progress(kind, self.run.written)


def wants_rebuild(engine: Engine | None = None) -> bool:
    """Whether the index is missing, was never filled, or was written by another version of the code."""
    return (engine or get_engine()).health().wants_rebuild
