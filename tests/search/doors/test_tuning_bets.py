"""Best and worst bets: what comes first or last for a question; within the reader's scope, dates and filters."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from cms_pages import services as pages_services
from records.kit.actors import SYSTEM
from records.organisations.roles import Role
from search.doors.tuning import changes, live
from search.doors.tuning.models import Bet, TuningChange
from search.index import outbox
from search.index.engines import get_engine
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County
from tests.factories.pages import column, published
from tests.sample import services as sample

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
LIST = "/work/search/tuning/bets/"
TODAY = datetime.date.today()
DAY = datetime.timedelta(days=1)


@pytest.fixture
def tuner(county: County) -> Any:
    return holder(Role.ARCHIVIST, county.root)


@pytest.fixture
def pages(county: County, index: Callable[[], None]) -> dict[str, Any]:
    column(county.town)
    made = {
        title: published(county.town, title=title)
        for title in ("党费收缴公示一", "党费收缴公示二", "党费收缴公示三", "七一活动安排", "村史")
    }
    made["内部安排"] = published(county.town, title="内部安排", audience="members")
    index()
    return made


def bet(page: Any, question: str = "党费收缴", **rest: Any) -> dict[str, Any]:
    return {
        "question": question,
        "match": "exact",
        "effect": "up",
        "entry_kind": "news",
        "entry_uid": str(page.uid),
        "place": 1,
        "starts_on": None,
        "ends_on": None,
        "active": True,
        "note": "",
        **rest,
    }


def asked(client: Client, text: str = "党费收缴", **question: str) -> dict[str, Any]:
    live.forget()
    question.setdefault("kind", "news")  # near hits of other kinds are none of this file's business
    body: dict[str, Any] = client.get("/api/v1/search/", {"q": text, **question}).json()
    return body


def titles(client: Client, text: str = "党费收缴", **question: str) -> list[str]:
    return [row["title"] for row in asked(client, text, **question)["results"]]


def test_what_is_recommended_stands_first_once_and_changes_no_number(
    client: Client, tuner: Any, pages: dict[str, Any]
) -> None:
    before = asked(client)
    last = before["results"][-1]["title"]
    changes.add(tuner, "bet", bet(pages[last]))
    changes.add(tuner, "bet", bet(pages["村史"], place=2))
    after = asked(client)
    assert [row["title"] for row in after["results"]][:2] == [last, "村史"]
    assert [row["recommended"] for row in after["results"]].count(True) == 2
    assert sorted(row["title"] for row in after["results"]) == sorted(
        ["村史", *(row["title"] for row in before["results"])]
    )
    assert (after["total"], after["facets"]) == (
        before["total"] + 1,
        before["facets"],
    )  # 村史 is not found by these words
    page = client.get("/search/", {"q": "党费收缴"}).content.decode()
    assert page.count("推荐</span>") == 2


def test_it_stands_on_no_other_page(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    whole = titles(client)
    changes.add(tuner, "bet", bet(pages[whole[-1]]))
    walked = [title for page in "123" for title in titles(client, size="1", page=page)]
    assert sorted(walked) == sorted(whole)
    assert walked[0] == whole[-1]


def test_what_is_put_last_is_still_found(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    whole = titles(client)
    changes.add(tuner, "bet", bet(pages[whole[0]], effect="down"))
    assert titles(client) == [*whole[1:], whole[0]]


def test_nobody_is_shown_what_they_may_not_see(
    client: Client, tuner: Any, county: County, pages: dict[str, Any]
) -> None:
    changes.add(tuner, "bet", bet(pages["内部安排"]))
    assert "内部安排" not in titles(client)
    assert "内部安排" not in client.get("/search/", {"q": "党费收缴"}).content.decode()
    client.force_login(affiliated(county.branch), backend=BACKEND)
    assert titles(client)[0] == "内部安排"


def test_filters_and_the_order_by_date_are_the_readers(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    changes.add(tuner, "bet", bet(pages["村史"]))
    assert "村史" in titles(client, kind="news")
    assert "村史" not in titles(client, kind="organisation")
    assert "村史" not in titles(client, year="2001")
    assert "村史" not in titles(client, sort="date")


@pytest.mark.parametrize(
    ("starts", "ends", "shown"),
    [(None, None, True), (0, 0, True), (-5, -1, False), (1, 5, False), (-1, None, True), (None, -1, False)],
)
def test_it_holds_from_one_day_to_another(
    client: Client, tuner: Any, pages: dict[str, Any], starts: int | None, ends: int | None, shown: bool
) -> None:
    days = {
        "starts_on": None if starts is None else TODAY + starts * DAY,
        "ends_on": None if ends is None else TODAY + ends * DAY,
    }
    changes.add(tuner, "bet", bet(pages["村史"], **days))
    assert ("村史" in titles(client)) == shown


def test_a_pattern_fits_longer_questions_and_the_exact_one_goes_before_it(
    client: Client, tuner: Any, pages: dict[str, Any]
) -> None:
    changes.add(tuner, "bet", bet(pages["村史"], question="党费", match="contains"))
    changes.add(tuner, "bet", bet(pages["七一活动安排"], question="Ｄ 党费 收缴"))
    assert titles(client, "2026年党费收缴")[0] == "村史"
    assert titles(client, "d党费收缴")[:2] == ["七一活动安排", "村史"]
    assert "村史" not in titles(client, "七一活动")


def test_an_entry_that_is_gone_says_so_to_staff_and_is_shown_to_nobody(
    client: Client, tuner: Any, pages: dict[str, Any]
) -> None:
    row = changes.add(tuner, "bet", bet(pages["村史"]))
    pages_services.withdraw(SYSTEM, pages["村史"].uid, reason="内容过期，撤下")
    outbox.drain()
    get_engine().refresh()
    assert "村史" not in titles(client)
    client.force_login(tuner, backend=BACKEND)
    assert "已撤下或已删除" in client.get(LIST).content.decode()
    assert "已不在" in client.get(f"{LIST}{row.uid}/").content.decode()
    assert changes.change(tuner, "bet", row.uid, {**row.state(), "active": False}).active is False


@pytest.mark.parametrize(
    ("wrong", "field", "cure"),
    [
        ({"question": " "}, "question", "请写搜索词"),
        ({"question": "党"}, "question", "两个字以上"),
        ({"starts_on": TODAY, "ends_on": TODAY - DAY}, "ends_on", "早于起日"),
        ({"place": 4}, "place", "1到3"),
        ({"entry_uid": "nothing"}, "entry", "请从查到的结果里选"),
        ({}, "entry", "请改原来的那条"),
    ],
)
def test_what_is_unsound_is_refused_with_its_cure(
    tuner: Any, pages: dict[str, Any], wrong: dict[str, Any], field: str, cure: str
) -> None:
    changes.add(tuner, "bet", bet(pages["村史"]))
    with pytest.raises(ValidationError) as refused:
        changes.add(tuner, "bet", bet(pages["村史"], **wrong))
    assert cure in "".join(refused.value.message_dict[field])
    assert Bet.objects.count() == TuningChange.objects.count() == 1


def test_three_at_most_at_the_same_time(tuner: Any, pages: dict[str, Any]) -> None:
    for title in list(pages)[:3]:
        changes.add(tuner, "bet", bet(pages[title], ends_on=TODAY))
    with pytest.raises(ValidationError, match="最多推荐3条"):
        changes.add(tuner, "bet", bet(pages["村史"]))
    assert changes.add(tuner, "bet", bet(pages["村史"], starts_on=TODAY + DAY)).pk


def test_neither_people_nor_what_is_not_public_can_be_recommended(
    tuner: Any, county: County, pages: dict[str, Any]
) -> None:
    loan = sample.lend(holder(Role.SECRETARY, county.branch), county.branch, book="石桥村志")
    with pytest.raises(ValidationError, match="只能选"):
        changes.add(tuner, "bet", bet(loan, entry_kind="loan"))


def test_the_form_looks_for_the_entry_and_loses_nothing(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    client.force_login(tuner, backend=BACKEND)
    typed = {"question": "党费收缴", "match": "contains", "effect": "up", "place": "2", "find": "村史", "note": "常问"}
    looked = client.post(f"{LIST}new/", {**typed, "look": "1"})
    page = looked.content.decode()
    key = f"news:{pages['村史'].uid}"
    assert looked.status_code == 200
    assert not Bet.objects.exists()
    assert f'value="{key}"' in page
    assert all(f'value="{value}"' in page for value in ("党费收缴", "村史", "常问"))
    unsaid = client.post(f"{LIST}new/", {**typed, "active": "on"})
    assert unsaid.status_code == 422
    assert "请从查到的结果里选一条" in unsaid.content.decode()
    assert client.post(f"{LIST}new/", {**typed, "entry": key, "active": "on"}).status_code == 302
    row = Bet.objects.get()
    assert (row.entry, row.place, row.match) == (key, 2, "contains")
    listed = client.get(LIST).content.decode()
    assert "村史" in listed
    assert client.post(f"{LIST}{row.uid}/", {**typed, "find": "", "entry": key}).status_code == 302
    assert Bet.objects.get().active is False
    client.post(f"{LIST}{row.uid}/remove/")
    assert not Bet.objects.exists()


def test_the_api_does_the_same(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    client.force_login(tuner, backend=BACKEND)
    address = "/api/v1/search/bets/"
    body = {"question": "党费收缴", "entry": {"kind": "news", "uid": str(pages["村史"].uid)}}
    made = client.post(address, body, content_type="application/json")
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    assert client.get(address).json()["results"][0]["entry"]["title"] == "村史"
    put = client.put(f"{address}{uid}/", {**body, "effect": "down"}, content_type="application/json")
    assert put.json()["effect"] == "down"
    assert client.delete(f"{address}{uid}/").status_code == 204
