"""What is found, in which order, and what is counted."""

import datetime
from collections.abc import Callable

import pytest

from search.index import queries
from search.index.engines.base import Engine
from search.index.entries import Nature
from search.index.requests import SearchAnswer, SearchRequest, Segment
from search.index.scope import SearchScope
from tests.search.index.builders import PUBLIC, a_member, an_entry

Ask = Callable[..., SearchAnswer]
Titles = Callable[..., list[str]]
Shelve = Callable[..., None]


def test_a_search_has_no_default_scope() -> None:
    with pytest.raises(TypeError):
        SearchRequest(text="党费")  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        SearchRequest(text="党费", scope=None)  # type: ignore[arg-type]


def test_a_text_is_found_by_words_of_its_title_and_body(shelve: Shelve, titles: Titles) -> None:
    shelve(
        an_entry("关于党费收缴的通知"),
        an_entry("三月工作计划", body="第一周收缴党费，第二周召开支部大会。"),
        an_entry("全民健身条例"),
    )
    assert titles("党费收缴") == ["关于党费收缴的通知", "三月工作计划"]


@pytest.mark.parametrize(
    "typed",
    [
        "城市生活垃圾分类管理办法",
        "生活垃圾分类",
        "垃圾 分类 城市",
        "城市生活拉圾分类",
        "cssh",
        "shenghuolaji",
        "城市垃圾办法",
        "生活垃圾分类管理办法第3条",
    ],
)
def test_a_title_is_found_however_it_is_asked_for(shelve: Shelve, titles: Titles, typed: str) -> None:
    shelve(
        an_entry("城市生活垃圾分类管理办法", body="第三条 本办法适用于城市。"),
        an_entry("城市绿化条例", body="城市应当绿化，生活垃圾不得倾倒。"),
        an_entry("居民委员会组织法"),
    )
    assert titles(typed)[0] == "城市生活垃圾分类管理办法"


def test_a_document_number_is_found_in_any_bracket(shelve: Shelve, titles: Titles) -> None:
    shelve(
        an_entry("党费规定", body="中组发〔2008〕3号文件印发"), an_entry("别的规定", body="中组发〔2009〕4号文件印发")
    )
    for typed in ("中组发〔2008〕3号", "中组发[2008]3号", "中组发（2008）3号", "中组发 2008 3号"):
        assert titles(typed)[0] == "党费规定"


def test_an_exact_title_comes_before_longer_ones(shelve: Shelve, titles: Titles) -> None:
    shelve(*(an_entry(f"{place}全民健身条例", body="全民健身 " * 20) for place in ("杭州市", "宁波市", "北京市")))
    shelve(an_entry("全民健身条例"))
    assert titles("全民健身条例")[0] == "全民健身条例"


def test_of_equals_the_shorter_title_comes_first(shelve: Shelve, titles: Titles) -> None:
    names = ("石桥村第一党支部", "石桥村党总支", "石桥村合作社党支部")
    shelve(*(an_entry(name, uid=f"u{number}", kind="section") for number, name in enumerate(names)))
    assert titles("shiqiaocun")[0] == titles("石桥村")[0] == "石桥村党总支"


def test_sections_come_before_organisations_before_pages_of_one_name(shelve: Shelve, ask: Ask) -> None:
    shelve(
        an_entry("东风村党支部", kind="news"),
        an_entry("东风村党支部", kind="organisation", names=("东风村党支部", "东风支部")),
        an_entry("东风村党支部", kind="section"),
    )
    assert [hit.kind for hit in ask("东风村党支部").hits] == ["section", "organisation", "news"]
    assert ask("东风支部").hits[0].kind == "organisation"


def test_a_signpost_comes_after_what_it_points_to(shelve: Shelve, titles: Titles) -> None:
    shelve(
        an_entry("党费收缴、使用情况", kind="catalogue", nature=Nature.SIGNPOST, body="每季度公开党费收缴、使用情况。"),
        an_entry("石桥村党总支第三季度党费收缴、使用情况", kind="disclosure", body="党费收缴、使用情况公开如下。"),
        an_entry("公务接待规定", body="不得使用党费。"),
    )
    assert titles("党费的使用")[:2] == ["石桥村党总支第三季度党费收缴、使用情况", "党费收缴、使用情况"]
    assert titles("党费收缴、使用情况")[0] == "党费收缴、使用情况"  # by its own name it is meant itself


def test_a_signpost_that_begins_as_the_question_does_still_comes_after(shelve: Shelve, titles: Titles) -> None:
    shelve(
        an_entry("走访慰问情况", kind="catalogue", nature=Nature.SIGNPOST, body="每年公开走访慰问情况。"),
        an_entry("石桥村党总支走访慰问老党员和生活困难党员", kind="news", body="春节前走访慰问。"),
    )
    assert titles("走访慰问") == ["石桥村党总支走访慰问老党员和生活困难党员", "走访慰问情况"]


def test_a_wrong_character_in_a_long_clause_is_forgiven(shelve: Shelve, ask: Ask) -> None:
    clause = "党员自行脱离组织关系的应当除名"
    shelve(an_entry("规定", body=f"第一条 {clause}。"), an_entry("条例", body="党员应当按时参加组织生活。"))
    answer = ask(clause.replace("脱离", "脱漓"))
    assert answer.hits[0].title == "规定"
    assert answer.exact == 0
    assert answer.loosened


def test_letters_in_order_are_enough_when_nothing_else_fits(shelve: Shelve, titles: Titles) -> None:
    shelve(an_entry("浙江省实施宪法宣誓办法"), an_entry("河南省统计条例"))
    assert titles("zjxfxs") == ["浙江省实施宪法宣誓办法"]


@pytest.fixture
def library(shelve: Shelve) -> None:
    shelve(
        *(
            an_entry(
                f"第{number}号组织生活通知",
                uid=f"n{number:03}",
                kind="news" if number % 2 else "rule",
                ancestors=("1", "2" if number < 20 else "3"),
                published=datetime.date(2020 + number % 3, 1, 1) + datetime.timedelta(days=number),
                body="组织生活",
            )
            for number in range(30)
        )
    )


@pytest.mark.usefixtures("library")
def test_facets_count_each_as_if_its_own_filter_were_not_set(ask: Ask) -> None:
    answer = ask("组织生活", kinds={"news"}, organisation="2")
    assert answer.total == answer.exact == 10
    assert {found.value: found.count for found in answer.facets.kinds} == {"news": 10, "rule": 10}
    assert {found.value: found.count for found in answer.facets.organisations} == {"1": 15, "2": 10, "3": 5}
    assert sum(found.count for found in answer.facets.years) == 10
    assert [found.value for found in answer.facets.years] == ["2022", "2021", "2020"]
    assert {found.value for found in ask("组织生活", organisations=("3",)).facets.organisations} == {"3"}


@pytest.mark.usefixtures("library")
@pytest.mark.parametrize("sort", ["relevance", "date"])
def test_every_result_is_on_exactly_one_page(ask: Ask, sort: str) -> None:
    pages = [ask("组织生活", size=7, page=number, sort=sort) for number in range(1, 7)]
    found = [hit.uid for answer in pages for hit in answer.hits]
    assert len(found) == len(set(found)) == 30
    assert {answer.total for answer in pages} == {30}
    assert pages[0].pages(7) == 5


@pytest.mark.usefixtures("library")
def test_the_newest_come_first_by_date(ask: Ask) -> None:
    dates = [hit.published for hit in ask("组织生活", sort="date", size=30).hits]
    assert dates == sorted(dates, reverse=True)  # type: ignore[type-var]


@pytest.mark.usefixtures("library")
def test_a_year_narrows(ask: Ask) -> None:
    answer = ask("组织生活", years={2021})
    assert answer.total == 10
    assert {hit.year for hit in answer.hits} == {2021}


@pytest.mark.usefixtures("library")
def test_nothing_typed_lists_everything_newest_first(ask: Ask) -> None:
    answer = ask("", size=5)
    assert answer.total == 30
    assert answer.hits[0].published == datetime.date(2022, 1, 30)


@pytest.mark.usefixtures("library")
def test_results_are_numbered_to_ten_thousand(ask: Ask) -> None:
    assert ask("组织生活", page=101, size=100).hits == ()
    assert ask("组织生活", page=100_000_000, size=100).total == 30


def test_near_results_fill_the_first_page_and_are_counted(shelve: Shelve, ask: Ask) -> None:
    shelve(an_entry("生活垃圾分类条例"), an_entry("生活垃圾管理条例"), an_entry("城市供水条例"))
    answer = ask("生活垃圾分类")
    assert answer.exact == 1
    assert answer.total == len(answer.hits) == 2
    assert not answer.loosened
    beyond = ask("生活垃圾分类", page=2)
    assert beyond.hits == ()
    assert beyond.total == 2


def test_words_that_nothing_holds_together_are_asked_for_once(
    shelve: Shelve, titles: Titles, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Near hits have come with the first request; only what loosens (a long clause, letters) is asked again."""
    shelve(a_member("海曙红"), an_entry("海曙区换届工作"), an_entry("党支部制度"), an_entry("走访慰问老党员"))
    loosely: list[bool] = []
    plain = engine.query
    monkeypatch.setattr(engine, "query", lambda plan: [loosely.append(plan.rescue), plain(plan)][1])
    request = SearchRequest(text="海曙 党支部 换届 三月", scope=PUBLIC)
    people, answer = queries.search_beside_people(request, 4, engine=engine)
    assert (people.exact, answer.exact, True in loosely) == (0, 0, False)
    assert [hit.title for hit in answer.hits] == ["海曙区换届工作", "党支部制度", "走访慰问老党员"]
    assert answer.loosened
    assert titles("海曙 党支部 换届 三月") == [hit.title for hit in answer.hits]
    queries.search_beside_people(SearchRequest(text="城市生活拉圾分类管理", scope=PUBLIC), 4, engine=engine)
    assert True in loosely


def test_near_results_never_follow_a_full_page(shelve: Shelve, ask: Ask) -> None:
    shelve(*(an_entry(f"生活垃圾分类第{number}号") for number in range(8)), an_entry("生活垃圾管理条例"))
    pages = [ask("生活垃圾分类", size=5, page=number) for number in (1, 2, 3)]
    assert [(answer.total, len(answer.hits)) for answer in pages] == [(8, 5), (8, 3), (8, 0)]


def test_the_snippet_shows_where_it_says_so(shelve: Shelve, ask: Ask) -> None:
    shelve(an_entry("规定", body="第一条 总的要求。\n" * 30 + "第九条 党费应当按月缴纳。\n" + "第十条 附则。\n" * 30))
    hit = ask("党费按月缴纳").hits[0]
    assert Segment("按月缴纳", hit=True) in hit.snippet
    assert "第九条 党费应当按月缴纳" in hit.snippet_text
    assert len(hit.snippet_text) < 130


def test_a_scope_that_opens_nothing_finds_nothing(shelve: Shelve, ask: Ask) -> None:
    shelve(an_entry("组织生活"))
    answer = ask("组织生活", scope=SearchScope(frozenset()))
    assert (answer.total, answer.hits, answer.facets.kinds) == (0, (), ())


def test_what_is_gone_since_or_left_the_scope_is_not_shown(shelve: Shelve, ask: Ask) -> None:
    from search.index import outbox, sources

    shelve(an_entry("组织生活", uid="one"), an_entry("组织生活", uid="two"), an_entry("组织生活", uid="three"))
    shelf = sources.get("news")
    del shelf.entries["one"]  # type: ignore[union-attr]
    shelf.put(an_entry("组织生活", uid="two", audience=("members",)))  # type: ignore[union-attr]
    outbox.touch_many("news", ["one", "two"])
    assert [hit.uid for hit in ask("组织生活").hits] == ["three"]


def test_what_changed_and_waits_for_the_index_is_shown_as_it_is_now(shelve: Shelve, ask: Ask) -> None:
    from search.index import outbox, sources

    shelve(an_entry("组织生活", uid="one"))
    sources.get("news").put(an_entry("组织生活会", uid="one"))  # type: ignore[union-attr]
    assert [hit.title for hit in ask("组织生活").hits] == ["组织生活"]
    outbox.touch("news", "one")
    assert [hit.title for hit in ask("组织生活").hits] == ["组织生活会"]


def test_a_text_too_long_to_be_kept_is_read_from_its_source(shelve: Shelve, ask: Ask) -> None:
    text = "一" * 30_000 + "。组织生活会要谈心。"
    shelve(an_entry("长文", uid="one", body=text), an_entry("短文", uid="two", body="组织生活会要谈心。"))
    assert ["".join(each.text for each in hit.snippet if each.hit) for hit in ask("组织生活会").hits] == [
        "组织生活会"
    ] * 2


def test_a_hit_carries_what_a_result_shows(shelve: Shelve, ask: Ask) -> None:
    shelve(
        an_entry(
            "经费公开",
            kind="disclosure",
            organisation="东风村党支部",
            published=datetime.date(2026, 5, 1),
            amount_fen=123_400,
            facts={"索引号": "01-2026-1", "类别": "财务", "文号": "东党〔2026〕1号"},
        )
    )
    hit = ask("经费公开").hits[0]
    assert (hit.kind, hit.organisation, hit.published, hit.year) == (
        "disclosure",
        "东风村党支部",
        datetime.date(2026, 5, 1),
        2026,
    )
    assert hit.amount_fen == 123_400
    # As their source orders them.
    assert list(hit.facts.items()) == [("索引号", "01-2026-1"), ("类别", "财务"), ("文号", "东党〔2026〕1号")]
    assert hit.title_segments == (Segment("经费公开", hit=True),)


# ── People ──────────────────────────────────────────────────────────────────


@pytest.fixture
def people(shelve: Shelve) -> None:
    shelve(
        a_member("王小明", "东风村党支部"),
        a_member("王小明", "西岭村党支部"),
        a_member("李晓明", "东风村党支部"),
        a_member("欧阳建国", "机关第一党支部"),
        a_member("阿依古丽·买买提", "社区党支部"),
        a_member("单雄信", "东风村党支部"),
        an_entry("东风村党支部开展建国七十周年活动", body="王小明同志发言。"),
        an_entry("机关第一党支部", kind="organisation"),
    )


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("王小明", "王小明"),
        ("小明", "王小明"),
        ("晓明", "李晓明"),
        ("阳建", "欧阳建国"),
        ("欧阳", "欧阳建国"),
        ("古丽", "阿依古丽·买买提"),
        ("阿依古丽买买提", "阿依古丽·买买提"),
        ("信", "单雄信"),
        ("shanxiongxin", "单雄信"),
        ("oyjg", "欧阳建国"),
        ("党员单雄信", "单雄信"),
        ("欧阳建国同志", "欧阳建国"),
        ("机关第一党支部", "机关第一党支部"),
    ],
)
def test_a_person_is_found_by_any_part_of_the_name(titles: Titles, typed: str, first: str) -> None:
    assert titles(typed)[0] == first


@pytest.mark.usefixtures("people")
def test_the_place_narrows_a_name(ask: Ask) -> None:
    for typed in ("王小明 西岭村", "西岭村 王小明", "小明 西岭"):
        answer = ask(typed)
        assert (answer.hits[0].title, answer.hits[0].place) == ("王小明", "西岭村党支部")
        assert answer.exact == 1


@pytest.mark.usefixtures("people")
def test_a_place_alone_finds_no_person(ask: Ask) -> None:
    assert "member" not in {hit.kind for hit in ask("西岭村党支部", size=50).hits}


@pytest.mark.usefixtures("people")
def test_people_are_counted_with_everything_else(ask: Ask) -> None:
    answer = ask("王小明")
    assert {found.value: found.count for found in answer.facets.kinds} == {"member": 2, "news": 1}
    assert answer.total == 3
    assert [hit.kind for hit in answer.hits] == ["member", "member", "news"]
    assert all(hit.snippet == () for hit in answer.hits[:2])


def test_a_title_that_begins_or_ends_as_the_question_does_comes_first(
    shelve: Callable[..., None], titles: Callable[..., list[str]]
) -> None:
    shelve(
        an_entry("循环经济促进法", uid="a"),
        an_entry("山东省循环经济条例", uid="b", body="依照循环经济法律法规，循环经济法规定"),
        an_entry("中华人民共和国个人所得税法实施条例", uid="c", body="税法税法税法"),
        an_entry("中华人民共和国个人所得税法（试行）", uid="d"),
        an_entry("观海卫镇党委接收同志为预备党员", uid="e"),
        an_entry("观海卫镇党委", uid="f", kind="organisation"),
    )
    assert titles("循环经济法")[0] == "循环经济促进法"
    assert titles("个税法")[0] == "中华人民共和国个人所得税法（试行）"
    assert titles("观海为镇党委")[0] == "观海卫镇党委"
