"""Nobody waits for a server that didn't answer, and no page waits for longer than its time."""

import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from portal.launch.processes import wait_until
from search.index import budget, outbox, queries
from search.index.engines import get_engine, reset_engines
from search.index.engines.base import Engine
from search.index.engines.breaker import A_TRY, FAILURES, LONGEST_PAUSE, Breaker
from search.index.models import OutboxRow
from search.index.requests import SearchRequest, SearchUnavailable
from tests.factories.organisations import County
from tests.factories.pages import again, published, site
from tests.search.index.builders import PUBLIC
from tests.search.index.cluster import Proxy


class Clock:
    """A clock that a test turns."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def _is_open(breaker: Breaker) -> bool:
    try:
        breaker.ask()
    except SearchUnavailable:
        return True
    return False


def test_it_opens_after_failures_in_a_row_and_shuts_after_an_answer() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES - 1):
        breaker.failed()
    breaker.answered()
    for _ in range(FAILURES - 1):
        breaker.failed()
    assert not _is_open(breaker)
    breaker.failed()
    assert _is_open(breaker)
    clock.now += LONGEST_PAUSE
    assert not _is_open(breaker)
    breaker.answered()
    assert not _is_open(breaker)


def test_one_tries_and_the_others_do_not_wait_for_it() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(FAILURES):
        breaker.failed()
    clock.now += LONGEST_PAUSE
    assert [_is_open(breaker) for _ in range(4)] == [False, True, True, True]
    clock.now += A_TRY  # the one that tried was killed
    assert [_is_open(breaker) for _ in range(2)] == [False, True]


def test_pauses_grow_up_to_a_limit() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    pauses = []
    for _ in range(FAILURES + 8):
        breaker.failed()
        began = clock.now
        while _is_open(breaker):
            clock.now += 0.5
        pauses.append(clock.now - began)
    assert pauses == sorted(pauses)
    assert pauses[-1] == LONGEST_PAUSE


def test_a_page_has_one_time_for_all_its_questions(engine: Engine) -> None:
    request = SearchRequest(text="党费", scope=PUBLIC)
    with budget.within(60), budget.within(3600):
        assert budget.left(5) == 5
        assert budget.left(600) <= 60
        queries.search(request, engine=engine)
        with budget.within(0):
            with pytest.raises(SearchUnavailable, match="time"):
                queries.search(request, engine=engine)
            with pytest.raises(SearchUnavailable, match="time"):
                queries.suggest("党费", PUBLIC, engine=engine)
        queries.search(request, engine=engine)
    assert budget.left(5) == 5


@pytest.fixture
def proxy(settings: Any, search_engine: Engine) -> Iterator[Proxy]:
    """The portal speaks to its Elasticsearch through this."""
    address = os.environ.get("SEARCH_URL", "")
    if not address.startswith("http"):
        pytest.skip("SEARCH_URL names no Elasticsearch (bin/services up starts one)")
    made = Proxy(urlsplit(address.split(",")[0]).port or 9200)
    settings.SEARCH_URL = made.host
    reset_engines()
    yield made
    made.delay, made.swallows = 0.0, False
    made.close()
    reset_engines()


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.services
@pytest.mark.search
def test_a_server_that_swallows_everything(proxy: Proxy, county: County, client: Client) -> None:
    """Pages go on, the search says plainly that it can't, and after the first few nobody waits for it."""
    site()
    page = published(county.branch, title="党费收缴公示")
    outbox.drain()
    get_engine().refresh()
    assert client.get("/search/", {"q": "党费"}).context["total"] == "1"
    proxy.swallows = True
    for _ in range(FAILURES):
        answer = client.get("/search/", {"q": "党费"})
        assert answer.status_code == 503
        assert "正在恢复" in answer.content.decode()
    reached = proxy.asked
    assert reached
    for _ in range(20):
        assert client.get("/search/", {"q": "党费"}).status_code == 503
        assert client.get("/search/suggest/", {"q": "党费"}).json() == {"suggestions": []}
        assert client.get("/api/v1/search/", {"q": "党费"}).status_code == 503
        assert client.get(again(page).address).status_code == 200
        assert client.get("/").status_code == 200
    assert proxy.asked < reached + 20  # of sixty questions only those that tried for all
    published(county.branch, title="党费使用公示")
    assert outbox.drain().unavailable
    assert OutboxRow.objects.exists()
    proxy.swallows = False

    def catches_up() -> bool:
        outbox.drain()
        return not OutboxRow.objects.exists() and client.get("/search/", {"q": "党费"}).status_code == 200

    assert wait_until(catches_up, 120)
    get_engine().refresh()
    assert client.get("/search/", {"q": "党费"}).context["total"] == "2"


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.services
@pytest.mark.search
def test_a_slow_server_is_waited_for_up_to_the_time(proxy: Proxy, county: County, client: Client) -> None:
    site()
    published(county.branch, title="党费收缴公示")
    outbox.drain()
    get_engine().refresh()
    proxy.delay = 0.3
    assert client.get("/search/", {"q": "党费"}).context["total"] == "1"
    proxy.delay = budget.PAGE_SECONDS + 1
    assert client.get("/search/", {"q": "党费"}).status_code == 503
