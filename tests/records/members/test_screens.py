"""The workbench's screens and the own page: what each shows, to whom, and with how many queries."""

import datetime

import pytest

from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.members import services
from records.members.models import Member
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.members import identity_number, member
from tests.factories.organisations import County

HOME = "/work/members/"
NUMBER = "990000198005170013"


@pytest.fixture
def one(county: County) -> Member:
    return member(county.branch, "周启明", identity_number=NUMBER, phone="13912345678", hardship="长期患病")


def body(response) -> str:
    return response.content.decode()


def test_the_register_shows_masks_filters_and_counts(county, one, signed_in):
    member(county.other_branch, "沈若兰", category="probationary", joined_on=datetime.date(2026, 3, 1))
    client = signed_in(holder(Role.ARCHIVIST, county.town))
    page = body(client.get(HOME))
    assert "共2名" in page
    assert "9900**********0013" in page
    assert "139****5678" in page
    assert NUMBER not in page
    assert "13912345678" not in page
    for query, found in [
        ("name=若", "沈若兰"),
        ("name=zqm", "周启明"),
        ("category=probationary", "沈若兰"),
        ("joined_year=2005", "周启明"),
        (f"organisation={county.other_branch.uid}", "沈若兰"),
    ]:
        page = body(client.get(f"{HOME}?{query}"))
        assert "共1名" in page, query
        assert found in page, query
    assert "没有符合条件" in body(client.get(f"{HOME}?standing=died"))
    assert client.get(f"{HOME}?joined_year=x&standing=nonsense&after=%00garbage").status_code == 200


def test_pages_by_key_hold_everybody_once(county, signed_in):
    for number in range(45):
        member(county.branch, f"周{'启明' if number % 2 else '若兰'}{number}")
    client = signed_in(holder(Role.SECRETARY, county.branch))
    seen, address = [], HOME
    import re

    while address:
        page = body(client.get(address))
        seen += re.findall(r"<a href=\"/work/members/[0-9a-f-]{36}/\">([^<]+)</a>", page)
        older = re.search(r"href=\"([^\"]+)\" rel=\"next\"", page)
        last, address = address, older.group(1).replace("&amp;", "&") if older else ""
    assert len(seen) == len(set(seen)) == 45
    back = re.search(r"href=\"([^\"]+)\" rel=\"prev\"", body(client.get(last))).group(1).replace("&amp;", "&")
    middle = re.findall(r"<a href=\"/work/members/[0-9a-f-]{36}/\">([^<]+)</a>", body(client.get(back)))
    assert middle == seen[20:40]


def test_the_register_costs_the_same_for_many_as_for_few(county, signed_in, django_assert_num_queries):
    client = signed_in(holder(Role.SECRETARY, county.village))
    for _ in range(3):
        member(county.branch)
    client.get(HOME)
    with django_assert_num_queries(6) as few:
        client.get(HOME)
    for _ in range(30):
        member(county.other_branch)
    with django_assert_num_queries(len(few)):
        client.get(HOME)


def test_the_members_page_shows_facts_history_and_what_may_be_done(
    county, one, signed_in, django_assert_max_num_queries
):
    services.correct(SYSTEM, one.uid, residence="县城东街", reason="搬家")
    client = signed_in(holder(Role.ORGANISATION_ADMINISTRATOR, county.town))
    client.get(f"{HOME}{one.uid}/")
    with django_assert_max_num_queries(13):
        page = body(client.get(f"{HOME}{one.uid}/"))
    for shown in (
        "周启明",
        "县城东街",
        "搬家",
        "登记入册",
        "9900**********0013",
        "更正信息",
        "调整所在支部",
        "开通账号",
    ):
        assert shown in page, shown
    for hidden in (NUMBER, "13912345678", "长期患病"):
        assert hidden not in page
    reader = body(signed_in(holder(Role.AUDITOR, county.town)).get(f"{HOME}{one.uid}/"))
    assert "更正信息" not in reader
    assert "查看完整" not in reader


def test_a_number_is_revealed_once_by_post_with_a_reason_and_journalled(county, one, signed_in):
    archivist = holder(Role.ARCHIVIST, county.town, "秦守信")
    client = signed_in(archivist)
    address = f"{HOME}{one.uid}/reveal/"
    assert client.get(address).status_code == 405
    short = client.post(address, {"field": "identity_number", "reason": "核对"})
    assert (short.status_code, NUMBER in body(short)) == (422, False)
    assert "核对" in body(short)  # what was typed is still there
    assert not JournalEntry.objects.filter(action="members.reveal_identity_number").exists()
    shown = client.post(address, {"field": "identity_number", "reason": "办理转接，核对证件"})
    assert NUMBER in body(shown)
    assert "no-store" in shown["Cache-Control"]
    look = JournalEntry.objects.get(action="members.reveal_identity_number")
    assert (look.actor_name, look.reason, look.subject_uid) == ("秦守信", "办理转接，核对证件", one.uid)
    assert NUMBER not in body(client.get(f"{HOME}{one.uid}/"))
    hardship = client.post(address, {"field": "hardship", "reason": "办理转接，核对证件"})
    assert (hardship.status_code, "长期患病" in body(hardship)) == (422, False)  # not an archivist's to see


def test_registering_on_screen_keeps_what_was_typed_when_something_is_wrong(county, signed_in):
    client = signed_in(holder(Role.SECRETARY, county.village))
    assert "登记党员" in body(client.get(f"{HOME}register/"))
    given = {
        "organisation": str(county.branch.uid),
        "kind": "registered",
        "category": "full",
        "name": "周启明",
        "identity_number": "330102198001011234",
        "joined_on": "2005-07-01",
        "full_on": "2006-07-01",
        "seniority_correction": "0",
        "residence": "石桥村3组",
    }
    wrong = client.post(f"{HOME}register/", given)
    assert wrong.status_code == 422
    assert "校验码不符" in body(wrong)
    assert 'value="石桥村3组"' in body(wrong)
    assert not Member.objects.exists()
    number = identity_number()
    made = client.post(f"{HOME}register/", {**given, "identity_number": number})
    assert made.status_code == 302
    kept = Member.objects.get()
    assert made["Location"] == f"{HOME}{kept.uid}/"
    twice = client.post(f"{HOME}register/", {**given, "identity_number": number})
    assert "已登记为石桥村第一党支部的“周启明”" in body(twice)
    assert Member.objects.count() == 1


def test_a_branch_out_of_scope_is_not_accepted_on_screen(county, signed_in):
    client = signed_in(holder(Role.SECRETARY, county.village))
    page = client.post(
        f"{HOME}register/",
        {"organisation": str(county.neighbour_branch.uid), "kind": "registered", "category": "full", "name": "周启明",
         "identity_number": identity_number(), "joined_on": "2005-07-01"},
    )  # fmt: skip
    assert page.status_code == 422
    assert not Member.objects.exists()


def test_correcting_on_screen_notices_a_quicker_colleague(county, one, signed_in):
    client = signed_in(holder(Role.SECRETARY, county.village))
    address = f"{HOME}{one.uid}/correct/"
    page = body(client.get(address))
    assert "9900**********0013（不修改请留空）" in page
    assert NUMBER not in page
    given = {"version": "1", "name": "周启明", "joined_on": "2005-07-01", "full_on": "2006-07-01",
             "seniority_correction": "0", "residence": "县城东街", "ethnicity": "01", "education": "30", "occupation": "farmer"}  # fmt: skip
    services.correct(SYSTEM, one.uid, school="县中学")
    stale = client.post(address, given)
    assert stale.status_code == 422
    assert "刚刚被他人更改" in body(stale)
    assert 'value="县城东街"' in body(stale)
    assert client.post(address, {**given, "version": "2"}).status_code == 302
    kept = Member.objects.get()
    assert (kept.residence, str(kept.phone)) == ("县城东街", "139****5678")


def test_steps_on_screen(county, signed_in):
    reviewer = holder(Role.SECTION_REVIEWER, county.town)
    administrator = holder(Role.ORGANISATION_ADMINISTRATOR, county.town)
    new = member(county.branch, "周启明", category="probationary", joined_on=datetime.date(2025, 11, 1))
    client = signed_in(reviewer)
    base = f"{HOME}{new.uid}/"
    given = {"version": "1", "on": "2026-11-20", "document": "柳委〔2026〕12号", "acting": str(county.town.uid)}
    assert "党龄自转正之日算起" in body(client.get(f"{base}convert/"))
    assert client.post(f"{base}convert/", given).status_code == 302
    assert Member.objects.get().full_on == datetime.date(2026, 11, 20)
    assert "已是正式党员" in body(client.post(f"{base}convert/", {**given, "version": "2"}))
    assert client.post(f"{base}standing/suspended/", {**given, "version": "2"}).status_code == 302
    assert "请选择" in body(client.post(f"{base}standing/left/", {**given, "version": "3"}))
    assert client.get(f"{base}standing/nonsense/").status_code == 404
    assert client.get(f"{base}move/").status_code == 404  # a reviewer does not move members
    mover = signed_in(administrator)
    assert mover.post(f"{base}standing/restored/", {**given, "version": "3"}).status_code == 302
    moved = mover.post(f"{base}move/", {"version": "4", "on": "2026-11-20", "to": str(county.other_branch.uid)})
    assert moved.status_code == 302
    account = mover.post(f"{base}account/", {"username": "zhou.qm", "password": "shiqiao-cun-2026"})
    assert account.status_code == 302
    kept = Member.objects.get()
    assert (kept.organisation, kept.user.username) == (county.other_branch, "zhou.qm")


def test_the_own_page_shows_the_own_record_masked(county, one, signed_in):
    member(county.branch, "沈若兰")
    himself = affiliated(county.branch, "周启明")
    assert "没有与您的账号关联" in body(signed_in(himself).get("/my/members/"))
    services.link_user(SYSTEM, one.uid, himself)
    page = body(signed_in(himself).get("/my/members/"))
    assert "石桥村第一支部" in page or "石桥村第一党支部" in page
    assert "9900**********0013" in page
    for hidden in (NUMBER, "13912345678", "长期患病", "沈若兰"):
        assert hidden not in page
    assert "我的党员信息" in body(signed_in(himself).get("/my/"))


def test_the_desk_tells_what_is_due_and_what_stands_out(county, signed_in):
    member(county.branch, "周启明", category="probationary", joined_on=datetime.date(2025, 11, 1))
    member(county.branch, "沈若兰", is_lost_contact=True, lost_since=datetime.date(2026, 1, 1))
    member(county.branch, "何建国", ethnicity="")
    page = body(signed_in(holder(Role.SECRETARY, county.village)).get("/work/"))
    assert "周启明预备期届满" in page
    assert "沈若兰失去联系" in page
    assert "1名党员资料不全" in page
