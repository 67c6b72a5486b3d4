"""The API: the whole way as three persons; points as texts, versions by ETag, keys against doubles."""

import uuid
from typing import Any

from rest_framework.test import APIClient

from records.assessments.models import Adjustment, Evidence, Sheet, Task
from records.kit.models import local_today
from tests.factories import assessments
from tests.factories.access import affiliated, holder
from tests.factories.assessments import ITEMS, People, upload

URL = "/api/v1/assessments/"


def client(person: Any) -> APIClient:
    made = APIClient()
    made.force_login(person)
    return made


def test_from_the_scheme_to_the_result(people: People) -> None:
    branch, section, member = client(people.secretary), client(people.reviewer), client(people.committee)
    items = [
        {"kind": str(each.kind), "group": each.group, "content": each.content, "points": str((each.points or 0) // 100)}
        for each in ITEMS
    ]
    body = {"organisation": str(people.county.town.uid), "name": "目标考核", "items": items}
    scheme = section.post(f"{URL}schemes/", body, format="json", headers={"Idempotency-Key": "s1"})
    assert scheme.status_code == 201, scheme.data
    again = section.post(f"{URL}schemes/", body, format="json", headers={"Idempotency-Key": "s1"})
    assert again.data["uid"] == scheme.data["uid"]
    assert section.post(f"{URL}schemes/{scheme.data['uid']}/use/").data["state"] == "in_use"
    task = section.post(
        URL,
        {
            "organisation": str(people.county.town.uid),
            "scheme": scheme.data["uid"],
            "title": "年度考核",
            "due_on": str(local_today()),
            "targets": "hand",
            "by_hand": [str(people.county.village.uid)],
            "audience": "society",
            "shown": "both",
        },
        format="json",
    )
    assert task.status_code == 201, task.data
    assert section.post(f"{URL}{task.data['uid']}/issue/").status_code == 202
    assessments.run(Task.objects.get())
    listed = branch.get(f"{URL}sheets/?task={task.data['uid']}")
    one = f"{URL}sheets/{listed.data['results'][0]['uid']}/"
    first, second, plus, _minus = (each["item"] for each in branch.get(one).data["items"])
    seen = branch.get(one)
    assert branch.get(one, headers={"If-None-Match": seen.headers["ETag"]}).status_code == 304
    wrong = branch.patch(one, {"items": [{"item": first, "points": "60.5"}]}, format="json")
    assert (wrong.status_code, list(wrong.data["errors"])) == (400, ["items[0].points"])
    filled = branch.patch(
        one,
        {"items": [{"item": first, "points": "58"}, {"item": second, "points": "40"}], "summary": "较好"},
        format="json",
        headers={"If-Match": seen.headers["ETag"]},
    )
    assert filled.data["items"][0]["self_points"] == "58"
    stale = branch.patch(one, {"summary": "别的"}, format="json", headers={"If-Match": seen.headers["ETag"]})
    assert (stale.status_code, stale.data["code"]) == (409, "conflict")
    assert section.get(one).data["items"][0]["self_points"] is None  # not sent in yet
    for _ in range(2):
        handed = branch.post(
            f"{one}evidence/",
            {"item": first, "file": upload(), "received_at": "2020-01-01T00:00:00Z", "late": "false"},
            format="multipart",
            headers={"Idempotency-Key": "e1"},
        )
        assert handed.status_code == 201, handed.data
    assert Evidence.objects.count() == 1
    assert handed.data["received_at"].startswith(str(local_today().year))
    swapped = branch.post(
        f"{one}evidence/", {"replaces": handed.data["uid"], "reason": "不清", "text": "新"}, format="json"
    )
    assert (swapped.status_code, swapped.data["replaces"]) == (201, handed.data["uid"])
    assert branch.post(f"{one}submit/").data["state"] == "submitted"
    assert branch.post(f"{one}score/", {"items": []}, format="json").status_code == 403
    back = section.post(f"{one}return/", {"items": [{"item": first, "remark": "请补"}]}, format="json")
    assert back.data["state"] == "returned"
    branch.post(f"{one}submit/")
    off = section.post(f"{one}score/", {"items": [{"item": first, "points": "56"}]}, format="json")
    assert (off.status_code, list(off.data["errors"])) == (400, ["items[0].remark"])
    for _ in range(2):
        section.post(
            f"{one}adjust/",
            {"item": plus, "points": "2.5", "matter": "先进", "reason": "文件"},
            format="json",
            headers={"Idempotency-Key": "a1"},
        )
    assert Adjustment.objects.count() == 1
    scores = [{"item": first, "points": "56", "remark": "少一次"}, {"item": second, "points": "40"}]
    done = section.post(f"{one}score/", {"items": scores, "finish": True}, format="json")
    assert (done.data["state"], done.data["total"]) == ("scored", "98.5")
    assert section.post(f"{one}assess/", {}, format="json").status_code == 403
    assert member.post(f"{one}rescore/", {"reason": "尺度"}, format="json").data["state"] == "reviewing"
    section.post(f"{one}score/", {"finish": True}, format="json")
    assert member.post(f"{one}assess/", {}, format="json").data["grade"] == "优秀"
    out = section.post(f"{one}publish/")
    assert "优秀，得分98.5分" in out.data["results"][0]["text"]
    mended = member.post(
        f"{one}correct/",
        {"items": [{"item": second, "points": "20", "remark": "复核"}], "reason": "核实"},
        format="json",
    )
    assert (mended.data["total"], mended.data["grade"], len(mended.data["results"])) == ("78.5", "一般", 2)
    public = APIClient().get(f"{URL}results/")
    assert [(row["grade"], row["total"]) for row in public.data["results"]] == [("一般", "78.5")]
    counted = section.get(f"{URL}{task.data['uid']}/").data
    assert (counted["sheets_count"], counted["sent_in"]) == (1, 1)
    assert section.post(f"{URL}{task.data['uid']}/close/", {"reason": "办完"}, format="json").status_code == 202


def test_out_of_scope_is_not_there(people: People) -> None:
    sheet = assessments.submitted(people)
    stranger = client(holder("section_reviewer", people.county.neighbour))
    for address in (f"{URL}sheets/", URL, f"{URL}schemes/", f"{URL}results/"):
        assert stranger.get(address).data["results"] == [], address
        assert APIClient().get(address).data["results"] == [], address
    one = f"{URL}sheets/{sheet.uid}/"
    assert stranger.get(one).status_code == 404
    assert stranger.post(f"{one}score/", {}, format="json").status_code == 404
    assert stranger.get(f"{URL}{sheet.task.uid}/").status_code == 404
    assert client(affiliated(people.county.village)).get(one).status_code == 404
    assert stranger.get(f"{URL}sheets/?task=x").data["results"] == []


def test_evidence_and_points_of_another_sheet_are_not_there(people: People) -> None:
    sheet, other = assessments.submitted(people), assessments.filled(people)
    piece = other.evidence.get()
    answer = client(people.secretary).post(
        f"{URL}sheets/{sheet.uid}/evidence/", {"replaces": str(piece.uid), "reason": "x", "text": "x"}, format="json"
    )
    assert answer.status_code == 404
    missing = client(people.reviewer).post(
        f"{URL}sheets/{sheet.uid}/adjust/", {"takes_back": str(uuid.uuid4()), "reason": "x"}, format="json"
    )
    assert missing.status_code == 404


def test_the_points_of_a_result_are_told_only_where_the_task_says_so(people: People) -> None:
    assessments.published(people, audience="society", shown="grade")
    assert APIClient().get(f"{URL}results/").data["results"][0]["total"] is None


def test_a_list_asks_as_many_queries_for_many_as_for_few(people: People, django_assert_max_num_queries: Any) -> None:
    few, many = assessments.bulk_sheets(people, 5), assessments.bulk_sheets(people, 40)
    asked = client(people.auditor)
    for task in (few, many):
        asked.get(f"{URL}sheets/?task={task.uid}")
        with django_assert_max_num_queries(9):
            assert asked.get(f"{URL}sheets/?task={task.uid}").status_code == 200
    with django_assert_max_num_queries(9):
        assert len(asked.get(URL).data["results"]) == 2


def test_pages_go_on_by_key(people: People) -> None:
    task = assessments.bulk_sheets(people, 30)
    asked = client(people.auditor)
    seen, address = [], f"{URL}sheets/?task={task.uid}"
    while address:
        page = asked.get(address).data
        seen += [row["uid"] for row in page["results"]]
        address = page["next"]
    assert len(seen) == len(set(seen)) == Sheet.objects.filter(task=task).count()
