"""Conditions of an archive search: both engines against the rule in plain Python."""

import datetime
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index import queries, sources
from search.index.conditions import Conditions
from search.index.engines.base import Engine, Target
from search.index.entries import Entry
from search.index.normalise import number_key
from search.index.requests import SearchAnswer, SearchRequest
from search.index.scope import SearchScope, scope_of
from search.index.synonyms import Thesaurus
from tests.search.index.builders import PUBLIC, Shelf, a_member, an_entry

DAY = datetime.date(2025, 3, 1)


@pytest.mark.parametrize(
    "number",
    ["中组发〔2008〕3号", "中组发[2008]3号", "中组发（2008）第3号", "中组发 (2008) 3 号", "中组发【2008】３号"],
)
def test_a_number_is_the_same_in_any_bracket(number: str) -> None:
    assert number_key(number) == "中组发20083"


ARCHIVE = [
    an_entry("关于党费收缴的通知", uid="dues", body="各党支部按月收缴党费，标准见附件", numbers=("云委发〔2008〕3号",),
             people=("王建国",), state="现行有效", published=DAY, amount_fen=120_000, ancestors=("1", "2"), then=("1", "3")),
    an_entry("关于经费的批复", uid="reply", body="同意列支", numbers=("云委发〔2008〕31号",), state="已批复",
             published=DAY.replace(year=2024), amount_fen=50_000, ancestors=("1", "3")),
    an_entry("收支明细", uid="table", kind="attachment", body="党费收缴 王建国 120元", ancestors=("1",)),
    a_member("王建国", "石桥村党支部", uid="wang", state="正式党员", ancestors=("1", "2")),
]  # fmt: skip

ASKED: list[tuple[Conditions, set[str]]] = [
    (Conditions(number="云委发(2008)3号"), {"dues"}),
    (Conditions(number="云委发[2008]3"), {"dues", "reply"}),
    (Conditions(person="王建国"), {"dues", "table", "wang"}),
    (Conditions(person="建国"), {"table", "wang"}),
    (Conditions(state="已批复"), {"reply"}),
    (Conditions(title="党费 通知"), {"dues"}),
    (Conditions(title="费"), {"dues", "reply"}),
    (Conditions(body="收缴党费"), {"dues"}),
    (Conditions(attachment="党费"), {"table"}),
    (Conditions(phrase="党费收缴"), {"dues", "table"}),
    (Conditions(phrase="收缴 党费"), {"dues"}),
    (Conditions(without="党费"), {"reply", "wang"}),
    (Conditions(without="王建国"), {"dues", "reply"}),
    (Conditions(since=DAY), {"dues"}),
    (Conditions(until=DAY.replace(month=1)), {"reply"}),
    (Conditions(least=50_001), {"dues"}),
    (Conditions(most=50_000), {"reply"}),
    (Conditions(then="3"), {"dues", "reply"}),
    (Conditions(then="2"), {"wang"}),
    (Conditions(then="3", apart_from=frozenset({"news:dues"})), {"reply"}),
    (Conditions(title="党费", since=DAY, state="现行有效"), {"dues"}),
    (Conditions(number="，。", title="*", phrase='"'), {"dues", "reply", "table", "wang"}),
]


@pytest.mark.parametrize(("conditions", "uids"), ASKED, ids=[str(number) for number in range(len(ASKED))])
def test_each_condition_is_met_or_not(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer], conditions: Conditions, uids: set[str]
) -> None:
    shelve(*ARCHIVE)
    assert {entry.uid for entry in ARCHIVE if conditions.met_by(entry)} == uids
    answer = ask("", conditions=conditions, strict=True)
    assert {hit.uid for hit in answer.hits} == uids
    assert answer.total == len(uids)


def test_states_are_counted_as_if_none_were_chosen(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer]
) -> None:
    shelve(*ARCHIVE)
    answer = ask("", conditions=Conditions(state="已批复"), strict=True)
    assert {each.value: each.count for each in answer.facets.states} == {"现行有效": 1, "已批复": 1, "正式党员": 1}
    assert answer.facets.kinds == ask("", conditions=Conditions(state="已批复"), strict=True).facets.kinds
    assert [(each.value, each.count) for each in answer.facets.kinds] == [("news", 1)]


def test_a_strict_search_leaves_near_hits_out(shelve: Callable[..., None], ask: Callable[..., SearchAnswer]) -> None:
    shelve(*ARCHIVE)
    assert len(ask("党费收缴的通知").hits) > 1
    assert [hit.uid for hit in ask("党费收缴的通知", strict=True).hits] == ["dues"]
    assert ask("没有的话", strict=True).hits == ()


def test_a_strict_search_means_words_and_not_their_characters_apart(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer]
) -> None:
    shelve(an_entry("党委经费申请", uid="apart"), an_entry("党费收缴", uid="together"))
    assert {hit.uid for hit in ask("党费").hits} == {"apart", "together"}
    answer = ask("党费", strict=True)
    assert [hit.uid for hit in answer.hits] == ["together"]
    assert answer.total == 1


def test_walking_gives_everything_once_by_key(shelve: Callable[..., None], engine: Engine) -> None:
    entries = [an_entry("党费通知", uid=f"n{number:03}") for number in range(25)]
    shelve(*entries)
    request = SearchRequest(text="党费", scope=PUBLIC, strict=True)
    found: list[str] = []
    after = ""
    while True:
        piece, after = queries.walk(request, after, 10, engine=engine)
        found += [entry.uid for entry in piece]
        if not after:
            break
    assert found == [entry.uid for entry in entries]


def test_thousands_of_names_are_looked_up_at_once(shelve: Callable[..., None], engine: Engine) -> None:
    homonyms = [a_member("王伟", f"第{number}支部", uid=f"w{number:02}") for number in range(7)]
    hidden = a_member("王伟", uid="x", audience=("members",))
    shelve(*homonyms, hidden, a_member("阿依古丽·买买提", uid="a"))
    names = ["王伟", "阿依古丽买买提", "查无此人", "", *(f"某{number}" for number in range(3000))]
    found = queries.named(names, PUBLIC, most=3, engine=engine)
    assert [(each.name, each.count, [entry.uid for entry in each.entries]) for each in found[:4]] == [
        ("王伟", 7, ["w00", "w01", "w02"]),
        ("阿依古丽买买提", 1, ["a"]),
        ("查无此人", 0, []),
        ("", 0, []),
    ]
    assert len(found) == len(names)


TEXTS = st.sampled_from(["党费", "党费收缴", "收缴通知", "王伟", "组织生活会", "通知", "费"])
LABELS = ("public", "members", "org:1")


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Entry], Conditions, SearchScope]:
    entries = []
    for number in range(draw(st.integers(1, 8))):
        kind = draw(st.sampled_from(["news", "attachment", "member"]))
        entries.append(
            an_entry(
                draw(TEXTS),
                uid=f"x{number}",
                kind=kind,
                body="" if kind == "member" else draw(TEXTS) + "，" + draw(TEXTS),
                numbers=tuple(draw(st.lists(st.sampled_from(["甲发〔2020〕1号", "甲发〔2020〕12号"]), max_size=1))),
                people=tuple(draw(st.lists(st.sampled_from(["王伟", "李明"]), max_size=1))),
                state=draw(st.sampled_from(["", "甲", "乙"])),
                published=draw(st.sampled_from([None, DAY, DAY.replace(day=2)])),
                amount_fen=draw(st.sampled_from([None, 100, 200])),
                ancestors=draw(st.sampled_from([("1",), ("1", "2"), ("1", "3")])),
                then=draw(st.sampled_from([(), ("1", "3")])),
                audience=tuple(draw(st.sets(st.sampled_from(LABELS), max_size=2))),
            )
        )
    some = st.sampled_from(["", "", "党费", "通知 党费", "王伟", "费"])
    conditions = Conditions(
        number=draw(st.sampled_from(["", "", "甲发[2020]1", "甲发(2020)1号"])),
        person=draw(st.sampled_from(["", "", "王伟", "李明"])),
        state=draw(st.sampled_from(["", "", "甲"])),
        title=draw(some),
        body=draw(st.sampled_from(["", "", "党费", "收缴"])),
        phrase=draw(st.sampled_from(["", "", "收缴通知"])),
        without=draw(st.sampled_from(["", "", "组织生活"])),
        since=draw(st.sampled_from([None, None, DAY.replace(day=2)])),
        most=draw(st.sampled_from([None, None, 150])),
        then=draw(st.sampled_from([None, None, "3", "2"])),
    )
    return entries, conditions, scope_of(draw(st.sets(st.sampled_from(LABELS), max_size=2)))


@given(worlds())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_an_archive_search_is_what_plain_python_finds(
    engine: Engine, known: None, world: tuple[list[Entry], Conditions, SearchScope]
) -> None:
    entries, conditions, scope = world
    engine.destroy()
    engine.apply_schema()
    engine.write(entries, (), 1, Target.LIVING)
    engine.refresh()
    kinds = {entry.kind for entry in entries}
    with sources.only(*(Shelf(kind, kind, [entry for entry in entries if entry.kind == kind]) for kind in kinds)):
        mine = {entry.uid for entry in entries if scope.admits(entry) and conditions.met_by(entry)}
        request = SearchRequest(text="", scope=scope, conditions=conditions, strict=True, size=50)
        answer = queries.search(request, engine=engine, thesaurus=Thesaurus(()))
        assert {hit.uid for hit in answer.hits} == mine
        assert answer.total == len(mine) == sum(each.count for each in answer.facets.kinds)
        assert {entry.uid for entry in queries.walk(request, "", 50, engine=engine)[0]} == mine
