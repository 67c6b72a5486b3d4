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
from collections.abc import Callable
from dataclasses import dataclass

from django.db import IntegrityError, models, transaction
from django.utils import timezone

from search.index import sources
from search.index.engines import get_engine
from search.index.engines.base import Engine, Target
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
    for kind in sources.kinds():
        if kind < run.kind:
            continue
        after = run.after if kind == run.kind else ""
        while True:
            if until is not None and time.monotonic() >= until:
                _rest(run)
                return Rebuilt(False, run.written, run.refused)
            after, more = _fill(engine, run, kind, after)
            if progress is not None:
                progress(kind, run.written)
            if not more:
                break
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


def _fill(engine: Engine, run: Rebuild, kind: str, after: str) -> tuple[str, bool]:
    """Write the next piece of a kind; returns how far it has come and whether there may be more."""
    number = take_number()  # before the piece is read
    source = sources.get(kind)
    piece, more = sources.piece_after(source, after or None, PIECE) if source is not None else ([], False)
    written = engine.write(piece, (), number, Target.BUILDING)
    for key, reason in written.refused.items():
        log.error("the entry %s can't be indexed: %s", key, reason)
    after = piece[-1].uid if piece else after
    run.kind, run.after = kind, after
    run.refused += len(written.refused)
    run.written += len(piece) - len(written.refused)
    _note(run)
    return after, more


def wants_rebuild(engine: Engine | None = None) -> bool:
    """Whether the index is missing, was never filled, or was written by another version of the code."""
    return (engine or get_engine()).health().wants_rebuild
