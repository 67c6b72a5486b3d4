"""Signatures 逐项签署 under what the committee agreed to; who signs is data (SigningRule)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from records.funds.choices import ItemState, State
from records.funds.events import ApplicationSigned
from records.funds.models import Application, Item, SigningRule, SignOff
from records.funds.rules import SignatureRule, applicable, next_signature
from records.funds.services.common import (
    Once,
    every_item,
    lock_items,
    locked,
    move_to,
    ready,
    set_states,
    step,
    told,
)
from records.funds.services.replying import refused, reply, told_stopped
from records.funds.workflow import Step
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid
from records.kit.write import Write
from records.organisations.models import Organisation


@dataclass(frozen=True)
class Signature:
    """What is written under one item: `outcome` sign or reject; a rejection needs a reason."""

    outcome: str
    reason: str = ""


def signing_rules(application: Application) -> list[SignatureRule]:
    """The signatures that a committee asks for on the day it decided: of the nearest organisation that set any."""
    committee, day = application.committee, application.decided_on
    if committee is None or day is None:
        return []
    rules = (
        SigningRule.objects.filter(organisation__path__in=committee.ancestor_paths, valid_from__lte=day)
        .exclude(valid_to__lte=day)
        .select_related("organisation")
    )
    nearest = max((rule.organisation.path for rule in rules), key=len, default="")
    return [
        SignatureRule(rule.signer, rule.title, rule.position, rule.from_amount, rule.source)
        for rule in rules
        if rule.organisation.path == nearest
    ]


def awaiting(application: Application, items: Sequence[Item] | None = None) -> dict[uuid.UUID, SignatureRule]:
    """Whose signature each agreed item waits for, by the item's uid."""
    rules = signing_rules(application)
    rows = items if items is not None else list(Item.objects.filter(application=application).select_related("decision"))
    done: dict[int, list[str]] = {}
    for number, signer in SignOff.objects.filter(application=application).values_list("item_id", "signer"):
        done.setdefault(number, []).append(signer)
    found: dict[uuid.UUID, SignatureRule] = {}
    for item in rows:
        if item.state == ItemState.AGREED:
            required = applicable(rules, application.source, item.decision.agreed)
            turn = next_signature(required, done.get(item.pk, []))
            if turn is not None:
                found[item.uid] = turn
    return found


def signers_of(turns: Mapping[uuid.UUID, SignatureRule]) -> str:
    """The signers whose turn it is, for `Application.waiting_signers`."""
    return ",".join(sorted({rule.signer for rule in turns.values()}))


def signer_for(actor: Actor, application: Application) -> str:
    """In what capacity the actor may sign now; "" when none of the waiting signatures is theirs."""
    committee: Organisation | None = application.committee
    if committee is None:
        return ""
    for rule in sorted(awaiting(application).values(), key=lambda each: (each.position, each.signer)):
        if actor.scope.may(f"funds.sign_{rule.signer}", committee.path):
            return rule.signer
    return ""


def sign_items(
    actor: Actor,
    uid: uuid.UUID,
    signatures: Mapping[uuid.UUID, Signature],
    *,
    signer: str = "",
    expected_version: int | None = None,
    submit_key: str = "",
) -> Application:
    """Sign every item that waits for this signer 逐项签署. `signer` is found from the posts unless given.

    A rejected item stops and the branch is told at once. With the last signature the reply goes out in the same
    transaction. Raises NotVisible, Refused, Conflict, Invalid.
    """
    this = step("sign")
    glance: Application | None = (
        Application.objects.visible_to(actor).select_related("committee").filter(uid=uid).first()
    )
    capacity = signer or (signer_for(actor, glance) if glance is not None else "") or "section"
    with transaction.atomic():
        with Write(actor, f"funds.sign_{capacity}") as write:
            application = locked(write, actor, uid, _as(this, capacity))
            payload = [str(uid), {str(key): vars(value) for key, value in signatures.items()}]
            once = Once(actor, "funds.sign", submit_key, payload)
            if once.done() is not None:
                return application
            ready(actor, application, this, expected_version=expected_version)
            items = lock_items(application)
            turns = awaiting(application, items)
            mine = [item for item in items if item.uid in turns and turns[item.uid].signer == capacity]
            if not mine:
                raise Conflict("现在没有等您签署的事项，请刷新后查看。")
            every_item(dict(signatures), mine, "签署")
            _check(signatures, mine)
            _keep(write, application, mine, signatures, turns[mine[0].uid])
            stopped = [(item, signatures[item.uid].reason.strip()) for item in mine if item.state == ItemState.REJECTED]
            _finish(write, application, items, stopped)
            once.keep(application.uid)
        return reply(application.uid) if application.state == State.SIGNED else application


def _keep(
    write: Write,
    application: Application,
    items: Sequence[Item],
    signatures: Mapping[uuid.UUID, Signature],
    rule: SignatureRule,
) -> None:
    rows = [
        SignOff(
            application=application,
            item=item,
            signer=rule.signer,
            title=rule.title,
            outcome=signatures[item.uid].outcome,
            reason=signatures[item.uid].reason.strip(),
            signed_by_id=write.actor.scope.user_id,
            signed_by_name=write.actor.actor_name[:60],
        )
        for item in items
    ]
    SignOff.objects.bulk_create(rows)
    told(
        write,
        application,
        [{"number": row.item.number, "title": row.title, "outcome": row.outcome, "reason": row.reason} for row in rows],
    )
    for row in rows:
        if row.outcome == SignOff.Outcome.REJECT:
            row.item.state = ItemState.REJECTED


def _finish(write: Write, application: Application, items: Sequence[Item], stopped: Sequence[tuple[Item, str]]) -> None:
    """Mark what has all its signatures; end it, or let it be replied to, or wait for the next signer."""
    this = step("sign")
    turns = awaiting(application, items)
    application.waiting_signers = signers_of(turns)
    for item in items:
        if item.state == ItemState.AGREED and item.uid not in turns:
            item.state = ItemState.SIGNED
    set_states(items)
    if not any(item.state in (ItemState.AGREED, ItemState.SIGNED) for item in items):
        move_to(application, State.REFUSED, this)
        write.save(application)
        refused(write, application)
    elif turns:
        if stopped:
            told_stopped(write, application, stopped, "签署未同意")
        write.save(application)  # the next signer opens the form with a version of its own
    else:
        move_to(application, State.SIGNED, this)
        write.save(application)
        write.emit(ApplicationSigned(application=application.uid, organisation=application.organisation.uid))


def _as(this: Step, capacity: str) -> Step:
    return Step(
        this.name,
        this.label,
        this.sources,
        this.targets,
        f"funds.sign_{capacity}",
        this.place,
        this.told,
        this.four_eyes,
    )


def _check(signatures: Mapping[uuid.UUID, Signature], items: Sequence[Item]) -> None:
    errors = {}
    for index, item in enumerate(items):
        given = signatures[item.uid]
        if given.outcome not in SignOff.Outcome.values:
            errors[f"items[{index}].outcome"] = f"第{item.number}项：请选择同意或不同意。"
        elif given.outcome == SignOff.Outcome.REJECT and not given.reason.strip():
            errors[f"items[{index}].reason"] = f"第{item.number}项：不同意应写明理由，将告知申报人。"
    if errors:
        raise Invalid(errors)
