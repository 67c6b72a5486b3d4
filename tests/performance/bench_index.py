"""Building the index from the database against ready-made documents; and the embedded engine against its own SQL."""

import itertools
import time
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from urllib.parse import quote

from tests.performance.bench_search import PEOPLE, QUESTIONS
from tests.performance.benchmark import Measurement, NotAvailable, benchmark, compare_calls
from tests.performance.cities import cities
from tests.performance.requests import through_portal

OF_EACH_KIND = 0.05  # of its entries, so that the mixture is the city's
LEAST_OF_A_KIND = 500
BUILDS = 3


class _Part:
    """The first so many entries of a source."""

    def __init__(self, source: Any, most: int) -> None:
        self.source = source
        self.kind, self.label, self.most = source.kind, source.label, most
        self.last = ""

    def load(self, uids: Sequence[str]) -> Iterable[Any]:
        return self.source.load(uids)

    def uids(self, after: str | None, size: int) -> Sequence[str]:
        return [entry.uid for entry in itertools.islice(self.iterate(after, size), size)]

    def iterate(self, after: str | None, size: int) -> Iterator[Any]:
        for entry in itertools.islice(self.source.iterate(after, size), self.most):
            if self.last and entry.uid > self.last:
                return
            yield entry


def _parts() -> list[_Part]:
    from search.index import sources

    parts = []
    for kind in sources.kinds():
        source: Any = sources.get(kind)
        count = source.model._default_manager.count()
        part = _Part(source, max(LEAST_OF_A_KIND, round(count * OF_EACH_KIND)))
        part.last = max((entry.uid for entry in part.iterate(None, LEAST_OF_A_KIND)), default="")
        parts.append(part)
    return parts


@benchmark(
    "search-build",
    "建索引，每条：从数据库 ÷ 现成的文档直接批量写入",
    "1.67 即直接写入速度的六成。基准是事先做好、放在内存里的同样的文档，用客户端的 streaming_bulk 写",
    at_most=1.67,
)
def build() -> Measurement:
    """A twentieth of every kind, into an index of its own, in turns."""
    from elasticsearch.helpers import streaming_bulk

    from search.index import rebuild, sources
    from search.index.engines import elasticsearch_documents as documents_of
    from search.index.engines import get_engine
    from search.index.engines.base import Target
    from search.index.engines.elasticsearch import ElasticsearchEngine
    from search.index.reading import piece_after

    if get_engine().name != "elasticsearch":
        raise NotAvailable("要有 Elasticsearch（SEARCH_URL）。")
    from django.conf import settings

    city = cities().get("large")
    city.use()
    engine = ElasticsearchEngine(settings.SEARCH_URL.split(","), f"portal-bench-{uuid.uuid4().hex[:8]}")
    from_database, ready_made = [], []
    try:
        with sources.only(*_parts()):
            documents = []
            for kind in sources.kinds():
                after, more = None, True
                while more:
                    piece = piece_after(sources.get(kind), after, rebuild.PIECE)  # type: ignore[arg-type]
                    documents += [(entry.key, documents_of.document(entry)) for entry in piece.entries]
                    after, more = piece.after, piece.more
            for turn in range(BUILDS + 1):  # the first warms up
                began = time.perf_counter()
                report = rebuild.rebuild(restart=True, engine=engine)
                took = time.perf_counter() - began
                assert report.written == len(documents), (report, len(documents))
                begun = engine.start_building()
                alias = engine._alias(Target.BUILDING)
                stamp = {"_index": alias, "version": 1, "version_type": "external_gte", "require_alias": True}
                began = time.perf_counter()
                actions = ({**stamp, "_id": key, "_source": document} for key, document in documents)
                assert all(done for done, _ in streaming_bulk(engine.slow, actions, max_chunk_bytes=8_000_000))
                engine.swap(begun)
                raw = time.perf_counter() - began
                if turn:
                    from_database.append(took / len(documents))
                    ready_made.append(raw / len(documents))
    finally:
        engine.destroy()
        engine.close()
    speed, best = 1 / min(from_database), 1 / min(ready_made)
    note = f"{len(documents):,} 条；最快每秒 {speed:,.0f} ÷ {best:,.0f} 条"
    return Measurement(from_database, ready_made, note=note, details={"per_second": speed, "raw_per_second": best})


@benchmark(
    "search-embedded",
    "内置搜索（2 万条）：搜索页 ÷ 它自己的 SQL",
    "在 95 百分位上；基准是同样的两句 SQL（结果、条数）直接交给 SQLite",
    at_most=3,
)
def embedded() -> Measurement:
    """A county's index in one file, as the archivist who sees everything."""
    city = cities().county
    with cities().embedded(city) as engine:
        pairs = []
        for text in QUESTIONS:
            door = through_portal("/search/?q=" + quote(text), session=city.session_of(PEOPLE["city"][0]))
            plans: list[Any] = []
            plain = engine.query
            engine.query = lambda plan, plans=plans, plain=plain: (plans.append(plan), plain(plan))[1]
            assert door()[0] == 200, text
            del engine.query
            pairs.append((door, _sql(engine, plans[: 2 if len(plans) > 1 and not plans[0].facets else 1])))
        return compare_calls(pairs, rounds=5, note=f"{len(QUESTIONS)} 个问题，索引 {city.entries:,} 条")


def _sql(engine: Any, plans: Sequence[Any]) -> Any:
    """The statements of these plans, run as they are: rows read, nothing made of them."""
    from search.index.engines import fts5_questions as ask

    with engine.file.reading() as connection:
        number = engine._number(connection)
    selects = [select for plan in plans for select in (ask.hits(plan), ask.counts(plan))]
    ready = [(select.sql.format(g=number), select.values) for select in selects]

    def run() -> None:
        with engine.file.reading() as connection:
            for sql, values in ready:
                connection.execute(sql, values).fetchall()

    return run
