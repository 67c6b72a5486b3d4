"""Synonyms that staff keep: sound or refused with a cure, live at once, journalled, undone."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from records.audit.models import JournalEntry
from records.kit.errors import Conflict, NotVisible, Refused
from records.organisations.roles import Role
from search.doors.tuning import changes, live, synonyms
from search.doors.tuning.models import Synonym, TuningChange
from search.index import synonyms as lists
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import column, published

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
HOME = "/work/search/tuning/"
LIST = f"{HOME}synonyms/"


def rule(*words: str, direction: str = "one_way", instead: tuple[str, ...] = (), **rest: Any) -> dict[str, Any]:
    return {"words": [*words], "direction": direction, "instead": [*instead], "active": True, "note": "", **rest}


@pytest.fixture
def tuner(county: County) -> Any:
    return holder(Role.ARCHIVIST, county.root)


@pytest.fixture
def pages(county: County, index: Callable[[], None]) -> None:
    column(county.town)
    published(county.town, title="征收补偿安置方案公布")
    published(county.town, title="村民说事日")
    index()


def titles(client: Client, text: str) -> list[str]:
    live.forget()  # as every process does by itself after a few seconds
    return [row["title"] for row in client.get("/api/v1/search/", {"q": text}).json()["results"]]


def test_a_rule_is_found_by_at_the_next_question_and_no_longer_once_it_is_undone(
    client: Client, tuner: Any, pages: None
) -> None:
    assert "村民说事日" not in titles(client, "唠嗑会")
    saved = synonyms.save(tuner, None, rule("唠嗑会", instead=("说事日",)))
    assert titles(client, "唠嗑会")[0] == "村民说事日"
    made = TuningChange.objects.get()
    undone = changes.undo(tuner, made.uid)
    assert undone.undoes == made
    assert "村民说事日" not in titles(client, "唠嗑会")
    changes.undo(tuner, undone.uid)  # and the undoing undone
    again = Synonym.objects.get()
    assert (again.uid, again.state()) == (saved.uid, saved.state())
    assert titles(client, "唠嗑会")[0] == "村民说事日"
    entries = JournalEntry.objects.filter(subject="search.synonym").order_by("pk")
    assert [entry.action for entry in entries] == ["search.tune"] * 3
    assert entries[0].after["words"] == ["唠嗑会"]


def test_both_ways_and_left_alone() -> None:
    both = Synonym(words=["甲乙", "丙丁"], direction="both")
    alone = Synonym(words=["义工"], direction="leave")
    made = lists.laid_over(live.own_rules([both, alone]))
    assert made.variants("丙丁会") == ("甲乙会",)
    assert made.variants("甲乙会") == ("丙丁会",)
    assert "志愿者" in lists.laid_over(()).variants("义工")
    assert made.variants("义工") == ()


def test_the_sites_own_rule_stands_before_those_that_come_with_the_portal() -> None:
    own = Synonym(words=["义工"], direction="one_way", instead=["文明实践"])
    assert lists.laid_over(live.own_rules([own])).variants("义工")[0] == "文明实践"


def test_another_process_asks_whether_the_list_changed_and_reads_it_only_then(
    tuner: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(lists, "FRESH_FOR", 0.0)
    lists.current()
    with django_assert_num_queries(1):  # whether anything changed
        lists.current()
    synonyms.save(tuner, None, rule("唠嗑会", instead=("说事日",)), confirmed=True)
    assert lists.current().variants("唠嗑会") == ("说事日",)  # without being told


@pytest.mark.parametrize(
    ("state", "field", "cure"),
    [
        (rule(), "words", "请写至少一个词"),
        (rule("拆"), "words", "请写两个字以上"),
        (rule("！！"), "words", "没有文字"),
        (rule("拆" * 31), "words", "写短些"),
        (rule("拆迁房"), "instead", "请写也找什么"),
        (rule("拆迁房", instead=("甲一", "乙二", "丙三", "丁四")), "instead", "留下最要紧的3个"),
        (rule("拆迁房", instead=("拆迁房",)), "instead", "请选“双向”"),
        (rule("拆迁房", direction="both"), "words", "两个以上的词"),
        (rule("甲一", "乙二", "丙三", "丁四", "戊五", direction="both"), "words", "请分成几条"),
        (rule("上坝子", instead=("下坝子",)), "words", "请改那一条"),
        (rule("说事日", instead=("上坝子",)), "words", "改成“双向”"),
    ],
)
def test_what_is_unsound_is_refused_with_its_cure_and_nothing_is_kept(
    tuner: Any, state: dict[str, Any], field: str, cure: str
) -> None:
    synonyms.save(tuner, None, rule("上坝子", instead=("说事日",)), confirmed=True)
    count = JournalEntry.objects.count()
    with pytest.raises(ValidationError) as refused:
        synonyms.save(tuner, None, state, confirmed=True)
    assert cure in "".join(refused.value.message_dict[field])
    assert Synonym.objects.count() == TuningChange.objects.count() == 1
    assert JournalEntry.objects.count() == count


def test_a_word_that_stands_nearly_everywhere_or_nowhere_is_looked_at_first(
    tuner: Any, county: County, pages: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(synonyms, "BROAD_LEAST", 2)
    with pytest.raises(ValidationError) as doubted:
        synonyms.save(tuner, None, rule("党支部", instead=("独角兽",)))
    said = "".join(doubted.value.message_dict["confirm"])
    assert "写得更具体" in said
    assert "没有“独角兽”" in said
    assert synonyms.save(tuner, None, rule("党支部", instead=("独角兽",)), confirmed=True).pk


def test_words_are_read_as_they_are_typed(tuner: Any) -> None:
    row = synonyms.save(tuner, None, rule("ＡＢ书记， 唠嗑会;唠嗑会", instead=("说事日、议事会",)), confirmed=True)
    assert (row.words, row.instead) == (["ab书记", "唠嗑会"], ["说事日", "议事会"])
    assert row.said == "ab书记、唠嗑会 → 说事日、议事会"


def test_only_the_last_change_of_a_rule_is_undone_and_a_quicker_one_is_not_lost(tuner: Any) -> None:
    row = synonyms.save(tuner, None, rule("唠嗑会", instead=("说事日",)), confirmed=True)
    first = TuningChange.objects.get()
    synonyms.save(tuner, row.uid, rule("唠嗑会", instead=("议事会",)), confirmed=True, expected_version=1)
    with pytest.raises(Conflict):
        changes.undo(tuner, first.uid)
    with pytest.raises(Conflict):
        synonyms.save(tuner, row.uid, rule("唠嗑会", instead=("茶话会",)), confirmed=True, expected_version=1)
    changes.remove(tuner, "synonym", row.uid)
    assert not Synonym.objects.exists()
    changes.undo(tuner, TuningChange.objects.latest("pk").uid)
    assert Synonym.objects.get().instead == ["议事会"]
    synonyms.save(tuner, row.uid, rule("唠嗑会", instead=("议事会",)), confirmed=True)  # nothing changed
    assert TuningChange.objects.count() == 4


def test_undoing_does_not_bring_back_what_contradicts_a_later_rule(tuner: Any) -> None:
    row = synonyms.save(tuner, None, rule("唠嗑会", instead=("说事日",)), confirmed=True)
    changes.remove(tuner, "synonym", row.uid)
    removed = TuningChange.objects.latest("pk")
    synonyms.save(tuner, None, rule("唠嗑会", instead=("议事会",)), confirmed=True)
    with pytest.raises(ValidationError, match="请改那一条"):
        changes.undo(tuner, removed.uid)
    assert Synonym.objects.count() == 1


@pytest.mark.parametrize(
    ("role", "where", "may"),
    [
        (Role.ARCHIVIST, "root", True),
        (Role.CONTENT_REVIEWER, "root", True),
        (Role.SITE_ADMINISTRATOR, "root", True),
        (Role.ARCHIVIST, "town", False),
        (Role.PUBLISHER, "root", False),
        (Role.SITE_ADMINISTRATOR, "town", False),
    ],
)
def test_it_holds_for_the_whole_site_so_it_is_the_roots_alone(
    client: Client, county: County, role: Role, where: str, may: bool
) -> None:
    person = holder(role, getattr(county, where))
    client.force_login(person, backend=BACKEND)
    assert client.get(HOME).status_code == (200 if may else 404)
    assert ("搜索维护" in client.get("/work/").content.decode()) == may
    if not may:
        with pytest.raises(Refused):
            synonyms.save(person, None, rule("唠嗑会", instead=("说事日",)), confirmed=True)
        kept = synonyms.save(
            holder(Role.ARCHIVIST, county.root), None, rule("唠嗑会", instead=("说事日",)), confirmed=True
        )
        with pytest.raises(NotVisible):
            changes.remove(person, "synonym", kept.uid)
        with pytest.raises(NotVisible):
            changes.undo(person, TuningChange.objects.get().uid)


def test_the_screens(client: Client, tuner: Any, pages: None) -> None:
    client.force_login(tuner, backend=BACKEND)
    posted = {"words": "唠嗑会", "direction": "one_way", "instead": "独角兽", "active": "on", "note": "群众的叫法"}
    doubted = client.post(f"{LIST}new/", posted)
    page = doubted.content.decode()
    assert doubted.status_code == 422
    assert "没有“独角兽”" in page
    assert "已经看过，仍要保存" in page
    assert all(f'value="{posted[name]}"' in page for name in ("words", "instead", "note"))
    assert client.post(f"{LIST}new/", {**posted, "confirm": "on"}).status_code == 302
    row = Synonym.objects.get()
    listed = client.get(LIST, {"q": "唠嗑"}).content.decode()
    assert "唠嗑会 → 独角兽" in listed
    assert "唠嗑会" not in client.get(LIST, {"q": "义工"}).content.decode().partition("h-starter")[0]
    assert "义工 → 志愿者" in client.get(LIST, {"q": "义工"}).content.decode()
    assert 'value="唠嗑会"' in client.get(f"{LIST}{row.uid}/").content.decode()
    client.post(f"{LIST}{row.uid}/", {**posted, "instead": "说事日"})
    assert Synonym.objects.get().instead == ["说事日"]
    change = TuningChange.objects.latest("pk")
    assert f"{HOME}changes/{change.uid}/undo/" in client.get(HOME).content.decode()
    client.post(f"{HOME}changes/{change.uid}/undo/")
    assert Synonym.objects.get().instead == ["独角兽"]
    client.post(f"{LIST}{row.uid}/remove/")
    assert not Synonym.objects.exists()


def test_the_api_does_the_same(client: Client, tuner: Any, pages: None) -> None:
    client.force_login(tuner, backend=BACKEND)
    address = "/api/v1/search/synonyms/"

    def send(method: str, where: str, body: Any = None, **headers: str) -> Any:
        return getattr(client, method)(where, body, content_type="application/json", **headers)

    made = send("post", address, {"words": ["唠嗑会"], "direction": "one_way", "instead": ["说事日"]})
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]
    assert titles(client, "唠嗑会")[0] == "村民说事日"
    wrong = send("put", f"{address}{uid}/", {"words": ["唠"], "direction": "one_way", "instead": ["说事日"]})
    assert wrong.status_code == 400
    assert "两个字以上" in wrong.json()["errors"]["words"][0]
    put = {"words": ["唠嗑会", "说事日"], "direction": "both"}
    assert send("put", f"{address}{uid}/", put, headers={"If-Match": '"old"'}).status_code == 409
    assert send("put", f"{address}{uid}/", put).json()["direction"] == "both"
    assert [row["uid"] for row in client.get(address, {"q": "说事"}).json()["results"]] == [uid]
    assert send("delete", f"{address}{uid}/").status_code == 204
    latest = client.get("/api/v1/search/tuning-changes/").json()["results"][0]
    assert latest["after"] is None
    undone = send("post", f"/api/v1/search/tuning-changes/{latest['uid']}/undo/")
    assert undone.json()["after"]["words"] == ["唠嗑会", "说事日"]


def test_the_search_goes_on_with_what_it_knew_while_the_list_can_not_be_read(tuner: Any) -> None:
    from django.db import DatabaseError

    def broken() -> Any:
        raise DatabaseError("away")

    synonyms.save(tuner, None, rule("唠嗑会", instead=("说事日",)), confirmed=True)
    live.forget()
    assert lists.current().variants("唠嗑会")
    lists._known.asked = 0.0  # type: ignore[union-attr]
    lists._versions[broken] = broken
    lists._providers.append(broken)
    try:
        assert lists.current().variants("唠嗑会") == ("说事日",)
        lists.forget()
        assert "志愿者" in lists.current().variants("义工")
    finally:
        lists._providers.remove(broken)
        lists.forget()
        del lists._versions[broken]
