"""What is published is found and what is withdrawn is gone, through the real queue; a whole subtree follows its organisation.

How quickly is measured by `bin/bench search-fresh`; here it's only waited for.
"""

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

from cms_pages import services as pages
from cms_pages.models import CoursePage, DisclosurePage, NewsPage, PlanPage, RulePage
from media.services import store_document
from portal.launch.processes import wait_until
from records.kit import events
from records.kit.actors import SYSTEM
from records.organisations import services as organisations
from records.organisations.models import Organisation
from search.index import outbox, queries, rebuild
from search.index.check import check
from search.index.engines.base import Engine
from search.index.models import OutboxRow
from search.index.requests import SearchRequest
from search.index.scope import SearchScope
from tests.factories import funds
from tests.factories.files import PDF, upload
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import draft, published, site
from tests.search.processes import Process

PATIENCE = 180.0  # a busy machine takes its time; nothing is asserted about it
TODAY = datetime.date(2026, 11, 27)
PUBLIC = SearchScope(frozenset({"public"}))


@pytest.fixture
def worker(transactional_db: None, search_engine: Engine, county: County) -> Iterator[Process]:
    """A worker of the queue, as in service: `bin/manage qcluster`."""
    site()
    outbox.drain()
    started = Process("manage.py", "qcluster")
    yield started
    started.end()


def _found(word: str) -> bool:
    return bool(queries.search(SearchRequest(text=word, scope=PUBLIC, strict=True)).exact)


def _comes(worker: Process, condition: Callable[[], bool]) -> None:
    assert wait_until(condition, PATIENCE, lambda: worker.running), worker.lines[-20:]


@pytest.mark.slow
@pytest.mark.search
@pytest.mark.queue
def test_published_found_narrowed_gone(worker: Process, county: County, client: Client) -> None:
    """Nobody drains here but the worker; until it has, the page's own door refuses what the index still names."""
    page = draft(county.branch, NewsPage, title="换届选举公告")
    assert not _found("换届选举公告")
    pages.publish(SYSTEM, page.uid)
    _comes(worker, lambda: _found("换届选举公告"))
    address = NewsPage.objects.get(pk=page.pk).address
    assert client.get(address).status_code == 200

    pages.change_audience(SYSTEM, page.uid, level="own", reason="误公开")
    assert client.get(address).status_code != 200
    _comes(worker, lambda: not _found("换届选举公告"))

    other = published(county.branch, title="经费使用公示")
    _comes(worker, lambda: _found("经费使用公示"))
    pages.withdraw(SYSTEM, other.uid, reason="数字有误")
    assert client.get(other.address).status_code != 200
    _comes(worker, lambda: not _found("经费使用公示"))
    _comes(worker, lambda: not OutboxRow.objects.exists())
    assert check().faults == 0


@pytest.fixture
def stocked(db: None, search_engine: Engine, county: County, settings: Any, tmp_path: Any) -> County:
    """Something of every kind at the branch, and beside it what must not change."""
    settings.MEDIA_ROOT = tmp_path / "media"
    site()
    people = funds.People(county)
    funds.filed(people)
    for place in (county.village, county.branch, county.neighbour_branch):
        for model in (NewsPage, RulePage, PlanPage, CoursePage, DisclosurePage):
            published(place, model)
        store_document(SYSTEM, place, upload("x.pdf", PDF), title="附件")
        member(place)
    rebuild.rebuild(restart=True)
    outbox.drain()
    assert check().faults == 0
    return county


def _index_and_database_agree() -> None:
    events.run_waiting(datetime.timedelta(0))
    outbox.drain()
    report = check()
    assert not report.faults, {fault.value: found.first for fault, found in report.found.items() if found.count}


@pytest.mark.django_db
@pytest.mark.data
@pytest.mark.search
@pytest.mark.parametrize("place", ["village", "branch", "town"])
def test_after_a_renaming_everything_says_the_new_name(stocked: County, place: str) -> None:
    renamed = getattr(stocked, place)
    organisations.rename(
        SYSTEM, renamed.uid, name="中共长桥委员会", short_name="长桥", valid_from=TODAY, reason="区划调整"
    )
    _index_and_database_agree()


@pytest.mark.django_db
@pytest.mark.data
@pytest.mark.search
def test_after_a_move_everything_below_hangs_at_its_new_place(stocked: County) -> None:
    village = Organisation.objects.get(pk=stocked.village.pk)
    organisations.move(SYSTEM, village.uid, new_parent=stocked.neighbour, valid_from=TODAY, reason="区划调整")
    _index_and_database_agree()
