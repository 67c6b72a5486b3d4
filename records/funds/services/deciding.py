"""The committee's collective decision 集体审议, item by item, as its meeting took it."""

import datetime
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.funds.choices import ItemState, State
from records.funds.events import ApplicationDecided
from records.funds.models import Application, Budget, Decision, Deliberation, Item
from records.funds.rules import beyond_budget, left, total
from records.funds.services.common import (
    Once,
    every_item,
    last_filing,
    lock_items,
    locked,
    move_to,
    not_later,
    ready,
    set_states,
    step,
    told,
)
from records.funds.services.replying import refused, told_stopped
from records.funds.services.signing import awaiting, signers_of
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.money import yuan
from records.kit.write import Write


@dataclass(frozen=True)
class Meeting:
    """The meeting that decided: name, day, how many should and did attend, what was said."""

    name: str
    held_on: datetime.date
    due: int
    present: int
    remark: str = ""


@dataclass(frozen=True)
class ItemDecision:
    """What was decided on one item: `outcome` agree or refuse; `agreed` in fen (None: all that was asked); votes if counted."""

    outcome: str
    agreed: int | None = None
    reason: str = ""
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstaining: int | None = None


def decide_items(
    actor: Actor,
    uid: uuid.UUID,
    decisions: Mapping[uuid.UUID, ItemDecision],
    *,
    meeting: Meeting,
    expected_version: int | None = None,
    submit_key: str = "",
) -> Application:
    """Record the committee's decision 登记审议决定 on every item the section passed.

    Refused items stop and the branch is told at once; when all are refused, the application ends. Never above what was
    asked, never above the budget where one was set. Raises NotVisible, Refused, Conflict, Invalid.
    """
    this = step("decide")
    with Write(actor, this.action, reason=meeting.remark.strip()) as write:
        application = locked(write, actor, uid, this)
        payload = [str(uid), {str(key): vars(value) for key, value in decisions.items()}, vars(meeting)]
        once = Once(actor, this.action, submit_key, payload)
        if once.done() is not None:
            return application
        ready(actor, application, this, expected_version=expected_version)
        _lock_plan(application)
        budget = _lock_budget(application)
        items = [item for item in lock_items(application) if item.state == ItemState.PASSED]
        every_item(dict(decisions), items, "审议")
        _check_meeting(meeting, application)
        amounts = _amounts(decisions, items, meeting)
        _check_plan(application, items, amounts)
        _check_budget(budget, items, amounts)
        deliberation = write.create(
            Deliberation(
                application=application,
                filing=last_filing(application),
                meeting=meeting.name.strip(),
                held_on=meeting.held_on,
                due=meeting.due,
                present=meeting.present,
                remark=meeting.remark.strip(),
                recorded_by_id=actor.scope.user_id,
                recorded_by_name=actor.actor_name[:60],
            ),
            check=False,
        )
        for item in items:
            item.state = ItemState.AGREED if amounts[item.uid] else ItemState.REFUSED
        set_states(items)
        _keep_decisions(write, application, deliberation, items, decisions, amounts)
        stopped = [(item, decisions[item.uid].reason.strip()) for item in items if item.state == ItemState.REFUSED]
        agreed = total(amounts.values())
        move_to(application, State.DECIDED if agreed else State.REFUSED, this)
        application.decided_on = meeting.held_on
        application.waiting_signers = signers_of(awaiting(application))
        write.save(application)
        if not agreed:
            refused(write, application)
        else:
            if stopped:
                told_stopped(write, application, stopped, "集体审议未同意")
            write.emit(
                ApplicationDecided(
                    application=application.uid,
                    organisation=application.organisation.uid,
                    agreed=agreed,
                    held_on=meeting.held_on,
                )
            )
        once.keep(application.uid)
    return application


def _keep_decisions(
    write: Write,
    application: Application,
    deliberation: Deliberation,
    items: Sequence[Item],
    decisions: Mapping[uuid.UUID, ItemDecision],
    amounts: Mapping[uuid.UUID, int],
) -> None:
    rows = [
        Decision(
            deliberation=deliberation,
            item=item,
            outcome=decisions[item.uid].outcome,
            asked=item.amount,
            agreed=amounts[item.uid],
            reason=decisions[item.uid].reason.strip(),
            votes_for=decisions[item.uid].votes_for,
            votes_against=decisions[item.uid].votes_against,
            votes_abstaining=decisions[item.uid].votes_abstaining,
        )
        for item in items
    ]
    Decision.objects.bulk_create(rows)
    told(
        write,
        application,
        [{"number": row.item.number, "asked": row.asked, "agreed": row.agreed, "reason": row.reason} for row in rows],
    )


def _lock_plan(application: Application) -> None:
    """What is agreed here is taken from the plan's items: nobody else may take from them meanwhile."""
    if application.plan_id is not None:
        Application.objects.select_for_update().get(pk=application.plan_id)


def _lock_budget(application: Application) -> Budget | None:
    same = {
        "organisation_id": application.organisation_id,
        "year": application.year,
        "source": application.source,
    }
    if Budget.objects.select_for_update().filter(**same).first() is None:
        return None
    # The sums are asked for after the lock is held: what another decision promised meanwhile counts.
    budget: Budget | None = Budget.objects.with_sums().filter(**same).first()
    return budget


def _check_meeting(meeting: Meeting, application: Application) -> None:
    errors = {}
    if not meeting.name.strip():
        errors["meeting"] = "请填写会议名称，例如：镇党委会议。"
    if meeting.due < 1 or meeting.present < 1:
        errors["present"] = "请填写应到和实到人数。"
    elif meeting.present > meeting.due:
        errors["present"] = f"实到{meeting.present}人多于应到{meeting.due}人，请核对。"
    if application.filed_on and meeting.held_on < application.filed_on:
        errors["held_on"] = f"会议日期{meeting.held_on}早于申报日期{application.filed_on}，请核对。"
    if errors:
        raise Invalid(errors)
    not_later(meeting.held_on, "held_on", "会议日期")


def _amounts(
    decisions: Mapping[uuid.UUID, ItemDecision], items: Sequence[Item], meeting: Meeting
) -> dict[uuid.UUID, int]:
    amounts: dict[uuid.UUID, int] = {}
    errors: dict[str, str] = {}
    for index, item in enumerate(items):
        given = decisions[item.uid]
        agreed = item.amount if given.agreed is None else given.agreed
        where = f"items[{index}]"
        if given.outcome not in Decision.Outcome.values:
            errors[f"{where}.outcome"] = f"第{item.number}项：请选择同意或不同意。"
        elif given.outcome == Decision.Outcome.REFUSE:
            agreed = 0
            if not given.reason.strip():
                errors[f"{where}.reason"] = f"第{item.number}项：不同意应写明理由，将告知申报人。"
        elif agreed <= 0:
            errors[f"{where}.agreed"] = f"第{item.number}项：同意的金额应大于0；不予列支请选择不同意。"
        elif agreed > item.amount:
            errors[f"{where}.agreed"] = (
                f"第{item.number}项：同意{yuan(agreed, grouped=True)}元，超过申请的{yuan(item.amount, grouped=True)}元。"
            )
        votes = sum(each or 0 for each in (given.votes_for, given.votes_against, given.votes_abstaining))
        if votes > meeting.present:
            errors[f"{where}.votes_for"] = f"第{item.number}项：票数合计{votes}，多于实到{meeting.present}人，请核对。"
        amounts[item.uid] = agreed
    if errors:
        raise Invalid(errors)
    return amounts


def _check_plan(application: Application, items: Sequence[Item], amounts: Mapping[uuid.UUID, int]) -> None:
    wanted: dict[int, int] = {}
    for item in items:
        if item.plan_item_id is not None:
            wanted[item.plan_item_id] = wanted.get(item.plan_item_id, 0) + amounts[item.uid]
    for source in Item.objects.with_money().filter(pk__in=wanted):
        rest = left(source.agreed, source.executed, source.drawn)
        if wanted[source.pk] > rest:
            raise Invalid(
                f"计划第{source.number}项“{source.description}”还可安排{yuan(rest, grouped=True)}元，"
                f"本次同意{yuan(wanted[source.pk], grouped=True)}元，请调减金额。"
            )


def _check_budget(budget: Budget | None, items: Sequence[Item], amounts: Mapping[uuid.UUID, int]) -> None:
    # What draws on a plan was promised when the plan was agreed to.
    fresh = total(amounts[item.uid] for item in items if item.plan_item_id is None)
    available = int(budget.available) if budget is not None else None
    if reason := beyond_budget(fresh, available):
        raise Invalid(reason)
