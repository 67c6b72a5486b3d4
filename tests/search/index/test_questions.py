"""Reading a question: bounds, articles, wordings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.index.questions import MOST_CHARACTERS, chinese_number, read_question, split_article


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (1, "一"),
        (10, "十"),
        (19, "十九"),
        (20, "二十"),
        (110, "一百一十"),
        (105, "一百零五"),
        (1005, "一千零五"),
        (1200, "一千二百"),
    ],
)
def test_articles_are_numbered_in_chinese(number: int, spoken: str) -> None:
    assert chinese_number(number) == spoken


@pytest.mark.parametrize(
    ("typed", "words", "article"),
    [
        ("工会法第19条", "工会法", "第十九条"),
        ("工会法 第十九条第二款", "工会法", "第十九条"),
        ("第十九条", "第十九条", None),
        ("工会法", "工会法", None),
    ],
)
def test_a_trailing_article_is_parted(typed: str, words: str, article: str | None) -> None:
    assert split_article(typed) == (words, article)


def test_the_unsplit_question_competes_too() -> None:
    question = read_question("工会法第19条", ["劳动法"])
    assert [words.text for words in question.wordings] == ["工会法", "工会法第19条", "劳动法"]


def test_letters_may_be_pinyin_with_or_without_spaces() -> None:
    assert read_question("Zu Zhi").letters == "zuzhi"
    assert read_question("党zuzhi").letters is None


@pytest.mark.parametrize("typed", ["", "  \t "])
def test_nothing_typed_is_blank(typed: str) -> None:
    assert read_question(typed).blank


@pytest.mark.parametrize("typed", ["！！", "😀", "\u200b", '" OR *', "\x00"])
def test_what_holds_no_word_is_not_blank(typed: str) -> None:
    question = read_question(typed)
    assert not question.blank
    assert question.unreadable == (typed != '" OR *')


@given(st.text(alphabet=st.characters(codec=None), max_size=3000))
def test_a_question_is_bounded_whatever_is_pasted(text: str) -> None:
    question = read_question(text, [text, text[::-1], text * 2, text])
    assert len(question.wordings) <= 5
    for words in question.wordings:
        assert 0 < words.length <= MOST_CHARACTERS
        assert len(words.parts) <= 8
        assert len(words.windows) <= 24
