"""An assessment in real browsers: filled in with a slip that loses nothing, reviewed side by side, settled, told; axe on every screen."""

from collections.abc import Callable
from typing import Any

import pytest

from records.assessments.models import Sheet
from tests.factories import assessments
from tests.factories.access import affiliated
from tests.factories.assessments import PDF, People
from tests.factories.organisations import County

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def looked_at(page: Any) -> None:
    """Nothing for axe to find, nothing cut off on a phone."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    assert [f"{one['id']}: {one['nodes'][0]['html'][:160]}" for one in found] == [], page.url
    size = page.viewport_size
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth"), page.url
    page.set_viewport_size(size)


def test_an_organisation_is_assessed(signed_in: Callable[..., Any], settings: Any, tmp_path: Any) -> None:
    settings.VAR = tmp_path
    people = People(County())
    task = assessments.issued(people, shown="both")
    sheet = assessments.sheet_of(task, people.county.village)
    one = f"/work/assessments/sheets/{sheet.uid}/"

    branch = signed_in(people.secretary)
    branch.click("a.entry__act:has-text('填写自评')")
    looked_at(branch)
    branch.fill("[name=item1-points]", "58")
    branch.fill("[name=item1-note]", "少一次党课")
    branch.fill("[name=item2-points]", "四十")
    branch.click("button[value=submit]")
    branch.wait_for_load_state()
    assert "分数“四十”不正确" in branch.inner_text("main")
    assert branch.input_value("[name=item1-note]") == "少一次党课"
    looked_at(branch)
    branch.fill("[name=item2-points]", "40")
    branch.click("button[value^='evidence:'] >> nth=0")
    branch.wait_for_load_state()
    looked_at(branch)
    branch.set_input_files("[name=file]", {"name": "会议记录.pdf", "mimeType": "application/pdf", "buffer": PDF})
    branch.click("button[value=hand-in]")
    branch.wait_for_load_state()
    assert branch.input_value("[name=item1-points]") == "58"
    assert "会议记录.pdf" in branch.inner_text("main")
    branch.click("button[value=submit]")
    branch.wait_for_load_state()
    assert "已报送" in branch.inner_text("main")

    section = signed_in(people.reviewer)
    section.click("a.entry__act:has-text('审核评分')")
    looked_at(section)
    section.fill("[name=item1-points]", "56")
    section.fill("[name=item2-points]", "40")
    section.click("button[value=finish]")
    section.wait_for_load_state()
    assert "请写明扣分理由" in section.inner_text("main")
    looked_at(section)
    section.fill("[name=item1-remark]", "少两次党课")
    section.click("button[value=finish]")
    section.wait_for_load_state()
    section.goto(f"/work/assessments/tasks/{task.uid}/")
    looked_at(section)
    for address in (
        "/work/assessments/",
        "/work/assessments/tasks/new/",
        "/work/assessments/schemes/new/?preset=target-sheet",
    ):
        section.goto(address)
        looked_at(section)

    committee = signed_in(people.committee)
    committee.click("a.entry__act:has-text('评定')")
    looked_at(committee)
    assert "96分，优秀" in committee.inner_text("main")
    committee.click("button[value=assess]")
    committee.wait_for_load_state()

    section.goto(f"{one}publish/")
    section.click("main button[type=submit]")
    section.wait_for_load_state()
    assert "优秀，得分96分" in section.inner_text("main")
    looked_at(section)
    assert Sheet.objects.get(pk=sheet.pk).grade == "优秀"

    member = signed_in(affiliated(people.county.branch), width=390)
    member.goto(f"/assessments/results/{sheet.uid}/")
    assert "优秀" in member.inner_text("main")
    looked_at(member)
