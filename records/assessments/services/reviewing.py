"""The issuer's review 审核评分: item by item, points taken off with a reason; sent back with what is to be mended."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from records.assessments import rules
from records.assessments.choices import ItemKind, State
from records.assessments.events import SheetReturned, SheetScored
from records.assessments.models import Adjustment, ReturnRound, SchemeItem, Score, Sheet
from records.assessments.services.common import (
    adjustments_of,
    given_of,
    items_of,
    keep_scores,
    locked,
    move_to,
    ready,
    rule_items,
    scores_locked,
    step,
    told,
    totals_of,
)
from records.assessments.workflow import ADJUST
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.write import Write


@dataclass(frozen=True)
class ReviewScore:
    """What the reviewer gives one item; `points` in hundredths, None while it is not scored."""

    points: int | None = None
    remark: str = ""


def score(
    actor: Actor,
    uid: uuid.UUID,
    scores: Mapping[uuid.UUID, ReviewScore],
    *,
    remark: str | None = None,
    finish: bool = False,
    expected_version: int | None = None,
) -> Sheet:
    """Keep review scores by uid of their items 评分; with `finish` every base item must have one, and totals are kept.

    Raises NotVisible, Refused, Conflict, Invalid: above the item's points, or taken off without a reason.
    """
    this = step("finish" if finish else "score")
    with Write(actor, this.action) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        items = items_of(sheet.task.scheme)
        _keep(write, sheet, items, scores)
        if remark is not None:
            sheet.review_remark = remark.strip()
        sheet.scored_by_id, sheet.scored_by_name = actor.scope.user_id, actor.actor_name[:60]
        if finish:
            _finish(sheet, items)
        move_to(sheet, State.SCORED if finish else State.REVIEWING, this)
        write.save(sheet)
        if finish:
            write.emit(SheetScored(sheet=sheet.uid, organisation=sheet.organisation.uid, total=sheet.total or 0))
    return sheet


def return_sheet(
    actor: Actor,
    uid: uuid.UUID,
    *,
    remark: str = "",
    reasons: Mapping[uuid.UUID, str] | None = None,
    expected_version: int | None = None,
) -> Sheet:
    """Send a sheet back to be mended 退回, with a reason for each item that wants mending, or on the whole.

    Raises NotVisible, Refused, Conflict, Invalid without any reason.
    """
    this = step("return")
    given = {item: text.strip() for item, text in (reasons or {}).items() if text.strip()}
    with Write(actor, this.action, reason=remark.strip()) as write:
        sheet = locked(write, actor, uid, this)
        ready(actor, sheet, this, expected_version=expected_version)
        items = items_of(sheet.task.scheme)
        if set(given) - {item.uid for item in items}:
            raise Invalid("有考核内容不在这份考核表中，请刷新后重新填写。")
        if not given and not remark.strip():
            raise Invalid({"remark": "请写明退回的理由：哪一项、要补什么，填报人据此修改。"})
        submission = sheet.submissions.order_by("-number").first()
        if submission is None:
            raise Conflict("这份考核表还没有报送，不能退回。")
        write.create(
            ReturnRound(
                sheet=sheet,
                submission=submission,
                remark=remark.strip(),
                reasons=[
                    {"item": str(item.uid), "number": item.number, "reason": given[item.uid][:1000]}
                    for item in items
                    if item.uid in given
                ],
                returned_by_id=actor.scope.user_id,
                returned_by_name=actor.actor_name[:60],
            ),
            check=False,
        )
        move_to(sheet, State.RETURNED, this)
        write.save(sheet)
        write.emit(SheetReturned(sheet=sheet.uid, organisation=sheet.organisation.uid, submission=submission.number))
    return sheet


def adjust(
    actor: Actor,
    uid: uuid.UUID,
    item: uuid.UUID,
    *,
    points: int,
    matter: str,
    reason: str,
    submit_key: uuid.UUID | None = None,
) -> Adjustment:
    """Add or take off points under a plus or minus item 登记加减分, for what and why; `points` in hundredths, above 0.

    Sent twice with one `submit_key` it is entered once. Raises NotVisible, Refused, Conflict, Invalid.
    """
    with Write(actor, ADJUST.action, reason=reason.strip()) as write:
        sheet = locked(write, actor, uid, ADJUST)
        done: Adjustment | None = (
            Adjustment.objects.filter(submit_key=submit_key, sheet=sheet).first() if submit_key else None
        )
        if done is not None:
            return done
        ready(actor, sheet, ADJUST)
        row = SchemeItem.objects.filter(scheme=sheet.task.scheme_id, uid=item).first()
        if row is None:
            raise NotVisible()
        already = sum(each.points or 0 for each in adjustments_of(sheet) if each.item_id == row.pk)
        errors = {}
        if wrong := rules.entry_wrong(rule_items([row])[0], points, already):
            errors["points"] = wrong
        if not matter.strip():
            errors["matter"] = "请填写事项，例如：获县级先进基层党组织。"
        if not reason.strip():
            errors["reason"] = "请写明理由和依据。"
        if errors:
            raise Invalid(errors)
        return write.create(
            Adjustment(
                sheet=sheet,
                item=row,
                kind=row.kind,
                matter=matter.strip()[:200],
                reason=reason.strip()[:1000],
                points=points,
                entered_by_id=actor.scope.user_id,
                entered_by_name=actor.actor_name[:60],
                submit_key=submit_key,
            ),
            check=False,
        )


def take_back(actor: Actor, uid: uuid.UUID, *, reason: str) -> Adjustment:
    """Take an entry of points back 撤回加减分: another row, linked; the first one stays to be read.

    Raises NotVisible, Refused, Conflict when it was taken back already, Invalid without a reason.
    """
    glance = Adjustment.objects.select_related("sheet").filter(uid=uid).first()
    if glance is None:
        raise NotVisible()
    with Write(actor, ADJUST.action, reason=reason.strip()) as write:
        sheet = locked(write, actor, glance.sheet.uid, ADJUST)
        ready(actor, sheet, ADJUST)
        if glance.takes_back_id is not None or Adjustment.objects.filter(takes_back=glance).exists():
            raise Conflict("这条加减分已经撤回。")
        if not reason.strip():
            raise Invalid({"reason": "请写明撤回的原因。"})
        return write.create(
            Adjustment(
                sheet=sheet,
                item_id=glance.item_id,
                kind=glance.kind,
                matter=f"撤回：{glance.matter}"[:200],
                reason=reason.strip()[:1000],
                points=glance.points,
                takes_back=glance,
                entered_by_id=actor.scope.user_id,
                entered_by_name=actor.actor_name[:60],
            ),
            check=False,
        )


def _keep(write: Write, sheet: Sheet, items: list[SchemeItem], scores: Mapping[uuid.UUID, ReviewScore]) -> None:
    rows = scores_locked(sheet, items)
    if set(scores) - {item.uid for item in items}:
        raise Invalid("有考核内容不在这份考核表中，请刷新后重新填写。")
    errors: dict[str, str] = {}
    changed: list[Score] = []
    for index, (item, plain) in enumerate(zip(items, rule_items(items), strict=True)):
        given, row = scores.get(item.uid), rows.get(item.uid)
        if given is None or row is None:
            continue
        remark = given.remark.strip()[:1000]
        if wrong := rules.review_wrong(plain, row.self_points, given.points, remark):
            errors |= {f"items[{index}].{field}": said for field, said in wrong.items()}
        elif (row.review_points, row.review_remark) != (given.points, remark):
            row.review_points, row.review_remark = given.points, remark
            changed.append(row)
    if errors:
        raise Invalid(errors)
    keep_scores(changed, ["review_points", "review_remark"])
    told(
        write,
        sheet,
        [{"number": row.item.number, "review": row.review_points, "remark": row.review_remark} for row in changed],
    )


def _finish(sheet: Sheet, items: list[SchemeItem]) -> None:
    given = given_of(sheet, items)
    plain = rule_items(items)
    missing = rules.unscored(plain, given)
    # A score that was right when it was given may lack its reason after a later self score: it is asked for again.
    errors = {
        f"items[{index}].{field}": said
        for index, item in enumerate(plain)
        if item.kind == ItemKind.BASE
        for field, said in rules.review_wrong(
            item,
            given[item.number].self_points,
            given[item.number].review_points,
            given[item.number].review_remark,
        ).items()
    }
    for number in missing:
        index = next(place for place, item in enumerate(plain) if item.number == number)
        errors[f"items[{index}].points"] = f"第{number}项还没有评分。"
    if errors:
        raise Invalid(errors)
    sums = totals_of(sheet, items, given)
    sheet.base, sheet.plus, sheet.minus, sheet.total = sums.base, sums.plus, sums.minus, sums.total
