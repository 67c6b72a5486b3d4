"""The register of members in a large city against the same screen in a small one."""

from collections.abc import Callable

from tests.performance.benchmark import Measurement, benchmark, compare
from tests.performance.cities import City, cities
from tests.performance.requests import Responder, through_portal

MEANING = "约等于 1：人多一百倍，这一页照样快"
LIST = "/work/members/"


def _both(address: Callable[[City], str], holds: str = "党员名册") -> Measurement:
    """One address in both cities, for one who sees all members."""
    asked: dict[str, Responder] = {}
    for name in ("small", "large"):
        city = cities().get(name)
        asked[name] = through_portal(address(city), session=city.session)
        status, body = asked[name]()
        assert status == 200, f"{name}: {status}"
        assert holds in body.decode()

    def ask(name: str) -> None:
        cities().get(name)
        asked[name]()

    sizes = f"{cities().get('large').members:,} 人 ÷ {cities().get('small').members:,} 人"
    return compare(lambda: ask("large"), lambda: ask("small"), note=sizes)


@benchmark("members-first", "党员名册第一页，大城市 ÷ 小城市", MEANING, at_most=1.5)
def first() -> Measurement:
    """The first page."""
    return _both(lambda city: LIST)


@benchmark("members-deep", "党员名册中间一页，大城市 ÷ 小城市", MEANING, at_most=1.5)
def deep() -> Measurement:
    """A page from the middle of the list."""

    def middle(city: City) -> str:
        from records.kit import keyset
        from records.members.models import Member

        row = Member.objects.in_list_order()[city.members // 2]
        return f"{LIST}?after={keyset.token(row, ('sort_key', 'uid'))}"

    return _both(middle)


@benchmark("members-town", "党员名册，只看一个街道，大城市 ÷ 小城市", MEANING, at_most=1.5)
def town() -> Measurement:
    """Narrowed to one town."""

    def narrowed(city: City) -> str:
        from records.organisations.models import Organisation

        return f"{LIST}?organisation={Organisation.objects.filter(depth=3).order_by('path').first().uid}"

    return _both(narrowed)


@benchmark(
    "members-admin",
    "后台的党员列表，大城市 ÷ 小城市",
    "这一页要数出总数，所以会随人数慢慢变慢；不应按人数成倍地慢",
    at_most=6,
)
def admin() -> Measurement:
    """The list in the back office, which numbers its pages."""
    return _both(lambda city: "/admin/members/member/", "党员")


@benchmark("members-desk", "工作台首页，全市的档案管理员，大城市 ÷ 小城市", MEANING, at_most=1.8)
def desk() -> Measurement:
    """The desk of one who sees all members."""
    return _both(lambda city: "/work/", "工作台")


@benchmark(
    "members-name",
    "党员名册，按姓名的一部分找，大城市 ÷ 小城市",
    "应远小于人数之比（100）：没有一个索引能找两个字的一部分，大范围请用搜索",
    at_most=20,
)
def name() -> Measurement:
    """By two characters within a name."""
    return _both(lambda city: f"{LIST}?name=建国")
