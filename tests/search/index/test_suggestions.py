"""Completion as one types."""

from collections.abc import Callable

import pytest

from search.index import queries
from search.index.engines.base import Engine
from tests.search.index.builders import PUBLIC, a_member, an_entry


@pytest.fixture
def complete(engine: Engine, shelve: Callable[..., None]) -> Callable[[str], list[str]]:
    shelve(
        an_entry("东风村党支部", kind="organisation", names=("东风支部",)),
        an_entry("东风村党支部三月计划"),
        an_entry("关于东风村党支部换届的批复"),
        an_entry("信访工作条例"),
        an_entry("内部通报", audience=("members",)),
        a_member("东方红", "机关党支部"),
        an_entry("党费收缴公示", uid="a"),
        an_entry("党费收缴公示", uid="b"),
    )
    return lambda text: [one.text for one in queries.suggest(text, PUBLIC, engine=engine)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("东风", "东风村党支部"),
        ("dfc", "东风村党支部"),
        ("dongfengcun", "东风村党支部"),
        ("换届", "关于东风村党支部换届的批复"),
        ("xinfang", "信访工作条例"),
        ("gztl", "信访工作条例"),
        ("方红", "东方红"),
        ("dfh", "东方红"),
        ("访", "信访工作条例"),
        ("东风支", "东风村党支部"),
        ("东风cun", "东风村党支部"),
        ("东风cdzb", "东风村党支部"),
        ("dong风c", "东风村党支部"),
    ],
)
def test_titles_and_names_are_completed(complete: Callable[[str], list[str]], typed: str, first: str) -> None:
    assert complete(typed)[0] == first


def test_what_is_shorter_comes_first_after_organisations(complete: Callable[[str], list[str]]) -> None:
    assert complete("东风村") == ["东风村党支部", "东风村党支部三月计划", "关于东风村党支部换届的批复"]


def test_equal_titles_are_given_once(complete: Callable[[str], list[str]]) -> None:
    assert complete("党费") == ["党费收缴公示"]


@pytest.mark.parametrize("typed", ["", " ", "！", "没有这样的词", "内部", "nbtb", "内部tb", "东方cun"])
def test_nothing_fitting_or_outside_the_scope_is_suggested(complete: Callable[[str], list[str]], typed: str) -> None:
    assert complete(typed) == []


def test_a_scope_is_required(engine: Engine) -> None:
    with pytest.raises(TypeError):
        queries.suggest("工作", None, engine=engine)  # type: ignore[arg-type]
