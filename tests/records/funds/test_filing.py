"""申报: whole or not at all, numbered without gaps, frozen for ever."""

import datetime

import pytest
from django.core.exceptions import ValidationError

from records.audit.models import JournalEntry
from records.funds import services
from records.funds.choices import ItemState, State
from records.funds.models import Filing, NumberSeries
from records.funds.numbers import initials
from records.funds.rules import differences
from records.funds.snapshots import thawed
from records.kit.errors import Conflict
from records.kit.models import StoredEvent, local_today
from tests.factories import funds
from tests.factories.funds import People, line
from tests.factories.organisations import organisation


def test_filing_hands_it_to_the_nearest_committee_with_a_number(people: People) -> None:
    made = funds.filed(people)
    assert made.state == State.FILED
    assert made.committee == people.county.town
    assert made.serial == f"LX-JF-{local_today().year}-0001"
    assert made.filed_on == local_today()
    assert StoredEvent.objects.filter(name="funds.ApplicationFiled").count() == 1


def test_a_committees_own_application_is_its_own_to_decide(people: People) -> None:
    from records.organisations.roles import Role
    from tests.factories.access import holder

    clerk = holder(Role.ORGANISATION_ADMINISTRATOR, people.county.town)
    made = services.file(clerk, funds.draft(clerk, people.county.town).uid)
    assert made.committee == people.county.town


def test_every_gap_is_said_at_once_and_nothing_happens(people: People) -> None:
    made = services.draft(people.secretary, people.county.village, title="四季度", items=[line(category="", amount=0)])
    entries = JournalEntry.objects.count()
    with pytest.raises(ValidationError) as refused:
        services.file(people.secretary, made.uid)
    assert set(refused.value.message_dict) == {
        "purpose",
        "period_from",
        "views_meeting",
        "views_on",
        "views_present",
        "items[0].category",
        "items[0].amount",
    }
    made.refresh_from_db()
    assert (made.state, made.serial) == (State.DRAFT, None)
    assert not Filing.objects.exists()
    assert not NumberSeries.objects.exists()
    assert JournalEntry.objects.count() == entries


def test_a_number_whose_filing_failed_is_given_again(people: People) -> None:
    first = funds.filed(people)
    bad = services.draft(people.secretary, people.county.village, title="四季度")
    with pytest.raises(ValidationError):
        services.file(people.secretary, bad.uid)
    second = funds.filed(people)
    assert (first.serial[-4:], second.serial[-4:]) == ("0001", "0002")


def test_places_with_the_same_letters_have_numbers_of_their_own(people: People) -> None:
    year = local_today().year
    from records.funds.numbers import next_serial

    other = organisation("龙溪镇党委", parent=people.county.root, kind_code="committee")
    assert next_serial(people.county.town, year) == f"LX-JF-{year}-0001"
    assert next_serial(other, year) == f"LX2-JF-{year}-0001"
    assert next_serial(people.county.town, year) == f"LX-JF-{year}-0002"
    assert next_serial(other, year + 1) == f"LX2-JF-{year + 1}-0001"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("柳溪镇党委", "LX"),
        ("石桥村党总支", "SQ"),
        ("城关街道党工委", "CG"),
        ("清平县委", "QP"),
        ("党委", "DW"),
        ("ABC公司党委", "ABCGS"),
    ],
)
def test_letters_of_a_number(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_form_is_frozen_and_two_filings_can_be_compared(people: People) -> None:
    made = funds.filed(people, line("甲"), line("乙", amount=100))
    services.return_application(people.reviewer, made.uid, remark="乙项请核减")
    first, second = funds.items_of(made)
    services.change_draft(
        people.secretary,
        made.uid,
        items=[line("甲", uid=first.uid), line("乙", amount=90, uid=second.uid)],
        place="党群服务中心",
    )
    again = services.file(people.secretary, made.uid)
    assert again.serial == made.serial
    before, after = (thawed(filing.form) for filing in made.filings.all())
    assert [item.amount for item in before.lines] == [86000, 100]
    assert [(each.label, each.before, each.after) for each in differences(before, after)] == [
        ("活动地点", "", "党群服务中心"),
        ("第2项金额", "1.00元", "0.90元"),
    ]
    assert before.period_to == local_today() + datetime.timedelta(days=30)


def test_a_filing_cannot_be_changed_or_deleted(people: People) -> None:
    filing = funds.filed(people).filings.get()
    filing.form = {}
    with pytest.raises(TypeError, match="append-only"):
        filing.save()
    with pytest.raises(TypeError, match="append-only"):
        filing.delete()
    with pytest.raises(TypeError, match="append-only"):
        Filing.objects.update(form={})
    with pytest.raises(TypeError, match="append-only"):
        Filing.objects.all().delete()


def test_filed_twice_is_filed_once(people: People) -> None:
    made = funds.draft(people.secretary, people.county.village)
    services.file(people.secretary, made.uid, submit_key="k1")
    services.file(people.secretary, made.uid, submit_key="k1")
    assert made.filings.count() == 1
    with pytest.raises(Conflict, match="待初审"):
        services.file(people.secretary, made.uid, submit_key="k2")


def test_a_key_is_not_good_for_another_act(people: People) -> None:
    one = funds.draft(people.secretary, people.county.village)
    other = funds.draft(people.secretary, people.county.village)
    services.file(people.secretary, one.uid, submit_key="k1")
    with pytest.raises(Conflict, match="另一次提交"):
        services.file(people.secretary, other.uid, submit_key="k1")


def test_drafted_twice_is_drafted_once(people: People) -> None:
    made = [services.draft(people.secretary, people.county.village, title="四季度", submit_key="d1") for _ in range(2)]
    assert made[0] == made[1]


def test_withdrawing_needs_a_reason_and_ends_it(people: People) -> None:
    made = funds.filed(people)
    with pytest.raises(ValidationError, match="撤回的原因"):
        services.withdraw(people.secretary, made.uid, reason=" ")
    made = services.withdraw(people.secretary, made.uid, reason="活动取消")
    assert made.state == State.WITHDRAWN
    with pytest.raises(Conflict):
        services.file(people.secretary, made.uid)
    assert JournalEntry.objects.filter(action="funds.withdraw", reason="活动取消").exists()


def test_after_the_review_it_can_no_longer_be_withdrawn(people: People) -> None:
    made = funds.reviewed(people)
    with pytest.raises(Conflict, match="待审议"):
        services.withdraw(people.secretary, made.uid, reason="活动取消")


def test_filing_again_opens_every_item(people: People) -> None:
    made = funds.filed(people)
    services.return_application(people.reviewer, made.uid, remark="请补充")
    services.file(people.secretary, made.uid)
    assert {item.state for item in funds.items_of(made)} == {ItemState.OPEN}
