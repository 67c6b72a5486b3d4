"""Searches through the door against what the engine gets from it, sent raw; at the 95th percentile, over many questions.

Raw is the very first thing that the door asks the engine for this question and this person: the same bodies in one
`_msearch` (completion: one search; embedded: the same SQL), answer read, and nothing else. What else the door does is
measured: session, person, scope, facets, a second request where little is found, snippets, the page.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from tests.performance.benchmark import Measurement, NotAvailable, benchmark, compare_calls
from tests.performance.cities import City, cities
from tests.performance.requests import through_portal

ROUNDS = 6
# As people ask: subjects, names of people and organisations, half names, pinyin, numbers, a wrong character.
QUESTIONS = [
    "党费收缴", "主题党日 清理河道", "民主评议党员", "发展党员 公示", "换届选举", "组织生活会整改", "党课 廉洁自律",
    "防御台风 转移群众", "走访慰问困难党员", "经费使用明细", "管理办法 试行", "议事规则", "年工作总结", "季度学习计划",
    "垃圾分类志愿服务", "档案法", "村民委员会组织法第十九条", "流动党员管理", "入党积极分子培训班", "反诈宣传",
    "王建国", "陈伟", "李", "张明华", "南门街道", "海曙区党委", "街道党工委", "机械党支部", "石碶 党总支", "兴达",
    "dangfei", "nanmen", "zzshh", "wangjianguo", "宁波市党发〔2023〕12号", "2024年第三季度", "主题党曰", "海曙 党支部 换届",
    "老年活动中心", "疏通下水道",
]  # fmt: skip
TYPED = [
    "党", "党费", "主题", "王", "王建", "海曙", "南门街", "组织生活", "年工作", "换届", "da", "dangf", "nanm", "wangj",
    "hsqdw", "石碶", "垃圾分", "议事", "兴达", "李秀", "民主", "民主评", "发展党", "防御台", "走访慰", "经费使", "季度学", "流动",
    "反诈", "张明", "陈", "机械党", "zzsh", "xuanju", "老年活", "疏通", "2024年", "廉洁自", "志愿", "培训班",
]  # fmt: skip
PEOPLE = {
    "city": ("demo.shidangan", "全市的档案管理员"),
    "town": ("demo.jiedangan", "一个街道的档案管理员"),
    "branch": ("bench.shuji", "一个支部的书记"),
    "public": ("", "未登录的读者"),
}


@contextmanager
def _heard(client: Any, method: str) -> Iterator[list[dict[str, Any]]]:
    """What is asked of the engine meanwhile, as it is asked."""
    asked: list[dict[str, Any]] = []
    kind = type(client)  # the engine asks through copies of its client, with a time of their own
    plain = getattr(kind, method)

    def listening(self: Any, **given: Any) -> Any:
        asked.append(given)
        return plain(self, **given)

    setattr(kind, method, listening)
    try:
        yield asked
    finally:
        setattr(kind, method, plain)


def _elasticsearch() -> Any:
    from search.index.engines import get_engine

    engine: Any = get_engine()
    if engine.name != "elasticsearch":
        raise NotAvailable("要有 Elasticsearch（SEARCH_URL）。内置搜索看 search-embedded。")
    # Else the same question, asked again and again, is answered from what was kept of it: by the second asking on both sides.
    engine.client.indices.put_settings(index=engine.index, settings={"index.requests.cache.enable": False})
    return engine


Call = Callable[[], object]


def _pairs(city: City, who: str, address: str, questions: list[str], method: str) -> list[tuple[Call, Call]]:
    """For each question the door and the raw request behind it."""
    engine = _elasticsearch()
    username = PEOPLE[who][0]
    session = city.session_of(username) if username else ""
    pairs: list[tuple[Call, Call]] = []
    for text in questions:
        door = through_portal(address + quote(text), session=session)
        with _heard(engine.client, method) as asked:
            status, _body = door()
        assert status == 200, f"{text}: {status}"
        assert asked, f"{text}: the engine was not asked"
        pairs.append((_answering(door), _raw(engine.client, method, asked[0])))
    return pairs


def _answering(door: Callable[[], tuple[int, bytes]]) -> Call:
    def ask() -> None:
        status, _body = door()
        assert status == 200, status

    return ask


def _raw(client: Any, method: str, given: dict[str, Any]) -> Call:
    return lambda: getattr(client, method)(**given)


def _through(who: str, address: str, questions: list[str], method: str) -> Measurement:
    city = cities().indexed
    city.use()
    pairs = _pairs(city, who, address, questions, method)
    note = f"{PEOPLE[who][1]}，{len(questions)} 个问题，索引 {city.entries:,} 条"
    return compare_calls(pairs, rounds=ROUNDS, note=note)


MEANING = "在 95 百分位上，门户在引擎之外加了多少：登录、范围、分类、片段、页面；基准是同样的请求体直接发给引擎"


def _search(who: str) -> Callable[[], Measurement]:
    return lambda: _through(who, "/search/?q=", QUESTIONS, "msearch")


def _complete(who: str) -> Callable[[], Measurement]:
    return lambda: _through(who, "/search/suggest/?q=", TYPED, "search")


for _who, (_username, _label) in PEOPLE.items():
    benchmark(f"search-{_who}", f"搜索页（{_label}）÷ 原始 _msearch", MEANING, at_most=1.5)(_search(_who))
    benchmark(f"search-completion-{_who}", f"联想（{_label}）÷ 原始查询", MEANING, at_most=1.5)(_complete(_who))


@benchmark("search-api", "搜索接口（全市的档案管理员）÷ 原始 _msearch", MEANING)
def api() -> Measurement:
    """`/api/v1/search/`, as one who sees all members. Fewer questions: the door lets a person ask 600 times a minute."""
    return _through("city", "/api/v1/search/?q=", QUESTIONS[::4], "msearch")
