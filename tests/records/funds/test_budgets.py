"""预算: entries that stay; never cut below what is promised."""

import pytest
from django.core.exceptions import ValidationError

from records.funds import services
from records.funds.models import Budget, BudgetEntry
from records.kit.errors import Refused
from records.kit.models import local_today
from tests.factories import funds
from tests.factories.funds import People, line


def sums() -> tuple[int, int, int, int]:
    row = Budget.objects.with_sums().get()
    return row.allotted, row.promised, row.executed, row.available


def test_what_is_available_is_allotted_less_promised_less_spent(people: People) -> None:
    funds.budget(people, 500000)
    funds.budget(people, 100000, reason="追加", document="柳组〔2026〕8号")
    made = funds.replied(people)
    assert sums() == (600000, 446000, 0, 154000)
    funds.spend(people, made, 200000)
    assert sums() == (600000, 446000, 0, 154000)
    services.settle(people.secretary, made.uid, closing="已办")
    assert sums() == (600000, 0, 200000, 400000)


def test_a_cut_leaves_what_is_promised(people: People) -> None:
    funds.budget(people, 500000)
    funds.decided(people, line(amount=450000))
    with pytest.raises(ValidationError, match="最多可调减500.00元"):
        funds.budget(people, -50001, reason="调减")
    funds.budget(people, -50000, reason="调减")
    assert sums()[3] == 0
    assert BudgetEntry.objects.count() == 2


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"source": "gold"}, "source"),
        ({"year": 1990}, "year"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_does_not_fit_is_named(people: People, fields: dict[str, object], field: str) -> None:
    values = {"year": local_today().year, "source": "dues", "amount": 100, "reason": "年初下达", **fields}
    with pytest.raises(ValidationError) as refused:
        services.set_budget(people.reviewer, people.county.village, **values)  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]
    assert not Budget.objects.exists()


def test_a_branch_does_not_set_its_own_budget(people: People) -> None:
    with pytest.raises(Refused):
        services.set_budget(
            people.secretary, people.county.village, year=2026, source="dues", amount=100, reason="年初下达"
        )


def test_set_twice_by_a_double_press_is_set_once(people: People) -> None:
    assert funds.budget(people, 100, submit_key="b1") == funds.budget(people, 100, submit_key="b1")
    assert sums()[0] == 100
