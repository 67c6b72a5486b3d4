"""A member's own pages: what is shown, what a form does, what stays hidden."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from records.access.models import User
from records.learning import services
from records.learning.models import Attempt, CourseVersion, Enrolment, HourEntry, LessonProgress
from tests.factories.access import affiliated
from tests.factories.learning import (
    course,
    enrolled,
    multiple,
    quiz,
    right_answers,
    single,
    text_lesson,
    true_false,
    video_lesson,
    wrong_answers,
)
from tests.factories.organisations import County

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def of_town(county: County) -> CourseVersion:
    return course(county.town, text_lesson(), video_lesson(100), title="支部工作条例逐条讲解")


def places(attempt: Attempt, answers: dict[str, list[int]]) -> dict[str, Any]:
    """Answers as the form sends them."""
    return {
        f"q{number}": [str(place) for place in answers[kept["uid"]]] for number, kept in enumerate(attempt.questions, 1)
    }


def test_the_page_says_what_is_missing(signed_in: Client, of_town: CourseVersion, person: User) -> None:
    enrolled(person, of_town)
    page = signed_in.get("/my/learning/").content.decode()
    assert "今年还差32学时" in page.replace("</span><span>", "")
    assert "支部工作条例逐条讲解" in page
    assert "2课已完成0课" in page


def test_the_page_costs_the_same_for_one_course_and_for_many(
    signed_in: Client, county: County, person: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(6):
        each = course(county.town, text_lesson(), text_lesson())
        quiz(each)
        services.mark_read(person, enrolled(person, each).uid, each.lessons.first().page_uid)
    with django_assert_max_num_queries(26):
        assert signed_in.get("/my/learning/").status_code == 200


@pytest.mark.parametrize("address", ["/my/learning/", "/my/learning/quiz/{0}/", "/my/learning/attempt/{0}/"])
def test_visitors_sign_in_first(client: Client, of_town: CourseVersion, address: str) -> None:
    answer = client.get(address.format(of_town.page_uid))
    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/")


def test_enrol_read_and_go_on(signed_in: Client, of_town: CourseVersion) -> None:
    first, second = of_town.lessons.all()
    answer = signed_in.post(f"/my/learning/enrol/{of_town.page_uid}/")
    assert answer["Location"] == f"/learning/lesson/{first.page_uid}/"
    enrolment = Enrolment.objects.get()

    answer = signed_in.post(f"/my/learning/read/{enrolment.uid}/{first.page_uid}/")
    assert answer["Location"] == f"/learning/lesson/{second.page_uid}/"
    assert LessonProgress.objects.get().done_at is not None


def test_going_on_never_leaves_the_site(signed_in: Client, of_town: CourseVersion) -> None:
    answer = signed_in.post(f"/my/learning/enrol/{of_town.page_uid}/", {"next": "https://example.com/"})
    assert answer["Location"].startswith("/learning/lesson/")


@pytest.mark.parametrize("address", ["enrol/{course}/", "read/{enrolment}/{lesson}/", "leave/{enrolment}/"])
def test_acts_are_posts(signed_in: Client, of_town: CourseVersion, person: User, address: str) -> None:
    enrolment = enrolled(person, of_town)
    url = address.format(course=of_town.page_uid, enrolment=enrolment.uid, lesson=of_town.lessons.first().page_uid)
    assert signed_in.get(f"/my/learning/{url}").status_code == 405


def beat_url(person: User, of: CourseVersion) -> str:
    return f"/my/learning/beat/{enrolled(person, of).uid}/{of.lessons.get(position=2).page_uid}/"


def test_the_players_report(signed_in: Client, of_town: CourseVersion, person: User) -> None:
    answer = signed_in.post(
        beat_url(person, of_town), json.dumps({"intervals": [[0, 20.5]], "position": 20.5}), "application/json"
    )
    told = answer.json()
    assert (told["watched"], told["held"], told["done"]) == (20, [[0.0, 20.5]], False)
    assert told["note"].startswith("已保存，")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("[]", 400),
        ("{}", 400),
        ('{"intervals": 5}', 400),
        ('{"intervals": [[5, 1]]}', 400),
        ('{"intervals": [], "position": "x"}', 400),
        ('{"intervals": [[0, 1]], "position": 1e999}', 200),
        ('{"intervals": []}', 200),
        ('{"intervals": [' + "[0, 1]," * 20_000 + "[0, 1]]}", 400),
    ],
)
def test_reports_that_cannot_be_read(
    signed_in: Client, of_town: CourseVersion, person: User, body: str, status: int
) -> None:
    answer = signed_in.post(beat_url(person, of_town), body, "application/json")
    assert answer.status_code == status
    assert answer.json()["note"]


def test_a_report_after_the_session_ended_is_told_so_and_not_sent_to_sign_in(
    client: Client, of_town: CourseVersion, person: User
) -> None:
    answer = client.post(beat_url(person, of_town), '{"intervals": [[0, 1]]}', "application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


def test_a_report_needs_the_forms_token(of_town: CourseVersion, person: User) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person, backend=BACKEND)
    answer = strict.post(beat_url(person, of_town), '{"intervals": [[0, 1]]}', "application/json")
    assert answer.status_code == 403
    assert not LessonProgress.objects.exists()


def test_somebody_elses_report(signed_in: Client, of_town: CourseVersion, county: County) -> None:
    other = affiliated(county.branch)
    answer = signed_in.post(beat_url(other, of_town), '{"intervals": [[0, 1]]}', "application/json")
    assert answer.status_code == 404


# ── the quiz ────────────────────────────────────────────────────────────────
def test_a_quiz_from_beginning_to_hours(signed_in: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    quiz(of_town, single(), multiple(), true_false())
    services.mark_read(person, enrolled(person, of_town).uid, of_town.lessons.get().page_uid)

    begun = signed_in.post(f"/my/learning/quiz/{of_town.page_uid}/")
    attempt = Attempt.objects.get()
    assert begun["Location"] == f"/my/learning/attempt/{attempt.uid}/"
    sheet = signed_in.get(begun["Location"]).content.decode()
    assert "党员每年集中学习不少于多少学时？" in sheet
    signed_in.post(begun["Location"], {**places(attempt, right_answers(attempt)), "submit": "1"})

    result = signed_in.get(begun["Location"]).content.decode()
    assert "100分" in result
    assert "课程已学完" in result
    assert HourEntry.objects.get().hours == 150


def test_nothing_ticked_is_lost_when_a_question_was_left_out(signed_in: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    quiz(of_town)
    attempt = services.start_attempt(person, enrolled(person, of_town).uid)
    sent = places(attempt, right_answers(attempt))
    del sent["q2"]

    answer = signed_in.post(f"/my/learning/attempt/{attempt.uid}/", {**sent, "submit": "1"})

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "这一题还没有作答" in page
    assert page.count(" checked") == 2
    assert signed_in.get(f"/my/learning/attempt/{attempt.uid}/").content.decode().count(" checked") == 2


def test_saving_and_going_on_later(signed_in: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    quiz(of_town)
    attempt = services.start_attempt(person, enrolled(person, of_town).uid)
    signed_in.post(f"/my/learning/attempt/{attempt.uid}/", {"q1": "1", "save": "1"})
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN
    assert list(attempt.answers.values()).count([1]) == 1


def test_neither_sheet_nor_page_nor_failed_result_tells_the_answers(
    signed_in: Client, county: County, person: User
) -> None:
    of_town = course(county.town)
    quiz(of_town, single(explanation="解析只此一处"), multiple(), shuffle=False)
    attempt = services.start_attempt(person, enrolled(person, of_town).uid)
    sheet = f"/my/learning/attempt/{attempt.uid}/"
    before = signed_in.get(sheet).content.decode()
    failed = services.submit_attempt(person, attempt.uid, wrong_answers(attempt))
    after = signed_in.get(f"/my/learning/attempt/{failed.uid}/").content.decode()
    intro = signed_in.get(f"/my/learning/quiz/{of_town.page_uid}/").content.decode()
    for page in (before, after, intro):
        assert "解析只此一处" not in page
        assert "正确答案" not in page
    assert " checked" not in before
    assert "答错" in after


def test_a_used_up_day_says_when_to_come_back(signed_in: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    quiz(of_town, attempts_per_day=1)
    attempt = services.start_attempt(person, enrolled(person, of_town).uid)
    services.submit_attempt(person, attempt.uid, wrong_answers(attempt))
    assert "明天可以再答" in signed_in.get(f"/my/learning/quiz/{of_town.page_uid}/").content.decode()
    answer = signed_in.post(f"/my/learning/quiz/{of_town.page_uid}/")
    assert answer.status_code == 422
    assert "今天已作答1次" in answer.content.decode()


def test_somebody_elses_attempt_is_not_there(signed_in: Client, county: County) -> None:
    of_town = course(county.town)
    quiz(of_town)
    other = affiliated(county.branch)
    attempt = services.start_attempt(other, enrolled(other, of_town).uid)
    assert signed_in.get(f"/my/learning/attempt/{attempt.uid}/").status_code == 404
    assert signed_in.post(f"/my/learning/attempt/{attempt.uid}/", {"submit": "1"}).status_code == 404
    assert signed_in.get(f"/my/learning/attempt/{uuid.uuid4()}/").status_code == 404


# ── certificates and lasting addresses ──────────────────────────────────────
def test_a_certificate_is_checked_by_its_code_with_the_name_masked(
    signed_in: Client, client: Client, of_town: CourseVersion, county: County, person: User
) -> None:
    short = course(county.town, title="短课")
    services.mark_read(person, enrolled(person, short).uid, short.lessons.get().page_uid)
    page = signed_in.get("/my/learning/").content.decode()
    code = page.split("/learning/certificate/")[1].split("/")[0]

    assert "陈立秋" in signed_in.get(f"/learning/certificate/{code}/").content.decode()
    public = Client().get(f"/learning/certificate/{code}/")
    shown = public.content.decode()
    assert "证明有效" in shown
    assert "陈**" in shown
    assert "陈立秋" not in shown
    assert public["X-Robots-Tag"] == "noindex"
    assert Client().get(f"/learning/certificate/{uuid.uuid4()}/").status_code == 404


def test_lasting_addresses_ask_the_audience(client: Client, county: County) -> None:
    inner = course(county.town, audience="members")
    assert client.get(f"/learning/course/{inner.page_uid}/").status_code == 404
    assert client.get(f"/learning/lesson/{inner.lessons.get().page_uid}/").status_code == 404
    assert client.get(f"/learning/course/{uuid.uuid4()}/").status_code == 404
