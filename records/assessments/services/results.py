"""Settled and told 评定、公布: after publishing nothing changes except by a correction with its reason."""

import uuid
from collections.abc import Mapping

from django.utils import timezone

from records.assessments import letters, rules
from records.assessments.choices import State, TaskState
from records.assessments.events import ResultPublished, SheetAssessed
from records.assessments.figures import grade_rule
from records.assessments.models import Result, Sheet, Task
from records.assessments.services.common import (
    adjustments_of,
    given_of,
    items_of,
    keep_scores,
    lines_of,
    locked,
    move_to,
    permit,
    ready,
    rule_items,
    scores_locked,
    step,
    told,
    totals_of,
)
from records.assessments.services.reviewing import ReviewScore
from records.assessments.services.tasks import Piece
from records.audit.canonical import canonical
from records.crypto.services import digest
from records.kit import jobs
from records.kit.actors import Actor
from records.kit.audience import labels_for
from records.kit.errors import Conflict, Invalid
from records.kit.models import local_today
from records.kit.write import Write

PIECE = 100


def assess(actor: Actor, uid: uuid.UUID, *, remark: str = "", expected_version: int | None = None) -> Sheet:
    """Settle total and grade 评定, as the committee of the issuer decided. The grade follows the figures of the deadline.

    Raises NotVisible, Refused, Conflict, Invalid where no grades are set.
    """
    this = step("assess")
    with Write(actor, this.action, reason=remark.strip()) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        _settle(sheet)
        sheet.assessed_by_name, sheet.assessed_on = actor.actor_name[:60], local_today()
        move_to(sheet, State.ASSESSED, this)
        write.save(sheet)
        write.emit(
            SheetAssessed(
                sheet=sheet.uid, organisation=sheet.organisation.uid, total=sheet.total or 0, grade=sheet.grade
            )
        )
    return sheet


def rescore(actor: Actor, uid: uuid.UUID, *, reason: str, expected_version: int | None = None) -> Sheet:
    """Send a scored sheet back to the reviewers 退回重评, before it is published. Raises Invalid without a reason."""
    this = step("rescore")
    with Write(actor, this.action, reason=reason.strip()) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        if not reason.strip():
            raise Invalid({"reason": "请写明退回重评的理由。"})
        sheet.base = sheet.plus = sheet.minus = sheet.total = sheet.assessed_on = None
        sheet.grade = sheet.assessed_by_name = ""
        move_to(sheet, State.REVIEWING, this)
        write.save(sheet)
    return sheet


def withdraw_sheet(actor: Actor, uid: uuid.UUID, *, reason: str, expected_version: int | None = None) -> Sheet:
    """Take one organisation out of a task 撤销考核表 (it was dissolved, it should not be assessed). Raises Invalid."""
    this = step("withdraw")
    with Write(actor, this.action, reason=reason.strip()) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        if not reason.strip():
            raise Invalid({"reason": "请写明撤销的原因。"})
        move_to(sheet, State.WITHDRAWN, this)
        write.save(sheet)
    return sheet


def publish(actor: Actor, uid: uuid.UUID, *, expected_version: int | None = None) -> Sheet:
    """Publish one result 公布: told to the organisation word for word, and open to whom the task says."""
    this = step("publish")
    with Write(actor, this.action) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        _publish(write, actor, sheet)
    return sheet


def publish_all(actor: Actor, uid: uuid.UUID) -> Task:
    """Publish every settled result of a task, as a job. Raises NotVisible, Refused, Conflict when none is waiting."""
    with Write(actor, "assessments.publish") as write:
        rows = Task.objects.visible_to(actor).select_related("organisation")
        task: Task = write.lock(rows, check=False, uid=uid)
        write.at(task.organisation)
        waiting = Sheet.objects.filter(task=task, state=State.ASSESSED).count()
        if task.state != TaskState.OPEN or not waiting:
            raise Conflict("没有已评定、等待公布的考核表。")
        arguments = {"task": str(task.uid), "started_by": actor.scope.user_id}
        task.job = jobs.start(
            actor, "assessments.publish", arguments, label=f"公布“{task.title}”的结果（{waiting:,}份）"
        )
        task.save(update_fields=["job"])
    return task


def publish_piece(actor: Actor, uid: uuid.UUID, size: int = PIECE) -> Piece:
    """Publish the next settled results of a task; what is published already is left alone."""
    this = step("publish")
    with Write(actor, this.action) as write:
        rows = Sheet.objects.visible_to(actor, this.action).filter(task__uid=uid, state=State.ASSESSED)
        rows = rows.select_related("organisation", "task__organisation", "task__scheme")
        sheets = list(rows.select_for_update(of=("self",)).order_by("pk")[:size])
        for sheet in sheets:
            permit(write, sheet, this)
            write.watch(sheet)
            _publish(write, actor, sheet)
        if not sheets:
            write.at(Task.objects.select_related("organisation").get(uid=uid).organisation)
    return Piece("more" if len(sheets) == size else "", len(sheets))


def correct(
    actor: Actor,
    uid: uuid.UUID,
    scores: Mapping[uuid.UUID, ReviewScore],
    *,
    reason: str,
    expected_version: int | None = None,
) -> Sheet:
    """Correct a published result 更正: new scores of some items, with the reason; the first result stays on record.

    Raises NotVisible, Refused, Conflict, Invalid without a reason or without any change.
    """
    this = step("correct")
    with Write(actor, this.action, reason=reason.strip()) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        if not reason.strip():
            raise Invalid({"reason": "请写明更正的原因和依据；更正会留痕并告知被考核组织。"})
        items = items_of(sheet.task.scheme)
        if set(scores) - {item.uid for item in items}:
            raise Invalid("有考核内容不在这份考核表中，请刷新后重新填写。")
        rows = scores_locked(sheet, items)
        errors: dict[str, str] = {}
        changed = []
        for index, (item, plain) in enumerate(zip(items, rule_items(items), strict=True)):
            given, row = scores.get(item.uid), rows.get(item.uid)
            if given is None or row is None or given.points is None:
                continue
            remark = given.remark.strip()[:1000]
            if wrong := rules.review_wrong(plain, row.self_points, given.points, remark):
                errors |= {f"items[{index}].{field}": said for field, said in wrong.items()}
            elif (row.review_points, row.review_remark) != (given.points, remark):
                row.review_points, row.review_remark = given.points, remark
                changed.append(row)
        if errors:
            raise Invalid(errors)
        if not changed:
            raise Invalid("没有任何分数或理由被更改，不需要更正。")
        keep_scores(changed, ["review_points", "review_remark"])
        told(
            write,
            sheet,
            [{"number": row.item.number, "review": row.review_points, "remark": row.review_remark} for row in changed],
        )
        _settle(sheet)
        _tell(write, actor, sheet, reason.strip())
    return sheet


def _settle(sheet: Sheet) -> None:
    """Totals and grade from the rows under the lock."""
    items = items_of(sheet.task.scheme)
    sums = totals_of(sheet, items, given_of(sheet, items))
    rule = grade_rule(sheet.task.due_on)
    sheet.base, sheet.plus, sheet.minus, sheet.total = sums.base, sums.plus, sums.minus, sums.total
    sheet.grade = rules.grade_of(sums.total, sums.full, rule.grades)


def _publish(write: Write, actor: Actor, sheet: Sheet) -> None:
    move_to(sheet, State.PUBLISHED, step("publish"))
    sheet.published_at = timezone.now()
    (sheet.label,) = labels_for(sheet.task.audience, sheet.organisation_id)
    _tell(write, actor, sheet, "")


def _tell(write: Write, actor: Actor, sheet: Sheet, correction: str) -> None:
    """Keep the result word for word, and have it told."""
    items = items_of(sheet.task.scheme)
    lines = lines_of(items, given_of(sheet, items), reviewed=True)
    full = rules.full_points(rule_items(items))
    sums = {"base": sheet.base or 0, "plus": sheet.plus or 0, "minus": sheet.minus or 0, "total": sheet.total or 0}
    text = letters.result_text(
        issuer=sheet.task.organisation.short_name,
        addressee=sheet.organisation.short_name,
        title=sheet.task.title,
        lines=lines,
        adjustments=[(each.kind, each.matter, each.points or 0, each.reason) for each in adjustments_of(sheet)],
        full=full,
        grade=sheet.grade,
        remark=sheet.review_remark,
        correction=correction,
        **sums,
    )
    write.save(sheet)
    result = write.create(
        Result(
            sheet=sheet,
            number=sheet.results.count() + 1,
            full=full,
            grade=sheet.grade,
            grade_rule=grade_rule(sheet.task.due_on).source[:300],
            lines=lines,
            text=text,
            issued_by=sheet.task.organisation.name[:200],
            addressed_to=sheet.organisation.name[:200],
            published_at=timezone.now(),
            reason=correction[:500],
            digest=digest(canonical({"lines": lines, "text": text})),
            published_by_id=actor.scope.user_id,
            published_by_name=actor.actor_name[:60],
            **sums,
        ),
        check=False,
    )
    write.emit(
        ResultPublished(sheet=sheet.uid, organisation=sheet.organisation.uid, number=result.number, grade=sheet.grade)
    )
