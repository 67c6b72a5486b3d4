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
from contextlib import suppress
from dataclasses import dataclass
from typing import Self

from django.db import DatabaseError, IntegrityError, models, transaction
from django.utils import timezone

from search.index import sources
from search.index.engines import get_engine
from search.index.engines.base import Engine, Target, Written
from search.index.models import OutboxRow, Rebuild
from search.index.models import State as RowState
from search.index.outbox import put_aside, take_number
from search.index.reading import Piece, piece_after
from search.index.requests import SearchUnavailable

log = logging.getLogger(__name__)

PIECE = 500
# A rebuild without a piece for so long has lost its process.
SILENCE = datetime.timedelta(minutes=3)

Progress = Callable[[str, int], None]


class AlreadyRebuilding(Exception):
    """Another process is filling an index at this moment (正在重建)."""


@dataclass(frozen=True)
class Rebuilt:
    """How far a rebuild has come: whether it is finished, entries written, entries unreadable or refused (tried again later)."""

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
    try:
        if not _filled(engine, run, until, progress):
            return Rebuilt(False, run.written, run.refused)
        engine.swap(run.index)
    except LookupError as error:
        raise AlreadyRebuilding from error
    except BaseException:
        # Whatever stopped it: who runs it again goes on at once and needn't wait until it's taken for dead.
        with suppress(DatabaseError):
            _rest(run)
        raise
    run.finished, run.current = timezone.now(), None
    run.save()
    if not run.refused:
        OutboxRow.objects.filter(state=RowState.WAITING, claim=-run.pk).delete()
    log.info("the search index was rebuilt: %s entries", run.written)
    return Rebuilt(True, run.written, run.refused)


def _filled(engine: Engine, run: Rebuild, until: float | None, progress: Progress | None) -> bool:
    """Read all sources from where it stopped and hand them to the engine; False where the time is up before the end."""
    with _Sending(engine, run, progress) as sending:
        for kind in sources.kinds():
            if kind < run.kind:
                continue
            after, more = run.after if kind == run.kind else "", True
            while more:
                if until is not None and time.monotonic() >= until:
                    sending.finish()
                    _rest(run)
                    return False
                number = take_number()  # before the piece is read
                piece = _read(kind, after)
                after, more = piece.after, piece.more
                sending.send(kind, piece, number)
        sending.finish()
    return True


def _take_up(engine: Engine, restart: bool) -> Rebuild:
    """The rebuild to go on with, or a new one."""
    with transaction.atomic():
        run = Rebuild.objects.select_for_update().filter(current=True).first()
        if run is not None:
            # Of the future, too: it was alive by a clock that has been put back since.
            if abs(timezone.now() - run.alive) < SILENCE and not run.resting:
                raise AlreadyRebuilding
            if not restart and run.engine == engine.name and run.index == engine.building():
                run.resting = False
                run.save()
                return run
            run.current = None  # given up
            run.save()
    # The row comes first: whoever begins at the same moment must not remove the index that is filled already.
    try:
        with transaction.atomic():
            run = Rebuild.objects.create(engine=engine.name)
    except IntegrityError as error:
        raise AlreadyRebuilding from error
    try:
        run.index = engine.start_building()
        run.save(update_fields=["index"])
    except SearchUnavailable:
        Rebuild.objects.filter(pk=run.pk).update(current=None)
        raise
    # What waits now is committed, so the filling reads it: these rows need not be drained again if they still wait then.
    waiting = OutboxRow.objects.filter(models.Q(claim=None) | models.Q(claim__lt=0), state=RowState.WAITING)
    waiting.update(claim=-run.pk)
    return run


def _rest(run: Rebuild) -> None:
    """Leave it for whoever goes on; not where somebody has begun anew meanwhile."""
    Rebuild.objects.filter(pk=run.pk, current=True).update(resting=True)


def _note(run: Rebuild) -> None:
    """Write down how far it has come. Raises AlreadyRebuilding where somebody has begun anew meanwhile."""
    run.alive = timezone.now()
    came = {name: getattr(run, name) for name in ("kind", "after", "refused", "written", "alive")}
    if not Rebuild.objects.filter(pk=run.pk, current=True).update(**came):
        raise AlreadyRebuilding


def _read(kind: str, after: str) -> Piece:
    """The next piece of a kind."""
    source = sources.get(kind)
    return piece_after(source, after or None, PIECE) if source is not None else Piece(after=after)


class _Sending:
    """Pieces on their way to the engine, while the next ones are read: waiting for one another, both would take half as long
    again. How far the rebuild has come is written down in the order of reading, and only for what the engine has taken.
    """

    def __init__(self, engine: Engine, run: Rebuild, progress: Progress | None) -> None:
        self.engine = engine
        self.run = run
        self.progress = progress
        self._hands = ThreadPoolExecutor(max_workers=engine.writers, thread_name_prefix="search-rebuild")
        self._under_way: deque[tuple[str, Piece, Future[Written]]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        """What is still under way when something failed is not counted: the next run writes it again."""
        self._hands.shutdown(cancel_futures=True)

    def send(self, kind: str, piece: Piece, number: int) -> None:
        """Hand a piece over; waits for the oldest one while all hands are busy."""
        while len(self._under_way) >= self.engine.writers:
            self._settle()
        told = self._hands.submit(self.engine.write, piece.entries, (), number, Target.BUILDING)
        self._under_way.append((kind, piece, told))

    def finish(self) -> None:
        """Wait for all that was handed over."""
        while self._under_way:
            self._settle()

    def _settle(self) -> None:
        kind, piece, told = self._under_way.popleft()
        refused = told.result().refused
        problems = {**piece.unreadable, **refused}
        for key, reason in problems.items():
            log.error("the entry %s can't be indexed: %s", key, reason)
        put_aside(problems)
        self.run.kind, self.run.after = kind, piece.after
        self.run.refused += len(problems)
        self.run.written += len(piece.entries) - len(refused)
        _note(self.run)
        if self.progress is not None:
            self.progress(kind, self.run.written)


def wants_rebuild(engine: Engine | None = None) -> bool:
    """Whether the index is missing, was never filled, or was written by another version of the code."""
    return (engine or get_engine()).health().wants_rebuild
