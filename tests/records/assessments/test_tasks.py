"""Tasks: issued to many by a job that may die and run again, ended so that nothing is left in between."""

import datetime
import uuid

import pytest

from records.alerts.models import Notice
from records.assessments import services
from records.assessments.choices import State, TaskState
from records.assessments.models import Sheet, Task
from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid, NotVisible
from records.kit.models import StoredEvent, local_today
from tests.factories import assessments
from tests.factories.assessments import People
from tests.factories.organisations import organisation


@pytest.mark.parametrize(
    ("fields", "names"),
    [
        ({"targets": "subtree", "kinds": []}, ["石桥村党总支", "石桥村第一党支部", "石桥村第二党支部"]),
        ({"targets": "subtree", "kinds": ["branch"]}, ["石桥村第一党支部", "石桥村第二党支部"]),
        ({"targets": "subtree", "kinds": ["general-branch"]}, ["石桥村党总支"]),
        ({"targets": "hand"}, ["石桥村党总支"]),
    ],
)
def test_whom_a_task_is_for(people: People, fields: dict, names: list[str]) -> None:
    task = assessments.issued(people, **fields)
    assert task.state == TaskState.OPEN
    found = Sheet.objects.filter(task=task).order_by("org_path").values_list("organisation__short_name", flat=True)
    assert list(found) == names


def test_never_the_issuer_itself_nor_a_neighbour(people: People) -> None:
    county = people.county
    for wrong in (county.town, county.neighbour_branch, county.root):
        with pytest.raises(Invalid) as refused:
            assessments.drafted(people, by_hand=[str(wrong.uid)])
        assert "by_hand" in refused.value.message_dict
    with pytest.raises(Invalid) as refused:
        assessments.drafted(people, targets="subtree", below=county.neighbour)
    assert "below" in refused.value.message_dict


def test_a_dissolved_organisation_gets_no_sheet(people: People) -> None:
    gone = organisation("旧支部", parent=people.county.village, dissolved_on=datetime.date(2020, 1, 1))
    task = assessments.issued(people, targets="subtree")
    assert not Sheet.objects.filter(task=task, organisation=gone).exists()


def test_what_is_missing_is_said(people: People) -> None:
    for fields, field in (
        ({"title": " "}, "title"),
        ({"due_on": None}, "due_on"),
        ({"year": 1949}, "year"),
        ({"by_hand": []}, "by_hand"),
        ({"targets": "subtree", "kinds": ["no-such"]}, "kinds"),
    ):
        with pytest.raises(Invalid) as wrong:
            assessments.drafted(people, **fields)
        assert field in wrong.value.message_dict, field
    assert not Task.objects.exists()


def test_not_issued_with_a_deadline_gone_by_or_to_nobody(people: People) -> None:
    late = assessments.overdue(assessments.drafted(people))
    with pytest.raises(Invalid, match="已过"):
        services.issue(people.reviewer, late.uid)
    nobody = assessments.drafted(people, targets="subtree", kinds=["leading-group"])
    with pytest.raises(Invalid, match="没有找到任何下级组织"):
        services.issue(people.reviewer, nobody.uid)


def test_issued_once_and_then_not_changed(people: People) -> None:
    task = assessments.issued(people)
    with pytest.raises(Conflict, match="不能重复下达"):
        services.issue(people.reviewer, task.uid)
    with pytest.raises(Conflict, match="不能修改"):
        services.change_task(people.reviewer, task.uid, due_on=local_today())


def test_a_job_that_died_goes_on_and_makes_no_sheet_twice(people: People) -> None:
    task = services.issue(people.reviewer, assessments.drafted(people, targets="subtree").uid)
    first = services.issue_piece(people.reviewer, task.uid, "", size=2)
    assert (first.done, Sheet.objects.count()) == (2, 2)
    # The piece was written, the cursor was lost: the job begins again.
    again = services.issue_piece(people.reviewer, task.uid, "", size=2)
    assert (again.after, Sheet.objects.count()) == (first.after, 2)
    services.issue_piece(people.reviewer, task.uid, again.after, size=2)
    task.refresh_from_db()
    assert (task.state, Sheet.objects.count()) == (TaskState.OPEN, 3)
    assert services.issue_piece(people.reviewer, task.uid, "").done == 0
    assert JournalEntry.objects.filter(subject="assessments.sheet").count() == 3
    assert StoredEvent.objects.filter(name="assessments.TaskIssued").count() == 1
    assert Notice.objects.filter(user=people.secretary, kind="assessments").count() == 1


def test_the_number_of_queries_does_not_grow_with_the_organisations(
    people: People, django_assert_max_num_queries
) -> None:
    task = services.issue(people.reviewer, assessments.drafted(people, targets="subtree").uid)
    with django_assert_max_num_queries(40):
        services.issue_piece(people.reviewer, task.uid, "")
    for _ in range(20):
        organisation(parent=people.county.village)
    more = services.issue(people.reviewer, assessments.drafted(people, targets="subtree").uid)
    with django_assert_max_num_queries(40):
        services.issue_piece(people.reviewer, more.uid, "")
    assert Sheet.objects.filter(task=more).count() == 23


def test_the_secretary_is_told(people: People) -> None:
    task = assessments.issued(people, instructions="请逐项对照。")
    told = Notice.objects.get(user=people.secretary)
    assert task.title in told.title
    assert "请逐项对照" in told.text
    assert str(assessments.sheet_of(task, people.county.village).uid) in told.url


def test_ended_when_every_result_is_out(people: People) -> None:
    sheet = assessments.submitted(people, targets="subtree")
    task = sheet.task
    with pytest.raises(Conflict, match="还有1份"):
        services.close_task(people.reviewer, task.uid, reason="到期")
    services.score(people.reviewer, sheet.uid, assessments.reviews(sheet, 5600, 4000), finish=True)
    services.assess(people.committee, sheet.uid)
    services.publish(people.reviewer, sheet.uid)
    with pytest.raises(Invalid):
        services.close_task(people.reviewer, task.uid, reason="")
    closed = services.close_task(people.reviewer, task.uid, reason="考核结束")
    assessments.run(closed)
    states = Sheet.objects.filter(task=task).order_by("org_path").values_list("state", flat=True)
    assert list(states) == [State.PUBLISHED, State.CLOSED, State.CLOSED]
    with pytest.raises(Conflict, match="未报送"):
        services.fill(assessments.branch_user(people), Sheet.objects.filter(state=State.CLOSED)[0].uid, {})


def test_withdrawn_with_everything_but_what_was_published(people: People) -> None:
    sheet = assessments.published(people, targets="subtree")
    gone = services.withdraw_task(people.reviewer, sheet.task.uid, reason="重复下达")
    assessments.run(gone)
    states = Sheet.objects.filter(task=gone).order_by("org_path").values_list("state", flat=True)
    assert list(states) == [State.PUBLISHED, State.WITHDRAWN, State.WITHDRAWN]
    entry = JournalEntry.objects.filter(subject="assessments.task").order_by("-pk").first()
    assert entry is not None
    assert entry.reason == "重复下达"


def test_one_organisation_is_taken_out(people: People) -> None:
    sheet = assessments.filling(people)
    with pytest.raises(Invalid):
        services.withdraw_sheet(people.reviewer, sheet.uid, reason="")
    assert services.withdraw_sheet(people.reviewer, sheet.uid, reason="即将合并").state == State.WITHDRAWN


def test_a_double_press_makes_one_task(people: People) -> None:
    key, by = uuid.uuid4(), assessments.scheme(people)
    made = [assessments.drafted(people, by=by, submit_key=key) for _ in range(2)]
    assert made[0].pk == made[1].pk


def test_a_draft_is_for_those_who_make_it(people: People) -> None:
    task = assessments.drafted(people)
    assert Task.objects.visible_to(people.reviewer).filter(pk=task.pk).exists()
    for other in (people.secretary, people.auditor, people.committee):
        assert not Task.objects.visible_to(other).filter(pk=task.pk).exists()
    with pytest.raises(NotVisible):
        services.issue(people.auditor, task.uid)
