"""The one way in which anything of the search is tuned: checked, journalled, remembered so that it can be undone."""

import uuid
from collections.abc import Callable
from typing import Any, TypeVar

from django.db import transaction

from records.access.models import User
from records.kit.errors import Conflict, NotVisible
from records.kit.write import Write, note
from search.doors.tuning import live
from search.doors.tuning.judged_models import JudgedQuestion
from search.doors.tuning.models import Bet, Synonym, Tuned, TuningChange
from search.doors.tuning.querysets import TUNE

Row = TypeVar("Row", bound=Tuned)
State = dict[str, Any]

MODELS: dict[str, type[Tuned]] = {"synonym": Synonym, "bet": Bet, "question": JudgedQuestion}
# What must hold of a row beside its own fields, by kind; each raises Invalid. The rooms below register theirs.
_checks: dict[str, Callable[[Any, Any], None]] = {}


def checked_by(kind: str) -> Callable[[Callable[[Any, Any], None]], Callable[[Any, Any], None]]:
    """Register what must hold of rows of a kind: called with the row as it is to be saved and who saves it."""

    def register(check: Callable[[Any, Any], None]) -> Callable[[Any, Any], None]:
        _checks[kind] = check
        return check

    return register


def add(actor: User, kind: str, state: State) -> Any:
    """Make a new row. Raises Refused, Invalid."""
    return _apply(actor, kind, None, state)


def change(actor: User, kind: str, uid: uuid.UUID, state: State, *, expected_version: int | None = None) -> Any:
    """Change a row. Raises NotVisible, Refused, Invalid, Conflict."""
    return _apply(actor, kind, uid, state, expected_version=expected_version)


def keep(actor: User, kind: str, uid: uuid.UUID | None, state: State, *, expected_version: int | None = None) -> Any:
    """Make a new row, or change the one with this uid. Raises as `add` and `change`."""
    if uid is None:
        return add(actor, kind, state)
    return change(actor, kind, uid, state, expected_version=expected_version)


def remove(actor: User, kind: str, uid: uuid.UUID) -> None:
    """Delete a row; undoing the change brings it back. Raises NotVisible, Refused."""
    _apply(actor, kind, uid, None)


def draft(actor: User, kind: str, uid: uuid.UUID | None, state: State) -> Any:
    """A row as it would be saved, for trying out; nothing is written. Raises Invalid."""
    row = MODELS[kind](**({"uid": uid} if uid is not None else {}))
    row.take(state)
    _checks[kind](row, actor)
    return row


def undo(actor: User, uid: uuid.UUID) -> TuningChange:
    """Restore the state before a change 撤销; itself a change, that can be undone.

    Raises NotVisible, Refused, Conflict when it was changed again since, Invalid when the old state no longer fits.
    """
    found: TuningChange | None = TuningChange.objects.visible_to(actor).filter(uid=uid).first()
    if found is None:
        raise NotVisible()
    _apply(actor, found.kind, found.target, found.before, undoes=found)
    latest: TuningChange = TuningChange.objects.filter(target=found.target).latest("pk")
    return latest


def undoable(rows: list[TuningChange]) -> set[uuid.UUID]:
    """Which of these changes can be undone: those after which nothing else changed the same thing."""
    targets = {row.target for row in rows}
    newest: dict[uuid.UUID, uuid.UUID] = {}
    for target, uid in TuningChange.objects.filter(target__in=targets).order_by("pk").values_list("target", "uid"):
        newest[target] = uid
    return {row.uid for row in rows if newest.get(row.target) == row.uid}


def _apply(
    actor: User,
    kind: str,
    uid: uuid.UUID | None,
    state: State | None,
    *,
    expected_version: int | None = None,
    undoes: TuningChange | None = None,
) -> Any:
    model = MODELS[kind]
    with Write(actor, TUNE) as write:
        # One after the other: what a new rule may not contradict must not be written at the same moment.
        list(TuningChange.objects.select_for_update().order_by("-pk").values_list("pk", flat=True)[:1])
        row = None
        if uid is not None and (undoes is None or model.objects.filter(uid=uid).exists()):
            row = write.lock(model.objects.visible_to(actor), uid=uid)
        before = row.state() if row is not None else None
        if undoes is not None and before != undoes.after:
            raise Conflict("这一项后来又改过：请先撤销后面的更改。")
        if state is None:
            if row is None:
                raise NotVisible()
            label, after = str(row), None
            note(actor, TUNE, row, after={"removed": label})
            row.delete()
        else:
            kept = model(**({"uid": uid} if uid is not None else {})) if row is None else row
            kept.take(state)
            kept.changed_by = actor
            _checks[kind](kept, actor)
            label, after = str(kept), kept.state()
            if after == before:
                return kept
            if row is None:
                write.create(kept)
            else:
                write.save(kept, expected_version=expected_version)
            row = kept
        TuningChange.objects.create(
            kind=kind, target=uid or row.uid, label=label[:500], before=before, after=after, by=actor, undoes=undoes
        )
        transaction.on_commit(live.forget)
    return row
