"""Review by the section 初审: of the whole, with a remark for each item."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from records.funds.choices import ItemState, State
from records.funds.events import ApplicationReturned, ApplicationReviewed
from records.funds.models import Application, Item, ItemReview, ReviewRound
from records.funds.services.common import (
    Once,
    every_item,
    last_filing,
    lock_items,
    locked,
    move_to,
    ready,
    set_states,
    step,
    told,
)
from records.funds.services.replying import told_stopped
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.write import Write


@dataclass(frozen=True)
class ItemOpinion:
    """What the section says to one item: `outcome` is pass or return; a return needs a remark."""

    outcome: str
    remark: str = ""


def review_items(
    actor: Actor,
    uid: uuid.UUID,
    opinions: Mapping[uuid.UUID, ItemOpinion],
    *,
    remark: str = "",
    expected_version: int | None = None,
    submit_key: str = "",
) -> Application:
    """Finish the review and put what passed before the committee 提交审议.

    `opinions` answers every item by uid. Items sent back stop here, and the branch is told at once; when none passes,
    return the whole with `return_application` instead. Raises NotVisible, Refused, Conflict, Invalid.
    """
    this = step("review")
    with Write(actor, this.action, reason=remark.strip()) as write:
        application = locked(write, actor, uid, this)
        once = Once(actor, "funds.review.pass", submit_key, [str(uid), _plain(opinions), remark])
        if once.done() is not None:
            return application
        ready(actor, application, this, expected_version=expected_version)
        items = lock_items(application)
        every_item(dict(opinions), items, "初审")
        _check(opinions, items)
        if not any(opinions[item.uid].outcome == ItemReview.Outcome.PASS for item in items):
            raise Invalid("没有一项通过，请改为退回整份申请。")
        round_ = _round(write, actor, application, ReviewRound.Outcome.PASSED, remark)
        for item in items:
            passed = opinions[item.uid].outcome == ItemReview.Outcome.PASS
            item.state = ItemState.PASSED if passed else ItemState.RETURNED
        set_states(items)
        _keep_opinions(write, application, round_, items, opinions)
        stopped = [(item, opinions[item.uid].remark.strip()) for item in items if item.state == ItemState.RETURNED]
        move_to(application, State.REVIEWED, this)
        write.save(application)
        if stopped:
            told_stopped(write, application, stopped, "组织部门初审未通过")
        once.keep(application.uid)
        write.emit(
            ApplicationReviewed(
                application=application.uid,
                organisation=application.organisation.uid,
                filing=round_.filing.number,
            )
        )
    return application


def return_application(
    actor: Actor,
    uid: uuid.UUID,
    *,
    remark: str,
    opinions: Mapping[uuid.UUID, ItemOpinion] | None = None,
    expected_version: int | None = None,
    submit_key: str = "",
) -> Application:
    """Send the whole back to be mended 退回, with a reason and, if wished, a remark for each item.

    Raises NotVisible, Refused, Conflict, Invalid without any reason.
    """
    this = step("return")
    given = dict(opinions or {})
    with Write(actor, this.action, reason=remark.strip()) as write:
        application = locked(write, actor, uid, this)
        once = Once(actor, "funds.review.return", submit_key, [str(uid), _plain(given), remark])
        if once.done() is not None:
            return application
        ready(actor, application, this, expected_version=expected_version)
        items = lock_items(application)
        _check(given, items)
        reasons = [f"第{item.number}项：{given[item.uid].remark.strip()}" for item in items if _returns(given, item)]
        if not remark.strip() and not reasons:
            raise Invalid({"remark": "请写明退回的理由，申报人据此修改。"})
        round_ = _round(write, actor, application, ReviewRound.Outcome.RETURNED, remark.strip() or "\n".join(reasons))
        _keep_opinions(write, application, round_, [item for item in items if item.uid in given], given)
        move_to(application, State.RETURNED, this)
        write.save(application)
        once.keep(application.uid)
        write.emit(
            ApplicationReturned(
                application=application.uid,
                organisation=application.organisation.uid,
                filing=round_.filing.number,
            )
        )
    return application


def _returns(opinions: Mapping[uuid.UUID, ItemOpinion], item: Item) -> bool:
    return item.uid in opinions and opinions[item.uid].outcome == ItemReview.Outcome.RETURN


def _check(opinions: Mapping[uuid.UUID, ItemOpinion], items: Sequence[Item]) -> None:
    errors = {}
    known = {item.uid for item in items}
    if set(opinions) - known:
        raise Invalid("有事项不在这份申请中，请刷新后重新填写。")
    for index, item in enumerate(items):
        opinion = opinions.get(item.uid)
        if opinion is None:
            continue
        if opinion.outcome not in ItemReview.Outcome.values:
            errors[f"items[{index}].outcome"] = f"第{item.number}项：请选择通过或退回。"
        elif opinion.outcome == ItemReview.Outcome.RETURN and not opinion.remark.strip():
            errors[f"items[{index}].remark"] = f"第{item.number}项：退回应写明理由，申报人据此修改。"
    if errors:
        raise Invalid(errors)


def _round(write: Write, actor: Actor, application: Application, outcome: str, remark: str) -> ReviewRound:
    return write.create(
        ReviewRound(
            application=application,
            filing=last_filing(application),
            outcome=outcome,
            remark=remark.strip(),
            reviewed_by_id=actor.scope.user_id,
            reviewed_by_name=actor.actor_name[:60],
        ),
        check=False,
    )


def _keep_opinions(
    write: Write,
    application: Application,
    round_: ReviewRound,
    items: Sequence[Item],
    opinions: Mapping[uuid.UUID, ItemOpinion],
) -> None:
    ItemReview.objects.bulk_create(
        [
            ItemReview(
                round=round_, item=item, outcome=opinions[item.uid].outcome, remark=opinions[item.uid].remark.strip()
            )
            for item in items
        ]
    )
    told(
        write,
        application,
        [
            {
                "number": item.number,
                "outcome": opinions[item.uid].outcome,
                "remark": opinions[item.uid].remark.strip(),
            }
            for item in items
        ],
    )


def _plain(opinions: Mapping[uuid.UUID, ItemOpinion]) -> dict[str, list[str]]:
    return {str(uid): [each.outcome, each.remark] for uid, each in opinions.items()}
