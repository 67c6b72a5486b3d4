"""The branch hears what became of its application: once, word for word."""

import pytest

from records.alerts.models import Notice
from records.funds import services
from records.kit import events
from records.kit.models import ReactionRun
from tests.factories import funds
from tests.factories.funds import People


def deliver() -> None:
    for number in ReactionRun.objects.order_by("pk").values_list("pk", flat=True):
        events.run_reaction(number)


@pytest.mark.django_db(transaction=True)
def test_returned_and_replied(people: People) -> None:
    made = funds.filed(people)
    services.return_application(people.reviewer, made.uid, remark="请附会议记录")
    services.file(people.secretary, made.uid)
    items = {item.uid: services.ItemOpinion("pass") for item in funds.items_of(made)}
    services.review_items(people.reviewer, made.uid, items)
    decisions = {item.uid: services.ItemDecision("agree") for item in funds.items_of(made)}
    services.decide_items(people.committee, made.uid, decisions, meeting=funds.meeting())
    services.sign_items(people.reviewer, made.uid, {uid: services.Signature("sign") for uid in decisions})
    deliver()
    deliver()
    told = list(Notice.objects.order_by("pk"))
    assert [(each.user, each.title) for each in told] == [
        (people.secretary, f"经费申请被退回：{made.title}"),
        (people.secretary, f"批复：{made.title}"),
    ]
    assert told[0].text == "请附会议记录"
    assert told[1].text == made.replies.get().text
    assert told[1].url == f"/work/funds/{made.uid}/"
