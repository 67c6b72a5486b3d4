"""Role × act: who is refused changes nothing at all. Every role, at the assessed organisation, the issuer, above, next door."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from records.access.models import User
from records.assessments import services
from records.assessments.models import Adjustment, Evidence, Result, Scheme, Score, Sheet, Task
from records.assessments.services import ReviewScore, SelfScore
from records.audit.models import JournalEntry
from records.kit.errors import NotVisible, Refused
from records.kit.models import Job, StoredEvent
from records.organisations.roles import Role
from tests.factories import assessments
from tests.factories.access import affiliated, holder, user
from tests.factories.assessments import People

Act = Callable[[User, Any, People], Any]

BRANCH = {(Role.SECRETARY, "village"), (Role.ORGANISATION_ADMINISTRATOR, "village")}
SECTION = {(Role.SECTION_REVIEWER, "town")}
COMMITTEE = {(Role.COMMITTEE, "town")}


def drafted_scheme(people: People) -> Scheme:
    return services.draft_scheme(people.reviewer, people.county.town, items=assessments.ITEMS, name="考核")


def issuing(people: People) -> Task:
    return services.issue(people.reviewer, assessments.drafted(people).uid)


def settled_task(people: People) -> Task:
    return assessments.assessed(people).task


def ended(people: People) -> Task:
    return services.close_task(people.reviewer, assessments.issued(people).uid, reason="结束")


def handed_in(people: People) -> Evidence:
    return assessments.piece(people, assessments.submitted(people), file=assessments.upload())


def added(people: People) -> Adjustment:
    sheet = assessments.submitted(people)
    plus = assessments.items(sheet)[2]
    return services.adjust(people.reviewer, sheet.uid, plus.uid, points=100, matter="先进", reason="文件")


def first(sheet: Sheet, number: int = 1) -> Any:
    return assessments.items(sheet)[number - 1].uid


# act → (what it starts from, the act itself, who may)
ACTS: dict[str, tuple[Callable[[People], Any], Act, set[tuple[Role, str]]]] = {
    "draft_scheme": (
        lambda people: None,
        lambda who, made, people: services.draft_scheme(who, people.county.town, name="考核"),
        SECTION,
    ),
    "change_scheme": (
        drafted_scheme,
        lambda who, made, people: services.change_scheme(who, made.uid, name="改"),
        SECTION,
    ),
    "use_scheme": (drafted_scheme, lambda who, made, people: services.use_scheme(who, made.uid), SECTION),
    "new_version": (assessments.scheme, lambda who, made, people: services.new_version(who, made.uid), SECTION),
    "retire_scheme": (
        assessments.scheme,
        lambda who, made, people: services.retire_scheme(who, made.uid, reason="过时"),
        SECTION,
    ),
    "draft_task": (
        assessments.scheme,
        lambda who, made, people: services.draft_task(
            who, people.county.town, made.uid, **assessments.details(targets="subtree")
        ),
        SECTION,
    ),
    "change_task": (
        assessments.drafted,
        lambda who, made, people: services.change_task(who, made.uid, title="改"),
        SECTION,
    ),
    "issue": (assessments.drafted, lambda who, made, people: services.issue(who, made.uid), SECTION),
    "issue_piece": (issuing, lambda who, made, people: services.issue_piece(who, made.uid, ""), SECTION),
    "extend_deadline": (
        assessments.issued,
        lambda who, made, people: services.extend_deadline(
            who, made.uid, due_on=made.due_on + datetime.timedelta(days=7), reason="推迟"
        ),
        SECTION,
    ),
    "close_task": (
        assessments.issued,
        lambda who, made, people: services.close_task(who, made.uid, reason="结束"),
        SECTION,
    ),
    "withdraw_task": (
        assessments.issued,
        lambda who, made, people: services.withdraw_task(who, made.uid, reason="重复"),
        SECTION,
    ),
    "end_piece": (ended, lambda who, made, people: services.end_piece(who, made.uid, withdrawn=False), SECTION),
    "fill": (
        assessments.filling,
        lambda who, made, people: services.fill(who, made.uid, {first(made): SelfScore(100)}),
        BRANCH,
    ),
    "add_evidence": (
        assessments.filling,
        lambda who, made, people: services.add_evidence(who, made.uid, first(made), text="记录"),
        BRANCH,
    ),
    "replace_evidence": (
        lambda people: assessments.piece(people, assessments.filling(people)),
        lambda who, made, people: services.replace_evidence(who, made.uid, reason="有误", text="新"),
        BRANCH,
    ),
    "submit": (assessments.filled, lambda who, made, people: services.submit(who, made.uid), BRANCH),
    "score": (
        assessments.submitted,
        lambda who, made, people: services.score(who, made.uid, {first(made): ReviewScore(100, "少")}),
        SECTION,
    ),
    "return_sheet": (
        assessments.submitted,
        lambda who, made, people: services.return_sheet(who, made.uid, remark="请补充"),
        SECTION,
    ),
    "adjust": (
        assessments.submitted,
        lambda who, made, people: services.adjust(
            who, made.uid, first(made, 3), points=100, matter="先进", reason="文件"
        ),
        SECTION,
    ),
    "take_back": (added, lambda who, made, people: services.take_back(who, made.uid, reason="有误"), SECTION),
    "assess": (assessments.scored, lambda who, made, people: services.assess(who, made.uid), COMMITTEE),
    "rescore": (
        assessments.scored,
        lambda who, made, people: services.rescore(who, made.uid, reason="重评"),
        COMMITTEE,
    ),
    "publish": (assessments.assessed, lambda who, made, people: services.publish(who, made.uid), SECTION),
    "publish_all": (settled_task, lambda who, made, people: services.publish_all(who, made.uid), SECTION),
    "publish_piece": (settled_task, lambda who, made, people: services.publish_piece(who, made.uid), SECTION),
    "correct": (
        assessments.published,
        lambda who, made, people: services.correct(
            who, made.uid, {first(made): ReviewScore(100, "核实")}, reason="复核"
        ),
        COMMITTEE,
    ),
    "withdraw_sheet": (
        assessments.filling,
        lambda who, made, people: services.withdraw_sheet(who, made.uid, reason="合并"),
        SECTION,
    ),
}
PLACES = ("village", "town", "root", "neighbour", "branch")


def state_of_things() -> tuple[Any, ...]:
    """Everything a refused act might have left behind."""
    return (
        list(Scheme.objects.order_by("pk").values_list("pk", "state", "version", "name")),
        list(Task.objects.order_by("pk").values_list("pk", "state", "version", "title")),
        list(Sheet.objects.order_by("pk").values_list("pk", "state", "version", "total")),
        list(Score.objects.order_by("pk").values_list("pk", "self_points", "review_points")),
        [model.objects.count() for model in (Evidence, Adjustment, Result, Job, JournalEntry, StoredEvent)],
    )


@pytest.fixture
def everybody(people: People) -> dict[tuple[str, str], User]:
    """Somebody in each role at each place, a member, a person without anything."""
    county = people.county
    found = {
        (str(role), place): holder(role, getattr(county, place))
        for role in Role
        if role != Role.SITE_ADMINISTRATOR
        for place in PLACES
    }
    found["member", "affiliated"] = affiliated(county.village)
    found["nobody", ""] = user()
    return found


@pytest.mark.parametrize("name", ACTS)
def test_who_may_and_who_may_not(name: str, people: People, everybody: dict[tuple[str, str], User]) -> None:
    make, act, allowed = ACTS[name]
    made = make(people)
    may = {(str(role), place) for role, place in allowed}
    before = state_of_things()
    for who in sorted(set(everybody) - may):
        with pytest.raises((Refused, NotVisible)):
            act(everybody[who], made, people)
        assert state_of_things() == before, who
    for who in sorted(may):
        again = made if made is None or who == sorted(may)[0] else make(people)
        act(everybody[who], again, people)


def test_a_file_is_for_those_who_see_the_sheet(people: People, everybody: dict[tuple[str, str], User]) -> None:
    made = handed_in(people)
    readers = {Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR, Role.SECTION_REVIEWER, Role.COMMITTEE}
    readers |= {Role.AUDITOR, Role.ARCHIVIST}
    for (role, place), who in everybody.items():
        if role in readers and place in ("village", "town", "root"):
            assert services.file_of(who, made.uid)[0].pk == made.pk
        else:
            with pytest.raises(NotVisible):
                services.file_of(who, made.uid)


def test_every_write_is_in_the_table() -> None:
    reads = {"file_of", "targets_of"}
    of_jobs = {"tell_extension_piece"}  # tells of an extension that somebody made; no person calls it
    assert {name for name in services.__all__ if not name[0].isupper()} - reads - of_jobs == set(ACTS)


def test_a_narrowed_token_does_only_what_it_names(people: People) -> None:
    sheet = assessments.filled(people)
    people.secretary.narrow_to(["assessments.view"])
    with pytest.raises((Refused, NotVisible)):
        services.submit(people.secretary, sheet.uid)
