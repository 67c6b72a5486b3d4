"""逐项签署: who signs is data; with the last signature the reply goes out in the same transaction, word for word."""

import datetime
import uuid
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from records.funds import services
from records.funds.choices import ItemState, State
from records.funds.models import Reply, SigningRule, SignOff
from records.funds.services import ItemDecision, Signature
from records.kit.errors import Conflict, Refused
from records.kit.models import StoredEvent, local_today
from tests.factories import funds
from tests.factories.access import again, holder
from tests.factories.funds import People, line
from tests.factories.organisations import post

SIGN = Signature("sign")


def rule(people: People, signer: str, title: str, position: int, **fields: Any) -> SigningRule:
    values = {"organisation": people.county.town, "valid_from": datetime.date(2020, 1, 1), **fields}
    return SigningRule.objects.create(signer=signer, title=title, position=position, **values)


def all_signed(application: Any, outcome: Signature = SIGN) -> dict[uuid.UUID, Signature]:
    return {item.uid: outcome for item in funds.items_of(application) if item.state == ItemState.AGREED}


def test_the_last_signature_sends_the_reply(people: People) -> None:
    made = funds.reviewed(people)
    first, second = funds.items_of(made)
    services.decide_items(
        people.committee,
        made.uid,
        {
            first.uid: ItemDecision("agree", agreed=300000, reason="按每人65元核定"),
            second.uid: ItemDecision("refuse", reason="本年已购置"),
        },
        meeting=funds.meeting(),
    )
    made = services.sign_items(people.reviewer, made.uid, {first.uid: SIGN})
    assert (made.state, made.replied_on) == (State.REPLIED, local_today())
    final = made.replies.get(kind="final")
    day = local_today()
    assert final.text == (
        "中共石桥村党总支委员会：\n"
        f"你们申报的“{made.title}”（{made.serial}）收悉。经{day.year}年{day.month}月{day.day}日镇党委会议审议并逐项签署，批复如下：\n"
        "一、同意1项，合计3,000.00元：\n"
        "第1项“冬季党员集中轮训教材”，申请3,600.00元，同意3,000.00元。说明：按每人65元核定。\n"
        "二、不同意1项，请停止实施：\n"
        "第2项“主题党日：河道清理工具和饮水”，申请860.00元：审议不同意。理由：本年已购置。\n"
        "请按同意的金额专款专用，在实施后及时登记执行并上传凭证，不得超支。"
    )
    names = list(StoredEvent.objects.order_by("pk").values_list("name", flat=True))
    assert names[-2:] == ["funds.ApplicationSigned", "funds.ApplicationReplied"]


def test_a_reply_stays_as_it_was_sent(people: People) -> None:
    made = funds.replied(people)
    sent = made.replies.get()
    made.title = "改了名称"
    made.save()
    assert "改了名称" not in Reply.objects.get().text
    sent.text = "另一种说法"
    with pytest.raises(TypeError, match="append-only"):
        sent.save()


def test_signers_sign_in_turn_and_from_an_amount_on(people: People) -> None:
    rule(people, "section", "组织部门", 1)
    rule(people, "secretary", "党委书记", 2, from_amount=300000)
    head = holder("secretary", people.county.town)
    made = funds.decided(people)
    large, small = funds.items_of(made)
    with pytest.raises(Conflict, match="没有等您签署"):
        services.sign_items(head, made.uid, {large.uid: SIGN}, signer="secretary")
    made = services.sign_items(people.reviewer, made.uid, all_signed(made))
    assert made.state == State.DECIDED
    assert [item.state for item in funds.items_of(made)] == [ItemState.AGREED, ItemState.SIGNED]
    assert services.signer_for(head, made) == "secretary"
    assert services.signer_for(people.reviewer, made) == ""
    made = services.sign_items(head, made.uid, {large.uid: SIGN})
    assert made.state == State.REPLIED
    assert list(SignOff.objects.order_by("pk").values_list("item__number", "title")) == [
        (1, "组织部门"),
        (2, "组织部门"),
        (1, "党委书记"),
    ]


def test_a_setting_counts_from_its_day_and_the_nearest_one(people: People) -> None:
    rule(people, "secretary", "县委书记", 1, organisation=people.county.root)
    assert services.signer_for(people.reviewer, funds.decided(people)) == ""
    rule(people, "section", "组织部门", 1, valid_from=local_today() + datetime.timedelta(days=1))
    assert services.signer_for(people.reviewer, funds.decided(people)) == ""
    rule(people, "section", "组织部门", 1)
    assert services.signer_for(people.reviewer, funds.decided(people)) == "section"


def test_one_rejected_the_other_goes_on(people: People) -> None:
    made = funds.decided(people, line("甲"), line("乙"))
    first, second = funds.items_of(made)
    made = services.sign_items(
        people.reviewer, made.uid, {first.uid: SIGN, second.uid: Signature("reject", "重复申请")}
    )
    assert made.state == State.REPLIED
    assert [item.state for item in funds.items_of(made)] == [ItemState.SIGNED, ItemState.REJECTED]
    text = made.replies.get().text
    assert "同意1项" in text
    assert "签署不同意。理由：重复申请。" in text


def test_all_rejected_ends_it(people: People) -> None:
    made = funds.decided(people)
    made = services.sign_items(people.reviewer, made.uid, all_signed(made, Signature("reject", "重复申请")))
    assert made.state == State.REFUSED
    assert "不同意2项" in made.replies.get().text


@pytest.mark.parametrize(
    ("given", "message"), [(Signature("reject"), "不同意应写明理由"), (Signature("later"), "请选择同意或不同意")]
)
def test_a_signature_that_says_nothing_changes_nothing(people: People, given: Signature, message: str) -> None:
    made = funds.decided(people)
    with pytest.raises(ValidationError, match=message):
        services.sign_items(people.reviewer, made.uid, all_signed(made, given))
    assert not SignOff.objects.exists()
    assert not Reply.objects.exists()


def test_a_branch_secretary_does_not_sign_as_the_committees(people: People) -> None:
    rule(people, "secretary", "党委书记", 1)
    made = funds.decided(people)
    with pytest.raises(Refused):
        services.sign_items(people.secretary, made.uid, all_signed(made), signer="secretary")


def test_whoever_filed_it_does_not_sign_it(people: People) -> None:
    post(people.county.town, "section_reviewer", people.secretary)
    both = again(people.secretary)
    made = funds.decided(people)
    with pytest.raises(Refused, match="不能同时审核"):
        services.sign_items(both, made.uid, all_signed(made))


def test_signed_twice_is_signed_once(people: People) -> None:
    made = funds.decided(people)
    signed = all_signed(made)
    for _ in range(2):
        assert services.sign_items(people.reviewer, made.uid, signed, submit_key="s").state == State.REPLIED
    assert SignOff.objects.count() == 2
    assert made.replies.count() == 1
