"""Screens of the workbench: totals, sessions, questions."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client

from records.access.models import User
from records.kit import desk
from records.learning.models import HourEntry, Question, Quiz, StudySession
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.learning import course, quiz, video_lesson
from tests.factories.members import member
from tests.factories.organisations import County

BACKEND = "records.access.backends.PortalBackend"


def door(client: Client, person: User) -> Client:
    client.force_login(person, backend=BACKEND)
    return client


@pytest.mark.parametrize(
    ("role", "totals", "sessions", "questions"),
    [
        (Role.SECRETARY, 200, 200, 404),
        (Role.COMMITTEE, 200, 404, 404),
        (Role.SECTION_REVIEWER, 200, 404, 404),
        (Role.AUDITOR, 200, 404, 404),
        (Role.ORGANISATION_ADMINISTRATOR, 200, 200, 200),
        (Role.PUBLISHER, 404, 404, 200),
        (Role.CONTENT_REVIEWER, 404, 404, 200),
        (Role.ARCHIVIST, 404, 404, 404),
        (Role.MEMBER, 404, 404, 404),
    ],
)
def test_which_role_opens_which_screen(
    county: County, client: Client, role: Role, totals: int, sessions: int, questions: int
) -> None:
    door(client, holder(role, county.town))
    assert client.get("/work/learning/").status_code == totals
    assert client.get("/work/learning/sessions/").status_code == sessions
    assert client.get("/work/learning/sessions/new/").status_code == sessions
    assert client.get("/work/learning/questions/").status_code == questions


def test_totals_show_units_and_nobody_by_name(county: County, client: Client) -> None:
    member(county.branch, "周启明")
    door(client, holder(Role.SECTION_REVIEWER, county.town))
    page = client.get("/work/learning/").content.decode()
    assert "石桥村第一党支部" in page
    assert "周启明" not in page
    assert "看所差学时" not in page


def test_an_organisation_outside_is_not_there(county: County, client: Client) -> None:
    door(client, holder(Role.SECTION_REVIEWER, county.town))
    assert client.get(f"/work/learning/?organisation={county.neighbour.uid}").status_code == 404
    assert client.get("/work/learning/?organisation=x").status_code == 404


def test_who_is_behind_only_for_the_own_branch(county: County, client: Client) -> None:
    door(client, holder(Role.SECRETARY, county.branch))
    assert client.get(f"/work/learning/missing/{county.branch.uid}/").status_code == 200
    assert client.get(f"/work/learning/missing/{county.other_branch.uid}/").status_code == 404
    assert client.get(f"/work/learning/missing/{uuid.uuid4()}/").status_code == 404
    door(client, holder(Role.SECRETARY, county.village))
    assert client.get(f"/work/learning/missing/{county.branch.uid}/").status_code == 404


def sheet(client: Client, **changes: Any) -> dict[str, Any]:
    page = client.get("/work/learning/sessions/new/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    return {
        "key": key[1],
        "form": "lecture",
        "title": "第四季度党课",
        "held_on": "2026-01-05",
        "length": "hours",
        "hours": "1.5",
        "evidence": "签到册2026年第1号",
        "members": [],
        **changes,
    }


def test_recording_a_session_and_sending_it_twice(county: County, client: Client) -> None:
    person = member(county.branch, "周启明")
    door(client, holder(Role.SECRETARY, county.branch))
    form = sheet(client, members=[str(person.uid)])

    for _ in range(2):
        answer = client.post("/work/learning/sessions/new/", form)
        assert answer.status_code == 302

    entry = HourEntry.objects.get()
    assert (entry.hours, entry.member, entry.form) == (150, person, "lecture")
    page = client.get(answer["Location"]).content.decode()
    assert "周启明" in page
    assert "签到册2026年第1号" in page


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"hours": ""}, "请填写小时数"),
        ({"hours": "一个半"}, "不正确"),
        ({"hours": "9"}, "多天的请分天登记"),
        ({"held_on": "2999-01-01"}, "今天之后"),
        ({"held_on": "2026-02-30"}, "日期"),
        ({"members": []}, "请勾选参加学习的党员"),
        ({"title": ""}, "学习内容"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(
    county: County, client: Client, changes: dict[str, Any], says: str
) -> None:
    person = member(county.branch)
    door(client, holder(Role.SECRETARY, county.branch))
    form = sheet(client, **{"members": [str(person.uid)], **changes})
    answer = client.post("/work/learning/sessions/new/", form)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "签到册2026年第1号" in page
    assert form["key"] in page
    assert not StudySession.objects.exists()


def test_reversing_asks_for_a_reason(county: County, client: Client) -> None:
    person = member(county.branch)
    door(client, holder(Role.SECRETARY, county.branch))
    client.post("/work/learning/sessions/new/", sheet(client, members=[str(person.uid)]))
    entry = HourEntry.objects.get()
    address = f"/work/learning/entries/{entry.uid}/reverse/"

    assert "事由" in client.get(address).content.decode()
    assert client.post(address, {"reason": "错"}).status_code == 422
    assert client.post(address, {"reason": "当天请假未参加"}).status_code == 302
    assert HourEntry.objects.total() == 0
    assert "已冲销" in client.get(f"/work/learning/sessions/{entry.session.uid}/").content.decode()
    door(client, holder(Role.SECRETARY, county.other_branch))
    assert client.get(address).status_code == 404
    assert client.get(f"/work/learning/sessions/{entry.session.uid}/").status_code == 404


def test_adding_who_was_forgotten(county: County, client: Client) -> None:
    first, second = member(county.branch), member(county.branch)
    door(client, holder(Role.SECRETARY, county.branch))
    client.post("/work/learning/sessions/new/", sheet(client, members=[str(first.uid)]))
    session = StudySession.objects.get()
    answer = client.post(f"/work/learning/sessions/{session.uid}/", {"members": [str(second.uid)]})
    assert answer.status_code == 302
    assert HourEntry.objects.count() == 2


# ── questions ───────────────────────────────────────────────────────────────
def lines(*questions: dict[str, str], initial: int = 0, **settings: str) -> dict[str, str]:
    data = {
        "attempts_per_day": "3",
        "draw": "0",
        "shuffle": "on",
        "q-TOTAL_FORMS": str(len(questions)),
        "q-INITIAL_FORMS": str(initial),
        "q-MIN_NUM_FORMS": "0",
        "q-MAX_NUM_FORMS": "200",
        **settings,
    }
    for number, question in enumerate(questions):
        data |= {f"q-{number}-{name}": value for name, value in question.items()}
    return data


ONE = {"kind": "single", "text": "多少学时？", "choices": "32\n24", "answer": "A", "explanation": "第二十条"}
TWO = {"kind": "true_false", "text": "预备党员有表决权。", "choices": "", "answer": "错误", "explanation": ""}
EMPTY = {"kind": "single", "text": "", "choices": "", "answer": "", "explanation": ""}


def test_writing_questions_and_mending_one(county: County, client: Client) -> None:
    of_town = course(county.town)
    door(client, holder(Role.PUBLISHER, county.town))
    address = f"/work/learning/questions/{of_town.page_uid}/"

    assert client.post(address, lines(ONE, TWO, EMPTY)).status_code == 302
    assert [(each.text, each.answer) for each in Question.objects.all()] == [
        ("多少学时？", [0]),
        ("预备党员有表决权。", [1]),
    ]
    page = client.get(address).content.decode()
    assert "多少学时？" in page
    first, second = Question.objects.all()
    mended = {**ONE, "text": "每年多少学时？", "lineage": str(first.lineage)}
    gone = {**TWO, "lineage": str(second.lineage), "DELETE": "on"}
    version = str(Quiz.objects.get().version)
    assert client.post(address, lines(mended, gone, initial=2, version=version)).status_code == 302
    in_use = Question.objects.get(retired_at__isnull=True)
    assert (in_use.text, in_use.number) == ("每年多少学时？", 2)

    stale = client.post(address, lines(ONE, version=version))
    assert stale.status_code == 422
    assert "多少学时？" in stale.content.decode()


@pytest.mark.parametrize(
    ("question", "says"),
    [
        ({**ONE, "answer": "C"}, "请填A至B中的字母"),
        ({**ONE, "answer": ""}, "请指出正确答案"),
        ({**ONE, "choices": "32"}, "选项应为2至8个"),
        ({**ONE, "answer": "AB"}, "多选题"),
        ({**TWO, "answer": "也许"}, "正确”或“错误"),
        ({**ONE, "text": ""}, "请填写题目"),
    ],
)
def test_a_wrong_question_is_marked_and_kept_on_the_form(
    county: County, client: Client, question: dict[str, str], says: str
) -> None:
    of_town = course(county.town)
    door(client, holder(Role.PUBLISHER, county.town))
    answer = client.post(f"/work/learning/questions/{of_town.page_uid}/", lines(question, TWO))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert says in page
    assert "预备党员有表决权。" in page
    assert not Question.objects.exists()


def test_questions_for_a_lessons_text(county: County, client: Client) -> None:
    film = course(county.town, video_lesson())
    lesson = film.lessons.get().page_uid
    door(client, holder(Role.PUBLISHER, county.town))
    assert client.post(f"/work/learning/questions/{film.page_uid}/{lesson}/", lines(ONE)).status_code == 302
    assert Quiz.objects.get().lesson_uid == lesson
    assert client.get(f"/work/learning/questions/{film.page_uid}/{uuid.uuid4()}/").status_code == 404


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.AUDITOR, Role.ARCHIVIST])
def test_questions_are_closed_to_others(county: County, client: Client, role: Role) -> None:
    of_town = course(county.town)
    quiz(of_town)
    for person in (holder(role, county.town), holder(Role.PUBLISHER, county.neighbour), affiliated(county.branch)):
        door(client, person)
        address = f"/work/learning/questions/{of_town.page_uid}/"
        assert client.get(address).status_code == 404
        assert client.post(address, lines(ONE)).status_code == 404
    assert Question.objects.filter(retired_at__isnull=True).count() == 3


def test_the_desk_tells_a_secretary_and_nobody_above(county: County) -> None:
    import datetime

    member(county.branch)
    late = datetime.date(2026, 11, 20)
    below = desk.Group.BELOW
    titles = [
        item.title
        for pile in desk.piles(holder(Role.SECRETARY, county.branch), late)[below]
        for item in pile.items
        if "学时" in item.title
    ]
    assert titles == ["石桥村第一党支部：1名党员学时低于季度进度"]
    early = desk.piles(holder(Role.SECRETARY, county.branch), datetime.date(2026, 2, 1))[below]
    assert not [item for pile in early for item in pile.items if "学时" in item.title]
