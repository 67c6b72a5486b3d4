"""设置: what a place sets by itself, within its permission; nothing is deleted, what was decided stays as it was."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from records.access.models import User
from records.audit.models import JournalEntry
from records.funds import services
from records.funds.models import Category, Prohibition, SigningRule
from records.kit.errors import Refused
from records.kit.models import local_today
from records.organisations.roles import Role
from tests.factories import funds
from tests.factories.access import holder, sign_in
from tests.factories.funds import People, line

HOME = "/work/funds/presets/"
TOMORROW = local_today() + datetime.timedelta(days=1)


@pytest.fixture
def county_administrator(people: People) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, people.county.root, "顾明理")


@pytest.fixture
def town_administrator(people: People) -> User:
    return holder(Role.ORGANISATION_ADMINISTRATOR, people.county.town)


def test_a_new_category_can_be_chosen_at_once_and_is_journalled(people: People, county_administrator: User) -> None:
    client = sign_in(Client(), county_administrator)
    sent = {"name": "数字化建设", "code": "digital", "sources": ["work"], "sort_order": "55", "is_active": "on"}
    page = client.post(f"{HOME}categories/new/", {**sent, "reason": "县委组织部通知"}, follow=True).content.decode()
    assert "已新建支出类别：数字化建设" in page
    made = funds.draft(people.secretary, people.county.village, line(category="digital"))
    assert funds.items_of(made)[0].category.code == "digital"
    kept = JournalEntry.objects.get(action="funds.manage_presets")
    assert (kept.actor_name, kept.reason, kept.after["name"]) == ("顾明理", "县委组织部通知", "数字化建设")


def test_a_category_that_is_switched_off_stays_where_it_was_used(people: People, county_administrator: User) -> None:
    made = funds.replied(people, line(category="visit"))
    category = Category.objects.get(code="visit")
    client = sign_in(Client(), county_administrator)
    client.post(f"{HOME}categories/{category.uid}/", {"name": "走访慰问", "sort_order": "30", "code": "other-code"})
    category.refresh_from_db()
    assert (category.is_active, category.code) == (False, "visit")
    assert funds.items_of(made)[0].category == category
    with pytest.raises(ValidationError):
        funds.draft(people.secretary, people.county.village, line(category="visit"))


def test_a_word_points_out_an_item_from_then_on(people: People, county_administrator: User) -> None:
    client = sign_in(Client(), county_administrator)
    sent = {"name": "一次性用品", "words": "纸杯、 瓶装水\n纸杯", "is_active": "on", "basis": "厉行节约"}
    assert client.post(f"{HOME}prohibitions/new/", sent).status_code == 302
    made = Prohibition.objects.get(name="一次性用品")
    assert made.words == ["纸杯", "瓶装水"]
    draft = funds.draft(people.secretary, people.county.village, line("购买瓶装水两箱"))
    assert "厉行节约" in sign_in(Client(), people.secretary).get(f"/work/funds/{draft.uid}/edit/").content.decode()


WRONG: list[tuple[str, dict[str, Any], str]] = [
    ("categories/new/", {"name": "", "code": "x"}, "请填写名称"),
    ("categories/new/", {"name": "甲", "code": "不行"}, "代码只能用"),
    ("categories/new/", {"name": "走访慰问", "code": "again"}, "名称"),
    ("categories/new/", {"name": "甲", "code": "visit"}, "代码"),
    ("categories/new/", {"name": "甲", "code": "x", "sources": ["bribes"]}, ""),
    ("prohibitions/new/", {"name": "甲", "words": " 、 "}, "词语"),
    ("prohibitions/new/", {"name": "甲", "words": "酒"}, "“酒”应为2至20个字"),
    ("prohibitions/new/", {"name": "宴请", "words": "宴请"}, "事项"),
    ("signing/new/", {"organisation": "石桥村党总支"}, "没有找到“石桥村党总支”"),
    ("signing/new/", {"valid_from": str(local_today())}, "请从明天或以后起"),
    ("signing/new/", {"valid_from": "2027-02-30"}, "请填写日期"),
    ("signing/new/", {"from_amount": "一百"}, ""),
    ("signing/new/", {"signer": "nobody"}, ""),
]


@pytest.mark.parametrize(("address", "changes", "says"), WRONG)
def test_what_is_wrong_is_told_and_nothing_typed_is_lost(
    people: People, county_administrator: User, address: str, changes: dict[str, Any], says: str
) -> None:
    usual = {
        "sort_order": "10",
        "organisation": str(people.county.town.uid),
        "signer": "section",
        "title": "组织部门意见",
        "position": "1",
        "valid_from": str(TOMORROW),
        "reason": "打好的事由",
    }
    before = (Category.objects.count(), Prohibition.objects.count(), SigningRule.objects.count())
    answer = sign_in(Client(), county_administrator).post(f"{HOME}{address}", {**usual, **changes})
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert 'value="打好的事由"' in answer.content.decode()
    assert (Category.objects.count(), Prohibition.objects.count(), SigningRule.objects.count()) == before


def rule(actor: User, people: People, **changes: Any) -> SigningRule:
    given = {"signer": "secretary", "title": "党委书记", "position": 2, "valid_from": TOMORROW, **changes}
    return services.add_signing_rule(actor, given.pop("organisation", people.county.town), **given)


def test_who_signs_is_set_by_the_towns_own_administrator_from_tomorrow(
    people: People, town_administrator: User
) -> None:
    client = sign_in(Client(), town_administrator)
    sent = {
        "organisation": str(people.county.town.uid),
        "signer": "secretary",
        "title": "党委书记",
        "position": "1",
        "from_amount": "3000",
        "valid_from": str(TOMORROW),
    }
    assert client.post(f"{HOME}signing/new/", sent).status_code == 302
    made = SigningRule.objects.get()
    assert (made.from_amount, made.valid_from, made.valid_to) == (300000, TOMORROW, None)
    decided = funds.decided(people)
    assert services.signer_for(people.reviewer, decided) == "section"  # what is decided today, as it was
    assert client.post(f"{HOME}signing/new/", sent).status_code == 422  # pressed twice
    assert SigningRule.objects.count() == 1


def test_a_rule_ends_on_a_day_and_stays_readable(people: People, town_administrator: User) -> None:
    made = rule(town_administrator, people)
    later = TOMORROW + datetime.timedelta(days=30)
    client = sign_in(Client(), town_administrator)
    address = f"{HOME}signing/{made.uid}/end/"
    assert client.post(address, {"valid_to": str(local_today())}).status_code == 422
    assert client.post(address, {"valid_to": str(TOMORROW)}).status_code == 422  # it would never have been in force
    assert client.post(address, {"valid_to": str(later)}).status_code == 302
    made.refresh_from_db()
    assert made.valid_to == later
    assert client.post(address, {"valid_to": str(later)}).status_code == 422
    assert str(later) in client.get(HOME).content.decode()
    rule(town_administrator, people, valid_from=later)


def test_a_town_sets_neither_what_is_everyones_nor_its_neighbours(people: People, town_administrator: User) -> None:
    client = sign_in(Client(), town_administrator)
    category = Category.objects.first()
    for address in ("categories/new/", f"categories/{category.uid}/", "prohibitions/new/"):
        assert client.get(f"{HOME}{address}").status_code == 404
        assert client.post(f"{HOME}{address}", {"name": "甲", "code": "x", "words": "甲乙"}).status_code == 404
    with pytest.raises(Refused):
        services.set_category(town_administrator, category.uid, name="改")
    with pytest.raises(Refused):
        services.set_prohibition(town_administrator, name="改", words=["甲乙"])
    with pytest.raises(Refused):
        rule(town_administrator, people, organisation=people.county.neighbour)
    other = rule(
        holder(Role.ORGANISATION_ADMINISTRATOR, people.county.neighbour), people, organisation=people.county.neighbour
    )
    assert client.get(f"{HOME}signing/{other.uid}/end/").status_code == 404
    with pytest.raises(Refused):
        services.end_signing_rule(town_administrator, other.uid, valid_to=TOMORROW)
    assert "云台乡党委" not in client.get(HOME).content.decode()
    category.refresh_from_db()
    assert category.name != "改"


def test_others_find_no_such_page(people: People) -> None:
    for person in (people.secretary, people.reviewer, people.committee, people.auditor):
        client = sign_in(Client(), person)
        for address in ("", "categories/new/", "prohibitions/new/", "signing/new/"):
            assert client.get(f"{HOME}{address}").status_code == 404


def test_the_page_asks_few_queries(
    people: People, county_administrator: User, django_assert_max_num_queries: Callable
) -> None:
    client = sign_in(Client(), county_administrator)
    client.get(HOME)
    with django_assert_max_num_queries(14):
        page = client.get(HOME).content.decode()
    assert "旅游" in page
    assert "教育培训" in page
