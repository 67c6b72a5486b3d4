"""What every step on a sheet shares: the lock, the permission, four eyes, the state, the lines as the rules read them."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Count
from django.utils import timezone

from records.assessments import rules
from records.assessments.choices import ItemKind, State
from records.assessments.models import Adjustment, Evidence, Scheme, SchemeItem, Score, Sheet
from records.assessments.workflow import STEPS, Place, Step, why_not
from records.kit.actors import Actor
from records.kit.errors import Conflict, Refused
from records.kit.write import Write, note


def locked(write: Write, actor: Actor, uid: uuid.UUID, step: Step) -> Sheet:
    """A visible sheet, locked, with the permission checked where the step says. Raises NotVisible, Refused."""
    rows = Sheet.objects.visible_to(actor).select_related("organisation", "task__organisation", "task__scheme")
    sheet: Sheet = write.lock(rows, check=False, uid=uid)
    permit(write, sheet, step)
    return sheet


def permit(write: Write, sheet: Sheet, step: Step) -> None:
    """Check the permission at the place the step names. Raises Refused, saying who handles it instead."""
    if step.place is Place.ASSESSED:
        write.at(sheet.org_path)
        return
    issuer = sheet.task.organisation
    try:
        write.at(issuer)
    except Refused:
        raise Refused(f"这项考核由{issuer.short_name}办理；您没有在该组织“{step.label}”的权限。") from None


def ready(actor: Actor, sheet: Sheet, step: Step, *, expected_version: int | None = None) -> None:
    """Check that a locked sheet may take this step now: four eyes, the version that was seen, the state.

    Raises Refused, Conflict.
    """
    if reason := own_case(actor, sheet, step):
        raise Refused(reason)
    if expected_version is not None and sheet.version != expected_version:
        raise Conflict()
    if reason := why_not(sheet.state, step):
        raise Conflict(reason)


def own_case(actor: Actor, sheet: Sheet, step: Step) -> str:
    """Why somebody must leave this step to others: who filled in, sent in or scored a sheet does not judge it; "" if not."""
    number = actor.scope.user_id
    if not step.four_eyes or number is None:
        return ""
    if number in parties(sheet):
        return "您填写或报送了这份考核表，不能同时审核、评定，请由其他人办理。"
    if step.name == "assess" and number == sheet.scored_by_id:
        return "评分由您完成，评定请由其他人登记。"
    return ""


def parties(sheet: Sheet) -> set[int]:
    """User numbers of those who filled it in, handed in evidence or sent it in."""
    sent = sheet.submissions.values_list("submitted_by_id", flat=True)
    handed = sheet.evidence.values_list("handed_in_by_id", flat=True)
    return {number for number in (*sent, *handed, sheet.filled_by_id) if number is not None}


def step(name: str) -> Step:
    """A step of the workflow."""
    return STEPS[name]


def move_to(sheet: Sheet, state: State, this: Step) -> None:
    """Set the next state; a target the step does not name is a programming error."""
    if state not in this.targets:
        raise RuntimeError(f"{this.name} does not lead to {state}")
    if sheet.state != state:
        sheet.waiting_since = timezone.now()
    sheet.state = state


# ── a sheet as the rules read it ────────────────────────────────────────────
def items_of(scheme: Scheme) -> list[SchemeItem]:
    """The items of a scheme in order."""
    return list(SchemeItem.objects.filter(scheme=scheme).order_by("number", "pk"))


def rule_items(items: Iterable[SchemeItem]) -> list[rules.Item]:
    """Items as the rules read them."""
    return [
        rules.Item(each.number, each.kind, each.group, each.content, each.points or 0, each.needs_evidence)
        for each in items
    ]


def given_of(sheet: Sheet, items: Sequence[SchemeItem]) -> dict[int, rules.Given]:
    """What stands beside each item, by its number; two queries, however long the scheme."""
    pieces = dict(
        Evidence.objects.filter(sheet=sheet)
        .current()
        .values_list("item")
        .annotate(number=Count("pk"))
        .values_list("item", "number")
    )
    scores = {score.item_id: score for score in Score.objects.filter(sheet=sheet)}
    found = {}
    for item in items:
        score = scores.get(item.pk)
        found[item.number] = rules.Given(
            self_points=score.self_points if score else None,
            self_note=score.self_note if score else "",
            review_points=score.review_points if score else None,
            review_remark=score.review_remark if score else "",
            evidence=pieces.get(item.pk, 0),
        )
    return found


def adjustments_of(sheet: Sheet) -> list[Adjustment]:
    """Entries of points added or taken off that still count: not taken back, and no taking back themselves."""
    rows = Adjustment.objects.filter(sheet=sheet, takes_back__isnull=True, taken_back_by__isnull=True)
    return list(rows.select_related("item").order_by("pk"))


def totals_of(sheet: Sheet, items: Sequence[SchemeItem], given: dict[int, rules.Given]) -> rules.Totals:
    """What the review of a sheet comes to now."""
    entries = [rules.Entry(each.item.number, each.kind, each.points or 0) for each in adjustments_of(sheet)]
    return rules.totals(rule_items(items), given, entries, sheet.task.scheme.plus_at_most)


def lines_of(items: Sequence[SchemeItem], given: dict[int, rules.Given], *, reviewed: bool) -> list[dict[str, Any]]:
    """The sheet item by item as JSON can keep it for ever; points in hundredths."""
    return [
        {
            "item": str(item.uid),
            "number": item.number,
            "kind": item.kind,
            "group": item.group,
            "content": item.content,
            "points": item.points,
            "self_points": given[item.number].self_points,
            "self_note": given[item.number].self_note,
            **(
                {"review_points": given[item.number].review_points, "review_remark": given[item.number].review_remark}
                if reviewed
                else {}
            ),
        }
        for item in items
    ]


def scores_locked(sheet: Sheet, items: Sequence[SchemeItem]) -> dict[uuid.UUID, Score]:
    """The rows of a locked sheet by uid of their item, new ones for items that have none yet."""
    there = {score.item_id: score for score in Score.objects.filter(sheet=sheet)}
    return {
        item.uid: there.get(item.pk) or Score(sheet=sheet, item=item, most=item.points)
        for item in items
        if item.kind != ItemKind.MINUS
    }


def keep_scores(rows: Iterable[Score], fields: Sequence[str]) -> None:
    """Write rows that are new or changed; the sheet's lock orders the writers."""
    rows = list(rows)
    Score.objects.bulk_create([row for row in rows if row.pk is None])
    Score.objects.bulk_update([row for row in rows if row.pk is not None], list(fields))


def told(write: Write, sheet: Sheet, scores: Sequence[dict[str, Any]]) -> None:
    """Journal what was entered item by item, as one entry on the sheet."""
    if scores:
        note(write.actor, write.action, sheet, reason=write.reason, after={"scores": list(scores)})
