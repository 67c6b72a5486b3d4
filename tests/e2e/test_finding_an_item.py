"""Among many items of the catalogue one is found by typing; without scripts they are a list to choose from."""

from collections.abc import Callable
from typing import Any

import pytest

from cms_pages.models import DisclosurePage
from records.openness.models import CatalogueItem
from records.organisations.roles import Role
from tests.factories.access import again, holder
from tests.factories.catalogue import item
from tests.factories.organisations import County
from tests.factories.pages import draft

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def test_an_item_is_found_by_typing(signed_in: Callable[..., Any]) -> None:
    county = County()
    publisher = again(holder(Role.PUBLISHER, county.village, "沈若兰"))
    for number in range(10):
        item(county.village, title=f"事项{number}")
    dues: CatalogueItem = item(county.village, title="党费收缴情况")
    page = draft(county.village, DisclosurePage, author=publisher)
    browser = signed_in(publisher)
    browser.goto(f"/admin/pages/{page.pk}/edit/")
    select = browser.locator("select[name=catalogue_item]")
    box = browser.get_by_role("searchbox", name="按名称、编号或类别查找事项")
    assert select.locator("option").count() == 12
    box.fill("收缴 党费")
    assert [text.strip() for text in select.locator("option:not([value=''])").all_inner_texts()] == [
        text for text in select.locator("option").all_inner_texts() if "党费收缴情况" in text
    ]
    assert browser.get_by_text("找到1项").is_visible()
    box.press("ArrowDown")
    browser.keyboard.press("ArrowDown")
    browser.keyboard.press("Enter")
    assert select.input_value() == str(dues.uid)
    assert select.locator("option").count() == 12
    # What is chosen stays chosen while one looks for another and finds nothing.
    box.fill("没有这样的")
    assert browser.get_by_text("没有这样的事项").is_visible()
    assert select.input_value() == str(dues.uid)
    box.press("Enter")
    assert browser.url.endswith(f"/{page.pk}/edit/")
    box.press("Escape")
    assert box.input_value() == ""
    assert select.locator("option").count() == 12


def test_without_scripts_it_is_a_list(signed_in: Callable[..., Any]) -> None:
    county = County()
    publisher = again(holder(Role.PUBLISHER, county.village, "沈若兰"))
    for number in range(10):
        item(county.village, title=f"事项{number}")
    page = draft(county.village, DisclosurePage, author=publisher)
    browser = signed_in(publisher, scripts=False)
    browser.goto(f"/admin/pages/{page.pk}/edit/")
    assert browser.locator("select[name=catalogue_item] option").count() == 11
    assert browser.get_by_role("searchbox", name="按名称、编号或类别查找事项").count() == 0
