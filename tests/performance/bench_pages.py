"""Public pages against a bare Django view that sends the same bytes: as visitors get them, and made anew."""

from records.kit import visitors
from tests.performance.benchmark import Measurement, benchmark, compare
from tests.performance.cities import cities
from tests.performance.requests import Responder, bare_view, through_portal

KEPT = "访客平时得到的：为前一位访客做好的同一页，一条查询核对没有变动（docs/decisions/0030）"
MADE = "内容变动后第一位访客、以及每位登录的人所付：全部中间件、权限、查询、模板。看它随版本怎样变，不与别的网站比"
MOST = 10  # a page that is kept costs no more than so many views that do nothing


def _made_anew(address: str) -> Responder:
    page = through_portal(address)

    def respond() -> tuple[int, bytes]:
        visitors.forget()
        return page()

    return respond


def _against_bare(page: Responder, address: str) -> Measurement:
    status, body = page()
    assert status == 200, f"{address}: {status}"
    return compare(page, bare_view(body), note=f"{len(body) / 1024:.0f} KB", baseline_repeat=50)


def _kept(address: str) -> Measurement:
    return _against_bare(through_portal(address), address)


def _made(address: str) -> Measurement:
    return _against_bare(_made_anew(address), address)


@benchmark("page-home", "访客的首页 ÷ 同样字节的裸 Django 视图（无中间件）", KEPT, at_most=MOST)
def home() -> Measurement:
    """The home page, for a visitor who isn't signed in."""
    cities().get("large")
    return _kept("/")


@benchmark("page-section", "访客的组织主页 ÷ 同样字节的裸 Django 视图", KEPT, at_most=MOST)
def section() -> Measurement:
    """A branch's section, deep in the tree."""
    return _kept(cities().get("large").pages["section"])


@benchmark("page-article", "访客的一篇新闻 ÷ 同样字节的裸 Django 视图", KEPT, at_most=MOST)
def article() -> Measurement:
    """An article."""
    return _kept(cities().get("large").pages["article"])


@benchmark("page-home-made", "首页重做一次 ÷ 同样字节的裸 Django 视图", MADE)
def home_made() -> Measurement:
    """The home page, when something has changed."""
    cities().get("large")
    return _made("/")


@benchmark("page-section-made", "组织主页重做一次 ÷ 同样字节的裸 Django 视图", MADE)
def section_made() -> Measurement:
    """A branch's section, when something has changed."""
    return _made(cities().get("large").pages["section"])


@benchmark("page-article-made", "一篇新闻重做一次 ÷ 同样字节的裸 Django 视图", MADE)
def article_made() -> Measurement:
    """An article, when something has changed."""
    return _made(cities().get("large").pages["article"])


@benchmark(
    "page-minimum", "健康检查 ÷ 同样字节的裸 Django 视图", "每个不是访客页面的请求至少要付的：全部中间件加一条查询"
)
def minimum() -> Measurement:
    """The cheapest address there is."""
    cities().get("large")
    return _against_bare(through_portal("/healthz"), "/healthz")


@benchmark(
    "page-size", "大城市的组织主页 ÷ 小城市的同一页，都重做", "约等于 1：一页的代价与组织、党员多少无关", at_most=1.5
)
def size() -> Measurement:
    """The same kind of page in a city a hundred times as large."""
    large, small = cities().get("large"), cities().get("small")
    pages = {city.name: _made_anew(city.pages["section"]) for city in (large, small)}

    def ask(city: object) -> object:
        city.use()  # type: ignore[attr-defined]
        return pages[city.name]()  # type: ignore[attr-defined]

    return compare(lambda: ask(large), lambda: ask(small))
