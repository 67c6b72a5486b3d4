"""Public pages against a bare Django view that sends the same bytes."""

from tests.performance.benchmark import Measurement, benchmark, compare
from tests.performance.cities import cities
from tests.performance.requests import bare_view, through_portal

MEANING = "门户为一页多做的：中间件、权限、查询、模板。看它随版本怎样变，不与别的网站比"


def _against_bare(address: str) -> Measurement:
    page = through_portal(address)
    status, body = page()
    assert status == 200, f"{address}: {status}"
    return compare(page, bare_view(body), note=f"{len(body) / 1024:.0f} KB", baseline_repeat=50)


@benchmark("page-home", "首页 ÷ 同样字节的裸 Django 视图（无中间件）", MEANING)
def home() -> Measurement:
    """The home page, for a visitor who isn't signed in."""
    cities().get("large")
    return _against_bare("/")


@benchmark("page-section", "组织主页 ÷ 同样字节的裸 Django 视图", MEANING)
def section() -> Measurement:
    """A branch's section, deep in the tree."""
    return _against_bare(cities().get("large").pages["section"])


@benchmark("page-article", "一篇新闻 ÷ 同样字节的裸 Django 视图", MEANING)
def article() -> Measurement:
    """An article."""
    return _against_bare(cities().get("large").pages["article"])


@benchmark("page-minimum", "健康检查 ÷ 同样字节的裸 Django 视图", "每个请求至少要付的：全部中间件加一条查询")
def minimum() -> Measurement:
    """The cheapest address there is."""
    cities().get("large")
    return _against_bare("/healthz")


@benchmark("page-size", "大城市的组织主页 ÷ 小城市的同一页", "约等于 1：一页的代价与组织、党员多少无关", at_most=1.5)
def size() -> Measurement:
    """The same kind of page in a city a hundred times as large."""
    large, small = cities().get("large"), cities().get("small")
    pages = {city.name: through_portal(city.pages["section"]) for city in (large, small)}

    def ask(city: object) -> object:
        city.use()  # type: ignore[attr-defined]
        return pages[city.name]()  # type: ignore[attr-defined]

    return compare(lambda: ask(large), lambda: ask(small))
