"""Budgets 预算: allotted, added to, cut; each an entry that stays."""

import datetime

from records.funds.choices import Source
from records.funds.events import BudgetSet
from records.funds.models import Budget, BudgetEntry
from records.funds.services.common import Once, not_later
from records.kit.actors import Actor
from records.kit.errors import Invalid
from records.kit.models import local_today
from records.kit.money import yuan
from records.kit.write import Write
from records.organisations.models import Organisation


def set_budget(
    actor: Actor,
    organisation: Organisation,
    *,
    year: int,
    source: str,
    amount: int,
    reason: str,
    document: str = "",
    occurred_on: datetime.date | None = None,
    submit_key: str = "",
) -> BudgetEntry:
    """Allot money to an organisation, add to it, or cut it (a negative `amount`, fen) 下达、追加、调减预算.

    Raises Refused, Invalid (a cut below what is promised or spent already), Conflict.
    """
    day = occurred_on or local_today()
    with Write(actor, "funds.set_budget", reason=reason.strip()) as write:
        write.at(organisation)
        payload = [str(organisation.uid), year, source, amount, reason, document, day]
        once = Once(actor, "funds.set_budget", submit_key, payload)
        if (done := once.done()) is not None:
            return BudgetEntry.objects.get(uid=done)
        _check(year, source, amount, reason, day)
        budget = _locked_budget(write, organisation, year, source)
        available = int(Budget.objects.with_sums().get(pk=budget.pk).available)
        if available + amount < 0:
            raise Invalid(
                {
                    "amount": f"调减{yuan(-amount, grouped=True)}元后不够已安排的支出，最多可调减{yuan(max(available, 0), grouped=True)}元。"
                }
            )
        entry = write.create(
            BudgetEntry(
                budget=budget,
                amount=amount,
                occurred_on=day,
                document=document.strip(),
                reason=reason.strip(),
                entered_by_id=actor.scope.user_id,
                entered_by_name=actor.actor_name[:60],
            ),
            check=False,
        )
        once.keep(entry.uid)
        write.emit(BudgetSet(budget=budget.uid, organisation=organisation.uid, year=year, amount=amount))
    return entry


def _locked_budget(write: Write, organisation: Organisation, year: int, source: str) -> Budget:
    Budget.objects.get_or_create(
        organisation=organisation, year=year, source=source, defaults={"org_path": organisation.path}
    )
    budget: Budget = Budget.objects.select_for_update(of=("self",)).get(
        organisation=organisation, year=year, source=source
    )
    write.watch(budget)
    write.save(budget)
    return budget


def _check(year: int, source: str, amount: int, reason: str, day: datetime.date) -> None:
    errors = {}
    if source not in Source.values:
        errors["source"] = "请选择列支渠道。"
    if not 2000 <= year <= local_today().year + 1:
        errors["year"] = f"年度应在2000至{local_today().year + 1}之间。"
    if amount == 0:
        errors["amount"] = "金额不能为0。"
    if not reason.strip():
        errors["reason"] = "请填写说明，例如：年初下达。"
    if errors:
        raise Invalid(errors)
    not_later(day, "occurred_on", "日期")
