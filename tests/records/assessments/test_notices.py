"""What waits, what is due, what is found: desk, reminders, registers, index, measures, demo."""

import datetime
from typing import Any

import pytest
from django.test import Client

from records.alerts.models import Reminder
from records.alerts.services import run_rule
from records.assessments import measures, services
from records.assessments.search import SchemeEntries, SheetEntries, TaskEntries
from records.kit import desk
from records.kit.desk import Group
from records.kit.models import local_today
from records.kit.reminders import rules
from tests.factories import assessments
from tests.factories.access import again, holder
from tests.factories.assessments import People

DAY = datetime.timedelta(days=1)


def titles(person: Any, group: Group) -> list[tuple[str, str]]:
    found = desk.piles(again(person), local_today())[group]
    return [(item.act, item.title) for pile in found for item in pile.items if "assessments" in item.url]


def test_whose_turn_it_is(people: People) -> None:
    sheet = assessments.filled(people)
    title, whole = sheet.task.title, f"石桥村党总支：{sheet.task.title}"
    assert titles(people.secretary, Group.WAITING) == [("填写自评", title)]
    assert titles(people.reviewer, Group.WAITING) == []
    services.submit(people.secretary, sheet.uid)
    assert titles(people.secretary, Group.WAITING) == []
    assert titles(people.reviewer, Group.WAITING) == [("审核评分", whole)]
    services.return_sheet(people.reviewer, sheet.uid, remark="请补")
    assert titles(people.secretary, Group.RETURNED) == [("补正", title)]
    services.submit(people.secretary, sheet.uid)
    services.score(people.reviewer, sheet.uid, assessments.reviews(sheet, 5600, 4000), finish=True)
    assert titles(people.committee, Group.WAITING) == [("评定", whole)]
    services.assess(people.committee, sheet.uid)
    assert titles(people.reviewer, Group.WAITING) == [("公布结果", whole)]
    services.publish(people.reviewer, sheet.uid)
    for person in (people.secretary, people.reviewer, people.committee, people.auditor):
        assert titles(person, Group.WAITING) == []


@pytest.mark.parametrize(
    ("days", "rule"),
    [(8, None), (7, "assessments.due_soon"), (0, "assessments.due_soon"), (-1, "assessments.overdue")],
)
def test_reminders_around_a_deadline(people: People, days: int, rule: str | None) -> None:
    sheet = assessments.filling(people)
    on = sheet.task.due_on - days * DAY
    for each in rules():
        if each.name.startswith("assessments."):
            run_rule(each, on)
    found = list(Reminder.objects.filter(rule__startswith="assessments.").values_list("rule", "subject_uid"))
    assert found == ([(rule, sheet.uid)] if rule else [])


def test_what_was_sent_in_is_not_reminded_of(people: People) -> None:
    sheet = assessments.submitted(people)
    for each in rules():
        if each.name.startswith("assessments."):
            assert run_rule(each, sheet.task.due_on + DAY) == 0


def test_registers_show_what_is_in_scope(people: People, client: Client) -> None:
    sheet = assessments.published(people)
    client.force_login(people.auditor)
    for address, shown in (
        ("/admin/assessments/task/", sheet.task.title),
        (f"/admin/assessments/task/inspect/{sheet.task.uid}/", sheet.task.title),
        ("/admin/assessments/sheet/", "石桥村党总支"),
        (f"/admin/assessments/sheet/inspect/{sheet.uid}/", "优秀"),
        ("/admin/assessments/scheme/", sheet.task.scheme.name),
    ):
        page = client.get(address)
        assert page.status_code == 200, address
        assert shown in page.content.decode(), address
    client.force_login(holder("auditor", people.county.neighbour))
    assert sheet.task.title not in client.get("/admin/assessments/task/").content.decode()
    assert client.get(f"/admin/assessments/sheet/inspect/{sheet.uid}/").status_code == 404


def test_what_the_index_keeps(people: People) -> None:
    sheet = assessments.assessed(people)
    services.draft_scheme(people.reviewer, people.county.town, name="草稿")
    assessments.drafted(people, by=sheet.task.scheme)
    (entry,) = SheetEntries().iterate(None, 10)
    assert (entry.kind, entry.audience, "等次" in entry.facts) == ("assessment", (), False)
    assert entry.url == f"/work/assessments/sheets/{sheet.uid}/"
    assert str(people.county.town.pk) in entry.ancestors
    services.publish(people.reviewer, sheet.uid)
    (entry,) = SheetEntries().iterate(None, 10)
    assert (entry.audience, entry.facts["等次"]) == ((f"org:{people.county.village.pk}",), "优秀")
    assert entry.url == f"/assessments/results/{sheet.uid}/"
    assert "96" not in entry.body
    assert [each.title for each in TaskEntries().iterate(None, 10)] == [sheet.task.title]
    assert len(list(SchemeEntries().iterate(None, 10))) == 1


def test_figures_count_and_name_nobody(people: People) -> None:
    sheet = assessments.published(people, targets="subtree")
    counts = measures.counts_below(people.county.town.path, sheet.task.year)
    assert (counts["all"], counts["sent_in"], counts["published"]) == (3, 1, 1)
    assert measures.grades_below(people.county.town.path, sheet.task.year) == {"优秀": 1}
    assert measures.counts_below(people.county.neighbour.path, sheet.task.year)["all"] == 0
