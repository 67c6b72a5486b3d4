"""Review, settlement, publication, correction."""

import uuid

import pytest

from records.alerts.models import Notice
from records.assessments import services
from records.assessments.choices import State
from records.assessments.events import ResultPublished, SheetReturned
from records.assessments.models import Adjustment, Result, Score, Sheet
from records.assessments.reactions import tell_result, tell_returned
from records.assessments.services import ReviewScore
from records.kit.errors import Conflict, Invalid, NotVisible, Refused
from records.kit.models import StoredEvent, local_today
from tests.factories import assessments
from tests.factories.access import affiliated, again, holder, user
from tests.factories.assessments import People
from tests.factories.organisations import post


def test_points_taken_off_want_a_reason(people: People) -> None:
    sheet = assessments.submitted(people)
    first, second, plus, _minus = assessments.items(sheet)
    with pytest.raises(Invalid) as wrong:
        services.score(
            people.reviewer,
            sheet.uid,
            {first.uid: ReviewScore(5600), second.uid: ReviewScore(4001), plus.uid: ReviewScore(100, "表彰")},
        )
    assert set(wrong.value.message_dict) == {"items[0].remark", "items[1].points", "items[2].points"}
    assert not Score.objects.filter(review_points__isnull=False).exists()
    assert Sheet.objects.get(pk=sheet.pk).state == State.SUBMITTED


def test_kept_as_one_goes_and_finished_when_every_item_has_a_score(people: People) -> None:
    sheet = assessments.submitted(people)
    first, second, *_ = assessments.items(sheet)
    half = services.score(people.reviewer, sheet.uid, {first.uid: ReviewScore(5600, "少一次")})
    assert (half.state, half.total) == (State.REVIEWING, None)
    with pytest.raises(Invalid) as wrong:
        services.score(people.reviewer, sheet.uid, {}, finish=True)
    assert wrong.value.message_dict == {"items[1].points": ["第2项还没有评分。"]}
    done = services.score(people.reviewer, sheet.uid, {second.uid: ReviewScore(4000)}, remark="总体较好", finish=True)
    assert (done.state, done.base, done.plus, done.minus, done.total) == (State.SCORED, 9600, 0, 0, 9600)
    assert done.review_remark == "总体较好"


def test_sent_back_item_by_item_and_the_branch_is_told(people: People) -> None:
    sheet = assessments.submitted(people)
    first = assessments.items(sheet)[0]
    with pytest.raises(Invalid) as wrong:
        services.return_sheet(people.reviewer, sheet.uid, remark=" ", reasons={first.uid: " "})
    assert "remark" in wrong.value.message_dict
    back = services.return_sheet(people.reviewer, sheet.uid, reasons={first.uid: "请附第三季度记录"})
    assert back.state == State.RETURNED
    tell_returned(SheetReturned(sheet=sheet.uid, organisation=sheet.organisation.uid, submission=1))
    told = Notice.objects.get(user=people.secretary, sent_key__endswith="returned:1")
    assert "第1项：请附第三季度记录。" in told.text
    assessments.piece(people, sheet, text="第三季度记录")
    again_in = services.submit(people.secretary, sheet.uid)
    assert [each.number for each in again_in.submissions.all()] == [1, 2]


def test_points_added_and_taken_off_under_their_items(people: People) -> None:
    sheet = assessments.submitted(people)
    first, _second, plus, minus = assessments.items(sheet)
    services.adjust(people.reviewer, sheet.uid, plus.uid, points=300, matter="县级先进", reason="表彰文件")
    wrong_one = services.adjust(people.reviewer, sheet.uid, minus.uid, points=400, matter="通报", reason="通报文件")
    for item, points, field in ((plus, 201, "points"), (first, 100, "points"), (minus, 0, "points")):
        with pytest.raises(Invalid) as wrong:
            services.adjust(people.reviewer, sheet.uid, item.uid, points=points, matter="事", reason="由")
        assert list(wrong.value.message_dict) == [field]
    with pytest.raises(Invalid) as wrong:
        services.adjust(people.reviewer, sheet.uid, plus.uid, points=100, matter=" ", reason=" ")
    assert set(wrong.value.message_dict) == {"matter", "reason"}
    services.take_back(people.reviewer, wrong_one.uid, reason="不是本支部的")
    with pytest.raises(Conflict, match="已经撤回"):
        services.take_back(people.reviewer, wrong_one.uid, reason="再撤")
    services.adjust(people.reviewer, sheet.uid, minus.uid, points=200, matter="逾期", reason="核对记录")
    done = services.score(people.reviewer, sheet.uid, assessments.reviews(sheet, 5600, 4000), finish=True)
    assert (done.base, done.plus, done.minus, done.total) == (9600, 300, 200, 9700)
    assert Adjustment.objects.count() == 4


def test_what_may_be_added_in_all_is_capped_by_the_scheme(people: People) -> None:
    sheet = assessments.submitted(people, by=assessments.scheme(people, plus_at_most=100))
    plus = assessments.items(sheet)[2]
    services.adjust(people.reviewer, sheet.uid, plus.uid, points=300, matter="先进", reason="文件")
    done = services.score(people.reviewer, sheet.uid, assessments.reviews(sheet, 6000, 4000), finish=True)
    assert (done.plus, done.total) == (100, 10100)


def test_a_double_press_adds_points_once(people: People) -> None:
    sheet, key = assessments.submitted(people), uuid.uuid4()
    plus = assessments.items(sheet)[2]
    for _ in range(2):
        services.adjust(people.reviewer, sheet.uid, plus.uid, points=300, matter="先进", reason="文件", submit_key=key)
    assert Adjustment.objects.count() == 1


@pytest.mark.parametrize(
    ("points", "grade"),
    [((6000, 4000), "优秀"), ((5600, 4000), "优秀"), ((5000, 3500), "良好"), ((4000, 2000), "一般"), ((0, 0), "较差")],
)
def test_the_committee_settles_the_grade(people: People, points: tuple[int, ...], grade: str) -> None:
    sheet = assessments.assessed(people, *points)
    assert (sheet.state, sheet.total, sheet.grade) == (State.ASSESSED, sum(points), grade)
    assert sheet.assessed_by_name == "邵国安"


def test_the_committee_may_have_it_scored_again(people: People) -> None:
    sheet = assessments.assessed(people)
    with pytest.raises(Invalid):
        services.rescore(people.committee, sheet.uid, reason="")
    back = services.rescore(people.committee, sheet.uid, reason="第1项尺度不一")
    assert (back.state, back.total, back.grade) == (State.REVIEWING, None, "")
    services.score(people.reviewer, sheet.uid, {}, finish=True)
    assert services.assess(people.committee, sheet.uid).total == 9600


def test_whoever_is_judged_does_not_judge_and_whoever_scored_does_not_settle(people: People) -> None:
    post(people.county.town, "section_reviewer", people.secretary)
    both = again(people.secretary)
    sheet = assessments.submitted(people)
    with pytest.raises(Refused, match="请由其他人办理"):
        services.score(both, sheet.uid, {})
    post(people.county.town, "committee", people.reviewer)
    two_hats = again(people.reviewer)
    services.score(two_hats, sheet.uid, assessments.reviews(sheet, 5600, 4000), finish=True)
    with pytest.raises(Refused, match="评分由您完成"):
        services.assess(two_hats, sheet.uid)
    assert services.assess(people.committee, sheet.uid).state == State.ASSESSED


def test_published_word_for_word_and_told(people: People) -> None:
    sheet = assessments.published(people)
    result = Result.objects.get(sheet=sheet)
    assert (result.number, result.grade, result.total) == (1, "优秀", 9600)
    assert "优秀，得分96分" in result.text
    assert "第1项““三会一课”按期召开”，扣4分：少一次党课。" in result.text
    assert "优秀90%起" in result.grade_rule
    tell_result(ResultPublished(sheet=sheet.uid, organisation=sheet.organisation.uid, number=1, grade="优秀"))
    assert Notice.objects.get(user=people.secretary, sent_key__endswith="result:1").text == result.text
    with pytest.raises(TypeError):
        result.save()


def test_after_publishing_nothing_changes_but_by_a_correction_with_its_reason(people: People) -> None:
    sheet = assessments.published(people)
    first, second, plus, _minus = assessments.items(sheet)
    for act in (
        lambda: services.score(people.reviewer, sheet.uid, {first.uid: ReviewScore(100, "x")}),
        lambda: services.adjust(people.reviewer, sheet.uid, plus.uid, points=100, matter="x", reason="x"),
        lambda: services.rescore(people.committee, sheet.uid, reason="x"),
        lambda: services.withdraw_sheet(people.reviewer, sheet.uid, reason="x"),
        lambda: services.publish(people.reviewer, sheet.uid),
        lambda: assessments.piece(people, sheet, text="x"),
    ):
        with pytest.raises(Conflict):
            act()
    with pytest.raises(Invalid, match="不需要更正"):
        services.correct(people.committee, sheet.uid, {}, reason="核实")
    with pytest.raises(Invalid) as wrong:
        services.correct(people.committee, sheet.uid, {second.uid: ReviewScore(3000, "少公开")}, reason=" ")
    assert "reason" in wrong.value.message_dict
    mended = services.correct(
        people.committee, sheet.uid, {second.uid: ReviewScore(3000, "少公开一项")}, reason="复核记录"
    )
    assert (mended.total, mended.grade, mended.state) == (8600, "良好", State.PUBLISHED)
    first_result, second_result = Result.objects.filter(sheet=sheet)
    assert (first_result.total, second_result.total, second_result.reason) == (9600, 8600, "复核记录")
    assert "更正原因：复核记录。" in second_result.text


def test_many_are_published_by_a_job_that_may_run_twice(people: People) -> None:
    sheet = assessments.assessed(people, targets="subtree")
    task = services.publish_all(people.reviewer, sheet.task.uid)
    assessments.run(task)
    assert services.publish_piece(people.reviewer, task.uid).done == 0
    assert Result.objects.count() == 1
    with pytest.raises(Conflict, match="没有已评定"):
        services.publish_all(people.reviewer, task.uid)


@pytest.mark.parametrize(
    ("audience", "readers"),
    [
        ("own", {"member"}),
        ("members", {"member", "elsewhere"}),
        ("society", {"member", "elsewhere", "visitor"}),
    ],
)
def test_who_reads_a_result(people: People, audience: str, readers: set[str]) -> None:
    sheet = assessments.published(people, audience=audience)
    everyone = {
        "member": affiliated(people.county.village),
        "elsewhere": affiliated(people.county.neighbour_branch),
        "visitor": user(),
    }
    assert {name for name, who in everyone.items() if Sheet.objects.readable_by(who).exists()} == readers
    for who in everyone.values():
        assert not Sheet.objects.visible_to(who).exists()
    assert sheet.label


def test_nobody_reads_a_result_before_it_is_published(people: People) -> None:
    assessments.assessed(people, audience="society")
    for reader in (affiliated(people.county.village), people.secretary, people.auditor):
        assert not Sheet.objects.readable_by(reader).exists()


def test_a_moved_organisation_stays_in_the_hands_of_the_issuer(people: People) -> None:
    from records.kit.actors import SYSTEM
    from records.organisations import services as organisations

    sheet = assessments.submitted(people)
    organisations.move(
        SYSTEM,
        people.county.village.uid,
        new_parent=people.county.neighbour,
        valid_from=local_today(),
        reason="区划调整",
    )
    sheet.refresh_from_db()
    moved = Sheet.objects.select_related("organisation").get(pk=sheet.pk)
    assert moved.org_path == moved.organisation.path
    done = services.score(again(people.reviewer), sheet.uid, assessments.reviews(sheet, 5600, 4000), finish=True)
    assert done.state == State.SCORED
    assert Sheet.objects.visible_to(holder("auditor", people.county.neighbour)).filter(pk=sheet.pk).exists()


def test_out_of_scope_is_not_there_in_scope_is_refused(people: People) -> None:
    sheet = assessments.submitted(people)
    with pytest.raises(NotVisible):
        services.score(holder("section_reviewer", people.county.neighbour), sheet.uid, {})
    with pytest.raises(Refused, match="由柳溪镇党委办理"):
        services.score(holder("section_reviewer", people.county.root), sheet.uid, {})


def test_every_step_tells_the_log(people: People) -> None:
    assessments.published(people)
    names = set(StoredEvent.objects.filter(name__startswith="assessments.").values_list("name", flat=True))
    assert names == {
        "assessments.TaskIssued",
        "assessments.EvidenceHandedIn",
        "assessments.SheetSubmitted",
        "assessments.SheetScored",
        "assessments.SheetAssessed",
        "assessments.ResultPublished",
    }
