"""Several at once, really: threads with connections of their own. Never an overspend, never a gap, never a double reversal."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError

from records.funds import services
from records.funds.models import Application, Budget, Execution, Item
from records.kit.errors import Conflict
from tests.factories import funds
from tests.factories.access import again
from tests.factories.funds import People, line
from tests.factories.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def kinds(results: list[Any]) -> list[str]:
    return sorted(type(each).__name__ for each in results)


def test_two_payments_racing_for_the_rest(people: People) -> None:
    made = funds.replied(people, line(amount=100000))
    item = funds.items_of(made)[0]

    def pay() -> Execution:
        return funds.spend(people, Application.objects.get(pk=made.pk), 60000, item)

    results = at_once(pay, pay, pay)
    assert kinds(results) == ["Execution", "Invalid", "Invalid"]
    assert Item.objects.with_money().get(pk=item.pk).left == 40000
    refused = next(each for each in results if isinstance(each, ValidationError))
    assert "余额400.00元" in refused.messages[0]


def test_numbers_given_at_once_have_no_gaps_and_no_doubles(people: People) -> None:
    drafts = [funds.draft(people.secretary, people.county.village, line()) for _ in range(6)]
    results = at_once(*(lambda uid=made.uid: services.file(again(people.secretary), uid) for made in drafts))
    assert kinds(results) == ["Application"] * 6
    numbers = sorted(int(made.serial[-4:]) for made in results)
    assert numbers == [1, 2, 3, 4, 5, 6]


def test_one_entry_reversed_by_two_at_once(people: People) -> None:
    entry = funds.spend(people, funds.replied(people), 100)
    results = at_once(
        *(lambda: services.reverse_execution(again(people.secretary), entry.uid, reason="有误") for _ in range(3))
    )
    assert kinds(results) == ["Conflict", "Conflict", "Execution"]
    assert Execution.objects.filter(reverses=entry).count() == 1


def test_two_decisions_racing_for_one_budget(people: People) -> None:
    funds.budget(people, 100000)
    made = [funds.reviewed(people, line(amount=60000)) for _ in range(2)]

    def decide(application: Application) -> Application:
        answers = {item.uid: services.ItemDecision("agree") for item in funds.items_of(application)}
        return services.decide_items(again(people.committee), application.uid, answers, meeting=funds.meeting())

    results = at_once(*(lambda each=each: decide(each) for each in made))
    assert kinds(results) == ["Application", "Invalid"]
    assert Budget.objects.with_sums().get().available == 40000


def test_a_plan_spent_on_while_an_application_draws_from_it(people: People) -> None:
    plan = funds.replied(people, line("全年轮训", amount=100000), kind="plan")
    source = funds.items_of(plan)[0]
    drawing = funds.reviewed(people, line("第一期", amount=60000, plan_item=source.uid), plan=plan.uid)
    answers = {item.uid: services.ItemDecision("agree") for item in funds.items_of(drawing)}
    results = at_once(
        lambda: funds.spend(people, Application.objects.get(pk=plan.pk), 60000, source),
        lambda: services.decide_items(again(people.committee), drawing.uid, answers, meeting=funds.meeting()),
    )
    assert "Invalid" in kinds(results)
    assert Item.objects.with_money().get(pk=source.pk).left == 40000


def test_one_step_taken_by_two_at_once_is_taken_once(people: People) -> None:
    made = funds.filed(people)
    opinions = {item.uid: services.ItemOpinion("pass") for item in funds.items_of(made)}
    results = at_once(
        lambda: services.review_items(again(people.reviewer), made.uid, opinions),
        lambda: services.withdraw(again(people.secretary), made.uid, reason="活动取消"),
    )
    assert kinds(results) == ["Application", "Conflict"]
    assert any(isinstance(each, Conflict) for each in results)


def test_a_double_press_on_new_makes_one_draft(people: People) -> None:
    results = at_once(
        *(
            lambda: services.draft(
                again(people.secretary), people.county.village, title="四季度", submit_key="new-1", items=[line()]
            )
            for _ in range(3)
        )
    )
    assert kinds(results) == ["Application"] * 3
    assert len({each.pk for each in results}) == 1
    assert Application.objects.count() == 1
