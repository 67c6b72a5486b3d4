"""Learning over the API: the same doors as the pages."""

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from records.access.models import User
from records.access.services import issue_token
from records.learning import services
from records.learning.models import Attempt, CourseVersion, Enrolment, HourEntry, LessonProgress
from records.organisations.roles import Role
from tests.factories.access import affiliated, holder
from tests.factories.learning import (
    course,
    enrolled,
    multiple,
    quiz,
    right_answers,
    single,
    text_lesson,
    video_lesson,
    wrong_answers,
)
from tests.factories.organisations import County

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture
def api(client: Client, person: User) -> Client:
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def of_town(county: County) -> CourseVersion:
    return course(county.town, text_lesson(), video_lesson(100))


def post(client: Client, address: str, told: Any = None) -> Any:
    return client.post(f"/api/v1/{address}", json.dumps(told or {}), "application/json")


def test_courses_within_their_audience(client: Client, api: Client, county: County, of_town: CourseVersion) -> None:
    inner = course(county.town, audience="members")
    assert {row["uid"] for row in api.get("/api/v1/courses/").json()["results"]} == {
        str(of_town.page_uid),
        str(inner.page_uid),
    }
    visitor = Client()
    (row,) = visitor.get("/api/v1/courses/").json()["results"]
    assert (row["uid"], row["hours"], len(row["lessons"])) == (str(of_town.page_uid), "1.5", 2)
    assert visitor.get(f"/api/v1/courses/{inner.page_uid}/").status_code == 404


def test_studying_over_the_api(api: Client, of_town: CourseVersion) -> None:
    text, film = of_town.lessons.all()
    state = post(api, f"courses/{of_town.page_uid}/enrol/").json()
    assert (state["state"], state["done"], state["total"]) == ("active", 0, 2)
    enrolment = state["enrolment"]

    read = post(api, f"enrolments/{enrolment}/read/", {"lesson": str(text.page_uid)}).json()
    assert read["done"] == 1
    told = {"lesson": str(film.page_uid), "intervals": [[0, 20]], "position": 20}
    assert post(api, f"enrolments/{enrolment}/beat/", told).json()["percent"] == 20
    assert api.get("/api/v1/enrolments/").json()[0]["lessons"][1]["watched"] == [[0.0, 20.0]]
    assert api.get(f"/api/v1/courses/{of_town.page_uid}/progress/").json()["missing"] == "还有1课没有学完"


def test_a_quiz_over_the_api_tells_what_is_right_only_once_passed(api: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    quiz(of_town, single(explanation="解析只此一处"), multiple())
    enrolment = enrolled(person, of_town)
    begun = post(api, f"enrolments/{enrolment.uid}/attempts/").json()
    attempt = Attempt.objects.get()
    assert set(begun["questions"][0]) == {"uid", "kind", "text", "choices", "given"}
    first = begun["questions"][0]["uid"]
    saved = post(api, f"attempts/{attempt.uid}/save/", {"answers": {first: [0]}}).json()
    assert saved["questions"][0]["given"] == [0]

    failed = post(api, f"attempts/{attempt.uid}/submit/", {"answers": wrong_answers(attempt)}).json()
    assert (failed["passed"], "解析只此一处" in json.dumps(failed, ensure_ascii=False)) == (False, False)
    assert "answer" not in failed["questions"][0]

    second = services.start_attempt(person, enrolment.uid)
    passed = post(api, f"attempts/{second.uid}/submit/", {"answers": right_answers(second)}).json()
    assert (passed["passed"], passed["questions"][0]["explanation"]) == (True, "解析只此一处")


def test_a_missing_answer_is_a_problem_and_what_was_sent_is_kept(api: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    quiz(of_town, single(), multiple())
    attempt = services.start_attempt(person, enrolled(person, of_town).uid)
    answers = right_answers(attempt)
    first = attempt.questions[0]["uid"]
    answer = post(api, f"attempts/{attempt.uid}/submit/", {"answers": {first: answers[first]}})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    attempt.refresh_from_db()
    assert attempt.answers == {first: answers[first]}


def test_hours_of_ones_own(api: Client, county: County, person: User) -> None:
    of_town = course(county.town)
    services.mark_read(person, enrolled(person, of_town).uid, of_town.lessons.get().page_uid)
    (row,) = api.get("/api/v1/hours/").json()["results"]
    assert (row["hours"], row["title"]) == ("1.5", of_town.title)
    assert api.get("/api/v1/hours/summary/").json()["missing_hours"] == "30.5"
    for stranger in (affiliated(county.branch), holder(Role.SECRETARY, county.town)):
        other = Client()
        other.force_login(stranger, backend=BACKEND)
        assert other.get("/api/v1/hours/").json()["results"] == []
        assert other.get(f"/api/v1/hours/{row['uid']}/").status_code == 404


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("post", "courses/{course}/enrol/"),
        ("post", "enrolments/{enrolment}/read/"),
        ("post", "enrolments/{enrolment}/beat/"),
        ("post", "enrolments/{enrolment}/attempts/"),
        ("get", "attempts/{attempt}/"),
        ("post", "attempts/{attempt}/save/"),
        ("post", "attempts/{attempt}/submit/"),
    ],
)
def test_strangers_and_visitors_reach_nothing(
    county: County, person: User, method: str, address: str, of_town: CourseVersion
) -> None:
    quiz(of_town)
    enrolment = enrolled(person, of_town)
    attempt = services.start_attempt(person, enrolment.uid)
    url = "/api/v1/" + address.format(course=of_town.page_uid, enrolment=enrolment.uid, attempt=attempt.uid)
    told = {"lesson": str(of_town.lessons.last().page_uid), "intervals": [[0, 1]], "answers": {}}
    if "attempts/" in address and "enrolments" in address:
        told.pop("lesson")
    stranger = Client()
    stranger.force_login(affiliated(county.neighbour_branch), backend=BACKEND)
    for client, allowed in ((Client(), {401, 403, 404}), (stranger, {404} if "courses" not in address else {200})):
        answer = (
            getattr(client, method)(url, json.dumps(told), "application/json") if method == "post" else client.get(url)
        )
        assert answer.status_code in allowed, answer.content
    assert not LessonProgress.objects.exists()
    attempt.refresh_from_db()
    assert attempt.state == Attempt.State.OPEN


def test_a_token_for_reading_members_does_not_study(county: County, person: User, of_town: CourseVersion) -> None:
    enrolment = enrolled(person, of_town)
    shown, _ = issue_token(person, name="只读", actions=["members.view"], days=30)
    client = Client(headers={"Authorization": f"Bearer {shown}"})
    assert client.get("/api/v1/enrolments/").json() == []
    assert client.get("/api/v1/hours/").json()["results"] == []
    read = client.post(
        f"/api/v1/enrolments/{enrolment.uid}/read/",
        json.dumps({"lesson": str(of_town.lessons.first().page_uid)}),
        "application/json",
    )
    assert read.status_code in (403, 404)
    study, _ = issue_token(person, name="学习", actions=["learning.study"], days=30)
    client = Client(headers={"Authorization": f"Bearer {study}"})
    assert len(client.get("/api/v1/enrolments/").json()) == 1


def test_wrong_input_names_the_field(api: Client, of_town: CourseVersion, person: User) -> None:
    enrolment = enrolled(person, of_town)
    answer = post(api, f"enrolments/{enrolment.uid}/beat/", {"intervals": [["x", 1]]})
    assert answer.status_code == 400
    assert "lesson" in answer.json()["errors"]
    assert post(api, f"courses/{uuid.uuid4()}/enrol/").status_code == 404
    assert Enrolment.objects.count() == 1
    assert not HourEntry.objects.exists()
