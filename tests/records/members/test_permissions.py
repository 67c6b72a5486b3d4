"""Role × action of this domain: who may, who may not, and that denied means nothing happened."""

import datetime

import pytest

from records.audit.models import JournalEntry
from records.kit import imports
from records.kit.errors import NotVisible, Refused
from records.kit.models import StoredEvent
from records.members import services
from records.members.imports import RosterImporter
from records.members.models import Member, MembershipEvent, MemberVersion
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.members import complete, identity_number, member
from tests.factories.organisations import County

D = datetime.date
S, A, R, C, P, CR, AR, AU = (
    Role.SECRETARY, Role.ORGANISATION_ADMINISTRATOR, Role.SECTION_REVIEWER, Role.COMMITTEE, Role.PUBLISHER,
    Role.CONTENT_REVIEWER, Role.ARCHIVIST, Role.AUDITOR,
)  # fmt: skip
EVERY = [S, A, R, C, P, CR, AR, AU]

# action → (what is tried, roles that may)
ACTS = {
    "register": (lambda actor, one, county: services.register(actor, organisation=county.branch, **complete()), {S, A}),
    "correct": (lambda actor, one, county: services.correct(actor, one.uid, residence="县城"), {S, A}),
    "convert": (lambda actor, one, county: services.convert(actor, one.uid, on=D(2026, 11, 1)), {A, R}),
    "extend": (
        lambda actor, one, county: services.extend_probation(actor, one.uid, until=D(2027, 5, 1), on=D(2026, 11, 1)),
        {A, R},
    ),
    "suspend": (lambda actor, one, county: services.change_standing(actor, one.uid, "suspended", on=D(2026, 11, 1)), {A, R}),
    "move": (lambda actor, one, county: services.move(actor, one.uid, to=county.other_branch, on=D(2026, 11, 1)), {A}),
    "account": (
        lambda actor, one, county: services.activate_account(actor, one.uid, username="zqm", password="shiqiao-cun-2026"),
        {A},
    ),
    "reveal identity": (lambda actor, one, county: services.reveal_identity_number(actor, one.uid, reason="核对证件信息"), {S, A, R, AR}),
    "reveal phone": (lambda actor, one, county: services.reveal_phone(actor, one.uid, reason="核对证件信息"), {S, A, R, AR}),
    "reveal hardship": (lambda actor, one, county: services.reveal(actor, one.uid, "hardship", reason="核对证件信息"), {S, A, R}),
    "import": (lambda actor, one, county: imports.upload(actor, RosterImporter, [b"x"], "a.csv"), {S, A}),
}  # fmt: skip


@pytest.fixture
def one(county: County) -> Member:
    return member(county.branch, "周启明", category="probationary", joined_on=D(2025, 11, 1), hardship="长期患病")


def everything() -> tuple:
    return (
        list(Member.objects.values_list("pk", "version", "standing", "category", "residence", "organisation", "user")),
        MemberVersion.objects.count(),
        MembershipEvent.objects.count(),
        StoredEvent.objects.count(),
        JournalEntry.objects.count(),
    )


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("role", EVERY)
def test_a_role_may_do_exactly_what_the_policy_says(county, one, act, role):
    attempt, allowed = ACTS[act]
    actor = holder(role, county.town)
    if role in allowed:
        attempt(actor, one, county)
        return
    before = everything()
    with pytest.raises((Refused, NotVisible)):
        attempt(actor, one, county)
    assert everything() == before


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["neighbour", "member", "visitor", "former"])
def test_out_of_scope_nothing_is_found_and_nothing_happens(county, one, act, who):
    from records.access.models import Visitor

    if who == "neighbour":
        actor = holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour)
    elif who == "member":
        actor = affiliated(county.branch)
    elif who == "former":
        actor = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
        actor.posts.update(ends_on=D(2021, 1, 1))
    else:
        actor = Visitor()
    if act == "import" and who == "neighbour":
        return  # may import at home; test_import tries what it finds there
    before = everything()
    with pytest.raises((NotVisible, Refused)):
        ACTS[act][0](actor, one, county)
    assert everything() == before


# route → roles that may open it (GET)
SCREENS = {
    "": {S, A, R, C, AR, AU},
    "register/": {S, A},
    "import/": {S, A},
    "import/template/": {S, A},
    "export/": {S, A, R, AR, AU},
    "{uid}/": {S, A, R, C, AR, AU},
    "{uid}/correct/": {S, A},
    "{uid}/convert/": {A, R},
    "{uid}/extend/": {A, R},
    "{uid}/standing/suspended/": {A, R},
    "{uid}/move/": {A},
    "{uid}/account/": {A},
}


@pytest.mark.parametrize("route", SCREENS)
def test_a_screen_opens_for_exactly_the_roles_that_may_act_on_it(county, one, signed_in, route, client):
    address = f"/work/members/{route.format(uid=one.uid)}"
    answers = {role: signed_in(holder(role, county.town)).get(address).status_code for role in EVERY}
    assert {role for role, status in answers.items() if status == 200} == SCREENS[route]
    assert set(answers.values()) <= {200, 404}
    if "{uid}" in route:
        assert signed_in(holder(A, county.neighbour)).get(address).status_code == 404
    assert signed_in(affiliated(county.branch)).get(address).status_code == 404
    assert client.get(address).status_code == 302  # to sign in


def test_every_screen_of_this_domain_is_in_the_table():
    from records.members.urls import work_urlpatterns

    routes = {
        str(pattern.pattern).replace("<uuid:uid>", "{uid}").replace("<slug:kind>", "suspended")
        for pattern in work_urlpatterns
    }
    elsewhere = {
        "{uid}/reveal/",
        "import/{uid}/",
        "import/{uid}/check/",
        "import/{uid}/marked/",
        "exports/{uid}/",
        "exports/{uid}/file/",
    }
    assert routes == set(SCREENS) | elsewhere  # those are tried in test_screens, test_import_screens and test_export


def test_a_neighbour_reaches_no_upload_and_no_export_of_ours(county, one, signed_in):
    from records.kit import exports
    from records.members.exports import RosterExporter

    ours = holder(A, county.town)
    batch = imports.upload(ours, RosterImporter, [b"\xe5\xa7\x93"], "a.csv")
    export = exports.start(ours, RosterExporter, {})
    exports.INLINE_ROWS, kept = 0, exports.INLINE_ROWS
    try:
        export = exports.start(ours, RosterExporter, {})
    finally:
        exports.INLINE_ROWS = kept
    neighbour = signed_in(holder(A, county.neighbour))
    for address in (
        f"import/{batch.uid}/",
        f"import/{batch.uid}/marked/",
        f"exports/{export.job.uid}/",
    ):
        assert neighbour.get(f"/work/members/{address}").status_code == 404
    assert neighbour.post(f"/work/members/import/{batch.uid}/", {"plan": ""}).status_code == 404
    assert neighbour.post(f"/work/members/exports/{export.job.uid}/file/").status_code == 404
    assert neighbour.get(f"/work/members/?organisation={county.branch.uid}").content.decode().count("周启明") == 0
    sent = neighbour.post(f"/work/members/export/?organisation={county.branch.uid}", {"form": "csv"})
    assert "周启明" not in b"".join(sent.streaming_content).decode()


def test_an_archivist_finds_reveals_and_a_neighbour_does_not_even_by_number(county, one):
    number = identity_number()
    services.correct(holder(A, county.town), one.uid, identity_number=number)
    archivist, neighbour = holder(AR, county.town), holder(AR, county.neighbour)
    (found,) = Member.objects.visible_to(archivist).named("启")
    assert services.reveal_identity_number(archivist, found.uid, reason="查阅档案核对") == number
    assert not Member.objects.visible_to(neighbour).find_by_identity([number]).exists()
    with pytest.raises(NotVisible):
        services.reveal_identity_number(neighbour, one.uid, reason="查阅档案核对")
