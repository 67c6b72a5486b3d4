"""The self assessment: kept half filled in, sent in whole, late when it is late."""

import datetime

import pytest

from records.assessments import services
from records.assessments.choices import State
from records.assessments.models import Score, Sheet, Submission
from records.assessments.services import SelfScore
from records.audit.models import JournalEntry
from records.kit.errors import Conflict, Invalid
from tests.factories import assessments
from tests.factories.assessments import People


def test_kept_half_filled_in_and_only_what_changed_is_written(people: People) -> None:
    sheet = assessments.filling(people)
    first, second, *_ = assessments.items(sheet)
    services.fill(people.secretary, sheet.uid, {first.uid: SelfScore(5800, "少一次")}, summary="写了一半")
    services.fill(people.secretary, sheet.uid, {second.uid: SelfScore(4000)})
    rows = {score.item_id: score for score in Score.objects.filter(sheet=sheet)}
    assert (rows[first.pk].self_points, rows[first.pk].self_note) == (5800, "少一次")
    assert rows[second.pk].self_points == 4000
    sheet.refresh_from_db()
    assert (sheet.summary, sheet.state) == ("写了一半", State.FILLING)
    told = [entry.after["scores"] for entry in JournalEntry.objects.all() if "scores" in entry.after]
    assert [[line["number"] for line in lines] for lines in told] == [[1], [2]]


def test_above_the_points_of_an_item_nothing_is_kept(people: People) -> None:
    sheet = assessments.filling(people)
    first, second, plus, minus = assessments.items(sheet)
    scores = {
        first.uid: SelfScore(6001),
        second.uid: SelfScore(4000),
        plus.uid: SelfScore(501),
        minus.uid: SelfScore(1),
    }
    with pytest.raises(Invalid) as wrong:
        services.fill(people.secretary, sheet.uid, scores)
    assert set(wrong.value.message_dict) == {f"items[{index}].points" for index in (0, 2, 3)}
    assert not Score.objects.exists()


def test_sent_in_whole_with_every_gap_at_once(people: People) -> None:
    sheet = assessments.filling(people)
    first = assessments.items(sheet)[0]
    services.fill(people.secretary, sheet.uid, {first.uid: SelfScore(5800)})
    with pytest.raises(Invalid) as wrong:
        services.submit(people.secretary, sheet.uid)
    assert set(wrong.value.message_dict) == {"items[0].evidence", "items[1].points"}
    assert Sheet.objects.get(pk=sheet.pk).state == State.FILLING


def test_sent_in_it_is_frozen(people: People) -> None:
    sheet = assessments.submitted(people)
    assert (sheet.state, sheet.self_total, sheet.late) == (State.SUBMITTED, 9800, False)
    kept = Submission.objects.get(sheet=sheet)
    assert [line["self_points"] for line in kept.lines] == [5800, 4000, None, None]
    with pytest.raises(TypeError):
        kept.save()
    with pytest.raises(Conflict, match="自评"):
        services.fill(people.secretary, sheet.uid, {})
    with pytest.raises(Conflict, match="已报送"):
        services.submit(people.secretary, sheet.uid)


def test_after_the_deadline_it_is_taken_and_marked_for_ever(people: People) -> None:
    sheet = assessments.filled(people)
    assessments.overdue(sheet.task)
    late = services.submit(people.secretary, sheet.uid)
    assert (late.state, late.late) == (State.SUBMITTED, True)
    services.return_sheet(people.reviewer, sheet.uid, remark="请补充")
    # The deadline could be moved by nobody; were it, what came late stays late.
    assessments.overdue(sheet.task, days=-10)
    assert services.submit(people.secretary, sheet.uid).late


def test_sent_back_in_time_and_mended_after_the_deadline_it_stays_punctual(people: People) -> None:
    sheet = assessments.submitted(people)
    services.return_sheet(people.reviewer, sheet.uid, remark="请补充")
    assessments.overdue(sheet.task)
    again = services.submit(people.secretary, sheet.uid)
    assert not again.late
    assert [each.late for each in again.submissions.all()] == [False, True]


def test_somebody_was_quicker(people: People) -> None:
    sheet = assessments.filling(people)
    first = assessments.items(sheet)[0]
    services.fill(people.secretary, sheet.uid, {first.uid: SelfScore(100)}, expected_version=sheet.version)
    with pytest.raises(Conflict):
        services.fill(people.secretary, sheet.uid, {first.uid: SelfScore(200)}, expected_version=sheet.version)
    assert Score.objects.get(sheet=sheet).self_points == 100


def test_what_was_never_sent_in_is_read_by_those_who_fill_it_in(people: People) -> None:
    sheet = assessments.filled(people)
    piece = sheet.evidence.get()
    from records.assessments.models import Evidence

    for reader, may in ((people.secretary, True), (people.reviewer, False), (people.auditor, False)):
        assert Evidence.objects.visible_to(reader).filter(pk=piece.pk).exists() is may
    services.submit(people.secretary, sheet.uid)
    assert Evidence.objects.visible_to(people.reviewer).filter(pk=piece.pk).exists()


def test_lists_by_deadline(people: People) -> None:
    sheet = assessments.filling(people)
    due = sheet.task.due_on
    day = datetime.timedelta(days=1)
    assert Sheet.objects.due_between(due - day, due).count() == 1
    assert Sheet.objects.due_between(due + day, due + 2 * day).count() == 0
    assert Sheet.objects.overdue(due).count() == 0
    assert Sheet.objects.overdue(due + day).count() == 1
