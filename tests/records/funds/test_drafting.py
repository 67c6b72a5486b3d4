"""起草: half filled in is fine, wrong is named at its line, nothing half-done stays."""

import decimal
import uuid

import pytest
from django.core.exceptions import ValidationError

from records.funds import services
from records.funds.choices import ItemState, State
from records.funds.models import Application, Item
from records.funds.services import ItemInput
from records.kit.errors import Conflict
from tests.factories import funds
from tests.factories.funds import People, line


def test_a_title_is_enough_for_a_draft(people: People) -> None:
    made = services.draft(people.secretary, people.county.village, title="四季度")
    assert (made.state, made.serial, made.items.count()) == (State.DRAFT, None, 0)
    assert made.drafted_by == people.secretary


def test_without_a_title_nothing_is_kept(people: People) -> None:
    with pytest.raises(ValidationError, match="请填写名称"):
        services.draft(people.secretary, people.county.village, title=" ", items=[line()])
    assert not Application.objects.exists()
    assert not Item.objects.exists()


def test_amount_follows_from_quantity_and_price(people: People) -> None:
    made = funds.draft(people.secretary, people.county.village, funds.training())
    assert funds.items_of(made)[0].amount == 360000


def test_empty_lines_are_left_out_and_the_others_counted(people: People) -> None:
    made = services.draft(
        people.secretary,
        people.county.village,
        title="四季度",
        items=[ItemInput(), line("甲"), ItemInput(), line("乙")],
    )
    assert [(item.number, item.description) for item in funds.items_of(made)] == [(1, "甲"), (2, "乙")]


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"category": "no-such"}, "items[1].category"),
        ({"amount": -1}, "items[1].amount"),
        ({"quantity": decimal.Decimal("-2")}, "items[1].quantity"),
        ({"unit_price": -5}, "items[1].unit_price"),
        ({"description": "长" * 201}, "items[1].description"),
        ({"uid": uuid.uuid4()}, "items[1].description"),
        ({"plan_item": uuid.uuid4()}, "items[1].plan_item"),
    ],
)
def test_a_wrong_line_is_named_and_nothing_stays(people: People, fields: dict[str, object], key: str) -> None:
    wrong = ItemInput(**{"description": "乙", "amount": 1, **fields})  # type: ignore[arg-type]
    with pytest.raises(ValidationError) as refused:
        services.draft(people.secretary, people.county.village, title="四季度", items=[line(), wrong])
    assert list(refused.value.message_dict) == [key]
    assert "第2行" in refused.value.messages[0]
    assert not Application.objects.exists()


def test_more_lines_than_anyone_reads_are_refused(people: People) -> None:
    with pytest.raises(ValidationError, match="最多60项"):
        services.draft(people.secretary, people.county.village, title="四季度", items=[line()] * 61)


def test_changing_replaces_the_lines_by_their_uid(people: People) -> None:
    made = funds.draft(people.secretary, people.county.village, line("甲"), line("乙"))
    first, second = funds.items_of(made)
    services.change_draft(
        people.secretary, made.uid, items=[line("丙"), line("乙改", uid=second.uid)], title="新名称", expected_version=1
    )
    made.refresh_from_db()
    assert (made.title, made.version) == ("新名称", 2)
    assert [(item.number, item.description) for item in funds.items_of(made)] == [(1, "丙"), (2, "乙改")]
    first.refresh_from_db()
    assert first.state == ItemState.DROPPED


def test_a_line_that_was_filed_keeps_its_number(people: People) -> None:
    made = funds.filed(people, line("甲"), line("乙"))
    services.return_application(people.reviewer, made.uid, remark="请补充")
    _first, second = funds.items_of(made)
    services.change_draft(people.secretary, made.uid, items=[line("乙", uid=second.uid), line("丙")])
    assert [(item.number, item.description) for item in funds.items_of(made)] == [(2, "乙"), (3, "丙")]


def test_whoever_is_slower_is_told(people: People) -> None:
    made = funds.draft(people.secretary, people.county.village)
    services.change_draft(people.secretary, made.uid, title="先改的", expected_version=1)
    with pytest.raises(Conflict):
        services.change_draft(people.secretary, made.uid, title="后改的", expected_version=1)
    made.refresh_from_db()
    assert made.title == "先改的"


def test_what_is_filed_cannot_be_changed(people: People) -> None:
    made = funds.filed(people)
    with pytest.raises(Conflict, match="待初审"):
        services.change_draft(people.secretary, made.uid, title="改")


def test_an_application_refers_only_to_a_plan_that_was_replied_to(people: People) -> None:
    plan = funds.replied(people, kind="plan")
    made = services.draft(people.secretary, people.county.village, title="按计划", plan=plan.uid)
    assert made.plan == plan
    other = funds.filed(people, kind="plan")
    with pytest.raises(ValidationError, match="已批复的计划"):
        services.draft(people.secretary, people.county.village, title="按计划", plan=other.uid)


@pytest.mark.parametrize("year", [1999, 2099])
def test_a_year_far_away_is_a_slip(people: People, year: int) -> None:
    with pytest.raises(ValidationError, match="年度"):
        services.draft(people.secretary, people.county.village, title="四季度", year=year)
