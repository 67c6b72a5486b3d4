"""执行、冲正、结项: never above what was agreed to; a correction is a linked entry the other way, once."""

import datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from records.funds import services
from records.funds.choices import State
from records.funds.models import Budget, Execution, Item
from records.kit.errors import Conflict, NotVisible, Refused
from records.kit.models import StoredEvent, local_today
from tests.factories import funds
from tests.factories.funds import People, line, spend, voucher


def left(application: Any, number: int = 1) -> int:
    return int(Item.objects.with_money().get(application=application, number=number).left)


def test_a_payment_takes_from_what_is_left(people: People) -> None:
    made = funds.replied(people)
    entry = spend(people, made, 100000)
    made.refresh_from_db()
    assert made.state == State.EXECUTING
    assert left(made) == 260000
    assert entry.code == f"{made.serial}-01"
    assert entry.voucher_digest.startswith("sha256:")
    assert default_storage.exists(entry.voucher_file.name)
    assert StoredEvent.objects.get(name="funds.FundsExecuted").payload["amount"] == 100000


def test_an_overspend_is_refused_with_the_exact_rest_and_leaves_nothing(people: People) -> None:
    made = funds.replied(people)
    spend(people, made, 100000)
    stored = len(default_storage.listdir(f"funds/vouchers/{local_today().year}")[1])
    with pytest.raises(ValidationError) as refused:
        spend(people, made, 260001)
    assert refused.value.message_dict == {
        "amount": ["第1项本次2,600.01元，超过该项可用余额2,600.00元，超出0.01元。请核对金额；确需追加的，另行申报。"]
    }
    assert Execution.objects.count() == 1
    assert len(default_storage.listdir(f"funds/vouchers/{local_today().year}")[1]) == stored
    spend(people, made, 260000)
    assert left(made) == 0


def wrong() -> list[tuple[dict[str, Any], str]]:
    """Made when asked for: a day that has begun meanwhile is another day."""
    return [
        ({"amount": 0}, "amount"),
        ({"amount": -100}, "amount"),
        ({"payee": " "}, "payee"),
        ({"voucher_number": ""}, "voucher_number"),
        ({"executed_on": local_today() - datetime.timedelta(days=1)}, "executed_on"),
        ({"executed_on": local_today() + datetime.timedelta(days=1)}, "executed_on"),
        ({"voucher_file": voucher("发票.exe")}, "voucher_file"),
        ({"voucher_file": voucher("发票.pdf", b"MZ\x90\x00")}, "voucher_file"),
        ({"voucher_file": voucher("发票.pdf", b"")}, "voucher_file"),
    ]


def test_what_does_not_fit_is_named_at_its_field(people: People) -> None:
    made = funds.replied(people)
    for fields, field in wrong():
        with pytest.raises(ValidationError) as refused:
            spend(people, made, **{"amount": 100, **fields})
        assert list(refused.value.message_dict) == [field]
    assert not Execution.objects.exists()


def test_before_the_reply_nothing_is_spent(people: People) -> None:
    made = funds.decided(people)
    with pytest.raises(Conflict, match="“已批复”、“执行中”时才能登记执行"):
        spend(people, made, 100)


def test_a_stopped_item_is_not_spent_on(people: People) -> None:
    made = funds.filed(people, line("甲"), line("乙"))
    first, second = funds.items_of(made)
    services.review_items(
        people.reviewer,
        made.uid,
        {first.uid: services.ItemOpinion("pass"), second.uid: services.ItemOpinion("return", "不符")},
    )
    services.decide_items(
        people.committee, made.uid, {first.uid: services.ItemDecision("agree")}, meeting=funds.meeting()
    )
    services.sign_items(people.reviewer, made.uid, {first.uid: services.Signature("sign")})
    with pytest.raises(Conflict, match="第2项是“初审退回”，不能执行"):
        spend(people, made, 100, second)


def test_an_item_of_another_application_is_not_there(people: People) -> None:
    one, other = funds.replied(people), funds.replied(people)
    with pytest.raises(NotVisible):
        spend(people, one, 100, funds.items_of(other)[0])


def test_paid_twice_by_a_double_press_is_paid_once(people: People) -> None:
    made = funds.replied(people)
    values = {"voucher_number": "1", "submit_key": "e1"}
    assert spend(people, made, 100, **values) == spend(people, made, 100, **values)
    assert Execution.objects.count() == 1
    with pytest.raises(Conflict, match="另一次提交"):
        spend(people, made, 200, **values)


def test_a_reversal_is_linked_and_gives_the_money_back(people: People) -> None:
    made = funds.replied(people)
    entry = spend(people, made, 100000)
    reversal = services.reverse_execution(people.secretary, entry.uid, reason="发票开具有误")
    assert (reversal.amount, reversal.reverses, reversal.number) == (-100000, entry, 2)
    assert left(made) == 360000
    assert Execution.objects.count() == 2
    assert Execution.objects.total() == {"amount": 0, "count": 2}


def test_no_double_reversal_no_reversal_of_a_reversal(people: People) -> None:
    made = funds.replied(people)
    entry = spend(people, made, 100000)
    reversal = services.reverse_execution(people.secretary, entry.uid, reason="有误")
    with pytest.raises(Conflict, match="已经冲正过"):
        services.reverse_execution(people.secretary, entry.uid, reason="有误")
    with pytest.raises(Conflict, match="不能再冲正"):
        services.reverse_execution(people.secretary, reversal.uid, reason="有误")


def test_a_reversal_says_why_and_not_before_the_payment(people: People) -> None:
    entry = spend(people, funds.replied(people), 100)
    with pytest.raises(ValidationError, match="冲正的原因"):
        services.reverse_execution(people.secretary, entry.uid, reason=" ")
    with pytest.raises(ValidationError, match="早于原执行日期"):
        services.reverse_execution(
            people.secretary, entry.uid, reason="有误", executed_on=local_today() - datetime.timedelta(days=1)
        )


def test_the_database_itself_refuses_a_second_reversal_and_a_wrong_sign(people: People) -> None:
    made = funds.replied(people)
    entry = spend(people, made, 100000)
    services.reverse_execution(people.secretary, entry.uid, reason="有误")
    base = {
        "organisation": made.organisation,
        "org_path": made.org_path,
        "application": made,
        "item": entry.item,
        "executed_on": local_today(),
        "payee": "某店",
        "voucher_number": "1",
        "note": "x",
        "voucher_size": 1,
    }
    for wrong in (
        {"number": 8, "amount": -100000, "reverses": entry},
        {"number": 8, "amount": -1},
        {"number": 8, "amount": 1, "reverses": entry},
        {"number": 1, "amount": 1},
        {"number": 8, "amount": 1, "voucher_size": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Execution.objects.create(**{**base, **wrong})


def test_the_ledger_is_only_added_to(people: People) -> None:
    entry = spend(people, funds.replied(people), 100)
    entry.amount = 1
    with pytest.raises(TypeError, match="append-only"):
        entry.save()
    with pytest.raises(TypeError, match="append-only"):
        Execution.objects.update(amount=1)
    with pytest.raises(TypeError, match="append-only"):
        Execution.objects.all().delete()


def test_settled_is_closed_and_frees_what_was_not_spent(people: People) -> None:
    funds.budget(people, 446000)
    made = funds.replied(people)
    assert Budget.objects.with_sums().get().available == 0
    spend(people, made, 100000)
    with pytest.raises(ValidationError, match="结项总结"):
        services.settle(people.secretary, made.uid, closing=" ")
    made = services.settle(people.secretary, made.uid, closing="12月5日在党群服务中心轮训46人。")
    assert made.state == State.SETTLED
    assert Budget.objects.with_sums().get().available == 346000
    with pytest.raises(Conflict, match="已结项"):
        spend(people, made, 100)
    assert StoredEvent.objects.get(name="funds.ApplicationSettled").payload["executed"] == 100000


def test_the_section_may_open_it_again_while_the_budget_holds(people: People) -> None:
    funds.budget(people, 446000)
    made = funds.replied(people)
    entry = spend(people, made, 100000)
    services.settle(people.secretary, made.uid, closing="已办")
    with pytest.raises(Refused):
        services.reopen(people.secretary, made.uid, reason="更正")
    made = services.reopen(people.reviewer, made.uid, reason="凭证有误")
    assert made.state == State.EXECUTING
    services.reverse_execution(people.secretary, entry.uid, reason="凭证有误")
    services.settle(people.secretary, made.uid, closing="已办")
    assert funds.decided(people, line(amount=446000)).state == State.DECIDED
    with pytest.raises(ValidationError, match="超过该渠道年度可用预算"):
        services.reopen(people.reviewer, made.uid, reason="再改")


def test_money_drawn_from_a_plan_cannot_be_spent_on_the_plan_too(people: People) -> None:
    plan = funds.replied(people, line("全年轮训", amount=100000), kind="plan")
    source = funds.items_of(plan)[0]
    funds.decided(people, line("第一期", amount=70000, plan_item=source.uid), plan=plan.uid)
    with pytest.raises(ValidationError, match="余额300.00元"):
        spend(people, plan, 30001)
    spend(people, plan, 30000)
