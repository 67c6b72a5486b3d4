"""Fixtures every test may use."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from records.kit import visitors
from records.regulations import services as regulations
from search.doors.tuning import live, tally
from search.index.engines import get_engine, reset_engines
from search.index.engines.base import Engine
from search.index.engines.fts5 import EmbeddedEngine
from tests import databases, emptying
from tests.factories.organisations import County

# The machine may be busy: what a property costs is measured elsewhere, never asserted here.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")
emptying.quickly()


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The test database is a copy that lies ready: see `tests.databases`."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any
) -> Iterator[None]:
    """Copy a migrated database before the first test that needs one, and remove the copy after the last."""
    from django.db import connection

    with django_db_blocker.unblock():
        name = databases.copy_migrated(connection)
    yield
    with django_db_blocker.unblock():
        databases.remove(connection, name)


@pytest.fixture
def county(db: None) -> County:
    """A small county: two towns, a village with two branches, a neighbour with one."""
    return County()


@pytest.fixture(autouse=True)
def figures_of_this_test_only() -> None:
    """Figures are remembered in the process; what one test rolled back must not reach the next."""
    regulations.forget()
    visitors.forget()


@pytest.fixture(scope="session", autouse=True)
def an_index_for_whoever_needs_none_of_their_own() -> None:
    """An empty embedded index, as most tests find it: screens that search answer, and find nothing."""
    from django.conf import settings as django_settings

    if django_settings.SEARCH_URL in ("", "embedded"):
        engine = EmbeddedEngine(str(django_settings.SEARCH_EMBEDDED_PATH))
        engine.apply_schema()
        engine.close()


@pytest.fixture
def search_engine(settings: Any, tmp_path: Path) -> Iterator[Engine]:
    """The portal's search engine, empty and of this test's own: embedded, or Elasticsearch where SEARCH_URL names one.

    Tests that use it are marked `search`. After writing, `outbox.drain()` and `search_engine.refresh()` make it found.
    """
    settings.SEARCH_EMBEDDED_PATH = tmp_path / "search.sqlite3"
    settings.SEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    reset_engines()
    engine = get_engine()
    engine.apply_schema()
    yield engine
    engine.destroy()
    engine.close()
    reset_engines()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once for every folder that drives one: two of playwright's loops in a thread would collide."""
    sync_api = pytest.importorskip("playwright.sync_api")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop runs in this thread
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or "/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"],
        )
        yield opened
        opened.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE", None)


@pytest.fixture(autouse=True)
def tuning_of_this_test_only() -> None:
    """What staff tuned of the search and what was asked is remembered in the process, too."""
    live.forget()
    tally.empty()
