"""Bad input through real doors of several rooms: a clear message with the cure, nothing typed lost, nothing stored.

Files stand in tests/media, spreadsheets and each room's own fields with their rooms.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms_pages import services as pages
from cms_pages.models import NewsPage
from records.audit.models import JournalEntry
from records.kit import jobs, sheets
from records.kit.models import ImportBatch, Job, StoredEvent
from records.learning.models import StudySession
from records.members.models import Member
from records.organisations.roles import Role
from search.index.models import OutboxRow
from tests.factories import tables
from tests.factories.access import again, holder, sign_in
from tests.factories.members import identity_number, member
from tests.factories.organisations import County
from tests.factories.pages import draft

pytestmark = pytest.mark.django_db


def traces() -> tuple[int, ...]:
    """What a write would leave behind, anywhere."""
    return tuple(model.objects.count() for model in (Member, StudySession, StoredEvent, OutboxRow, JournalEntry))


@pytest.fixture
def secretary(place: County, client: Client) -> Client:
    return sign_in(client, again(holder(Role.SECRETARY, place.branch)))


def registering(place: County, day: str) -> tuple[str, dict[str, Any], str]:
    form = {
        "organisation": str(place.branch.uid),
        "kind": "registered",
        "category": "full",
        "name": "周启明",
        "identity_number": identity_number(),
        "joined_on": day,
        "full_on": "2006-07-01",
        "seniority_correction": "0",
        "residence": "石桥村3组",
    }
    return "/work/members/register/", form, 'value="石桥村3组"'


def studying(place: County, day: str) -> tuple[str, dict[str, Any], str]:
    form = {
        "organisation": str(place.branch.uid),
        "title": "十月集中学习",
        "form": "lecture",
        "held_on": day,
        "hours": "1.5",
        "members": [],
    }
    return "/work/learning/sessions/new/", form, 'value="十月集中学习"'


WRONG_DAYS = ["2026-02-30", "2026-13-01", "昨天", "26/2/30", "0000-00-00", "2999-01-01", "99999-01-01", "١٢٣٤-٠١-٠١"]


@pytest.mark.parametrize("day", WRONG_DAYS)
@pytest.mark.parametrize("door", [registering, studying])
def test_a_wrong_date_is_told_and_shown_as_it_was_typed(
    place: County, secretary: Client, door: Callable, day: str
) -> None:
    address, form, kept = door(place, day)
    before = traces()
    answer = secretary.post(address, form)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert kept in text
    assert f'value="{day}"' in text
    assert "aria-invalid" in text
    assert traces() == before


def test_an_end_before_its_start_names_both_days(place: County, secretary: Client) -> None:
    answer = secretary.get("/work/funds/ledger/", {"executed_from": "2026-03-02", "executed_to": "2026-03-01"})
    assert answer.status_code == 422
    assert "止日2026-03-01早于起日2026-03-02" in answer.content.decode()


def test_a_wrong_date_in_the_editor_keeps_the_page_as_it_was(place: County, client: Client) -> None:
    author = again(holder(Role.PUBLISHER, place.village))
    page = draft(place.village, NewsPage, author=author, title="支部大会")
    sign_in(client, author)
    form = {
        "title": "改过的标题",
        "published_on": "2026-02-30",
        "audience": "society",
        "body-count": "0",
        **{
            f"{name}-{part}": number
            for name in ("attachments", "readers")
            for part, number in (
                ("TOTAL_FORMS", "0"),
                ("INITIAL_FORMS", "0"),
                ("MIN_NUM_FORMS", "0"),
                ("MAX_NUM_FORMS", "9"),
            )
        },
    }
    text = client.post(f"/admin/pages/{page.pk}/edit/", form).content.decode()
    assert "日期" in text
    assert 'value="改过的标题"' in text
    assert 'value="2026-02-30"' in text
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "支部大会"


def test_a_decision_pressed_twice_is_taken_once_and_the_second_is_told(place: County, client: Client) -> None:
    author = holder(Role.PUBLISHER, place.village)
    page = draft(place.village, NewsPage, author=author)
    pages.submit(author, page.uid)
    sign_in(client, again(holder(Role.CONTENT_REVIEWER, place.town)))
    answers = [client.post(f"/work/pages/{page.uid}/", {"act": "approve", "reason": ""}) for _ in range(2)]
    assert answers[0].status_code == 302
    assert answers[1].status_code in (404, 422)
    assert JournalEntry.objects.filter(action="pages.publish", subject_uid=page.uid).count() == 1


def test_a_form_with_more_fields_than_any_of_ours_is_refused(place: County, secretary: Client) -> None:
    before = traces()
    answer = secretary.post("/work/members/register/", {f"f{number}": "x" for number in range(5_001)})
    assert answer.status_code == 400
    assert traces() == before


def test_a_text_with_what_no_database_keeps_is_told(place: County, secretary: Client) -> None:
    address, form, _ = registering(place, "2005-07-01")
    before = traces()
    answer = secretary.post(address, {**form, "residence": "石桥\x00村"})
    assert answer.status_code == 422
    assert traces() == before


SHEETS = {
    "zip bomb": lambda: tables.with_part(
        tables.xlsx(["姓名"]), "xl/worksheets/sheet1.xml", b" " * (sheets.LARGEST_UNPACKED + 1)
    ),
    "cut off": lambda: tables.xlsx(["姓名"], ["周启明"])[:400],
    "page": lambda: b"<html><table><tr><td>x</td></tr></table></html>",
    "program": lambda: b"MZ\x90\x00" + bytes(1000),
    "nothing": lambda: b"",
}


CURES = {
    "zip bomb": "文件展开后过大：请只保留要导入的工作表和列",
    "cut off": "另存为 .xlsx 后再上传",
    "page": "第一行请写列名",
    "program": "这不是表格文件：请上传 .xlsx 或 .csv 文件",
    "nothing": "空",
}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_hopeless_spreadsheet_is_told_with_its_cure(place: County, secretary: Client, kind: str) -> None:
    file = SimpleUploadedFile("../../名册\u202e.xlsx", SHEETS[kind]())
    answer = secretary.post("/work/members/import/", {"file": file}, follow=True)
    for waiting in Job.objects.all():  # a large table is checked in the background
        jobs.run_piece(waiting.pk)
        answer = secretary.get(answer.redirect_chain[-1][0])
    text = answer.content.decode()
    assert CURES[kind] in text
    assert 'name="plan"' not in text
    assert "\u202e" not in text
    assert "../" not in text.replace("../../static", "")
    assert not Member.objects.exists()
    assert not ImportBatch.objects.filter(state=ImportBatch.State.APPLIED).exists()


def test_the_interface_says_the_same_with_a_code_and_the_field(place: County, secretary: Client) -> None:
    member(place.branch)
    before = traces()
    answer = secretary.post(
        "/api/v1/members/",
        {"organisation": str(place.branch.uid), "name": "周启明", "joined_on": "2026-02-30"},
        content_type="application/json",
        headers={"accept": "application/json"},
    )
    assert answer.status_code in (400, 422)
    assert answer["Content-Type"].startswith("application/problem+json")
    assert "joined_on" in answer.content.decode()
    assert traces() == before
