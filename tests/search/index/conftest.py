"""The same tests on both engines; Elasticsearch where SEARCH_URL names one."""

import os
import uuid
from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any

import pytest

from search.index import queries, sources, synonyms
from search.index.engines.base import Engine, Target
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.engines.fts5 import EmbeddedEngine
from search.index.entries import Entry
from search.index.requests import SearchAnswer, SearchRequest
from tests.search.index.builders import PUBLIC, Shelf

ELASTICSEARCH = pytest.param("elasticsearch", marks=[pytest.mark.services, pytest.mark.search])


def _hosts() -> str:
    hosts = os.environ.get("SEARCH_URL", "")
    if not hosts.startswith("http"):
        pytest.skip("SEARCH_URL names no Elasticsearch (bin/services up starts one)")
    return hosts


@pytest.fixture(params=["fts5", ELASTICSEARCH])
def engine(request: pytest.FixtureRequest, tmp_path: Any, db: None) -> Iterator[Engine]:
    """An empty engine of its own."""
    made: Engine
    if request.param == "fts5":
        made = EmbeddedEngine(str(tmp_path / "search.sqlite3"))
    else:
        made = ElasticsearchEngine(_hosts().split(","), f"test-{uuid.uuid4().hex[:12]}")
    made.apply_schema()
    yield made
    made.destroy()
    made.close()


@pytest.fixture
def known() -> Iterator[None]:
    """Forget the sources that the rooms have registered, for the time of a test."""
    with sources.only():
        yield


@pytest.fixture
def shelve(engine: Engine, known: None) -> Callable[..., None]:
    """Put entries into the index and their sources behind it."""

    def put(*entries: Entry, version: int = 1) -> None:
        for kind, group in groupby(sorted(entries, key=lambda entry: entry.kind), key=lambda entry: entry.kind):
            shelf = sources.get(kind)
            if not isinstance(shelf, Shelf):
                shelf = Shelf(kind, kind)
                sources.register(shelf)
            shelf.put(*group)
        assert not engine.write(entries, (), version, Target.LIVING).refused
        engine.refresh()

    return put


@pytest.fixture
def found(engine: Engine, ask: Callable[..., SearchAnswer]) -> Callable[[], set[str]]:
    """The titles of all that the public finds now."""

    def titles() -> set[str]:
        engine.refresh()
        return {hit.title for hit in ask("", size=100).hits}

    return titles


@pytest.fixture
def ask(engine: Engine) -> Callable[..., SearchAnswer]:
    """Search without synonyms unless they are given; the public's scope unless another is given."""

    def answer(text: str, thesaurus: synonyms.Thesaurus | None = None, **request: Any) -> SearchAnswer:
        request.setdefault("scope", PUBLIC)
        return queries.search(
            SearchRequest(text=text, **request), engine=engine, thesaurus=thesaurus or synonyms.Thesaurus(())
        )

    return answer


@pytest.fixture
def titles(ask: Callable[..., SearchAnswer]) -> Callable[..., list[str]]:
    """The titles found, best first."""
    return lambda text, **request: [hit.title for hit in ask(text, **request).hits]
