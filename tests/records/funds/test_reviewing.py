"""初审: every item answered, a return always says why, what is sent back stops and the branch hears of it at once."""

import uuid

import pytest
from django.core.exceptions import ValidationError

from records.funds import services
from records.funds.choices import ItemState, State
from records.funds.models import ItemReview, Reply, ReviewRound
from records.funds.services import ItemOpinion
from records.kit.errors import Conflict, Refused
from records.kit.models import StoredEvent
from tests.factories import funds
from tests.factories.access import again, holder
from tests.factories.funds import People, line


def opinions(application: object, *outcomes: str, remark: str = "不在使用范围内") -> dict[uuid.UUID, ItemOpinion]:
    items = funds.items_of(application)  # type: ignore[arg-type]
    return {
        item.uid: ItemOpinion(outcome, remark if outcome == "return" else "")
        for item, outcome in zip(items, outcomes, strict=True)
    }


def test_what_passes_goes_on_and_what_is_sent_back_stops(people: People) -> None:
    made = funds.filed(people, line("河道清理"), line("茶台", amount=480000))
    made = services.review_items(people.reviewer, made.uid, opinions(made, "pass", "return"))
    assert made.state == State.REVIEWED
    assert [item.state for item in funds.items_of(made)] == [ItemState.PASSED, ItemState.RETURNED]
    told = Reply.objects.get()
    assert told.kind == Reply.Kind.STOPPED
    assert "第2项“茶台”，申请4,800.00元：组织部门初审未通过。理由：不在使用范围内。" in told.text
    assert "河道清理" not in told.text
    assert [each["number"] for each in told.lines] == [2]


WRONG = [
    (("pass", "return"), " ", "第2项：退回应写明理由"),
    (("pass", "perhaps"), "", "第2项：请选择通过或退回"),
    (("return", "return"), "不符", "没有一项通过"),
]


def test_an_opinion_without_its_reason_changes_nothing(people: People) -> None:
    made = funds.filed(people)
    for outcomes, remark, message in WRONG:
        with pytest.raises(ValidationError, match=message):
            services.review_items(people.reviewer, made.uid, opinions(made, *outcomes, remark=remark))
    made.refresh_from_db()
    assert made.state == State.FILED
    assert not ReviewRound.objects.exists()
    assert not ItemReview.objects.exists()


def test_every_item_wants_an_answer(people: People) -> None:
    made = funds.filed(people)
    given = opinions(made, "pass", "pass")
    first = funds.items_of(made)[0]
    with pytest.raises(ValidationError, match="第2项还没有初审"):
        services.review_items(people.reviewer, made.uid, {first.uid: given[first.uid]})
    with pytest.raises(ValidationError, match="刷新"):
        services.review_items(people.reviewer, made.uid, {**given, uuid.uuid4(): ItemOpinion("pass")})


def test_the_whole_goes_back_with_a_reason_and_can_be_mended(people: People) -> None:
    made = funds.filed(people)
    made = services.return_application(
        people.reviewer, made.uid, remark="", opinions=opinions(made, "pass", "return", remark="请附会议记录")
    )
    assert made.state == State.RETURNED
    round_ = ReviewRound.objects.get()
    assert round_.remark == "第2项：请附会议记录"
    assert [item.state for item in funds.items_of(made)] == [ItemState.OPEN, ItemState.OPEN]
    assert not Reply.objects.exists()
    assert StoredEvent.objects.filter(name="funds.ApplicationReturned").exists()
    made = services.file(people.secretary, made.uid)
    made = services.review_items(people.reviewer, made.uid, opinions(made, "pass", "pass"))
    assert made.state == State.REVIEWED
    assert ReviewRound.objects.count() == 2


def test_returning_without_any_reason_is_refused(people: People) -> None:
    made = funds.filed(people)
    with pytest.raises(ValidationError, match="退回的理由"):
        services.return_application(people.reviewer, made.uid, remark=" ")


def test_only_the_next_level_reviews(people: People) -> None:
    made = funds.filed(people)
    above = holder("section_reviewer", people.county.root)
    with pytest.raises(Refused, match="由柳溪镇党委办理，逐级办理不越级"):
        services.review_items(above, made.uid, opinions(made, "pass", "pass"))


def test_whoever_filed_it_does_not_review_it(people: People) -> None:
    from tests.factories.organisations import post

    post(people.county.town, "section_reviewer", people.secretary)
    both = again(people.secretary)
    made = services.file(both, funds.draft(both, people.county.village).uid)
    with pytest.raises(Refused, match="不能同时审核"):
        services.review_items(both, made.uid, opinions(made, "pass", "pass"))
    with pytest.raises(Refused, match="不能同时审核"):
        services.return_application(both, made.uid, remark="退")


def test_reviewed_twice_is_reviewed_once(people: People) -> None:
    made = funds.filed(people)
    for _ in range(2):
        services.review_items(people.reviewer, made.uid, opinions(made, "pass", "pass"), submit_key="r1")
    assert ReviewRound.objects.count() == 1
    with pytest.raises(Conflict):
        services.review_items(people.reviewer, made.uid, opinions(made, "pass", "pass"))
