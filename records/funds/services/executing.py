"""Execution 执行, reversal 冲正, settlement 结项: money is spent under a lock, never above what was agreed to."""

import datetime
import uuid
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db.models import Sum

from records.funds import files
from records.funds.choices import ItemState, State
from records.funds.events import ApplicationReopened, ApplicationSettled, ExecutionReversed, FundsExecuted
from records.funds.models import Application, Budget, Execution, Item
from records.funds.rules import beyond_budget, left, overspend
from records.funds.services.common import Once, locked, move_to, not_later, ready, step
from records.kit.actors import Actor
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.models import local_today
from records.kit.write import Write


def execute(
    actor: Actor,
    uid: uuid.UUID,
    item: uuid.UUID,
    *,
    amount: int,
    executed_on: datetime.date,
    payee: str,
    voucher_number: str,
    voucher_file: "UploadedFile[Any]",
    note: str = "",
    expected_version: int | None = None,
    submit_key: str = "",
) -> Execution:
    """Record a payment for a signed item 登记执行, with its voucher; `amount` in fen.

    Locks the application, then the item; what is left is summed under the lock. Raises NotVisible, Refused, Conflict,
    Invalid: an overspend names the exact rest.
    """
    this = step("execute")
    files.check(voucher_file)
    stored: Execution | None = None
    try:
        with Write(actor, this.action) as write:
            application = locked(write, actor, uid, this)
            payload = [str(uid), str(item), amount, executed_on, payee, voucher_number, note]
            once = Once(actor, this.action, submit_key, payload)
            if (done := once.done()) is not None:
                return _entry(actor, done)
            ready(actor, application, this, expected_version=expected_version)
            row = _spendable_item(application, item)
            _check(application, amount, executed_on, payee, voucher_number)
            if reason := overspend(amount, left(row.agreed, row.executed, row.drawn)):
                raise Invalid({"amount": f"第{row.number}项{reason}"})
            stored = Execution(
                organisation=application.organisation,
                org_path=application.org_path,
                application=application,
                item=row,
                number=_next_number(application),
                amount=amount,
                executed_on=executed_on,
                payee=payee.strip(),
                voucher_number=voucher_number.strip(),
                voucher_file=voucher_file,
                voucher_name=files.shown_name(voucher_file.name or ""),
                voucher_size=voucher_file.size or 0,
                voucher_digest=files.digest_of(voucher_file),
                note=note.strip(),
                entered_by_id=actor.scope.user_id,
                entered_by_name=actor.actor_name[:60],
            )
            write.create(stored, check=False)
            move_to(application, State.EXECUTING, this)
            write.save(application)
            once.keep(stored.uid)
            write.emit(
                FundsExecuted(
                    application=application.uid,
                    organisation=application.organisation.uid,
                    execution=stored.uid,
                    amount=amount,
                    executed_on=executed_on,
                )
            )
    except BaseException:
        _forget_file(stored)
        raise
    return stored


def reverse_execution(
    actor: Actor,
    uid: uuid.UUID,
    *,
    reason: str,
    executed_on: datetime.date | None = None,
    submit_key: str = "",
) -> Execution:
    """Turn an entry of the ledger round 冲正: a new entry of the same amount the other way, linked to it; once.

    Raises NotVisible, Refused, Conflict (reversed already, itself a reversal, or the application is settled), Invalid.
    """
    this = step("execute")
    day = executed_on or local_today()
    glance = Execution.objects.visible_to(actor).filter(uid=uid).select_related("application").first()
    if glance is None:
        raise NotVisible()
    with Write(actor, this.action, reason=reason.strip()) as write:
        application = locked(write, actor, glance.application.uid, this)
        once = Once(actor, "funds.reverse", submit_key, [str(uid), reason, day])
        if (done := once.done()) is not None:
            return _entry(actor, done)
        ready(actor, application, this)
        Item.objects.select_for_update().get(pk=glance.item_id)
        entry: Execution = Execution.objects.select_for_update(of=("self",)).get(pk=glance.pk)
        if entry.reverses_id is not None:
            raise Conflict("冲正条目不能再冲正；如需恢复，请重新登记执行。")
        if Execution.objects.filter(reverses=entry).exists():
            raise Conflict("这笔执行已经冲正过，不能重复冲正。")
        if not reason.strip():
            raise Invalid({"reason": "请写明冲正的原因，例如：发票开具有误，已退款。"})
        not_later(day, "executed_on", "冲正日期")
        if day < entry.executed_on:
            raise Invalid({"executed_on": f"冲正日期{day}早于原执行日期{entry.executed_on}，请核对。"})
        reversal = write.create(
            Execution(
                organisation=application.organisation,
                org_path=application.org_path,
                application=application,
                item_id=entry.item_id,
                number=_next_number(application),
                amount=-entry.amount,
                executed_on=day,
                payee=entry.payee,
                voucher_number=entry.voucher_number,
                note=reason.strip(),
                reverses=entry,
                entered_by_id=actor.scope.user_id,
                entered_by_name=actor.actor_name[:60],
            ),
            check=False,
        )
        write.save(application)
        once.keep(reversal.uid)
        write.emit(
            ExecutionReversed(
                application=application.uid,
                organisation=application.organisation.uid,
                execution=reversal.uid,
                reverses=entry.uid,
                amount=reversal.amount,
            )
        )
    return reversal


def settle(
    actor: Actor, uid: uuid.UUID, *, closing: str, expected_version: int | None = None, submit_key: str = ""
) -> Application:
    """Close an application 结项 with a summary of what was done; what was not spent is free again for the budget.

    Raises NotVisible, Refused, Conflict, Invalid without a summary.
    """
    this = step("settle")
    with Write(actor, this.action) as write:
        application = locked(write, actor, uid, this)
        once = Once(actor, this.action, submit_key, [str(uid), closing])
        if once.done() is not None:
            return application
        ready(actor, application, this, expected_version=expected_version)
        if not closing.strip():
            raise Invalid({"closing": "请填写结项总结：实际开展的时间、地点、人数、内容和效果。"})
        application.closing = closing.strip()
        application.settled_on = local_today()
        move_to(application, State.SETTLED, this)
        write.save(application)
        once.keep(application.uid)
        write.emit(
            ApplicationSettled(
                application=application.uid,
                organisation=application.organisation.uid,
                executed=spent(application),
            )
        )
    return application


def reopen(actor: Actor, uid: uuid.UUID, *, reason: str, expected_version: int | None = None) -> Application:
    """Open a settled application again 重新打开, so that an entry can be corrected. Raises Invalid without a reason or
    when the budget has meanwhile been promised elsewhere."""
    this = step("reopen")
    with Write(actor, this.action, reason=reason.strip()) as write:
        application = locked(write, actor, uid, this)
        ready(actor, application, this, expected_version=expected_version)
        if not reason.strip():
            raise Invalid({"reason": "请写明重新打开的原因。"})
        _check_budget_again(application)
        application.settled_on = None
        move_to(application, State.EXECUTING, this)
        write.save(application)
        write.emit(ApplicationReopened(application=application.uid, organisation=application.organisation.uid))
    return application


def spent(application: Application) -> int:
    """What was spent of an application in all, fen."""
    return int(application.executions.aggregate(total=Sum("amount"))["total"] or 0)


def _spendable_item(application: Application, uid: uuid.UUID) -> Any:
    item = Item.objects.select_for_update().filter(application=application, uid=uid).first()
    if item is None:
        raise NotVisible()
    if item.state != ItemState.SIGNED:
        raise Conflict(f"第{item.number}项是“{ItemState(item.state).label}”，不能执行。")
    # Summed by a query of its own after the lock: it sees what the holder before has committed.
    return Item.objects.with_money().select_related("application").get(pk=item.pk)


def _check(application: Application, amount: int, executed_on: datetime.date, payee: str, voucher_number: str) -> None:
    errors = {}
    if amount <= 0:
        errors["amount"] = "金额应大于0；更正请用冲正。"
    if not payee.strip():
        errors["payee"] = "请填写收款方，与凭证一致。"
    if not voucher_number.strip():
        errors["voucher_number"] = "请填写凭证号，例如发票号码。"
    if application.replied_on and executed_on < application.replied_on:
        errors["executed_on"] = f"执行日期{executed_on}早于批复日期{application.replied_on}，批复前不能支出，请核对。"
    if errors:
        raise Invalid(errors)
    not_later(executed_on, "executed_on", "执行日期")


def _next_number(application: Application) -> int:
    return int(Execution.objects.filter(application=application).count()) + 1


def _entry(actor: Actor, uid: uuid.UUID) -> Execution:
    entry: Execution = Execution.objects.visible_to(actor).select_related("application", "item").get(uid=uid)
    return entry


def _check_budget_again(application: Application) -> None:
    same: dict[str, Any] = {
        "organisation_id": application.organisation_id,
        "year": application.year,
        "source": application.source,
    }
    if Budget.objects.select_for_update().filter(**same).first() is None:
        return
    budget = Budget.objects.with_sums().get(**same)
    rows = Item.objects.with_money().filter(application=application, state=ItemState.SIGNED, plan_item__isnull=True)
    again = sum(row.agreed - row.executed - row.drawn for row in rows)
    if reason := beyond_budget(again, int(budget.available)):
        raise Invalid(reason)


def _forget_file(entry: Execution | None) -> None:
    """The write failed: a voucher that was stored already belongs to nothing."""
    name = entry.voucher_file.name if entry is not None and entry.voucher_file else None
    # Before it is stored the name is the one the person gave, under which nothing of ours lies.
    if entry is not None and name and name.startswith(files.PLACE):
        entry.voucher_file.storage.delete(name)
