"""The screens of the workbench: journey 2 by their forms, without scripts; what is typed is never lost."""

import re
from typing import Any

import pytest
from django.test import Client

from records.funds.choices import State
from records.funds.models import Application, Execution
from records.kit.models import local_today
from tests.factories import funds
from tests.factories.access import affiliated, holder
from tests.factories.funds import People, line, voucher

URL = "/work/funds/"


def client(person: Any) -> Client:
    made = Client()
    made.force_login(person)
    return made


def typed(**fields: Any) -> dict[str, Any]:
    values = {name: str(value) for name, value in funds.form(title="四季度").items()}
    return {
        **values,
        "kind": "plan",
        "source": "dues",
        "year": str(local_today().year),
        "items-TOTAL_FORMS": "4",  # two of them untouched
        "items-INITIAL_FORMS": "0",
        "items-0-description": "轮训",
        "items-0-category": "training",
        "items-0-amount": "3,600",
        "items-1-description": "茶台",
        "items-1-category": "premises",
        "items-1-amount": "4800",
        **fields,
    }


def text(response: Any) -> str:
    return str(response.content.decode())


def test_journey_two(people: People) -> None:
    branch, section, member = client(people.secretary), client(people.reviewer), client(people.committee)
    new = branch.post(f"{URL}new/", typed(act="file"), follow=True)
    made = Application.objects.get()
    assert (made.state, new.status_code) == (State.FILED, 200)
    one = f"{URL}{made.uid}/"
    assert "退回整份" in text(section.get(f"{one}review/"))
    back = section.post(f"{one}review/", {"act": "return", "remark": "请附会议记录"}, follow=True)
    assert "已退回申请" in text(back)
    assert "请附会议记录" in text(branch.get(f"{one}edit/"))
    first, second = funds.items_of(made)
    made.refresh_from_db()
    mended = typed(
        act="file",
        version=made.version,
        views_text="已附会议记录",
        **{"items-0-uid": str(first.uid), "items-1-uid": str(second.uid), "items-INITIAL_FORMS": "2"},
    )
    branch.post(f"{one}edit/", mended)
    section.post(f"{one}review/", {"act": "pass", "item1-outcome": "pass", "item2-outcome": "pass"})
    meeting = {"meeting": "镇党委会议", "held_on": str(local_today()), "due": "9", "present": "8"}
    refused = {"item2-outcome": "refuse", "item2-reason": "本年已购置"}
    member.post(f"{one}decide/", {**meeting, "item1-outcome": "agree", "item1-agreed": "3000", **refused})
    section.post(f"{one}sign/", {"item1-outcome": "sign"})
    made.refresh_from_db()
    assert made.state == State.REPLIED
    told = text(branch.get(one))
    assert "同意3,000.00元" in told
    assert "本年已购置" in told
    payment = {"item": str(first.uid), "executed_on": str(local_today()), "payee": "书店", "voucher_number": "7"}
    branch.post(f"{one}execute/", {**payment, "amount": "2800", "voucher_file": voucher()})
    over = branch.post(f"{one}execute/", {**payment, "amount": "200.01", "voucher_file": voucher()})
    assert over.status_code == 422
    assert "余额200.00元" in text(over)
    assert 'value="200.01"' in text(over)
    assert Execution.objects.count() == 1
    found = text(client(people.auditor).get(f"{URL}ledger/?unit=石桥村党总支&category=training"))
    assert "2,800.00" in found
    assert f"{made.serial}-01" in found


def test_one_more_line_keeps_what_was_typed(people: People) -> None:
    page = text(client(people.secretary).post(f"{URL}new/", typed(act="line", purpose="写了一半")))
    assert "写了一半" in page
    assert 'name="items-4-description"' in page
    assert "茶台" in page
    assert not Application.objects.exists()


def test_what_is_missing_is_shown_at_its_field_and_the_draft_is_kept(people: People) -> None:
    sent = client(people.secretary).post(f"{URL}new/", typed(act="file", purpose="", views_meeting=""), follow=True)
    made = Application.objects.get()
    assert made.state == State.DRAFT
    assert sent.redirect_chain[-1][0] == f"{URL}{made.uid}/edit/?check=1"
    assert "请填写申请事由" in text(sent)
    assert "请填写征求意见的会议" in text(sent)


def test_a_wrong_amount_stays_as_typed(people: People) -> None:
    sent = client(people.secretary).post(f"{URL}new/", typed(**{"items-1-amount": "四千八"}))
    assert sent.status_code == 422
    assert "金额“四千八”不正确" in text(sent)
    assert 'value="四千八"' in text(sent)
    assert not Application.objects.exists()


def test_screens_do_not_exist_for_others(people: People) -> None:
    made = funds.replied(people)
    entry = funds.spend(people, made, 100)
    pages = [URL, f"{URL}ledger/", f"{URL}ledger/export/", f"{URL}budgets/", f"{URL}new/"]
    own = [f"{URL}{made.uid}/", f"{URL}{made.uid}/print/", f"{URL}vouchers/{entry.uid}/", f"{URL}{made.uid}/execute/"]
    for page in [*pages, *own]:
        assert Client().get(page).status_code == 302, page
        assert client(affiliated(people.county.village)).get(page).status_code == 404, page
    stranger = client(holder("secretary", people.county.neighbour))
    for page in own:
        assert stranger.get(page).status_code == 404, page
    assert b"".join(client(people.auditor).get(own[2]).streaming_content) == funds.PDF


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_what_is_filtered_is_what_is_exported(people: People, form: str) -> None:
    made = funds.replied(people)
    for item, amount in zip(funds.items_of(made), (100000, 86000), strict=True):
        funds.spend(people, made, amount, item)
    sent = client(people.auditor).get(f"{URL}ledger/export/?category=party-day&form={form}")
    content = b"".join(sent.streaming_content)
    if form == "csv":
        assert "860" in content.decode("utf-8-sig")
        assert "轮训" not in content.decode("utf-8-sig")
    assert sent.status_code == 200
    assert content


def test_the_desk_says_whose_turn_it_is(people: People) -> None:
    made = funds.filed(people, line())
    assert made.title in text(client(people.reviewer).get("/work/"))
    assert made.title not in text(client(people.committee).get("/work/"))
    assert made.title not in text(client(people.secretary).get("/work/"))


def test_pages_ask_few_queries(people: People, django_assert_max_num_queries: Any) -> None:
    made = funds.replied(people)
    funds.spend(people, made, 100)
    reader = client(people.auditor)
    reader.get(URL)
    for page, most in ((URL, 12), (f"{URL}ledger/", 14), (f"{URL}{made.uid}/", 40)):
        with django_assert_max_num_queries(most):
            assert reader.get(page).status_code == 200


def test_a_long_ledger_is_exported_by_a_job_and_fetched_by_whoever_asked(
    people: People, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Any
) -> None:
    from records.kit import jobs
    from records.kit.models import Job

    settings.VAR = tmp_path
    monkeypatch.setattr("records.kit.exports.INLINE_ROWS", 1)
    made = funds.replied(people, line(amount=100000))
    for _ in range(3):
        funds.spend(people, made, 100)
    auditor = client(people.auditor)
    answer = auditor.get("/work/funds/ledger/export/?form=csv")
    assert re.fullmatch(r"/work/funds/ledger/exports/[0-9a-f-]{36}/", answer["Location"])
    assert "正在生成" in auditor.get(answer["Location"]).content.decode()
    jobs.run_piece(Job.objects.get().pk)
    page = auditor.get(answer["Location"]).content.decode()
    assert f'action="{answer["Location"]}file/"' in page
    table = b"".join(auditor.post(f"{answer['Location']}file/").streaming_content).decode("utf-8-sig")
    assert len(table.splitlines()) == 4
    for other in (people.reviewer, people.secretary):
        colleague = client(other)
        assert colleague.get(answer["Location"]).status_code == 404
        assert colleague.post(f"{answer['Location']}file/").status_code == 404
