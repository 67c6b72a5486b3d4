"""Public pages against a bare Django view that sends the same bytes."""

from tests.performance.benchmark import Measurement, NotAvailable, benchmark, compare
from tests.performance.requests import bare_view, through_portal


def _against_bare(address: str) -> Measurement:
    page = through_portal(address)
    status, body = page()
    if status != 200:
        raise NotAvailable(f"{address} 回答 {status}：先运行一次 bin/run 装好数据")
    seconds, bare = compare(page, bare_view(body))
    return Measurement(seconds, bare, note=f"{len(body) / 1024:.0f} KB")


@benchmark("home", "首页 ÷ 同样字节的裸 Django 视图（无中间件）")
def home() -> Measurement:
    """The home page, for a visitor who isn't signed in."""
    return _against_bare("/")


@benchmark("healthz", "健康检查 ÷ 同样字节的裸 Django 视图：全部中间件加一条查询的代价")
def healthz() -> Measurement:
    """The cheapest address there is: what every request pays."""
    return _against_bare("/healthz")
