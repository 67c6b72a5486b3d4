"""台账: everyone in scope finds what was executed, by unit, filing, approval, execution, category, state and source."""

import datetime
import re
from typing import Any

import pytest
from django.test import Client

from records.funds import services
from records.funds.models import Application, Execution
from records.funds.views import ledger
from records.kit.models import local_today
from tests.factories import funds
from tests.factories.access import affiliated, again, holder, sign_in
from tests.factories.funds import People, line

TODAY = local_today()
TOMORROW = TODAY + datetime.timedelta(days=1)
YESTERDAY = TODAY - datetime.timedelta(days=1)


@pytest.fixture
def spent(people: People) -> Application:
    """Two payments of two categories."""
    made = funds.replied(people)
    first, second = funds.items_of(made)
    funds.spend(people, made, 100000, first)
    funds.spend(people, made, 86000, second)
    made.refresh_from_db()
    return made


QUERIES: list[tuple[dict[str, Any], int]] = [
    ({}, 186000),
    ({"filed": (TODAY, TODAY)}, 186000),
    ({"filed": (TOMORROW, None)}, 0),
    ({"approved": (None, TODAY)}, 186000),
    ({"approved": (None, YESTERDAY)}, 0),
    ({"executed": (TODAY, None)}, 186000),
    ({"executed": (None, YESTERDAY)}, 0),
    ({"category": "party-day"}, 86000),
    ({"category": "visit"}, 0),
    ({"state": "executing"}, 186000),
    ({"state": "settled"}, 0),
    ({"source": "dues"}, 186000),
    ({"source": "work"}, 0),
    ({"year": TODAY.year}, 186000),
    ({"year": TODAY.year - 1}, 0),
]


def test_each_key_of_the_query(spent: Application) -> None:
    for query, amount in QUERIES:
        assert Execution.objects.for_ledger(**query).total()["amount"] == amount, query


def test_by_unit_and_all_below(people: People, spent: Application) -> None:
    county = people.county
    for unit, count in (
        (county.root, 2),
        (county.town, 2),
        (county.village, 2),
        (county.branch, 0),
        (county.neighbour, 0),
    ):
        assert Execution.objects.for_ledger(unit=unit.path).count() == count


def test_everyone_in_scope_finds_it_and_nobody_else(people: People, spent: Application) -> None:
    county = people.county
    inside = [people.secretary, people.reviewer, people.committee, people.auditor]
    outside = [
        holder("auditor", county.neighbour),
        holder("publisher", county.town),
        holder("secretary", county.branch),
        affiliated(county.village),
    ]
    for person in inside:
        assert Execution.objects.visible_to(person).count() == 2, person
        assert Application.objects.visible_to(person).count() == 1, person
    for person in outside:
        assert Execution.objects.visible_to(person).count() == 0, person
        assert Application.objects.visible_to(person).count() == 0, person


def test_shares_and_months_add_up_to_the_total(spent: Application) -> None:
    rows = Execution.objects.for_ledger()
    assert [(row["name"], row["amount"], row["count"]) for row in rows.by_category()] == [
        ("教育培训", 100000, 1),
        ("主题党日和“三会一课”", 86000, 1),
    ]
    assert [(row["month"], row["amount"]) for row in rows.by_month()] == [(TODAY.replace(day=1), 186000)]


def test_a_reversal_counts_against(people: People, spent: Application) -> None:
    entry = Execution.objects.get(amount=86000)
    services.reverse_execution(people.secretary, entry.uid, reason="有误")
    assert Execution.objects.for_ledger(category="party-day").total() == {"amount": 0, "count": 2}


def test_pages_by_key_meet_every_entry_once(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    made = funds.replied(people, line(amount=100000))
    for _ in range(5):
        funds.spend(people, made, 100)
    client = sign_in(Client(), people.secretary)
    monkeypatch.setattr(ledger, "PAGE", 2)
    address: str = ""
    seen: list[str] = []
    for _ in range(3):
        page = client.get(f"/work/funds/ledger/{address}").content.decode()
        seen += re.findall(r'class="mono nowrap">([^<]+)<', page)
        older = re.search(r'href="([^"]+)" rel="next"', page)
        address = older[1].replace("&amp;", "&") if older else ""
    codes = [row.code for row in Execution.objects.for_ledger().order_by("-executed_on", "-uid")]
    assert seen == codes
    assert (len(set(seen)), address) == (5, "")


def test_a_draft_is_the_branchs_own_business(people: People) -> None:
    funds.draft(people.secretary, people.county.village)
    assert Application.objects.visible_to(people.secretary).count() == 1
    for person in (people.reviewer, people.committee, people.auditor):
        assert not Application.objects.visible_to(person).exists()


def test_two_posts_one_below_the_other_are_two_places(people: People) -> None:
    from tests.factories.organisations import post

    post(people.county.branch, "secretary", people.secretary)
    both = again(people.secretary)
    own = funds.draft(both, people.county.branch)
    assert Application.objects.visible_to(both).filter(pk=own.pk).exists()


def test_a_moved_branch_takes_its_ledger_along_and_hands_over_what_is_open(people: People, spent: Application) -> None:
    from records.kit.actors import SYSTEM
    from records.organisations import services as organisations

    county = people.county
    waiting = funds.filed(people)
    organisations.move(SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=TODAY, reason="区划调整")
    waiting.refresh_from_db()
    spent.refresh_from_db()
    assert waiting.committee == spent.committee == county.neighbour
    assert str(waiting.serial).startswith("LX-")
    there = holder("section_reviewer", county.neighbour)
    assert Execution.objects.visible_to(there).count() == 2
    assert Application.objects.visible_to(there, "funds.review").count() == 2
    assert not Execution.objects.visible_to(again(people.reviewer)).exists()
