"""集体审议: item by item, never above what was asked, never above the budget; what is refused stops with a reason."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from records.funds import services
from records.funds.choices import ItemState, State
from records.funds.models import Decision, Deliberation, Reply
from records.funds.services import ItemDecision
from records.kit.errors import Refused
from records.kit.models import local_today
from tests.factories import funds
from tests.factories.access import again
from tests.factories.funds import People, line, meeting
from tests.factories.organisations import post

AGREE = ItemDecision("agree")
REFUSE = ItemDecision("refuse", reason="本年已购置")


def decide(people: People, made: Any, *given: ItemDecision, **fields: Any) -> Any:
    items = [item for item in funds.items_of(made) if item.state == ItemState.PASSED]
    answers = {item.uid: each for item, each in zip(items, given, strict=True)}
    return services.decide_items(people.committee, made.uid, answers, meeting=meeting(**fields))


def test_one_agreed_one_refused(people: People) -> None:
    made = decide(people, funds.reviewed(people), ItemDecision("agree", agreed=300000, votes_for=7), REFUSE)
    assert (made.state, made.decided_on) == (State.DECIDED, local_today())
    assert [item.state for item in funds.items_of(made)] == [ItemState.AGREED, ItemState.REFUSED]
    assert list(Decision.objects.order_by("pk").values_list("asked", "agreed", "votes_for")) == [
        (360000, 300000, 7),
        (86000, 0, None),
    ]
    assert "集体审议未同意。理由：本年已购置。" in Reply.objects.get().text


def test_all_refused_ends_it_and_the_branch_is_told(people: People) -> None:
    made = decide(people, funds.reviewed(people), REFUSE, REFUSE)
    assert made.state == State.REFUSED
    reply = Reply.objects.get()
    assert reply.kind == Reply.Kind.FINAL
    assert "不同意2项" in reply.text


def wrong() -> list[tuple[ItemDecision, dict[str, Any], str]]:
    """Made when asked for: a day that has begun meanwhile is another day."""
    return [
        (ItemDecision("agree", agreed=360001), {}, "同意3,600.01元，超过申请的3,600.00元"),
        (ItemDecision("agree", agreed=0), {}, "应大于0"),
        (ItemDecision("agree", agreed=-1), {}, "应大于0"),
        (ItemDecision("refuse"), {}, "不同意应写明理由"),
        (ItemDecision("maybe"), {}, "请选择同意或不同意"),
        (ItemDecision("agree", votes_for=8, votes_against=1), {}, "票数合计9，多于实到8人"),
        (AGREE, {"name": " "}, "会议名称"),
        (AGREE, {"due": 0, "present": 0}, "应到和实到"),
        (AGREE, {"present": 10}, "多于应到"),
        (AGREE, {"held_on": local_today() + datetime.timedelta(days=1)}, "还没有到"),
        (AGREE, {"held_on": local_today() - datetime.timedelta(days=1)}, "早于申报日期"),
    ]


def test_what_does_not_fit_is_refused_and_nothing_happens(people: People) -> None:
    made = funds.reviewed(people)
    for given, fields, message in wrong():
        with pytest.raises(ValidationError, match=message):
            decide(people, made, given, AGREE, **fields)
    made.refresh_from_db()
    assert made.state == State.REVIEWED
    assert not Deliberation.objects.exists()
    assert {item.state for item in funds.items_of(made)} == {ItemState.PASSED}


def test_items_that_were_sent_back_are_not_decided_on(people: People) -> None:
    made = funds.filed(people, line("甲"), line("乙"))
    first, second = funds.items_of(made)
    opinions = {first.uid: services.ItemOpinion("pass"), second.uid: services.ItemOpinion("return", "不符")}
    services.review_items(people.reviewer, made.uid, opinions)
    with pytest.raises(ValidationError, match="不在待审议之列"):
        services.decide_items(people.committee, made.uid, {first.uid: AGREE, second.uid: AGREE}, meeting=meeting())
    assert decide(people, made, AGREE).state == State.DECIDED


def test_the_budget_is_a_bound_where_one_was_set(people: People) -> None:
    funds.budget(people, 400000)
    made = funds.reviewed(people)
    with pytest.raises(ValidationError, match="合计4,460.00元，超过该渠道年度可用预算4,000.00元，超出460.00元"):
        decide(people, made, AGREE, AGREE)
    assert decide(people, made, AGREE, ItemDecision("agree", agreed=40000)).state == State.DECIDED
    more = funds.reviewed(people, line(amount=100))
    with pytest.raises(ValidationError, match="可用预算0.00元"):
        decide(people, more, AGREE)


def test_another_source_has_a_budget_of_its_own(people: People) -> None:
    funds.budget(people, 1)
    made = funds.reviewed(people, source="work")
    assert decide(people, made, AGREE, AGREE).state == State.DECIDED


def test_whoever_filed_it_does_not_decide_on_it(people: People) -> None:
    post(people.county.town, "committee", people.secretary)
    both = again(people.secretary)
    made = funds.reviewed(people)
    with pytest.raises(Refused, match="不能同时审核"):
        services.decide_items(both, made.uid, {item.uid: AGREE for item in funds.items_of(made)}, meeting=meeting())


def test_an_application_under_a_plan_takes_from_its_items(people: People) -> None:
    plan = funds.replied(people, line("全年轮训", amount=100000), kind="plan")
    source = funds.items_of(plan)[0]
    part = line("第一期", amount=70000, plan_item=source.uid)
    first = funds.reviewed(people, part, plan=plan.uid)
    second = funds.reviewed(people, part, plan=plan.uid)
    assert decide(people, first, AGREE).state == State.DECIDED
    with pytest.raises(ValidationError, match="还可安排300.00元，本次同意700.00元"):
        decide(people, second, AGREE)
    assert decide(people, second, ItemDecision("agree", agreed=30000)).state == State.DECIDED


def test_what_a_plan_was_promised_is_not_counted_twice_in_the_budget(people: People) -> None:
    from records.funds.models import Budget

    funds.budget(people, 100000)
    plan = funds.replied(people, line("全年轮训", amount=100000), kind="plan")
    source = funds.items_of(plan)[0]
    made = funds.replied(people, line("第一期", amount=70000, plan_item=source.uid), plan=plan.uid)
    assert Budget.objects.with_sums().get().available == 0
    funds.spend(people, made, 60000)
    services.settle(people.secretary, made.uid, closing="已办")
    assert Budget.objects.with_sums().get().available == 0
    services.settle(people.secretary, plan.uid, closing="全年已办")
    assert Budget.objects.with_sums().get().available == 40000


def test_decisions_cannot_break_the_rule_even_past_the_service(people: People) -> None:
    from django.db import IntegrityError, transaction

    made = funds.reviewed(people)
    deliberation = Deliberation.objects.create(
        application=made,
        filing=made.filings.get(),
        meeting="会",
        held_on=local_today(),
        due=9,
        present=8,
        recorded_by_name="某人",
    )
    item = funds.items_of(made)[0]
    for wrong in (
        {"outcome": "agree", "asked": 100, "agreed": 101},
        {"outcome": "agree", "asked": 100, "agreed": 0},
        {"outcome": "refuse", "asked": 100, "agreed": 1, "reason": "x"},
        {"outcome": "refuse", "asked": 100, "agreed": 0},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.create(deliberation=deliberation, item=item, uid=uuid.uuid4(), **wrong)
