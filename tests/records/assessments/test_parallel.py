"""Several at once, really: threads with connections of their own. One wins, the others are told; nothing is counted twice."""

import pytest

from records.assessments import services
from records.assessments.models import Adjustment, Evidence, Result, Score, Sheet, Submission
from records.assessments.services import ReviewScore, SelfScore
from records.organisations.roles import Role
from tests.factories import assessments
from tests.factories.access import again, holder
from tests.factories.assessments import People
from tests.records.funds.test_parallel import at_once, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.data]


def test_two_reviewers_score_the_same_sheet(people: People) -> None:
    sheet = assessments.submitted(people)
    other = holder(Role.SECTION_REVIEWER, people.county.town, "钱学文")
    items = assessments.items(sheet)

    def score(who: object, points: int) -> Sheet:
        given = {items[0].uid: ReviewScore(points, "少一次"), items[1].uid: ReviewScore(4000)}
        return services.score(again(who), sheet.uid, given, finish=True, expected_version=sheet.version)  # type: ignore[arg-type]

    results = at_once(lambda: score(people.reviewer, 5000), lambda: score(other, 4000))
    assert kinds(results) == ["Conflict", "Sheet"]
    kept = Sheet.objects.get(pk=sheet.pk)
    assert kept.total == sum(Score.objects.filter(sheet=sheet).values_list("review_points", flat=True))
    assert kept.total in (9000, 8000)


def test_two_reviewers_save_what_they_both_opened(people: People) -> None:
    sheet = assessments.submitted(people)
    item = assessments.items(sheet)[0]
    other = holder(Role.SECTION_REVIEWER, people.county.town, "钱学文")

    def save(who: object, points: int) -> Sheet:
        given = {item.uid: ReviewScore(points, "少一次")}
        return services.score(again(who), sheet.uid, given, expected_version=sheet.version)  # type: ignore[arg-type]

    results = at_once(lambda: save(people.reviewer, 5000), lambda: save(other, 4000))
    assert kinds(results) == ["Conflict", "Sheet"]
    assert Sheet.objects.get(pk=sheet.pk).version == sheet.version + 1


def test_two_reviewers_score_different_items_at_once(people: People) -> None:
    sheet = assessments.submitted(people)
    first, second, *_ = assessments.items(sheet)
    other = holder(Role.SECTION_REVIEWER, people.county.town, "钱学文")
    results = at_once(
        lambda: services.score(again(people.reviewer), sheet.uid, {first.uid: ReviewScore(5000, "少")}),
        lambda: services.score(again(other), sheet.uid, {second.uid: ReviewScore(4000)}),
    )
    assert kinds(results) == ["Sheet", "Sheet"]
    assert sorted(Score.objects.filter(sheet=sheet).values_list("review_points", flat=True)) == [4000, 5000]


def test_two_clerks_fill_in_the_same_item_for_the_first_time(people: People) -> None:
    sheet = assessments.filling(people)
    item = assessments.items(sheet)[1]
    results = at_once(
        *(
            lambda points=points: services.fill(again(people.secretary), sheet.uid, {item.uid: SelfScore(points)})
            for points in (1000, 2000)
        )
    )
    assert kinds(results) == ["Sheet", "Sheet"]
    assert Score.objects.filter(sheet=sheet, item=item).count() == 1


def test_points_of_one_item_are_not_added_beyond_its_bound(people: People) -> None:
    sheet = assessments.submitted(people)
    plus = assessments.items(sheet)[2]
    results = at_once(
        *(
            lambda: services.adjust(
                again(people.reviewer), sheet.uid, plus.uid, points=300, matter="先进", reason="文件"
            )
            for _ in range(3)
        )
    )
    assert kinds(results) == ["Adjustment", "Invalid", "Invalid"]
    assert Adjustment.objects.count() == 1


def test_sent_in_twice_at_once_it_is_sent_in_once(people: People) -> None:
    sheet = assessments.filled(people)
    results = at_once(*(lambda: services.submit(again(people.secretary), sheet.uid) for _ in range(3)))
    assert kinds(results) == ["Conflict", "Conflict", "Sheet"]
    assert Submission.objects.count() == 1


def test_one_piece_is_replaced_by_two_at_once(people: People) -> None:
    made = assessments.piece(people, assessments.filling(people))
    results = at_once(
        *(
            lambda text=text: services.replace_evidence(again(people.secretary), made.uid, reason="有误", text=text)
            for text in ("一", "二")
        )
    )
    assert kinds(results) == ["Conflict", "Evidence"]
    assert Evidence.objects.current().count() == 1


def test_two_workers_on_one_job_make_each_sheet_and_result_once(people: People) -> None:
    task = services.issue(people.reviewer, assessments.drafted(people, targets="subtree").uid)
    results = at_once(*(lambda: services.issue_piece(again(people.reviewer), task.uid, "") for _ in range(2)))
    assert {type(each).__name__ for each in results} == {"Piece"}
    assert Sheet.objects.filter(task=task).count() == 3
    sheet = assessments.assessed(people)
    at_once(*(lambda: services.publish_piece(again(people.reviewer), sheet.task.uid) for _ in range(2)))
    assert Result.objects.filter(sheet=sheet).count() == 1
