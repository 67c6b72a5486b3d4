"""The screens by their forms, without scripts; what is typed is never lost; pages ask few queries."""

from typing import Any

import pytest
from django.test import Client

from records.alerts.models import Notice
from records.assessments import services
from records.assessments.choices import SchemeState, State, TaskState
from records.assessments.models import Adjustment, Evidence, Result, Scheme, Score, Sheet, Task
from records.kit.models import local_today
from records.organisations.roles import Role
from tests.factories import assessments
from tests.factories.access import affiliated, holder
from tests.factories.assessments import ITEMS, PDF, People, upload

URL = "/work/assessments/"


def client(person: Any) -> Client:
    made = Client()
    made.force_login(person)
    return made


def text(response: Any) -> str:
    return str(response.content.decode())


def own(points: tuple[str, str] = ("58", "40"), **fields: Any) -> dict[str, Any]:
    """What the branch types."""
    return {"item1-points": points[0], "item2-points": points[1], "summary": "总体较好", **fields}


def judged(points: tuple[str, str] = ("56", "40"), **fields: Any) -> dict[str, Any]:
    """What the reviewer types."""
    return {"item1-points": points[0], "item1-remark": "少一次", "item2-points": points[1], "remark": "较好", **fields}


def test_from_the_scheme_to_the_result(people: People) -> None:
    branch, section, member = client(people.secretary), client(people.reviewer), client(people.committee)
    lines: dict[str, Any] = {"items-TOTAL_FORMS": "6", "items-INITIAL_FORMS": "0"}
    for number, item in enumerate(ITEMS):
        lines |= {f"items-{number}-{name}": getattr(item, name) for name in ("kind", "group", "content", "standard")}
        lines[f"items-{number}-points"] = str((item.points or 0) // 100)
        if item.needs_evidence:
            lines[f"items-{number}-needs_evidence"] = "on"
    made = section.post(f"{URL}schemes/new/", {**lines, "name": "目标考核", "act": "use"}, follow=True)
    assert "方案已启用" in text(made)
    scheme = Scheme.objects.get()
    form = {
        "title": "年度考核",
        "scheme": str(scheme.uid),
        "year": str(local_today().year),
        "due_on": str(local_today()),
        "targets": "hand",
        "by_hand": f"{people.county.village.code}\n\n",
        "audience": "own",
        "shown": "both",
    }
    drafted = section.post(f"{URL}tasks/new/", form, follow=True)
    assert "将下达给<strong" in text(drafted)
    task = Task.objects.get()
    assert "下达给1个组织" in text(section.get(f"{URL}tasks/{task.uid}/issue/"))
    section.post(f"{URL}tasks/{task.uid}/issue/", {})
    task.refresh_from_db()
    assert task.state == TaskState.ISSUING
    assessments.run(task)
    sheet = Sheet.objects.get()
    one = f"{URL}sheets/{sheet.uid}/"
    assert task.title in text(branch.get("/work/"))
    assert one in text(branch.get(URL))
    first = assessments.items(assessments.sheet_of(task, people.county.village))[0]
    kept = branch.post(f"{one}fill/", own(act=f"evidence:{first.uid}"))
    assert kept.url.startswith(f"{one}evidence/{first.uid}/")
    handed = branch.post(kept.url, {"text": "记录齐全", "act": "hand-in"}, follow=True)
    assert "已收到“记录齐全”" in text(handed)
    sheet.refresh_from_db()
    sent = branch.post(f"{one}fill/", own(act="submit", version=sheet.version), follow=True)
    assert "已报送" in text(sent)
    assert sheet.organisation.short_name in text(section.get("/work/"))
    review = text(section.get(f"{one}review/"))
    assert "记录齐全" in review
    assert "58分" in review
    section.post(f"{one}review/", judged(act="save"))
    section.post(
        f"{one}adjust/",
        {
            "item": str(assessments.items(assessments.sheet_of(task, people.county.village))[2].uid),
            "points": "3",
            "matter": "先进",
            "reason": "文件",
        },
    )
    assert "+3" in text(section.get(f"{one}review/"))
    section.post(f"{one}review/", judged(act="finish"))
    assert "99分，优秀" in text(member.get(f"{one}assess/"))
    member.post(f"{one}assess/", {"act": "assess"})
    section.post(f"{one}publish/", {})
    sheet.refresh_from_db()
    assert (sheet.state, sheet.total, sheet.grade) == (State.PUBLISHED, 9900, "优秀")
    shown = text(client(affiliated(people.county.village)).get(f"/assessments/results/{sheet.uid}/"))
    assert "优秀" in shown
    assert "99分" in shown
    assert "优秀，得分99分" in text(branch.get(one))


def test_what_is_missing_is_shown_at_its_field_and_what_was_typed_is_kept(people: People) -> None:
    sheet = assessments.filling(people)
    sent = client(people.secretary).post(f"{URL}sheets/{sheet.uid}/fill/", own(("58", ""), act="submit"))
    assert sent.status_code == 422
    page = text(sent)
    assert "第2项还没有自评分" in page
    assert "需要佐证材料" in page
    assert 'value="58"' in page
    assert Score.objects.get(sheet=sheet).self_points == 5800
    assert Sheet.objects.get(pk=sheet.pk).state == State.FILLING


@pytest.mark.parametrize("typed", ["十分", "-1", "61", "2.555"])
def test_a_wrong_number_stays_as_typed(people: People, typed: str) -> None:
    sheet = assessments.filling(people)
    sent = client(people.secretary).post(f"{URL}sheets/{sheet.uid}/fill/", own((typed, "40"), act="save"))
    assert sent.status_code == 422
    assert f'value="{typed}"' in text(sent)
    assert 'value="40"' in text(sent)
    assert "总体较好" in text(sent)
    assert not Score.objects.exists()


def test_somebody_was_quicker_and_nothing_typed_is_lost(people: People) -> None:
    sheet = assessments.filling(people)
    services.fill(people.secretary, sheet.uid, {}, summary="同事先存了")
    sent = client(people.secretary).post(f"{URL}sheets/{sheet.uid}/fill/", own(act="save", version=sheet.version))
    assert sent.status_code == 422
    assert "刚刚被他人更改" in text(sent)
    assert 'value="58"' in text(sent)


def test_taken_off_without_a_reason_nothing_is_kept(people: People) -> None:
    sheet = assessments.submitted(people)
    sent = client(people.reviewer).post(
        f"{URL}sheets/{sheet.uid}/review/", judged(act="finish", **{"item1-remark": "", "item2-points": "39"})
    )
    assert sent.status_code == 422
    assert "扣4分，请写明扣分理由" in text(sent)
    assert "扣1分，请写明扣分理由" in text(sent)
    assert 'value="56"' in text(sent)
    assert Sheet.objects.get(pk=sheet.pk).state == State.SUBMITTED


def test_sent_back_item_by_item_and_shown_where_it_is_to_be_mended(people: People) -> None:
    sheet = assessments.submitted(people)
    back = client(people.reviewer).post(
        f"{URL}sheets/{sheet.uid}/review/", {"act": "return", "item1-back": "请附第三季度记录"}, follow=True
    )
    assert "已退回" in text(back)
    page = text(client(people.secretary).get(f"{URL}sheets/{sheet.uid}/fill/"))
    assert page.count("请附第三季度记录") == 2
    assert assessments.sheet_of(sheet.task, people.county.village).task.title in text(
        client(people.secretary).get("/work/")
    )


def test_evidence_by_file_late_and_replaced(people: People) -> None:
    sheet = assessments.filling(people)
    assessments.overdue(sheet.task)
    branch, first = client(people.secretary), assessments.items(sheet)[0]
    address = f"{URL}sheets/{sheet.uid}/evidence/{first.uid}/"
    assert "提交时间以服务器收到的时间为准" in text(branch.get(address))
    nothing = branch.post(address, {"text": ""})
    assert (nothing.status_code, Evidence.objects.count()) == (422, 0)
    wrong = branch.post(address, {"text": "说明还在", "file": upload("脚本.exe", b"MZ")})
    assert wrong.status_code == 422
    assert "不接受“脚本.exe”" in text(wrong)
    assert "说明还在" in text(wrong)
    handed = branch.post(address, {"file": upload()}, follow=True)
    assert "标注“逾期”" in text(handed)
    piece = Evidence.objects.get()
    served = branch.get(f"{URL}evidence/{piece.uid}/file/")
    assert b"".join(served.streaming_content) == PDF
    assert served["X-Content-Type-Options"] == "nosniff"
    branch.post(f"{URL}evidence/{piece.uid}/replace/", {"text": "新的说明", "reason": "扫描不清"})
    page = text(branch.get(f"{URL}sheets/{sheet.uid}/"))
    assert "已被替换" in page
    assert "替换原因：扫描不清" in page


def test_a_published_result_is_corrected_with_its_reason(people: People) -> None:
    sheet = assessments.published(people)
    member = client(people.committee)
    address = f"{URL}sheets/{sheet.uid}/correct/"
    typed = {"item1-points": "50", "item1-remark": "复核少三次", "item2-points": "40"}
    without = member.post(address, typed)
    assert (without.status_code, Result.objects.count()) == (422, 1)
    assert 'value="50"' in text(without)
    done = member.post(address, {**typed, "reason": "复核会议记录"}, follow=True)
    assert "已更正：优秀，90分" in text(done)
    public = text(client(affiliated(people.county.village)).get(f"/assessments/results/{sheet.uid}/"))
    assert "复核会议记录" in public
    assert "90分" not in public  # this task shows the grade alone


def test_organisations_that_were_not_found_are_named_with_their_line(people: People) -> None:
    by = assessments.scheme(people)
    form = {"title": "考核", "scheme": str(by.uid), "year": "2026", "due_on": "2099-01-01", "targets": "hand"}
    form |= {"by_hand": "石桥村党总支\n没有的村\n云溪社区党支部", "audience": "own", "shown": "grade"}
    sent = client(people.reviewer).post(f"{URL}tasks/new/", form)
    assert sent.status_code == 422
    assert "第2行“没有的村”" in text(sent)
    assert "第3行“云溪社区党支部”" in text(sent)
    assert "没有的村" in text(sent)
    assert not Task.objects.exists()


def test_a_draft_scheme_says_what_is_missing_before_it_is_used(people: People) -> None:
    section = client(people.reviewer)
    lines = {
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
        "items-0-kind": "base",
        "items-0-content": "只有内容",
    }
    sent = section.post(f"{URL}schemes/new/", {**lines, "name": "考核", "act": "use"}, follow=True)
    assert "请填写考核项目" in text(sent)
    made = Scheme.objects.get()
    assert made.state == SchemeState.DRAFT
    more = section.post(f"{URL}schemes/{made.uid}/edit/", {**lines, "name": "写了一半", "act": "line"})
    assert 'name="items-2-content"' in text(more)
    assert "写了一半" in text(more)


def test_a_new_version_is_begun_from_the_old_one(people: People) -> None:
    made = assessments.scheme(people)
    section = client(people.reviewer)
    section.get(f"{URL}schemes/{made.uid}/version/")
    assert Scheme.objects.count() == 1  # looking changes nothing
    page = section.post(f"{URL}schemes/{made.uid}/version/", follow=True)
    assert "“三会一课”按期召开" in text(page)
    section.post(f"{URL}schemes/{Scheme.objects.get(number=2).uid}/use/", follow=True)
    assert Scheme.objects.get(number=1).state == SchemeState.RETIRED
    section.post(f"{URL}schemes/{Scheme.objects.get(number=2).uid}/retire/", {"reason": "换文件"})
    assert Scheme.objects.get(number=2).state == SchemeState.RETIRED


def test_points_are_taken_back_on_a_page_of_their_own(people: People) -> None:
    sheet = assessments.submitted(people)
    plus = assessments.items(sheet)[2]
    entry = services.adjust(people.reviewer, sheet.uid, plus.uid, points=300, matter="先进", reason="文件")
    section = client(people.reviewer)
    section.post(f"{URL}adjustments/{entry.uid}/take-back/", {"reason": "文件有误"})
    assert Adjustment.objects.filter(takes_back=entry).count() == 1
    assert "已撤回：文件有误" in text(section.get(f"{URL}sheets/{sheet.uid}/review/"))


def test_a_task_is_ended_and_withdrawn_with_a_reason(people: People) -> None:
    task = assessments.issued(people)
    section = client(people.reviewer)
    without = section.post(f"{URL}tasks/{task.uid}/close/", {"reason": ""})
    assert without.status_code == 422
    section.post(f"{URL}tasks/{task.uid}/close/", {"reason": "到期"})
    task.refresh_from_db()
    assert task.state == TaskState.CLOSED
    assert section.get(f"{URL}tasks/{task.uid}/withdraw/").status_code == 403


ALL = (
    "",
    "tasks/new/",
    "tasks/{task}/",
    "tasks/{task}/edit/",
    "tasks/{task}/issue/",
    "tasks/{task}/publish/",
    "tasks/{task}/extend/",
    "tasks/{task}/close/",
    "tasks/{task}/withdraw/",
    "tasks/{task}/export/",
    "schemes/",
    "schemes/new/",
    "schemes/{scheme}/",
    "schemes/{scheme}/edit/",
    "schemes/{scheme}/use/",
    "schemes/{scheme}/version/",
    "schemes/{scheme}/retire/",
    "sheets/{sheet}/",
    "sheets/{sheet}/fill/",
    "sheets/{sheet}/print/",
    "sheets/{sheet}/evidence/{item}/",
    "sheets/{sheet}/review/",
    "sheets/{sheet}/adjust/",
    "sheets/{sheet}/assess/",
    "sheets/{sheet}/rescore/",
    "sheets/{sheet}/publish/",
    "sheets/{sheet}/correct/",
    "sheets/{sheet}/withdraw/",
    "evidence/{piece}/replace/",
    "evidence/{piece}/file/",
    "adjustments/{entry}/take-back/",
)


def test_screens_are_for_those_who_see_assessments_in_scope(people: People) -> None:
    """Every address: a visitor signs in first, a member and a neighbour find nothing, staff in scope get no error."""
    from records.assessments.urls import work_urlpatterns

    sheet = assessments.submitted(people)
    entry = services.adjust(
        people.reviewer, sheet.uid, assessments.items(sheet)[2].uid, points=100, matter="先进", reason="文件"
    )
    names = {
        "task": sheet.task.uid,
        "scheme": sheet.task.scheme.uid,
        "sheet": sheet.uid,
        "item": assessments.items(sheet)[0].uid,
        "piece": assessments.piece(people, sheet, file=upload()).uid,
        "entry": entry.uid,
    }
    pages = [f"{URL}{each.format(**names)}" for each in ALL]
    # Presets are the whole place's: test_presets.
    elsewhere = ("export-", "preset", "new_preset")
    assert len(pages) == len([each for each in work_urlpatterns if not str(each.name).startswith(elsewhere)])
    member, neighbour = client(affiliated(people.county.village)), client(holder("secretary", people.county.neighbour))
    inside = [client(each) for each in (people.secretary, people.reviewer, people.committee, people.auditor)]
    inside.append(client(holder(Role.ARCHIVIST, people.county.root)))
    for page in pages:
        assert Client().get(page).status_code == 302, page
        assert member.get(page).status_code == 404, page
        if any(str(uid) in page for uid in names.values()):
            assert neighbour.get(page).status_code == 404, page
        answers = {each.get(page).status_code for each in inside}
        assert answers <= {200, 302, 403}, (page, answers)
        assert answers & {200, 403}, page


def test_reviewers_do_not_see_what_was_never_sent_in(people: People) -> None:
    sheet = assessments.filled(people)
    page = text(client(people.reviewer).get(f"{URL}sheets/{sheet.uid}/"))
    assert "自评和材料在报送后显示" in page
    assert "党员大会4次" not in page
    assert "党员大会4次" in text(client(people.secretary).get(f"{URL}sheets/{sheet.uid}/"))


def test_the_branch_does_not_see_scores_under_way(people: People) -> None:
    sheet = assessments.submitted(people)
    services.score(people.reviewer, sheet.uid, assessments.reviews(sheet, 1234, 4000))
    assert "12.34" not in text(client(people.secretary).get(f"{URL}sheets/{sheet.uid}/"))
    assert "12.34" in text(client(people.reviewer).get(f"{URL}sheets/{sheet.uid}/"))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_filtered_is_what_is_exported(people: People, form: str) -> None:
    sheet = assessments.published(people, targets="subtree")
    address = f"{URL}tasks/{sheet.task.uid}/export/?form={form}&state=published"
    content = b"".join(client(people.auditor).get(address).streaming_content)
    if form == "csv":
        lines = content.decode("utf-8-sig").splitlines()
        assert len(lines) == 2
        assert lines[0].startswith("年度,考核名称,分党委编码,分党委,支部编码,支部,状态")
        assert "石桥村党总支" in lines[1]
        assert lines[1].endswith("优秀")
    assert content
    assert client(people.secretary).get(address).status_code == 403


def test_the_print_is_the_whole_sheet(people: People) -> None:
    sheet = assessments.published(people)
    page = text(client(people.auditor).get(f"{URL}sheets/{sheet.uid}/print/"))
    for said in ("评分表", "“三会一课”按期召开", "少一次党课", "考核结果", "佐证材料"):
        assert said in page


def test_results_on_the_site_and_on_the_own_page(people: People) -> None:
    reader = client(affiliated(people.county.village))
    assert "还没有可以查看的考核结果" in text(reader.get("/assessments/"))
    sheet = assessments.published(people)
    assert sheet.task.title in text(reader.get("/assessments/"))
    assert "本组织考核结果" in text(reader.get("/my/"))
    for other in (Client(), client(affiliated(people.county.neighbour_branch))):
        assert sheet.task.title not in text(other.get("/assessments/"))
        assert other.get(f"/assessments/results/{sheet.uid}/").status_code == 404
    assert Notice.objects.filter(kind="assessments").exists()


def test_lists_and_progress_ask_as_many_queries_for_a_hundred_sheets_as_for_ten(
    people: People, django_assert_num_queries: Any
) -> None:
    few, many = assessments.bulk_sheets(people, 10), assessments.bulk_sheets(people, 100)
    assert Sheet.objects.filter(task=few).count() == 12
    assert Sheet.objects.filter(task=many).count() == 102
    reader = client(people.reviewer)
    for page, number in (("tasks/{}/", 7), ("", 5)):
        reader.get(f"{URL}{page.format(few.uid)}")
        for task in (few, many):
            with django_assert_num_queries(number):
                reader.get(f"{URL}{page.format(task.uid)}")


def test_a_long_list_goes_on_by_key_and_keeps_its_filter(people: People) -> None:
    task = assessments.bulk_sheets(people, 30)
    reader = client(people.reviewer)
    first = reader.get(f"{URL}tasks/{task.uid}/?state=filling")
    address = first.context["older"]
    assert address.endswith("&state=filling")
    second = reader.get(f"{URL}tasks/{task.uid}/{address}")
    names = [str(row["cells"][0]["value"]) for page in (first, second) for row in page.context["table"]["rows"]]
    assert len(names) == len(set(names)) == 32
