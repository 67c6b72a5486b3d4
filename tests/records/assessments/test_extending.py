"""A deadline put off: only later, with a reason, told to whoever has not sent in; what came late stays late, with its deadline."""

import datetime

import pytest
from django.test import Client

from records.alerts.models import Notice
from records.assessments import services
from records.assessments.models import Extension, Task
from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid, Refused
from records.kit.models import StoredEvent, local_today
from tests.factories import assessments
from tests.factories.access import again, sign_in
from tests.factories.assessments import People

TODAY = local_today()
LATER = TODAY + datetime.timedelta(days=400)


def extended(people: People, task: Task, **fields: object) -> Task:
    given: dict = {"due_on": LATER, "reason": "换届期间，支部力量不足", **fields}
    return services.extend_deadline(people.reviewer, task.uid, **given)


def test_it_is_put_off_kept_and_told_to_who_has_not_sent_in(people: People) -> None:
    task = assessments.issued(people, targets="subtree")
    old = task.due_on
    Notice.objects.all().delete()
    done = extended(people, task)
    assert assessments.run(done) == "done"
    task.refresh_from_db()
    assert task.due_on == LATER
    kept = Extension.objects.get()
    assert (kept.old_on, kept.new_on, kept.extended_by_name) == (old, LATER, "赵文清")
    entry = JournalEntry.objects.get(subject="assessments.task", reason="换届期间，支部力量不足")
    assert entry.after["due_on"] == LATER.isoformat()
    event = StoredEvent.objects.get(name="assessments.DeadlineExtended")
    assert event.payload["old_on"] == old.isoformat()
    notice = Notice.objects.get(user=people.secretary)
    assert notice.title == f"考核延期：{task.title}"
    assert "换届期间" in notice.text
    assert f"{LATER.year}年{LATER.month}月{LATER.day}日" in notice.text
    services.tell_extension_piece(kept.uid, "")
    assert Notice.objects.filter(user=people.secretary).count() == 1


def test_who_has_sent_in_is_not_told(people: People) -> None:
    sheet = assessments.submitted(people)
    Notice.objects.all().delete()
    assessments.run(extended(people, sheet.task))
    assert not Notice.objects.filter(title__startswith="考核延期").exists()


def test_what_came_late_stays_late_and_says_under_which_deadline(people: People) -> None:
    sheet = assessments.filling(people)
    was = assessments.overdue(sheet.task).due_on
    late = assessments.piece(people, sheet, text="补交的记录")
    extended(people, sheet.task)
    punctual = assessments.piece(people, sheet, text="延期后提交的记录")
    late.refresh_from_db()
    assert (late.late, punctual.late) == (True, False)
    text = sign_in(Client(), again(people.secretary)).get(f"/work/assessments/sheets/{sheet.uid}/").content.decode()
    assert text.count(f"当时截止日期{was}") == 1
    assert "曾经延期" in text


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"due_on": TODAY - datetime.timedelta(days=900)}, "due_on"),
        ({"due_on": None}, "due_on"),
        ({"reason": "  "}, "reason"),
    ],
)
def test_only_later_and_only_with_a_reason(people: People, fields: dict, name: str) -> None:
    task = assessments.issued(people)
    if fields.get("due_on", 0) is None:
        fields = {"due_on": task.due_on}
    with pytest.raises(Invalid) as refused:
        extended(people, task, **fields)
    assert name in refused.value.message_dict
    task.refresh_from_db()
    assert not Extension.objects.exists()
    assert task.due_on != LATER


def test_only_an_open_task_and_only_by_its_issuer(people: People) -> None:
    with pytest.raises(Conflict):
        extended(people, assessments.drafted(people))
    task = assessments.issued(people)
    with pytest.raises(Refused):
        services.extend_deadline(people.committee, task.uid, due_on=LATER, reason="x")
    with pytest.raises(Refused):
        services.extend_deadline(people.secretary, task.uid, due_on=LATER, reason="x")


def test_the_screen_and_the_interface(people: People) -> None:
    task = assessments.issued(people)
    client = sign_in(Client(), people.reviewer)
    address = f"/work/assessments/tasks/{task.uid}/"
    assert f"{address}extend/" in client.get(address).content.decode()
    wrong = client.post(f"{address}extend/", {"due_on": TODAY.isoformat(), "reason": "换届"})
    assert wrong.status_code in (302, 422)
    answer = client.post(
        f"/api/v1/assessments/{task.uid}/extend/",
        {"due_on": LATER.isoformat(), "reason": "换届"},
        content_type="application/json",
    )
    assert answer.status_code == 202
    assert answer.json()["extensions"][-1]["new_on"] == LATER.isoformat()
    empty = client.post(f"{address}extend/", {"due_on": "", "reason": ""})
    assert empty.status_code == 422
    assert "请填写新的截止日期" in empty.content.decode()
