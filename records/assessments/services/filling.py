"""The assessed organisation's own acts: fill in 自评, send in 报送. A form may be kept half filled in."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils import timezone

from records.assessments import rules
from records.assessments.choices import State, TaskState
from records.assessments.events import SheetSubmitted
from records.assessments.models import Sheet, Submission
from records.assessments.services.common import (
    given_of,
    items_of,
    keep_scores,
    lines_of,
    locked,
    move_to,
    ready,
    rule_items,
    scores_locked,
    step,
    told,
)
from records.assessments.workflow import FILL
from records.audit.canonical import canonical
from records.crypto.services import digest
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.models import local_today
from records.kit.write import Write


@dataclass(frozen=True)
class SelfScore:
    """What the organisation says to one item; `points` in hundredths, None while it is not filled in."""

    points: int | None = None
    note: str = ""


def fill(
    actor: Actor,
    uid: uuid.UUID,
    scores: Mapping[uuid.UUID, SelfScore],
    *,
    summary: str | None = None,
    expected_version: int | None = None,
) -> Sheet:
    """Keep self scores by uid of their items 暂存自评; items left out stay as they are.

    Raises NotVisible, Refused, Conflict (not theirs to fill now, or changed meanwhile), Invalid for points above an item's.
    """
    with Write(actor, FILL.action) as write:
        sheet = locked(write, actor, uid, FILL)
        ready(actor, sheet, FILL, expected_version=expected_version)
        _still_asked(sheet)
        items = items_of(sheet.task.scheme)
        rows = scores_locked(sheet, items)
        errors: dict[str, str] = {}
        changed = []
        for index, (item, plain) in enumerate(zip(items, rule_items(items), strict=True)):
            given = scores.get(item.uid)
            if given is None:
                continue
            if wrong := rules.self_wrong(plain, given.points):
                errors[f"items[{index}].points"] = wrong
                continue
            if (row := rows.get(item.uid)) is None:
                continue
            note = given.note.strip()
            if len(note) > 1000:
                errors[f"items[{index}].note"] = f"第{item.number}项说明有{len(note)}字，超过1000字，请压缩。"
            elif (row.self_points, row.self_note) != (given.points, note):
                row.self_points, row.self_note = given.points, note
                changed.append(row)
        if set(scores) - {item.uid for item in items}:
            raise Invalid("有考核内容不在这份考核表中，请刷新后重新填写。")
        if errors:
            raise Invalid(errors)
        keep_scores(changed, ["self_points", "self_note"])
        told(
            write,
            sheet,
            [{"number": row.item.number, "self": row.self_points, "note": row.self_note} for row in changed],
        )
        if summary is not None:
            sheet.summary = summary.strip()
        sheet.filled_by_id = actor.scope.user_id
        write.save(sheet)
    return sheet


def submit(actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None) -> Sheet:
    """Send the sheet in 报送: checked whole, frozen with the server's time; after the deadline it counts as late.

    Raises NotVisible, Refused, Conflict, Invalid with every gap at once.
    """
    this = step("submit")
    with Write(actor, this.action) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        _still_asked(sheet)
        items = items_of(sheet.task.scheme)
        given = given_of(sheet, items)
        plain = rule_items(items)
        if missing := rules.gaps(plain, given):
            raise Invalid(missing)
        now = timezone.now()
        late = rules.is_late(local_today(), sheet.task.due_on)
        lines = lines_of(items, given, reviewed=False)
        sheet.self_total = rules.self_total(plain, given)
        if sheet.submitted_at is None:  # sent back and mended, it stays as punctual or late as it first was
            sheet.submitted_at, sheet.late = now, late
        move_to(sheet, State.SUBMITTED, this)
        write.save(sheet)
        submission = write.create(
            Submission(
                sheet=sheet,
                number=sheet.submissions.count() + 1,
                submitted_at=now,
                late=late,
                self_total=sheet.self_total,
                lines=lines,
                digest=digest(canonical({"lines": lines, "summary": sheet.summary})),
                submitted_by_id=actor.scope.user_id,
                submitted_by_name=actor.actor_name[:60],
            ),
            check=False,
        )
        write.emit(
            SheetSubmitted(
                sheet=sheet.uid, organisation=sheet.organisation.uid, submission=submission.number, late=late
            )
        )
    return sheet


def _still_asked(sheet: Sheet) -> None:
    if sheet.task.state not in (TaskState.OPEN, TaskState.ISSUING):
        raise Conflict(f"考核任务{sheet.task.get_state_display()}，不能再填报。")
