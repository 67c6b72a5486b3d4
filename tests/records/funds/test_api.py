"""The API: the whole way from draft to settlement as four persons; money as texts, versions by ETag, keys against doubles."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from records.funds.models import Application, Execution
from records.kit.models import local_today
from tests.factories import funds
from tests.factories.access import holder
from tests.factories.funds import People, line, voucher

URL = "/api/v1/funds/"


def client(person: Any) -> APIClient:
    made = APIClient()
    made.force_login(person)
    return made


def form(people: People) -> dict[str, Any]:
    values = {name: str(value) for name, value in funds.form(title="四季度").items()}
    items = [
        {"description": "轮训", "category": "training", "amount": "3600.00"},
        {"description": "茶台", "category": "premises", "amount": "4,800"},
    ]
    return {**values, "organisation": str(people.county.village.uid), "items": items}


def test_from_draft_to_settlement(people: People) -> None:
    branch, section, member = client(people.secretary), client(people.reviewer), client(people.committee)
    made = branch.post(URL, form(people), format="json", headers={"Idempotency-Key": "n1"})
    assert made.status_code == 201, made.data
    again = branch.post(URL, form(people), format="json", headers={"Idempotency-Key": "n1"})
    assert again.data["uid"] == made.data["uid"]
    one = f"{URL}{made.data['uid']}/"
    assert section.get(one).status_code == 404
    changed = branch.patch(one, {"place": "党群服务中心"}, format="json", headers={"If-Match": made.headers["ETag"]})
    assert changed.data["place"] == "党群服务中心"
    stale = branch.patch(one, {"place": "别处"}, format="json", headers={"If-Match": made.headers["ETag"]})
    assert (stale.status_code, stale.data["code"]) == (409, "conflict")
    filed = branch.post(f"{one}file/")
    assert (filed.status_code, filed.data["state"]) == (200, "filed")
    first, second = (item["uid"] for item in filed.data["items"])
    passed = [{"item": first, "outcome": "pass"}, {"item": second, "outcome": "return"}]
    wrong = section.post(f"{one}review/", {"items": passed}, format="json")
    assert (wrong.status_code, list(wrong.data["errors"])) == (400, ["items[1].remark"])
    passed[1]["remark"] = "不在使用范围内"
    assert section.post(f"{one}review/", {"items": passed}, format="json").data["state"] == "reviewed"
    meeting = {"name": "镇党委会议", "held_on": str(local_today()), "due": 9, "present": 8}
    agreed = {"meeting": meeting, "items": [{"item": first, "outcome": "agree", "agreed": "3000.00"}]}
    assert branch.post(f"{one}decide/", agreed, format="json").status_code == 403
    assert member.post(f"{one}decide/", agreed, format="json").data["state"] == "decided"
    signed = section.post(f"{one}sign/", {"items": [{"item": first, "outcome": "sign"}]}, format="json")
    assert signed.data["state"] == "replied"
    assert "同意1项，合计3,000.00元" in signed.data["replies"][-1]["text"]

    def pay(amount: str) -> Any:
        values = {
            "item": first,
            "amount": amount,
            "executed_on": str(local_today()),
            "payee": "新华书店",
            "voucher_number": "1",
            "voucher_file": voucher(),
        }
        return branch.post(f"{one}execute/", values, format="multipart")

    paid = pay("2800.00")
    assert (paid.status_code, paid.data["amount"]) == (201, "2800.00")
    over = pay("200.01")
    assert over.status_code == 400
    assert "余额200.00元" in over.data["errors"]["amount"][0]
    turned = branch.post(f"{one}reverse/", {"execution": paid.data["uid"], "reason": "有误"}, format="json")
    assert turned.data["amount"] == "-2800.00"
    assert branch.post(f"{one}settle/", {"closing": "已办"}, format="json").data["state"] == "settled"
    ledger = client(people.auditor).get("/api/v1/fund-executions/")
    assert [row["amount"] for row in ledger.data["results"]] == ["-2800.00", "2800.00"]
    assert Execution.objects.count() == 2


def test_out_of_scope_is_not_there(people: People) -> None:
    made = funds.filed(people)
    stranger = client(holder("auditor", people.county.neighbour))
    assert stranger.get(f"{URL}{made.uid}/").status_code == 404
    assert stranger.get(URL).data["results"] == []
    assert APIClient().get(URL).data["results"] == []
    assert stranger.post(f"{URL}{made.uid}/withdraw/", {"reason": "x"}, format="json").status_code == 404


@pytest.mark.django_db
def test_a_list_asks_as_many_queries_for_twenty_as_for_two(people: People, django_assert_max_num_queries: Any) -> None:
    for _ in range(4):
        funds.filed(people, line())
    asked = client(people.auditor)
    asked.get(URL)
    with django_assert_max_num_queries(8):
        assert len(asked.get(URL).data["results"]) == 4
    assert Application.objects.count() == 4
