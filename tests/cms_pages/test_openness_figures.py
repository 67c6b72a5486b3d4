"""Openness at a glance: the home's figures and an organisation's own record, counted from what is open to society."""

import datetime
import uuid

import pytest
from django.core.cache import cache
from django.test import Client

from cms_pages.models import DisclosurePage, SectionPage
from cms_pages.presenters import openness
from records.access.models import Visitor
from records.kit.models import local_today
from records.openness.services import answer, give_feedback
from records.organisations.roles import Role
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import published

TODAY = datetime.date(2026, 3, 20)


@pytest.fixture(autouse=True)
def counted_anew() -> None:
    cache.delete(openness.CACHE_KEY)


def test_twelve_months_end_with_this_one() -> None:
    months = openness.last_months(TODAY)
    assert (months[0], months[-1], len(months)) == (datetime.date(2025, 4, 1), datetime.date(2026, 3, 1), 12)


def test_the_home_counts_what_is_open_and_nothing_else(county: County) -> None:
    assert openness.home_figures(TODAY) is None
    cache.delete(openness.CACHE_KEY)
    days = (TODAY, TODAY, datetime.date(2025, 12, 1), datetime.date(2026, 1, 5), datetime.date(2024, 1, 1))
    for day in days:
        published(county.village, DisclosurePage, published_on=day)
    published(county.village, DisclosurePage, published_on=TODAY, audience="own")
    figures = openness.home_figures(TODAY)
    assert figures is not None
    assert figures["chart"]["series"][0]["values"] == [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 0, 2]
    assert figures["stats"][0]["value"] == "4"
    published(county.village, DisclosurePage, published_on=TODAY)
    assert openness.home_figures(TODAY) == figures  # kept for a while: the home is asked for most


def test_a_section_shows_its_record_and_its_answers(client: Client, county: County) -> None:
    page = published(county.village, DisclosurePage, published_on=local_today(), category_l1="service")
    record = openness.section_record(county.village, local_today())
    assert record is not None
    (row,) = record["rows"]
    assert row["label"] == "联系和服务党员、群众"
    assert row["cells"] == [None] * 11 + [{"word": "已公开", "tone": "good"}]
    assert openness.section_record(county.neighbour_branch, local_today()) is None

    letter = give_feedback(Visitor(), county.village, text="慰问标准是怎么定的？", submit_key=uuid.uuid4())
    kept_back = give_feedback(
        Visitor(), county.village, text="这一件不要公开。", submit_key=uuid.uuid4(), may_publish=False
    )
    clerk = holder(Role.PUBLISHER, county.village)
    for each in (letter, kept_back):
        answer(clerk, each.uid, text="按办法执行。")
    text = client.get(SectionPage.objects.get(organisation=county.village).address).content.decode()
    assert "公开记录" in text
    assert "慰问标准是怎么定的？" in text
    assert "不要公开" not in text
    assert page.title in text
