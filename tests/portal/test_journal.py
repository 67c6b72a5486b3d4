"""查日志: an auditor reads and exports what was done in the own scope, and nothing beside it."""

import csv
import datetime
import io
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from records.audit import services as audit
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.organisations import services as organisations
from records.organisations.roles import Role
from tests.factories.access import holder, sign_in, user
from tests.factories.members import identity_number, member
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.data]

HOME = "/work/journal/"


def write(county: County, at: Any, **facts: Any) -> JournalEntry:
    """An entry at an organisation."""
    given = {"actor": SYSTEM, "action": "organisations.change", "subject": "organisations.organisation", **facts}
    with transaction.atomic():
        return audit.record(
            subject_uid=given.pop("subject_uid", at.uid), organisation_id=at.pk, org_path=at.path, **given
        )


def shown(page: Any) -> list[str]:
    """Uids of the entries on a page."""
    return re.findall(r'href="/work/journal/([0-9a-f-]{36})/"', page.content.decode())


@pytest.fixture
def auditor(county: County, client: Client) -> Client:
    JournalEntry.objects.exists()
    return sign_in(client, holder(Role.AUDITOR, county.town, "万正平"))


def test_entries_of_the_own_scope_newest_first_and_none_of_the_neighbour(county: County, auditor: Client) -> None:
    below = write(county, county.branch, reason="更正电话")
    own = write(county, county.town)
    other = write(county, county.neighbour_branch, reason="邻乡的事")
    above = write(county, county.root)
    page = auditor.get(HOME)
    assert shown(page)[:2] == [str(own.uid), str(below.uid)]
    assert str(other.uid) not in page.content.decode()
    assert "邻乡的事" not in page.content.decode()
    assert "更改组织信息" in page.content.decode()
    assert "待封存" in page.content.decode()
    for hidden in (other, above):
        assert auditor.get(f"{HOME}{hidden.uid}/").status_code == 404


@pytest.mark.parametrize(
    "role", sorted(set(Role) - {Role.AUDITOR, Role.ORGANISATION_ADMINISTRATOR, Role.SITE_ADMINISTRATOR})
)
def test_others_find_no_such_page(county: County, client: Client, role: str) -> None:
    made = write(county, county.branch)
    sign_in(client, holder(role, county.town))
    for address in (HOME, f"{HOME}{made.uid}/", f"{HOME}export/"):
        assert client.get(address).status_code in (302, 404)
    assert client.post(f"{HOME}export/", {"form": "csv"}).status_code in (302, 404)


def test_an_administrator_reads_but_takes_nothing_away(county: County, client: Client) -> None:
    made = write(county, county.branch)
    sign_in(client, holder(Role.ORGANISATION_ADMINISTRATOR, county.town))
    assert str(made.uid) in client.get(HOME).content.decode()
    assert "导出本次筛选结果" not in client.get(HOME).content.decode()
    assert client.get(f"{HOME}export/").status_code == 404
    assert client.post(f"{HOME}export/", {"form": "csv"}).status_code == 404


def test_each_condition_alone(county: County, auditor: Client) -> None:
    person = user("何建国")
    record = write(county, county.village)
    by_person = write(county, county.branch, actor=person, action="members.view", reason="核对")
    moment = timezone.make_aware(datetime.datetime(2026, 3, 1, 23, 59, 59))
    early = JournalEntry(at=moment, actor_name="系统", action="x.y", subject="x", org_path=county.branch.path, leaf="x")
    early.save()

    def found(**given: str) -> set[str]:
        return set(shown(auditor.get(HOME, given)))

    assert found(person="何建国") == found(person=person.username) == {str(by_person.uid)}
    assert found(person="何建") == set()
    assert str(by_person.uid) not in found(person="系统")
    assert found(action="members.view") == {str(by_person.uid)}
    assert found(record=str(county.village.uid), organisation=str(county.village.uid)) >= {str(record.uid)}
    assert found(organisation=str(county.branch.uid)) >= {str(by_person.uid), str(early.uid)}
    assert str(record.uid) not in found(organisation=str(county.branch.uid))
    assert found(first="2026-03-01", last="2026-03-01") == {str(early.uid)}
    assert found(first="2026-03-02", last="2026-03-02") == set()
    assert found(action="members.view", person="系统") == set()
    assert found(door="api") == set()


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"first": "2026-02-30"}, "日期"),
        ({"first": "2026-03-02", "last": "2026-03-01"}, "止日2026-03-01早于起日2026-03-02"),
        ({"record": "abc"}, "对象编号"),
        ({"action": "no.such"}, ""),
        ({"organisation": "00000000-0000-0000-0000-000000000000"}, "没有这个组织，或不在您的查看范围"),
    ],
)
def test_a_wrong_condition_is_told_keeps_what_was_typed_and_shows_nothing(
    county: County, auditor: Client, given: dict[str, str], says: str
) -> None:
    write(county, county.branch)
    page = auditor.get(HOME, given)
    assert page.status_code == 422
    assert says in page.content.decode()
    assert shown(page) == []
    assert next(iter(given.values())) in page.content.decode() or "action" in given or "organisation" in given
    assert (
        auditor.post(f"{HOME}export/?" + "&".join(f"{k}={v}" for k, v in given.items()), {"form": "csv"}).status_code
        != 200
    )


def test_the_neighbours_organisation_cannot_be_asked_for(county: County, auditor: Client) -> None:
    write(county, county.neighbour_branch)
    page = auditor.get(HOME, {"organisation": str(county.neighbour_branch.uid)})
    assert page.status_code == 422
    assert shown(page) == []


def test_one_entry_says_what_changed_and_whether_it_is_sealed(county: County, auditor: Client) -> None:
    organisations.change_details(SYSTEM, county.village.uid, telephone="0900-6201-1234")
    made = JournalEntry.objects.get(action="organisations.change")
    page = auditor.get(f"{HOME}{made.uid}/").content.decode()
    assert "公开电话" in page
    assert "0900-6201-1234" in page
    assert "待封存" in page
    audit.seal()
    assert re.search(r"第\d+号封存", auditor.get(f"{HOME}{made.uid}/").content.decode())


def test_a_members_number_is_in_no_entry_and_no_export(county: County, auditor: Client) -> None:
    number = identity_number()
    member(county.branch, "周启明", identity_number=number)
    made = JournalEntry.objects.filter(subject="members.member").latest("pk")
    assert number not in auditor.get(f"{HOME}{made.uid}/").content.decode()
    assert number not in str(export(auditor))


def export(client: Client, query: str = "") -> list[list[str]]:
    answer = client.post(f"{HOME}export/{query}", {"form": "csv"})
    assert answer.streaming, answer.content.decode()
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_what_is_filtered_is_exported_streaming_escaped_and_journalled(county: County, auditor: Client) -> None:
    write(county, county.branch, reason="=HYPERLINK(1)", after={"telephone": "1"})
    write(county, county.neighbour_branch, reason="邻乡的事")
    heading, *rows = export(auditor, "?action=organisations.change")
    assert heading[:4] == ["时间", "人员", "身份", "操作"]
    assert [row[8] for row in rows] == ["'=HYPERLINK(1)"]
    assert rows[0][6] == "石桥村第一党支部"
    assert "→1" in rows[0][7]
    kept = JournalEntry.objects.get(action="audit.export")
    assert (kept.actor_name, kept.org_path, kept.after["count"]) == ("万正平", county.town.path, 1)
    assert "更改组织信息" in kept.after["filter"]


def test_a_large_export_is_a_job_and_only_its_own_persons_file(
    county: County, auditor: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    settings.VAR = tmp_path
    monkeypatch.setattr("records.kit.exports.INLINE_ROWS", 1)
    for _ in range(3):
        write(county, county.branch)
    answer = auditor.post(f"{HOME}export/", {"form": "csv"})
    assert answer.status_code == 302
    page = auditor.get(answer["Location"])
    assert page.status_code == 200
    assert sign_in(Client(), holder(Role.AUDITOR, county.root)).get(answer["Location"]).status_code == 404


@pytest.mark.parametrize("number", [5, 60])
def test_any_number_of_entries_costs_the_same(
    county: County, auditor: Client, number: int, django_assert_max_num_queries: Callable
) -> None:
    for _ in range(number):
        write(county, county.branch)
    with django_assert_max_num_queries(14):
        page = auditor.get(HOME)
    assert len(set(shown(page))) >= min(number, 30)


def test_pages_go_by_key_and_keep_the_conditions(county: County, auditor: Client) -> None:
    made = [str(write(county, county.branch, reason=str(number)).uid) for number in range(70)]
    address, seen = f"{HOME}?action=organisations.change", []
    while address:
        page = auditor.get(address)
        seen += list(dict.fromkeys(shown(page)))
        older = re.search(r'href="([^"]+)" rel="next"', page.content.decode())
        address = f"{HOME}{older[1].replace('&amp;', '&')}" if older else ""
    assert seen == made[::-1]
