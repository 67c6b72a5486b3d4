"""Members over the API: the same doors, filters and services."""

import datetime

import pytest

from records.audit.models import JournalEntry
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.members import identity_number, member
from tests.factories.organisations import County

API = "/api/v1/members/"
NUMBER = "990000198005170013"


@pytest.fixture
def one(county: County) -> Member:
    return member(county.branch, "周启明", identity_number=NUMBER, phone="13912345678", hardship="长期患病")


def post(client, address, data, **headers):
    return client.post(address, data, content_type="application/json", headers=headers)


def patch(client, address, data, **headers):
    return client.patch(address, data, content_type="application/json", headers=headers)


def test_lists_show_masks_and_take_the_registers_filters(county, one, signed_in):
    member(county.other_branch, "沈若兰")
    client = signed_in(holder(Role.ARCHIVIST, county.town))
    rows = client.get(API).json()["results"]
    assert [row["name"] for row in rows] == ["沈若兰", "周启明"]
    row = rows[1]
    assert (row["identity_number"], row["phone"]) == ("9900**********0013", "139****5678")
    assert row["organisation"] == {"uid": str(county.branch.uid), "name": "石桥村第一党支部"}
    assert not {"id", "hardship", "identity_lookup", "org_path"} & set(row)
    assert [each["name"] for each in client.get(f"{API}?name=zqm").json()["results"]] == ["周启明"]
    assert [each["name"] for each in client.get(f"{API}?organisation={county.other_branch.uid}").json()["results"]] == [
        "沈若兰"
    ]
    wrong = client.get(f"{API}?category=nonsense")
    assert (wrong.status_code, wrong["Content-Type"]) == (400, "application/problem+json")


def test_one_row_has_an_etag_and_a_neighbour_finds_none_of_it(county, one, signed_in):
    client = signed_in(holder(Role.ARCHIVIST, county.town))
    answer = client.get(f"{API}{one.uid}/")
    assert client.get(f"{API}{one.uid}/", headers={"If-None-Match": answer["ETag"]}).status_code == 304
    neighbour = signed_in(holder(Role.ORGANISATION_ADMINISTRATOR, county.neighbour))
    assert neighbour.get(API).json()["results"] == []
    for response in (
        neighbour.get(f"{API}{one.uid}/"),
        patch(neighbour, f"{API}{one.uid}/", {"residence": "甲"}),
        post(neighbour, f"{API}{one.uid}/reveal/", {"field": "identity_number", "reason": "核对证件信息"}),
        post(neighbour, f"{API}{one.uid}/standing/", {"kind": "died", "on": "2026-11-01"}),
        post(neighbour, f"{API}{one.uid}/move/", {"to": str(county.neighbour_branch.uid), "on": "2026-11-01"}),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    kept = Member.objects.get(pk=one.pk)
    assert (kept.version, kept.organisation_id) == (1, county.branch.pk)


def test_registering_and_correcting_through_the_services(county, signed_in):
    client = signed_in(holder(Role.SECRETARY, county.village))
    number = identity_number()
    given = {
        "organisation": str(county.branch.uid),
        "name": "周启明",
        "identity_number": number,
        "category": "full",
        "joined_on": "2005-07-01",
        "full_on": "2006-07-01",
        "phone": "13912345678",
    }
    wrong = post(client, API, {**given, "identity_number": number[:17] + ("0" if number[17] != "0" else "1")})
    assert wrong.status_code == 400
    assert "校验码" in wrong.json()["errors"]["identity_number"][0]
    assert number[:17] not in wrong.content.decode()
    made = post(client, API, given)
    assert made.status_code == 201
    assert number not in made.content.decode()
    assert post(client, API, given).status_code == 400  # the same number twice
    uid, tag = made.json()["uid"], made["ETag"]
    changed = patch(client, f"{API}{uid}/", {"residence": "县城东街"}, **{"If-Match": tag})
    assert (changed.status_code, changed.json()["residence"], changed.json()["version"]) == (200, "县城东街", 2)
    stale = patch(client, f"{API}{uid}/", {"residence": "乙"}, **{"If-Match": tag})
    assert (stale.status_code, stale.json()["code"]) == (409, "conflict")
    cleared = patch(client, f"{API}{uid}/", {"phone": ""})
    assert cleared.json()["phone"] == ""
    assert (
        post(
            client,
            API,
            {**given, "organisation": str(county.neighbour_branch.uid), "identity_number": identity_number()},
        ).status_code
        == 403
    )
    assert Member.objects.count() == 1


def test_steps_and_reveal(county, one, signed_in):
    administrator = signed_in(holder(Role.ORGANISATION_ADMINISTRATOR, county.town))
    shown = post(administrator, f"{API}{one.uid}/reveal/", {"field": "identity_number", "reason": "核对证件信息"})
    assert shown.json() == {"field": "identity_number", "value": NUMBER}
    assert shown["Cache-Control"] == "no-store"
    assert JournalEntry.objects.filter(action="members.reveal_identity_number", subject_uid=one.uid).count() == 1
    refused = post(administrator, f"{API}{one.uid}/reveal/", {"field": "identity_number", "reason": "查"})
    assert (refused.status_code, NUMBER in refused.content.decode()) == (400, False)
    auditor = signed_in(holder(Role.AUDITOR, county.root))
    assert post(auditor, f"{API}{one.uid}/reveal/", {"field": "phone", "reason": "核对证件信息"}).status_code == 403
    moved = post(administrator, f"{API}{one.uid}/move/", {"to": str(county.other_branch.uid), "on": "2026-11-01"})
    assert moved.json()["organisation"]["name"] == "石桥村第二党支部"
    died = post(administrator, f"{API}{one.uid}/standing/", {"kind": "died", "on": "2026-11-02"})
    assert died.json()["standing"] == "died"
    assert administrator.get(API).json()["results"] == []  # not in place any more
    assert administrator.get(f"{API}{one.uid}/").json()["standing"] == "died"  # but never gone


def test_visitors_and_members_get_no_more_than_their_own(county, one, signed_in, client):
    assert client.get(API).json()["results"] == []
    assert client.get(f"{API}{one.uid}/").status_code == 404
    plain = signed_in(affiliated(county.branch))
    assert plain.get(API).json()["results"] == []
    assert post(plain, API, {"organisation": str(county.branch.uid), "name": "甲", "category": "full",
                             "identity_number": identity_number(), "joined_on": "2005-07-01"}).status_code == 403  # fmt: skip
    assert Member.objects.count() == 1


def test_a_token_without_the_action_may_not(county, one, client):
    from records.access.services import issue_token

    secretary = holder(Role.SECRETARY, county.village)
    shown, _token = issue_token(secretary, name="名册只读", actions=["members.view"], days=30)
    headers = {"Authorization": f"Bearer {shown}"}
    assert [row["name"] for row in client.get(API, headers=headers).json()["results"]] == ["周启明"]
    refused = client.patch(f"{API}{one.uid}/", {"residence": "甲"}, content_type="application/json", headers=headers)
    assert refused.status_code == 403
    assert Member.objects.get(pk=one.pk).version == 1


def test_a_page_of_the_api_costs_the_same_for_many_as_for_few(county, signed_in, django_assert_num_queries):
    client = signed_in(holder(Role.SECRETARY, county.village))
    member(county.branch)
    client.get(API)
    with django_assert_num_queries(4) as few:
        client.get(API)
    for _ in range(15):
        member(county.other_branch, joined_on=datetime.date(2005, 7, 1))
    with django_assert_num_queries(len(few)):
        assert len(client.get(API).json()["results"]) == 16
