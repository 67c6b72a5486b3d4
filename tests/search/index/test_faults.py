"""An engine that is away, slow, full or damaged: one exception, and nothing else."""

from collections.abc import Callable
from pathlib import Path

import pytest

from search.index import queries, rebuild, sources
from search.index.engines import fts5_tables, get_engine, reset_engines
from search.index.engines.base import Engine, State, Target
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.engines.fts5 import EmbeddedEngine
from search.index.requests import NoIndex, SearchRequest, SearchUnavailable
from tests.search.index.builders import PUBLIC, Shelf, an_entry
from tests.search.index.conftest import ELASTICSEARCH

pytestmark = pytest.mark.django_db  # the staff's synonyms are asked for


@pytest.fixture(params=["folder", "nobody listens"])
def away(request: pytest.FixtureRequest, tmp_path: Path) -> Engine:
    if request.param == "nobody listens":
        return ElasticsearchEngine(["http://127.0.0.1:9"], "portal")
    return EmbeddedEngine(str(tmp_path))  # a folder is no file to open


def test_an_engine_that_is_away_raises_one_exception(away: Engine) -> None:
    attempts: list[Callable[[], object]] = [
        lambda: queries.search(SearchRequest(text="党费", scope=PUBLIC), engine=away),
        lambda: queries.suggest("党费", PUBLIC, engine=away),
        lambda: away.write([an_entry()], ["news:x"], 1, Target.LIVING),
        lambda: away.held(["news:x"]),
        lambda: list(away.keys()),
        away.apply_schema,
        away.start_building,
        away.building,
    ]
    for attempt in attempts:
        with pytest.raises(SearchUnavailable):
            attempt()
    assert away.health().state is State.UNAVAILABLE
    assert away.health().detail


@pytest.mark.django_db
def test_a_damaged_file_says_so_and_a_rebuild_replaces_it(tmp_path: Path, known: None) -> None:
    path = tmp_path / "search.sqlite3"
    engine = EmbeddedEngine(str(path))
    engine.apply_schema()
    engine.write([an_entry("党费", uid="a")], (), 1, Target.LIVING)
    engine.close()
    path.write_bytes(b"this is no database" * 1000)
    sources.register(Shelf("news", "新闻", [an_entry("党费", uid="a")]))
    with pytest.raises(SearchUnavailable):
        queries.search(SearchRequest(text="党费", scope=PUBLIC), engine=engine)
    assert "损坏" in engine.health().detail
    assert rebuild.wants_rebuild(engine)
    assert rebuild.rebuild(engine=engine).written == 1
    assert queries.search(SearchRequest(text="党费", scope=PUBLIC), engine=engine).total == 1


def test_a_query_of_the_embedded_engine_is_bounded_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = EmbeddedEngine(str(tmp_path / "search.sqlite3"))
    engine.apply_schema()
    engine.write([an_entry("党费", body="党费收缴 " * 50) for _ in range(300)], (), 1, Target.LIVING)
    monkeypatch.setattr(fts5_tables.File.reading.__wrapped__, "__defaults__", (-1.0,))  # type: ignore[attr-defined]
    with pytest.raises(SearchUnavailable, match="interrupted"):
        queries.search(SearchRequest(text="党费收缴", scope=PUBLIC), engine=engine)


@pytest.mark.parametrize("engine", [ELASTICSEARCH], indirect=True)
def test_a_full_disk_refuses_writes_and_answers_searches(engine: Engine) -> None:
    assert isinstance(engine, ElasticsearchEngine)
    engine.write([an_entry("党费", uid="a")], (), 1, Target.LIVING)
    engine.refresh()
    engine.client.indices.put_settings(index=engine.index, settings={"index.blocks.read_only_allow_delete": True})
    with pytest.raises(SearchUnavailable):
        engine.write([an_entry("党费", uid="b")], (), 2, Target.LIVING)
    assert list(engine.keys()) == ["news:a"]
    engine.client.indices.put_settings(index=engine.index, settings={"index.blocks.read_only_allow_delete": None})
    engine.write([an_entry("党费", uid="b")], (), 2, Target.LIVING)
    engine.refresh()
    assert list(engine.keys()) == ["news:a", "news:b"]


@pytest.mark.parametrize("engine", [ELASTICSEARCH], indirect=True)
def test_a_write_never_makes_an_index_by_itself(engine: Engine) -> None:
    engine.destroy()
    with pytest.raises(NoIndex):
        engine.write([an_entry()], (), 1, Target.LIVING)
    assert not engine.write([an_entry()], (), 1, Target.BUILDING).refused
    assert engine.health().state is State.MISSING
    with pytest.raises(SearchUnavailable):
        queries.search(SearchRequest(text="党费", scope=PUBLIC), engine=engine)


def test_the_settings_name_the_engine(settings: object, tmp_path: Path) -> None:
    settings.SEARCH_EMBEDDED_PATH = tmp_path / "here.sqlite3"  # type: ignore[attr-defined]
    for url, name in (("embedded", "fts5"), ("", "fts5"), ("http://one:9200, http://two:9200", "elasticsearch")):
        settings.SEARCH_URL = url  # type: ignore[attr-defined]
        assert get_engine().name == name
        assert get_engine() is get_engine()
    reset_engines()
