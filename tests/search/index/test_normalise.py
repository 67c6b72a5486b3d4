"""Reading a text: characters, pairs, names, pinyin."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.normalise import (
    HAN,
    bigrams,
    characters,
    clean,
    headings,
    name_key,
    name_parts,
    normalise,
    normalise_question,
    parts_of_question,
    short_title,
)
from search.index.pinyin import person_keys, pinyin_keys

ANY_TEXT = st.text(alphabet=st.characters(codec=None), max_size=200)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("第一章 总 则", "第一章总则"),
        ("ＡＢＣ１２３", "abc123"),
        ("中组发〔2008〕3号", "中组发〔2008〕3号"),
        ("党\u200b费\x00收缴", "党费收缴"),
        ("组织　生活", "组织生活"),
        ("word 与 词", "word 与词"),
        ("半个\ud800字", "半个字"),
    ],
)
def test_a_text_is_read_in_one_way(text: str, read: str) -> None:
    assert normalise(text) == read


def test_a_question_keeps_the_spaces_between_its_words() -> None:
    assert normalise_question("  王小明\t 东风村 ") == "王小明 东风村"


@pytest.mark.parametrize(
    ("text", "signs", "pairs"),
    [
        ("组织生活", ["组", "织", "生", "活"], ["组织", "织生", "生活"]),
        ("国办发2024号", ["国", "办", "发", "2024", "号"], ["国办", "办发", "2024", "号"]),
        ("党", ["党"], ["党"]),
        ("𠮷林", ["𠮷", "林"], ["𠮷林"]),
        ("二〇二四", ["二", "〇", "二", "四"], ["二〇", "〇二", "二四"]),
        ("！？", [], []),
    ],
)
def test_characters_and_pairs(text: str, signs: list[str], pairs: list[str]) -> None:
    assert characters(text) == signs
    assert bigrams(text) == pairs


@given(ANY_TEXT)
def test_any_text_at_all_can_be_read(text: str) -> None:
    for token in [*characters(normalise(text)), *bigrams(normalise_question(text))]:
        assert token.isalnum() or token.strip()
        assert '"' not in token
        assert "\x00" not in token
        token.encode()
    clean(text).encode()
    pinyin_keys(text)
    person_keys(text)


# Wide and half-width signs, what composes with what stands before it, what decomposes into several, gaps of all kinds.
MIXED = st.text(
    alphabet="总则的，。（）：；！？～Ａｂ９㎡①…－　 \t\u00a0e\u0301\u3099かガｶﾞ\uf900ﬁ㍿Ⅳ々〇Å\u0323\u0307ẛ",
    max_size=40,
)


@given(MIXED | ANY_TEXT)
def test_a_text_is_folded_as_unicode_says(text: str) -> None:
    plain = clean(unicodedata.normalize("NFKC", text).lower())
    assert normalise(text) == re.sub(rf"(?<=[{HAN}])[ \t\u3000]+(?=[{HAN}])", "", plain).strip()
    assert normalise_question(text) == " ".join(plain.split())


@given(st.text(alphabet="赵钱孙李周吴郑王小明·国强", min_size=1, max_size=6), st.data())
def test_every_part_of_a_name_is_among_its_parts(name: str, data: st.DataObject) -> None:
    key = name_key(name)
    if key:
        start = data.draw(st.integers(0, len(key) - 1))
        end = data.draw(st.integers(start + 1, len(key)))
        assert set(parts_of_question(key[start:end])) <= set(name_parts(name))


def test_a_name_is_the_same_however_its_dot_is_written() -> None:
    assert name_key("阿依古丽·买买提") == name_key("阿依古丽•买买提") == name_key("阿依古丽 买买提")


def test_headings_are_lines_of_their_own() -> None:
    body = "第一章 总 则\n第一条 为了规范，制定本法。\n第二章 党费收缴\n第二章规定的除外。"
    assert headings(body) == ("第一章 总 则", "第二章 党费收缴")


def test_a_law_is_known_without_the_name_of_the_state() -> None:
    assert short_title("中华人民共和国工会法") == "工会法"
    assert short_title("信访工作条例") is None


def test_a_title_is_found_from_every_syllable_on() -> None:
    keys = pinyin_keys("党费收缴")
    assert {"dfsj", "fsj", "sj", "j", "dangfeishoujiao", "feishoujiao", "^dfsj", "^dangfeishoujiao"} <= set(keys)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单建国", "shanjianguo"),
        ("单建国", "danjianguo"),
        ("曾红", "zenghong"),
        ("尉迟敬", "yuchijing"),
        ("吕布", "lvbu"),
    ],
)
def test_a_surname_has_its_own_reading(name: str, typed: str) -> None:
    assert typed in person_keys(name)
