"""The register in the back office: scoped, masked, and corrections through the one service."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.members import services
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories.access import holder
from tests.factories.members import member
from tests.factories.organisations import County

NUMBER = "990000198005170013"
ADMIN = "/admin/members/member/"


@pytest.fixture
def one(county: County) -> Member:
    return member(county.branch, "周启明", identity_number=NUMBER, phone="13912345678", hardship="长期患病")


def body(response) -> str:
    return response.content.decode()


def test_the_list_shows_the_own_scope_with_masks(county, one, signed_in):
    member(county.neighbour_branch, "范春明")
    page = body(signed_in(holder(Role.ARCHIVIST, county.town)).get(ADMIN))
    assert "周启明" in page
    assert "9900**********0013" in page
    assert "范春明" not in page
    assert NUMBER not in page
    assert signed_in(holder(Role.PUBLISHER, county.town)).get(ADMIN).status_code in (302, 403, 404)
    filtered = body(signed_in(holder(Role.ARCHIVIST, county.town)).get(f"{ADMIN}?q=zqm&standing__exact=normal"))
    assert "周启明" in filtered


def test_one_is_inspected_masked_and_not_across_the_border(county, one, signed_in):
    page = body(signed_in(holder(Role.ARCHIVIST, county.town)).get(f"{ADMIN}inspect/{one.uid}/"))
    assert "139****5678" in page
    for hidden in (NUMBER, "13912345678", "长期患病"):
        assert hidden not in page
    assert signed_in(holder(Role.ARCHIVIST, county.neighbour)).get(f"{ADMIN}inspect/{one.uid}/").status_code == 404


def test_a_correction_goes_through_the_service(county, one, signed_in):
    client = signed_in(holder(Role.SECRETARY, county.village))
    page = body(client.get(f"{ADMIN}edit/{one.uid}/"))
    assert NUMBER not in page
    given = {
        "seen_version": "1", "name": "周启明", "identity_number": "", "phone": "", "ethnicity": "01", "native_place": "",
        "joined_on": "2005-07-01", "full_on": "2006-07-01", "seniority_correction": "0", "education": "30",
        "occupation": "farmer", "residence": "县城东街",
    }  # fmt: skip
    saved = client.post(f"{ADMIN}edit/{one.uid}/", given)
    assert saved.status_code == 302, body(saved)[:3000]
    kept = Member.objects.get()
    assert (kept.residence, str(kept.phone), kept.version) == ("县城东街", "139****5678", 2)
    assert kept.versions.count() == 2
    assert JournalEntry.objects.filter(action="members.change", subject_uid=one.uid).count() == 1
    services.correct(SYSTEM, one.uid, school="县中学")
    stale = client.post(f"{ADMIN}edit/{one.uid}/", {**given, "seen_version": "2", "residence": "乙"})
    assert "刚刚被他人更改" in body(stale)
    wrong = client.post(f"{ADMIN}edit/{one.uid}/", {**given, "seen_version": "3", "identity_number": "123"})
    assert "应为18位" in body(wrong)
    assert Member.objects.get().residence == "县城东街"


def test_who_may_only_look_gets_no_form_and_nothing_is_deleted(county, one, signed_in):
    client = signed_in(holder(Role.AUDITOR, county.town))
    assert client.get(f"{ADMIN}edit/{one.uid}/").status_code in (302, 403, 404)
    administrator = signed_in(holder(Role.ORGANISATION_ADMINISTRATOR, county.town))
    assert administrator.get(f"{ADMIN}delete/{one.uid}/").status_code == 404
    assert administrator.get(f"{ADMIN}create/").status_code in (302, 403, 404)
    assert Member.objects.count() == 1


def test_the_list_costs_the_same_for_many_as_for_few(county, signed_in, django_assert_max_num_queries):
    for _ in range(30):
        member(county.branch)
    client = signed_in(holder(Role.ARCHIVIST, county.town))
    client.get(ADMIN)
    with django_assert_max_num_queries(16):
        client.get(ADMIN)


def test_the_list_loads_its_page_and_counts_once(county, signed_in):
    for number in range(3):
        member(county.branch, f"周启明{number}")
    client = signed_in(holder(Role.ARCHIVIST, county.town))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(ADMIN).status_code == 200
    ours = [query["sql"] for query in asked.captured_queries if 'FROM "members_member"' in query["sql"]]
    counts = [sql for sql in ours if sql.startswith("SELECT COUNT(")]
    assert len(counts) == 1
    assert [sql for sql in ours if sql not in counts and " LIMIT " not in sql] == []
    with CaptureQueriesContext(connection) as asked:
        client.get(f"{ADMIN}?standing__exact=normal")
    assert sum(query["sql"].startswith('SELECT COUNT(*) AS "__count" FROM "members_') for query in asked) == 2
