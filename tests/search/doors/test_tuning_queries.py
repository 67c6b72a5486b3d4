"""What is asked is counted without persons: what stays, for how long, what is never kept; and what staff see of it."""

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core import signing
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from records.audit.models import JournalEntry
from records.organisations.roles import Role
from search.doors.tuning import privacy, tally
from search.doors.tuning.log_models import QueryCount, QueryDay
from tests.factories.access import holder, user
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
LIST = "/work/search/tuning/queries/"
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def noon(monkeypatch: pytest.MonkeyPatch) -> datetime.datetime:
    """A day whose hours the test counts itself."""
    return timezone.make_aware(datetime.datetime.combine(timezone.localdate(), datetime.time(8)))


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, noon: datetime.datetime) -> Callable[..., str]:
    """Ask something at each of so many hours, and have it written."""

    def asked(text: str, times: int = 1, found: int = 8, visitor: bool = True, hours: int = 1) -> str:
        token = ""
        for number in range(times):
            at = noon + number * hours * HOUR
            monkeypatch.setattr(tally.timezone, "localtime", lambda at=at: at)
            token = tally.heard(text, found, visitor=visitor)
        tally.flush()
        monkeypatch.undo()
        return token

    return asked


def texts() -> list[str]:
    return sorted(QueryCount.objects.exclude(text="").values_list("text", flat=True))


def stored() -> str:
    return str(list(QueryCount.objects.values())) + str(list(QueryDay.objects.values()))


@pytest.mark.parametrize(
    ("typed", "counted"),
    [
        ("党费 标准", "党费 标准"),
        ("ＡＢ表", "ab表"),
        ("中组发〔2008〕3号", "中组发〔2008〕3号"),
        ("2026年党费", "2026年党费"),
        ("110101199003070011", ""),
        ("身份证11010119900307001X", ""),
        ("13812345678", ""),
        ("138-1234-5678", ""),
        ("138 1234 5678 王", ""),
        ("一三八一二三四五六七八", ""),
        ("0571-88990011", ""),
        ("someone@example.com", ""),
        ("https://example.com/a", ""),
        ("a" * 21, ""),
        ("某" * 31, ""),
        ("！？", ""),
        ("", ""),
    ],
)
def test_what_looks_like_a_persons_number_or_was_pasted_is_not_counted_by_its_words(typed: str, counted: str) -> None:
    assert privacy.countable(typed) == counted


def test_the_words_are_kept_only_once_asked_often_enough(ask: Callable[..., str], index: Callable[[], None]) -> None:
    index()
    ask("党费标准", 2)
    ask("发展党员流程", 1)
    assert texts() == []
    assert "党费" not in stored()
    ask("党费标准", 3)
    assert texts() == ["党费标准"]
    row = QueryCount.objects.get(text="党费标准")
    assert (row.asked, row.many, row.none) == (5, 5, 0)


def test_one_person_asking_over_and_over_in_one_sitting_is_not_often(
    ask: Callable[..., str], index: Callable[[], None]
) -> None:
    index()
    ask("党费标准", 50, hours=0)
    assert texts() == []
    assert QueryCount.objects.get().asked == 50


@pytest.mark.parametrize("typed", ["周启明", "周启明 处分", "周启明处分", "处分周启明"])
def test_a_persons_name_is_never_kept(ask: Callable[..., str], index: Callable[[], None], typed: str) -> None:
    user("周启明")
    index()
    ask(typed, 5)
    assert texts() == []
    assert QueryCount.objects.get().withheld
    assert "周启明" not in stored()


def test_without_the_index_of_names_nothing_is_kept_until_it_is_back(
    ask: Callable[..., str], index: Callable[[], None]
) -> None:
    from search.index.engines import get_engine

    index()
    get_engine().destroy()
    ask("党费标准", 4)
    assert texts() == []
    index()
    ask("党费标准", 1)
    assert texts() == ["党费标准"]


def test_when_the_day_is_closed_the_seldom_ones_go_and_after_their_time_all(
    ask: Callable[..., str], index: Callable[[], None], settings: Any
) -> None:
    index()
    ask("党费标准", 3)
    ask("发展党员流程", 1)
    today = timezone.localdate()
    assert tally.close_days(today) == (0, 0)
    assert tally.close_days(today + datetime.timedelta(days=1)) == (1, 0)
    assert QueryCount.objects.get().text == "党费标准"
    assert QueryDay.objects.get().asked == 4
    settings.SEARCH_QUERY_DAYS = 10
    assert tally.close_days(today + datetime.timedelta(days=10)) == (0, 0)
    assert tally.close_days(today + datetime.timedelta(days=11)) == (0, 1)
    assert not QueryDay.objects.exists()


def test_a_click_is_counted_once_for_a_question_and_never_more_often_than_it_was_asked(
    client: Client, ask: Callable[..., str], index: Callable[[], None]
) -> None:
    index()
    token = ask("党费标准", 3)
    outside = Client(enforce_csrf_checks=True)
    for _ in range(9):
        assert outside.post("/search/clicked/", {"of": token}).status_code == 204
    tally.flush()
    assert QueryCount.objects.get().clicks == 3
    forged = signing.TimestampSigner(salt="another").sign(token.rpartition(":")[0])
    for wrong in ("", "nothing", forged, token[:-1]):
        assert outside.post("/search/clicked/", {"of": wrong}).status_code == 400
    assert outside.get("/search/clicked/").status_code == 405
    assert "党费" not in token


def test_the_search_page_counts_a_question_once_and_says_nothing_of_who(
    client: Client, county: County, index: Callable[[], None]
) -> None:
    index()
    person = holder(Role.SECRETARY, county.branch)
    page = client.get("/search/", {"q": "石桥村"}).content.decode()
    assert "data-clicked=" in page
    client.get("/search/", {"q": "石桥村", "page": "2"})
    client.get("/search/", {"q": "石桥村", "kind": "organisation"})
    client.force_login(person, backend=BACKEND)
    client.get("/search/", {"q": "石桥村"})
    assert "data-clicked=" not in client.get("/search/", {"q": "独角兽"}).content.decode()
    assert not QueryCount.objects.exists()  # no search waits for a write
    tally.flush()
    rows = {row.asked: row for row in QueryCount.objects.all()}
    assert (rows[2].public, rows[2].none) == (1, 0)
    assert rows[1].none == 1
    assert (QueryDay.objects.get().asked, QueryDay.objects.get().none) == (3, 1)
    names = {field.name for field in QueryCount._meta.get_fields()}
    assert not names & {"user", "session", "address", "ip", "at"}
    assert not JournalEntry.objects.filter(action="search.tune").exists()


def test_staff_see_by_period_what_finds_nothing_and_what_nobody_opens(
    client: Client, county: County, ask: Callable[..., str], index: Callable[[], None]
) -> None:
    index()
    ask("唠嗑会", 4, found=0)
    ask("党费标准", 3)
    tally.clicked(ask("换届选举", 5))
    tally.flush()
    QueryCount.objects.create(
        day=timezone.localdate() - datetime.timedelta(days=40), mark="x", text="去年的事", asked=9, many=9
    )
    client.force_login(holder(Role.CONTENT_REVIEWER, county.root), backend=BACKEND)

    def shown(**given: str) -> list[str]:
        page = client.get(LIST, given)
        return [row["cells"][0]["value"] for row in page.context["table"]["rows"]]

    assert shown() == ["换届选举", "唠嗑会", "党费标准"]
    assert shown(show="none") == ["唠嗑会"]
    assert shown(show="unopened") == ["党费标准"]
    assert shown(days="90")[0] == "去年的事"
    assert shown(q="换届") == ["换届选举"]
    assert shown(days="x", show="x") == shown()
    page = client.get(LIST).content.decode()
    assert "保留180天" in page
    assert "/work/search/tuning/synonyms/new/?words=" in page
    assert "/work/search/tuning/bets/new/?question=" in page
    exported = client.post(f"{LIST}export/?show=none", {"form": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(exported.streaming_content))).active
    assert [cell.value for cell in sheet[2]][:3] == ["唠嗑会", 4, 4]  # type: ignore[index]
    assert sheet.max_row == 2  # type: ignore[union-attr]
    assert JournalEntry.objects.get(action="search.tune").after["filter"] == "近30天，没有结果的"


def test_the_figures_are_read_over_the_api_as_the_screen_shows_them(
    client: Client, county: County, ask: Callable[..., str], index: Callable[[], None]
) -> None:
    index()
    ask("唠嗑会", 4, found=0)
    ask("党费标准", 3)
    ask("13812345678", 2)
    earlier = timezone.localdate() - datetime.timedelta(days=9)
    QueryDay.objects.create(day=earlier, asked=7, none=1, unkept=2)
    client.force_login(holder(Role.CONTENT_REVIEWER, county.root), backend=BACKEND)
    address = "/api/v1/search/queries/"
    first = client.get(address).json()[0]
    assert (first["text"], first["asked"], first["none"], first["clicks"]) == ("唠嗑会", 4, 4, 0)
    every = [row["text"] for row in client.get(address, {"after": ""}).json()]
    assert every == sorted(["唠嗑会", "党费标准"])
    assert [row["text"] for row in client.get(address, {"after": every[0]}).json()] == every[1:]
    assert client.get(address, {"after": every[1] + "\x00"}).json() == []
    totals = client.get(f"{address}totals/").json()
    assert (totals["asked"], totals["none"], totals["unkept"]) == (16, 5, 4)
    assert [day["asked"] for day in totals["days"]] == [9, 7]
    week = client.get(f"{address}totals/", {"days": "7"}).json()
    assert (week["asked"], len(week["days"])) == (9, 1)
    client.force_login(holder(Role.CONTENT_REVIEWER, county.town), backend=BACKEND)
    assert client.get(f"{address}totals/").status_code == 403


def test_what_visitors_often_ask_and_find_completes_what_anybody_types(
    ask: Callable[..., str], index: Callable[[], None]
) -> None:
    index()
    ask("党费标准", 4)
    ask("党费去哪了", 4, found=0)
    ask("党费内部", 4, visitor=False)
    tally.empty()
    assert tally.frequent("党费") == ["党费标准"]
    assert tally.frequent("") == []
    assert tally.frequent("党费标准") == []


def test_however_many_words_are_kept_at_once_people_are_looked_up_once(
    index: Callable[[], None], monkeypatch: pytest.MonkeyPatch, noon: datetime.datetime
) -> None:
    index()
    looked_up: list[int] = []
    named = privacy.queries.named

    def seen(names: list[str], *given: Any, **more: Any) -> Any:
        looked_up.append(len(names))
        return named(names, *given, **more)

    monkeypatch.setattr(privacy.queries, "named", seen)
    asked_for: list[int] = []
    for many in (1, 5, 60):
        for number in range(3):
            monkeypatch.setattr(tally.timezone, "localtime", lambda at=noon + number * HOUR: at)
            for each in range(many):
                tally.heard(f"党费标准{many}之{each}", 8, visitor=True)
        with CaptureQueriesContext(connection) as captured:
            tally.flush()
        asked_for.append(len(captured))
    assert len(texts()) == 66
    assert len(looked_up) == 3
    assert asked_for[1] == asked_for[2]


def test_what_is_due_is_written_after_an_answer_of_any_page(
    client: Client, index: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    index()
    client.get("/search/", {"q": "党费"})
    assert not QueryCount.objects.exists()
    monkeypatch.setattr(tally, "FLUSH_SECONDS", 0.0)
    client.get("/healthz")
    assert QueryCount.objects.get().asked == 1
