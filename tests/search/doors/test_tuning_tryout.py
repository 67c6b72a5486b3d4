"""Trying out before saving: what real questions find now and then, within the scope of who tries; nothing is kept."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from records.organisations.roles import Role
from search.doors.tuning import changes, live, tryout
from search.doors.tuning.log_models import QueryCount
from search.doors.tuning.models import Bet, Synonym, TuningChange
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import column, published
from tests.sample import services as sample

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
NEW = "/work/search/tuning/synonyms/new/"
POSTED = {"words": "唠嗑会", "direction": "one_way", "instead": "说事日", "active": "on", "try": "1"}


@pytest.fixture
def tuner(county: County) -> Any:
    return holder(Role.CONTENT_REVIEWER, county.root)


@pytest.fixture
def pages(county: County, index: Callable[[], None]) -> dict[str, Any]:
    column(county.town)
    made = {title: published(county.town, title=title) for title in ("村民说事日", "说事日安排", "唠嗑会记事")}
    sample.lend(holder(Role.SECRETARY, county.branch), county.branch, book="说事日手册")
    index()
    return made


def count(text: str, asked: int) -> None:
    QueryCount.objects.create(day=timezone.localdate(), mark=text[:32], text=text, asked=asked, many=asked)


def test_the_questions_asked_most_that_it_touches_are_tried(tuner: Any, pages: dict[str, Any]) -> None:
    count("党费标准", 90)
    count("唠嗑会", 9)
    count("村里的唠嗑会", 3)
    rule = Synonym(words=["唠嗑会"], instead=["说事日"])
    tried = tryout.synonym(tuner, rule)
    assert [each.text for each in tried] == ["唠嗑会", "村里的唠嗑会"]
    before = {place.hit.title: place for place in tried[0].before}
    after = {place.hit.title: place for place in tried[0].after}
    assert "村民说事日" not in before
    assert after["村民说事日"].other is None
    assert tried[0].wordings == ("说事日",)
    assert before["唠嗑会记事"].other == list(after).index("唠嗑会记事") + 1
    assert tried[0].moved
    assert tryout.synonym(tuner, Synonym(words=["换届会"], instead=["选举"]))[0].text == "换届会"


def judge(tuner: Any, pages: dict[str, Any], text: str) -> None:
    best = [f"news:{pages['村民说事日'].uid}"]
    changes.add(
        tuner, "question", {"text": text, "best": best, "also": [], "reader": "public", "active": True, "note": ""}
    )


def test_judged_questions_are_tried_beside_those_asked_most_each_once(tuner: Any, pages: dict[str, Any]) -> None:
    rule = Synonym(words=["唠嗑会"], instead=["说事日"])
    judge(tuner, pages, "唠嗑会  哪天开")
    judge(tuner, pages, "党费标准")  # not touched
    count("唠嗑会 哪天开", 2)  # asked and judged: tried once
    assert [each.text for each in tryout.synonym(tuner, rule)] == ["唠嗑会 哪天开"]
    judge(tuner, pages, "唠嗑会记事")
    judge(tuner, pages, "村里有唠嗑会吗")
    for number in range(7):
        count(f"唠嗑会{number}", 90 - number)
    texts = [each.text for each in tryout.synonym(tuner, rule, "唠嗑会安排")]
    assert texts == ["唠嗑会安排", "唠嗑会0", "唠嗑会1", "唠嗑会记事", "村里有唠嗑会吗"]


def test_what_the_one_who_tries_may_not_see_is_in_neither_column(tuner: Any, pages: dict[str, Any]) -> None:
    tried = tryout.synonym(tuner, Synonym(words=["唠嗑会"], instead=["说事日"]))
    titles = {place.hit.title for each in tried for place in (*each.before, *each.after)}
    assert "村民说事日" in titles
    assert "说事日手册" not in titles


def test_switching_a_rule_off_is_tried_too(tuner: Any, pages: dict[str, Any]) -> None:
    state = {"words": ["唠嗑会"], "direction": "one_way", "instead": ["说事日"], "active": True, "note": ""}
    row = changes.add(tuner, "synonym", state)
    off = changes.draft(tuner, "synonym", row.uid, {**state, "active": False})
    (tried,) = tryout.synonym(tuner, off)
    assert "村民说事日" in {place.hit.title for place in tried.before}
    assert "村民说事日" not in {place.hit.title for place in tried.after}


def test_the_form_shows_both_sides_and_keeps_nothing_but_what_was_typed(
    client: Client, tuner: Any, pages: dict[str, Any]
) -> None:
    client.force_login(tuner, backend=BACKEND)
    shown = client.post(NEW, {**POSTED, "tried": "唠嗑会安排"})
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "搜“唠嗑会安排”（也找“说事日安排”）" in page
    assert "新进前十" in page
    assert all(f'value="{POSTED[name]}"' in page for name in ("words", "instead"))
    assert not Synonym.objects.exists()
    assert not TuningChange.objects.exists()
    wrong = client.post(NEW, {**POSTED, "words": "唠"})
    assert wrong.status_code == 422
    assert "两个字以上" in wrong.content.decode()


def test_questions_of_which_nothing_changes_are_a_line(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    client.force_login(tuner, backend=BACKEND)
    count("唠嗑会记事", 9)
    page = client.post(NEW, {**POSTED, "instead": "没有这样的说法"})
    assert page.context["tries"] == []
    assert "前十没有变化：“唠嗑会记事”（也找“没有这样的说法记事”）。" in page.content.decode()


def test_a_bet_is_tried_on_its_own_question(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    client.force_login(tuner, backend=BACKEND)
    posted = {
        "question": "说事日",
        "match": "exact",
        "effect": "up",
        "place": "1",
        "active": "on",
        "entry": f"news:{pages['唠嗑会记事'].uid}",
        "try": "1",
    }
    page = client.post("/work/search/tuning/bets/new/", posted)
    (table,) = page.context["tries"]
    assert table["rows"][0][2]["value"] == "唠嗑会记事"
    assert not Bet.objects.exists()


def test_a_bet_for_all_that_contains_its_words_is_tried_on_real_questions(tuner: Any, pages: dict[str, Any]) -> None:
    judge(tuner, pages, "说事日在哪天")
    count("说事日安排", 9)
    count("党费标准", 99)
    state = {
        "question": "说事日",
        "effect": "up",
        "entry_kind": "news",
        "entry_uid": str(pages["唠嗑会记事"].uid),
        "place": 1,
    }
    state |= {"starts_on": None, "ends_on": None, "active": True, "note": ""}
    tried = tryout.bet(tuner, changes.draft(tuner, "bet", None, {**state, "match": "contains"}))
    assert [each.text for each in tried] == ["说事日", "说事日安排", "说事日在哪天"]
    assert {each.after[0].hit.title for each in tried} == {"唠嗑会记事"}
    assert len(tryout.bet(tuner, changes.draft(tuner, "bet", None, {**state, "match": "exact"}))) == 1


def test_a_bet_is_tried_over_the_api_new_or_changed(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    address = "/api/v1/search/bets/try-out/"
    body = {"question": "说事日", "entry": {"kind": "news", "uid": str(pages["唠嗑会记事"].uid)}}
    client.force_login(tuner, backend=BACKEND)
    (tried,) = client.post(address, body, content_type="application/json").json()
    assert tried["after"][0]["title"] == "唠嗑会记事"
    assert tried["after"][0] != tried["before"][0]
    assert not Bet.objects.exists()
    state = {**body, "match": "exact", "effect": "up", "place": 1}
    uid = client.post("/api/v1/search/bets/", state, content_type="application/json").json()["uid"]
    live.forget()  # as after the commit
    (off,) = client.post(address, {**body, "uid": uid, "active": False}, content_type="application/json").json()
    assert (off["before"][0]["title"], off["after"][0]["other"]) == ("唠嗑会记事", 2)
    assert TuningChange.objects.count() == 1
    unknown = {**body, "uid": "01890000-0000-7000-8000-000000000000"}
    assert client.post(address, unknown, content_type="application/json").status_code == 404
    wrong = client.post(address, {**body, "question": "说"}, content_type="application/json")
    assert (wrong.status_code, "两个字以上" in wrong.json()["errors"]["question"][0]) == (400, True)


def test_the_api_does_the_same(client: Client, tuner: Any, pages: dict[str, Any]) -> None:
    client.force_login(tuner, backend=BACKEND)
    body = {"words": ["唠嗑会"], "direction": "one_way", "instead": ["说事日"], "text": "唠嗑会"}
    judge(tuner, pages, "唠嗑会")
    told = client.post("/api/v1/search/synonyms/try-out/", body, content_type="application/json").json()
    tried = told["tried"]
    assert told["judged"] == {"questions": 1, "before": 0.0, "after": 0.5}  # behind what is called so
    assert told["doubts"] == []
    assert tried[0]["wordings"] == ["说事日"]
    assert "村民说事日" in [each["title"] for each in tried[0]["after"]]
    assert not Synonym.objects.exists()
