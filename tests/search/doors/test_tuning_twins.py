"""A rule of what is tuned is stated once: the screen and the API refuse the same thing with the same words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from records.organisations.roles import Role
from search.doors.tuning.models import Bet, Synonym, TuningChange
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import column, published

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
GOOD: dict[str, dict[str, Any]] = {
    "synonyms": {"words": ["唠嗑会"], "direction": "one_way", "instead": ["说事日"], "active": False},
    "bets": {"question": "党费标准", "entry": "", "active": False},
    "judged": {"text": "党费交多少", "best": [""], "active": False},
}
# What is tuned, what is wrong with it, the field that is named, and the words.
WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("synonyms", {"words": ["拆"]}, "words", "“拆”只有一个字"),
    ("synonyms", {"words": ["拆" * 31]}, "words", "超过30个字"),
    ("synonyms", {"words": [f"拆迁{n}号" for n in "甲乙丙丁戊己庚辛壬"]}, "words", "现在有9个，请分成几条"),
    ("synonyms", {"instead": []}, "instead", "请写也找什么"),
    ("synonyms", {"direction": "sideways"}, "direction", "sideways"),
    ("synonyms", {"note": "长" * 201}, "note", "200"),
    ("bets", {"question": "党"}, "question", "“党”只有一个字"),
    ("bets", {"question": "党" * 61}, "question", "搜索词有61个字，最多60个"),
    ("bets", {"starts_on": "2026-07-31", "ends_on": "2026-07-01"}, "ends_on", "止日2026-07-01早于起日2026-07-31"),
    ("bets", {"match": "nearly"}, "match", "nearly"),
    ("bets", {"note": "长" * 201}, "note", "200"),
    ("judged", {"text": "！？"}, "text", "请写人们会怎么问"),
    ("judged", {"text": "长" * 101}, "text", "100"),
    ("judged", {"best": []}, "best", "请至少选一条最合适的"),
    ("judged", {"reader": "everybody"}, "reader", "everybody"),
]


@pytest.fixture
def page(county: County, index: Callable[[], None]) -> Any:
    column(county.town)
    made = published(county.town, title="党费收缴办法")
    index()
    return made


def states(kind: str, page: Any, wrong: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The same state as a program sends it and as a form posts it."""
    key = f"news:{page.uid}"
    state = {**GOOD[kind]}
    if kind == "judged":
        state["best"] = [key]
    body = {**state, **wrong}
    posted = {name: value for name, value in body.items() if name != "active"}
    if kind == "bets":
        body["entry"] = {"kind": "news", "uid": str(page.uid)}
        posted = {"match": "exact", "effect": "up", "place": "1", **posted, "entry": key}
    elif kind == "synonyms":
        posted |= {name: "、".join(posted[name]) for name in ("words", "instead")}
    else:
        posted.setdefault("reader", "public")
    return body, posted


@pytest.mark.parametrize(("kind", "wrong", "field", "words"), WRONG)
def test_the_screen_and_the_api_refuse_alike(
    client: Client, county: County, page: Any, kind: str, wrong: dict[str, Any], field: str, words: str
) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.root), backend=BACKEND)
    body, posted = states(kind, page, wrong)
    told = client.post(f"/api/v1/search/{kind}/", body, content_type="application/json")
    assert (told.status_code, list(told.json()["errors"])) == (400, [field]), told.content.decode()
    said = "".join(told.json()["errors"][field])
    assert words in said
    shown = client.post(f"/work/search/tuning/{kind}/new/", posted)
    assert shown.status_code == 422
    assert list(shown.context["form"].errors) == [field]
    assert escape(words) in shown.content.decode()
    assert not TuningChange.objects.exists()


@pytest.mark.parametrize("kind", list(GOOD))
def test_what_is_sound_is_kept_alike(client: Client, county: County, page: Any, kind: str) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.root), backend=BACKEND)
    body, posted = states(kind, page, {})
    assert client.post(f"/work/search/tuning/{kind}/new/", posted).status_code == 302
    by_hand = TuningChange.objects.get()
    client.post(f"/work/search/tuning/{kind}/{by_hand.target}/remove/")
    made = client.post(f"/api/v1/search/{kind}/", body, content_type="application/json")
    assert made.status_code == 201, made.content.decode()
    assert TuningChange.objects.latest("pk").after == by_hand.after


def test_a_name_that_nobody_knows_is_refused(client: Client, county: County, page: Any) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.root), backend=BACKEND)
    body, _ = states("synonyms", page, {})
    told = client.post("/api/v1/search/synonyms/", {**body, "enabled": True}, content_type="application/json")
    assert list(told.json()["errors"]) == ["enabled"]
    assert not Synonym.objects.exists()
    assert not Bet.objects.exists()
