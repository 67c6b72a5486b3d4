"""Rewriting a question by synonyms."""

from collections.abc import Callable, Iterator

import pytest

from search.index import synonyms
from search.index.requests import SearchAnswer
from search.index.synonyms import Synonym, Thesaurus, parse
from tests.search.index.builders import an_entry


@pytest.fixture
def thesaurus() -> Thesaurus:
    return Thesaurus(
        parse(
            [
                "跑路 单用途预付消费卡",
                "桥 桥梁",
                "公交车 公共汽车 城市公共交通",
                "公交 公共汽车",
                "村长 村民委员会 # 注",
            ]
        )
    )


def test_a_list_is_a_line_for_each_rule() -> None:
    assert list(parse(["# 只是注解", "", "义工 志愿者 志愿服务", "仲裁 仲裁", "孤词"])) == [
        Synonym("义工", ("志愿者", "志愿服务"))
    ]


@pytest.mark.parametrize(
    ("typed", "variants"),
    [
        ("健身房跑路", ("健身房单用途预付消费卡",)),
        ("公交车", ("公共汽车", "城市公共交通")),
        ("公交改革", ("公共汽车改革",)),
        ("桥", ("桥梁",)),
        ("桥梁", ()),
        ("大桥", ()),
        ("公共汽车公交", ()),
        ("党费", ()),
        ("村长选举", ("村民委员会选举",)),
    ],
)
def test_the_question_is_rewritten_as_a_whole(thesaurus: Thesaurus, typed: str, variants: tuple[str, ...]) -> None:
    assert thesaurus.variants(typed) == variants


def test_at_most_three_are_asked() -> None:
    rules = Thesaurus([Synonym("甲乙", ("子丑", "寅卯", "辰巳", "午未"))])
    assert len(rules.variants("甲乙")) == 3


@pytest.mark.django_db
def test_the_starter_list_is_there() -> None:
    assert "志愿者" in synonyms.current().variants("义工")


@pytest.fixture
def staff_rules() -> Iterator[list[Synonym]]:
    rules: list[Synonym] = []
    provider = lambda: list(rules)  # noqa: E731
    synonyms.add_provider(provider)
    yield rules
    synonyms._providers.remove(provider)
    synonyms.forget()


@pytest.mark.django_db
def test_other_rooms_can_add_lists_that_change(staff_rules: list[Synonym]) -> None:
    assert synonyms.current().variants("七一慰问") == ()
    staff_rules.append(Synonym("七一", ("建党节",)))
    synonyms.forget()
    assert synonyms.current().variants("七一慰问") == ("建党节慰问",)


def test_a_text_is_found_by_the_word_people_use(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer], thesaurus: Thesaurus
) -> None:
    shelve(an_entry("单用途预付消费卡管理办法"), an_entry("全民健身条例"))
    assert ask("跑路").total == 0
    answer = ask("跑路", thesaurus=thesaurus)
    assert [hit.title for hit in answer.hits] == ["单用途预付消费卡管理办法"]
    assert answer.exact == 1
