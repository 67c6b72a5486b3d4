"""The main things work with scripts switched off: read, find, write to the desk, sign in, file a form."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from records.openness.models import Feedback
from tests.e2e.queue import work
from tests.e2e.world import World

pytestmark = [pytest.mark.browser, pytest.mark.search, pytest.mark.django_db(transaction=True)]


def test_a_visitor_reads_finds_and_writes_and_a_person_works(
    search_engine: Any, visitor: Callable[..., Any], signed_in: Callable[..., Any], settings: Any, tmp_path: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    world = World()
    work()
    search_engine.refresh()
    page = visitor(scripts=False, width=390)
    page.goto("/")
    page.fill("header [name=q]", "党费收缴")
    page.press("header [name=q]", "Enter")
    page.click(f"main >> text={world.disclosure.title}")
    assert "应交党员七十二名" in page.inner_text("main")
    page.click("text=提出问题或建议")
    page.fill("[name=text]", "下次请把明细放大一些。")
    page.click("main button[type=submit]")
    receipt = re.search(r"\b[0-9A-Z]{12}\b", page.inner_text("main"))
    assert receipt is not None
    assert Feedback.objects.get(receipt=receipt[0]).about_uid == world.disclosure.uid
    page.goto("/openness/receipt/")
    page.fill("[name=receipt]", receipt[0])
    page.click("main button[type=submit]")
    assert "下次请把明细放大一些" in page.inner_text("main")

    page.goto("/organisations/?q=石桥")
    page.click(f"main >> text={world.county.village.short_name} >> nth=0")
    assert "公开记录" in page.inner_text("main")
    page.click("header >> text=大字")
    assert page.get_attribute("html", "data-type") == "large"

    branch = signed_in(world.money.secretary, scripts=False, width=390)
    branch.click("main >> text=登记集中学习")
    branch.click("main >> text=登记集中学习 >> nth=0")
    branch.goto("/work/members/?name=周")
    assert "周启明" in branch.inner_text("main")
    branch.goto(f"/work/funds/{world.replied.uid}/execute/")
    branch.fill("[name=amount]", "12")
    branch.click("button[value=execute]")
    assert branch.input_value("[name=amount]") == "12"  # what is missing is said, what was typed stays
    assert "处需要更正" in branch.inner_text("main")
