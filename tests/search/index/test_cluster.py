"""Real nodes that die: pages go on, nothing is lost, the index catches up, and a check finds nothing to mend."""

import os
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.launch.processes import wait_until
from portal.launch.services import elasticsearch_home
from records.access.models import User
from records.organisations.roles import Role
from search.index import outbox, rebuild, sources
from search.index.check import check
from search.index.engines import get_engine, reset_engines
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.models import Claim, OutboxRow, State
from search.index.requests import SearchRequest, SearchUnavailable
from search.index.scope import Grant, scope_of
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import published, site
from tests.sample.models import Loan
from tests.sample.services import lend
from tests.search.index.cluster import Cluster
from tests.search.processes import Process

pytestmark = [pytest.mark.services, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ALL = scope_of(["public"], [Grant(None, None)])
PATIENCE = 180.0  # a busy machine takes its time; nothing is asserted about it


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three nodes, started once; each test leaves all three running."""
    if reason := elasticsearch_home.missing():
        pytest.skip(reason)
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    try:
        made.start()
        yield made
    finally:
        made.close()


@pytest.fixture
def portal(cluster: Cluster, settings: Any, db: None) -> Iterator["Portal"]:
    """The portal on this cluster, with an index of its own."""
    cluster.start()
    settings.SEARCH_URL = ",".join(cluster.hosts)
    settings.SEARCH_INDEX = f"test-cluster-{os.getpid()}-{timezone.now():%H%M%S%f}"
    reset_engines()
    made = Portal(cluster)
    with sources.only(sources.get("loan")):  # type: ignore[arg-type]
        rebuild.rebuild()
        cluster.wait_for(lambda health: health.get("status") == "green")
        yield made
    cluster.start()
    reset_engines()
    get_engine().destroy()
    reset_engines()


class Portal:
    """What somebody does with the portal while nodes die."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.county = County()
        self.secretary: User = holder(Role.SECRETARY, self.county.branch)

    def lend(self, number: int = 1) -> None:
        for each in range(number):
            lend(self.secretary, self.county.branch, book=f"书{each}")

    def found(self) -> int:
        from search.index import queries

        return queries.search(SearchRequest(text="", scope=ALL)).exact

    def answers_or_says_it_cannot(self) -> bool:
        """Asks as a reader does; anything but an answer or the one exception is a failure of the test."""
        try:
            self.found()
        except SearchUnavailable:
            return False
        return True

    def catches_up(self) -> bool:
        """What the schedule does every minute."""
        outbox.drain()
        return not OutboxRow.objects.exists()

    def settled(self) -> None:
        """It catches up by itself, and then index and database say the same."""
        assert wait_until(self.catches_up, PATIENCE)
        report = check()
        assert (report.faults, report.waiting, report.looked_at) == (0, 0, Loan.objects.count())
        assert self.found() == Loan.objects.count()


@pytest.fixture
def writer(portal: Portal) -> Iterator[Process]:
    started = Process("-m", "tests.search.index.writer", str(portal.secretary.pk), str(portal.county.branch.pk))
    yield started
    started.kill()


def _time_passes(minutes: int) -> None:
    """As if so much time had gone by: leases of dead drainers run out, numbers grow old."""
    past = timedelta(minutes=minutes)
    for row in OutboxRow.objects.exclude(due=None):
        OutboxRow.objects.filter(pk=row.pk).update(due=row.due - past)
    for claim in Claim.objects.all():
        Claim.objects.filter(pk=claim.pk).update(taken=claim.taken - past)


def test_the_master_dies_under_write_load(portal: Portal, cluster: Cluster, writer: Process) -> None:
    """And so does the writer, in the middle; whatever was committed is found."""
    assert wait_until(lambda: writer.has_said("drained", 3), PATIENCE, lambda: writer.running), writer.lines
    cluster.kill(cluster.master())
    before = len(writer.lines)
    while not writer.has_said("drained", 5, since=before):
        portal.answers_or_says_it_cannot()
        assert writer.running, writer.lines[-20:]
    writer.kill()
    _time_passes(30)
    portal.settled()
    assert Loan.objects.count() >= 24
    cluster.start()
    portal.settled()


def test_a_node_dies_and_comes_back(portal: Portal, cluster: Cluster) -> None:
    """With writes that no search has seen yet."""
    portal.lend(5)
    outbox.drain()
    victim = cluster.master()
    cluster.kill(victim)
    portal.lend(5)
    cluster.start()
    portal.settled()
    cluster.kill(*cluster.living)  # all of them at once: what was acknowledged is on disk
    cluster.start()
    portal.settled()


def test_two_of_three_are_dead(portal: Portal, cluster: Cluster, client: Client) -> None:
    """The one that lives answers; writes wait, however long, and pages are served."""
    site()
    published(portal.county.branch)
    portal.lend(5)
    portal.settled()
    dead = cluster.living[:2]
    cluster.kill(*dead)
    assert wait_until(portal.answers_or_says_it_cannot, PATIENCE)
    assert portal.found() == 5
    portal.lend(400)
    for _ in range(3):
        assert outbox.drain().unavailable
    _time_passes(30)
    assert not OutboxRow.objects.exclude(state=State.WAITING, attempts=0).exists()
    assert client.get("/").status_code == 200
    assert portal.found() == 5
    cluster.start()
    portal.settled()
    assert portal.found() == 405


def test_nobody_is_there(portal: Portal, cluster: Cluster, client: Client) -> None:
    """The search says plainly that it can't, all else goes on, and half an hour later it catches up."""
    site()
    portal.lend(3)
    portal.settled()
    cluster.kill(*cluster.living)
    assert not portal.answers_or_says_it_cannot()
    page = client.get("/search/", {"q": "书"})
    assert page.status_code == 503
    assert "正在恢复" in page.content.decode()
    assert client.get("/search/suggest/", {"q": "书"}).json() == {"suggestions": []}
    assert client.get("/api/v1/search/", {"q": "书"}).status_code == 503
    assert client.get("/").status_code == 200
    portal.lend(10)
    assert outbox.drain().unavailable
    _time_passes(30)
    cluster.start()
    portal.settled()


def test_a_disk_is_full(portal: Portal) -> None:
    """Elasticsearch turns read-only by itself then; searches answer, rows wait, and it goes on once there is room."""
    portal.lend(3)
    portal.settled()
    engine = get_engine()
    assert isinstance(engine, ElasticsearchEngine)
    portal.lend(5)
    for _ in range(3):
        _block(engine, True)  # each time: where the disk has room after all, the server lifts it by itself
        assert outbox.drain().unavailable
    assert portal.found() == 3
    assert set(OutboxRow.objects.values_list("state", "attempts")) == {(State.WAITING, 0)}
    _block(engine, None)
    portal.settled()


def _block(engine: ElasticsearchEngine, value: bool | None) -> None:
    engine.client.indices.put_settings(index=engine.index, settings={"index.blocks.read_only_allow_delete": value})
