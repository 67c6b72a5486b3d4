"""Journey 2: filed, returned, mended, one item agreed and one refused, both told, spent, an overspend refused, found."""

from collections.abc import Callable
from typing import Any

import pytest

from records.funds.models import Application, Execution
from records.kit.models import local_today
from tests.factories.funds import PDF, People
from tests.factories.organisations import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scripts"), [(1440, True), (390, False)])
def test_a_branch_asks_for_money_and_spends_it(
    signed_in: Callable[..., Any], width: int, scripts: bool, settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    people = People(County())
    today = str(local_today())

    branch = signed_in(people.secretary, width=width, scripts=scripts)
    branch.goto("/work/funds/new/")
    branch.check("[name=kind][value=plan]")
    branch.fill("[name=title]", "石桥村党总支第四季度经费计划")
    branch.fill("[name=purpose]", "冬季轮训")
    for name in ("period_from", "period_to", "views_on"):
        branch.fill(f"[name={name}]", today)
    branch.fill("[name=views_meeting]", "党员大会")
    branch.fill("[name=views_due]", "72")
    branch.fill("[name=views_present]", "65")
    for number, (what, category, amount) in enumerate((("轮训教材", "training", "3600"), ("茶台", "premises", "4800"))):
        branch.fill(f"[name=items-{number}-description]", what)
        branch.select_option(f"[name=items-{number}-category]", category)
        branch.fill(f"[name=items-{number}-amount]", amount)
    if scripts:
        assert "人民币叁仟陆佰元整" in branch.inner_text("main")
    branch.click("button[value=file]")
    branch.wait_for_load_state()
    made = Application.objects.get()
    one = f"/work/funds/{made.uid}/"
    assert made.serial
    assert made.serial in branch.inner_text("main")

    section = signed_in(people.reviewer, width=width, scripts=scripts)
    section.click("text=初审 >> nth=0")
    section.fill("[name=remark]", "请附征求意见情况")
    section.click("button[value=return]")
    section.wait_for_load_state()

    branch.goto("/work/")
    branch.click("text=修改 >> nth=0")
    assert "请附征求意见情况" in branch.inner_text("main")
    branch.fill("[name=views_text]", "到会65名，一致通过")
    branch.click("button[value=file]")
    branch.wait_for_load_state()

    section.goto(f"{one}review/")
    for number in (1, 2):
        section.check(f"[name=item{number}-outcome][value=pass]")
    section.click("button[value=pass]")
    section.wait_for_load_state()

    committee = signed_in(people.committee, width=width, scripts=scripts)
    committee.goto(f"{one}decide/")
    committee.fill("[name=due]", "9")
    committee.fill("[name=present]", "8")
    committee.check("[name=item1-outcome][value=agree]")
    committee.fill("[name=item1-agreed]", "3000")
    committee.check("[name=item2-outcome][value=refuse]")
    committee.fill("[name=item2-reason]", "本年已购置")
    committee.click("button[value=decide]")
    committee.wait_for_load_state()

    section.goto(f"{one}sign/")
    section.check("[name=item1-outcome][value=sign]")
    section.click("button[value=sign]")
    section.wait_for_load_state()

    branch.goto(one)
    told = branch.inner_text("main")
    assert "同意1项，合计3,000.00元" in told
    assert "不同意1项" in told
    assert "本年已购置" in told

    def pay(amount: str) -> None:
        branch.goto(f"{one}execute/")
        branch.fill("[name=amount]", amount)
        branch.fill("[name=payee]", "清平县新华书店")
        branch.fill("[name=voucher_number]", "24330112")
        branch.set_input_files(
            "[name=voucher_file]", {"name": "发票.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
        branch.click("button[value=execute]")
        branch.wait_for_load_state()

    pay("2800")
    pay("200.01")
    assert "余额200.00元" in branch.inner_text("main")
    assert branch.input_value("[name=amount]") == "200.01"
    assert Execution.objects.count() == 1

    for person in (people.auditor, people.reviewer, people.committee, people.secretary):
        reader = signed_in(person, width=width, scripts=scripts)
        reader.goto("/work/funds/ledger/?unit=石桥村党总支")
        assert "2,800.00" in reader.inner_text("main")
        assert reader.evaluate("document.documentElement.scrollWidth <= innerWidth") if scripts else True
