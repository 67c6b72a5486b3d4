"""Role × act: who is refused changes nothing at all. Every role, at the applicant, at the committee, above, and next door."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from records.access.models import User
from records.audit.models import JournalEntry
from records.funds import services
from records.funds.models import Application, Budget, Execution, Item, SigningRule
from records.funds.services import ItemDecision, ItemOpinion, Signature
from records.kit.actors import SYSTEM
from records.kit.errors import NotVisible, Refused
from records.kit.models import StoredEvent, local_today
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories import funds
from tests.factories.access import affiliated, holder, user
from tests.factories.funds import People

Act = Callable[[User, Any, People], Any]

# act → (an application in the state it starts from, the act itself, who may)
BRANCH = {(Role.SECRETARY, "village"), (Role.ORGANISATION_ADMINISTRATOR, "village")}
SECTION = {(Role.SECTION_REVIEWER, "town")}
COMMITTEE = {(Role.COMMITTEE, "town")}
PLACE = {(Role.ORGANISATION_ADMINISTRATOR, "root")}
COMMITTEES_PLACE = {(Role.ORGANISATION_ADMINISTRATOR, place) for place in ("town", "root")}
SOON = local_today() + datetime.timedelta(days=2)
SIGNS: dict[str, Any] = {
    "signer": "secretary",
    "title": "党委书记",
    "position": 9,
    "valid_from": local_today() + datetime.timedelta(days=1),
}
BUDGET = {(Role.SECTION_REVIEWER, place) for place in ("village", "town", "root")}


def drafted(people: People) -> Application:
    return funds.draft(people.secretary, people.county.village)


def paid(people: People) -> Application:
    made = funds.replied(people)
    funds.spend(people, made, 100)
    return made


def settled(people: People) -> Application:
    return services.settle(people.secretary, funds.replied(people).uid, closing="已办")


def all_items(made: Application, answer: Any) -> dict[Any, Any]:
    return {item.uid: answer for item in funds.items_of(made)}


def pay(who: User, made: Application, people: People) -> Any:
    item = funds.items_of(made)[0]
    return services.execute(
        who,
        made.uid,
        item.uid,
        amount=100,
        executed_on=made.replied_on,
        payee="某店",
        voucher_number="1",
        voucher_file=funds.voucher(),
    )


def nobody_signs(people: People) -> Organisation:
    SigningRule.objects.filter(organisation=people.county.town, valid_to=None).update(valid_to=SOON)
    return people.county.town


def somebody_signs(people: People) -> SigningRule:
    return services.add_signing_rule(SYSTEM, nobody_signs(people), **SIGNS)


ACTS: dict[str, tuple[Callable[[People], Any], Act, set[tuple[Role, str]]]] = {
    "draft": (
        lambda people: None,
        lambda who, made, people: services.draft(who, people.county.village, title="四季度"),
        BRANCH,
    ),
    "change": (drafted, lambda who, made, people: services.change_draft(who, made.uid, title="改"), BRANCH),
    "file": (drafted, lambda who, made, people: services.file(who, made.uid), BRANCH),
    "withdraw": (funds.filed, lambda who, made, people: services.withdraw(who, made.uid, reason="取消"), BRANCH),
    "review": (
        funds.filed,
        lambda who, made, people: services.review_items(who, made.uid, all_items(made, ItemOpinion("pass"))),
        SECTION,
    ),
    "return": (
        funds.filed,
        lambda who, made, people: services.return_application(who, made.uid, remark="请补充"),
        SECTION,
    ),
    "decide": (
        funds.reviewed,
        lambda who, made, people: services.decide_items(
            who, made.uid, all_items(made, ItemDecision("agree")), meeting=funds.meeting()
        ),
        COMMITTEE,
    ),
    "sign": (
        funds.decided,
        lambda who, made, people: services.sign_items(who, made.uid, all_items(made, Signature("sign"))),
        SECTION,
    ),
    "execute": (funds.replied, pay, BRANCH),
    "reverse": (
        paid,
        lambda who, made, people: services.reverse_execution(who, made.executions.get().uid, reason="有误"),
        BRANCH,
    ),
    "settle": (funds.replied, lambda who, made, people: services.settle(who, made.uid, closing="已办"), BRANCH),
    "reopen": (settled, lambda who, made, people: services.reopen(who, made.uid, reason="更正"), SECTION),
    "set_budget": (
        lambda people: None,
        lambda who, made, people: services.set_budget(
            who, people.county.village, year=2026, source="dues", amount=100, reason="下达"
        ),
        BUDGET,
    ),
    "set_category": (
        lambda people: None,
        lambda who, made, people: services.set_category(who, name=f"新类{who.pk}", code=f"new-{who.pk}"),
        PLACE,
    ),
    "set_prohibition": (
        lambda people: None,
        lambda who, made, people: services.set_prohibition(who, name=f"不得列支{who.pk}", words=["茶台"]),
        PLACE,
    ),
    "add_signing_rule": (
        nobody_signs,
        lambda who, made, people: services.add_signing_rule(who, made, **SIGNS),
        COMMITTEES_PLACE,
    ),
    "end_signing_rule": (
        somebody_signs,
        lambda who, made, people: services.end_signing_rule(who, made.uid, valid_to=SOON),
        COMMITTEES_PLACE,
    ),
}
PLACES = ("village", "town", "root", "neighbour", "branch")


def state_of_things() -> tuple[Any, ...]:
    """Everything a refused act might have left behind."""
    return (
        list(Application.objects.order_by("pk").values_list("pk", "state", "version", "title")),
        list(Item.objects.order_by("pk").values_list("pk", "state", "amount")),
        Execution.objects.count(),
        Budget.objects.count(),
        JournalEntry.objects.count(),
        StoredEvent.objects.count(),
    )


@pytest.fixture
def everybody(people: People) -> dict[tuple[str, str], User]:
    """Somebody in each role at each place, a member, a person without anything, a visitor's stand-in."""
    county = people.county
    found = {
        (str(role), place): holder(role, getattr(county, place))
        for role in Role
        if role != Role.SITE_ADMINISTRATOR
        for place in PLACES
    }
    found[("member", "affiliated")] = affiliated(county.village)
    found[("nobody", "")] = user()
    return found


@pytest.mark.parametrize("name", ACTS)
def test_who_may_and_who_may_not(name: str, people: People, everybody: dict[tuple[str, str], User]) -> None:
    make, act, allowed = ACTS[name]
    made = make(people)
    may = {(str(role), place) for role, place in allowed}
    for who in sorted(set(everybody) - may):
        before = state_of_things()
        with pytest.raises((Refused, NotVisible)):
            act(everybody[who], made, people)
        assert state_of_things() == before, who
    for who in sorted(may):
        again = made if made is None or who == sorted(may)[0] else make(people)
        act(everybody[who], again, people)


def test_every_write_is_in_the_table() -> None:
    writes = {name for name in services.__all__ if not name[0].isupper() and name not in ("awaiting", "signer_for")}
    covered = {
        "draft": "draft",
        "change": "change_draft",
        "file": "file",
        "withdraw": "withdraw",
        "review": "review_items",
        "return": "return_application",
        "decide": "decide_items",
        "sign": "sign_items",
        "execute": "execute",
        "reverse": "reverse_execution",
        "settle": "settle",
        "reopen": "reopen",
        "set_budget": "set_budget",
        "set_category": "set_category",
        "set_prohibition": "set_prohibition",
        "add_signing_rule": "add_signing_rule",
        "end_signing_rule": "end_signing_rule",
    }
    assert set(covered) == set(ACTS)
    assert set(covered.values()) == writes


def test_out_of_scope_is_not_there_in_scope_is_refused(people: People) -> None:
    made = funds.filed(people)
    with pytest.raises(NotVisible):
        services.withdraw(holder("secretary", people.county.neighbour), made.uid, reason="取消")
    with pytest.raises(Refused):
        services.withdraw(people.auditor, made.uid, reason="取消")


def test_a_narrowed_token_does_only_what_it_names(people: People) -> None:
    made = funds.draft(people.secretary, people.county.village)
    people.secretary.narrow_to(["funds.view"])
    with pytest.raises((Refused, NotVisible)):
        services.file(people.secretary, made.uid)
