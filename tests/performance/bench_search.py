"""A search through the door against the engine's own query, sent as it is."""

from itertools import cycle
from typing import Any

from tests.performance.benchmark import Measurement, benchmark, compare
from tests.performance.cities import City, cities
from tests.performance.requests import through_portal

QUESTIONS = ["王建国", "李", "街道党工委", "机械党支部", "第一季度党员大会", "南门街道", "海曙 党支部", "nanmen"]
SIZE = 10


def _raw(city: City) -> Any:
    """The engine's main query for each question in turn: no totals, no facets, no highlights, no page."""
    from records.access.models import User
    from records.access.searching import search_scope
    from search.index.engines import get_engine
    from search.index.engines.base import Plan
    from search.index.questions import read_question

    engine = get_engine()
    scope = search_scope(User.objects.get(username="demo.shidangan"))
    plans = [Plan(question=read_question(text, ()), scope=scope, size=SIZE, counting=False) for text in QUESTIONS]
    if engine.name == "fts5":
        from search.index.engines import fts5_questions as ask

        engine_: Any = engine
        with engine_.file.reading() as connection:
            number = engine_._number(connection)
        ready: Any = cycle([(page.sql.format(g=number), page.values) for page in map(ask.hits, plans)])

        def send() -> None:
            sql, values = next(ready)
            with engine_.file.reading() as connection:
                connection.execute(sql, values).fetchall()
    else:
        from search.index.engines import elasticsearch_questions as ask_elasticsearch

        client: Any = engine.client  # type: ignore[attr-defined]
        bodies = cycle([ask_elasticsearch.hits_body(plan) for plan in plans])

        def send() -> None:
            client.search(index=engine.index, body=next(bodies))  # type: ignore[attr-defined]

    return send


def _through(address: str, city: City) -> Any:
    from urllib.parse import quote

    asked = [through_portal(address + quote(text), session=city.session) for text in QUESTIONS]
    for ask in asked:
        assert ask()[0] == 200
    turns = cycle(asked)
    return lambda: next(turns)()


MEANING = "门户在引擎之外加的：范围、总数、分类、片段{}。引擎本身的快慢不在其中"


@benchmark("search-api", "搜索接口 ÷ 引擎的原始查询", MEANING.format(""), at_most=10)
def api() -> Measurement:
    """`/api/v1/search/`, as one who sees all members."""
    city = cities().indexed
    city.use()
    return compare(
        _through("/api/v1/search/?q=", city),
        _raw(city),
        repeat=len(QUESTIONS),
        rounds=9,
        note=f"{len(QUESTIONS)} 个问题",
    )


@benchmark("search-page", "搜索页 ÷ 引擎的原始查询", MEANING.format("和页面"), at_most=15)
def page() -> Measurement:
    """`/search/`, as one who sees all members."""
    city = cities().indexed
    city.use()
    return compare(_through("/search/?q=", city), _raw(city), repeat=len(QUESTIONS), rounds=9)
