"""Questions, frozen attempts, scores."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.learning import rules
from records.learning.rules import FrozenQuestion


def question(number: int, kind: str = "single", answer: tuple[int, ...] = (0,)) -> FrozenQuestion:
    choices = rules.TRUE_FALSE if kind == "true_false" else ("甲", "乙", "丙", "丁")
    return FrozenQuestion(str(number), kind, f"第{number}题", choices, answer, "解析")


ALL = [question(1), question(2, "multiple", (1, 3)), question(3, "true_false", (1,))]


@pytest.mark.parametrize(
    ("answers", "right", "percent"),
    [
        ({"1": [0], "2": [1, 3], "3": [1]}, 3, 100),
        ({"1": [0], "2": [3, 1], "3": [0]}, 2, 66),
        ({"1": [0], "2": [1]}, 1, 33),  # half of a multiple choice is not right
        ({"1": [0, 1], "2": [1, 3, 0], "3": []}, 0, 0),
        ({}, 0, 0),
    ],
)
def test_score(answers: dict[str, list[int]], right: int, percent: int) -> None:
    result = rules.score(ALL, answers, pass_mark=60)
    assert (result.right, result.total, result.percent) == (right, 3, percent)


@pytest.mark.parametrize(("mark", "passed"), [(66, True), (67, False), (60, True), (0, True), (100, False)])
def test_passing_is_decided_on_whole_numbers(mark: int, passed: bool) -> None:
    assert rules.score(ALL, {"1": [0], "2": [1, 3]}, pass_mark=mark).passed is passed


def test_a_quiz_without_questions_is_never_passed() -> None:
    assert not rules.score([], {}, pass_mark=0).passed


@given(st.integers(0, 5), st.booleans(), st.integers())
def test_freezing_keeps_questions_and_their_right_answers(draw: int, shuffle: bool, seed: int) -> None:
    frozen = rules.freeze(ALL, draw=draw, shuffle=shuffle, dice=random.Random(seed))
    by_uid = {each.uid: each for each in ALL}
    assert len(frozen) == (draw if 0 < draw < len(ALL) else len(ALL))
    for each in frozen:
        before = by_uid[each.uid]
        assert sorted(each.choices) == sorted(before.choices)
        assert {each.choices[place] for place in each.answer} == {before.choices[place] for place in before.answer}
        assert FrozenQuestion.from_json(each.as_json()) == each
    assert [int(each.uid) for each in frozen] == sorted(int(each.uid) for each in frozen)


def test_true_and_false_keep_their_places() -> None:
    for seed in range(20):
        (frozen,) = rules.freeze([ALL[2]], draw=0, shuffle=True, dice=random.Random(seed))
        assert frozen.choices == rules.TRUE_FALSE


def test_choices_are_really_shuffled() -> None:
    orders = {rules.freeze([ALL[0]], draw=0, shuffle=True, dice=random.Random(seed))[0].choices for seed in range(20)}
    assert len(orders) > 1


def test_unanswered_by_number() -> None:
    assert rules.unanswered(ALL, {"2": [1]}) == (1, 3)


@pytest.mark.parametrize(
    ("kind", "choices", "answer", "wrong"),
    [
        ("single", ("甲", "乙"), (0,), ""),
        ("single", ("甲", "乙"), (0, 1), "只有一个正确答案"),
        ("single", ("甲",), (0,), "2至8个"),
        ("single", ("甲", "甲"), (0,), "两个选项相同"),
        ("single", ("甲", " "), (0,), "空白的选项"),
        ("single", ("甲", "乙"), (), "正确答案"),
        ("single", ("甲", "乙"), (2,), "超出选项范围"),
        ("multiple", ("甲", "乙", "丙"), (0,), "至少有两个"),
        ("multiple", ("甲", "乙", "丙"), (0, 2), ""),
        ("true_false", rules.TRUE_FALSE, (1,), ""),
    ],
)
def test_what_a_question_must_be(kind: str, choices: tuple[str, ...], answer: tuple[int, ...], wrong: str) -> None:
    errors = rules.question_errors(kind=kind, text="题目", choices=choices, answer=answer)
    assert bool(errors) is bool(wrong)
    assert all(wrong in error for error in errors[:1])


def test_a_question_has_a_text() -> None:
    assert rules.question_errors(kind="single", text=" ", choices=("甲", "乙"), answer=(0,)) == ["请填写题目。"]


@pytest.mark.parametrize(
    ("typed", "choices", "expected"),
    [
        ("A", ("甲", "乙"), (0,)),
        ("b", ("甲", "乙"), (1,)),
        ("CA", ("甲", "乙", "丙"), (0, 2)),
        ("A、c", ("甲", "乙", "丙"), (0, 2)),
        ("正确", rules.TRUE_FALSE, (0,)),
        ("错", rules.TRUE_FALSE, (1,)),
    ],
)
def test_read_answer(typed: str, choices: tuple[str, ...], expected: tuple[int, ...]) -> None:
    assert rules.read_answer(typed, choices) == expected
    assert rules.read_answer(rules.answer_text(choices, expected), choices) == expected


@pytest.mark.parametrize(("typed", "choices"), [("D", ("甲", "乙")), ("甲", ("甲", "乙")), ("C", rules.TRUE_FALSE)])
def test_answers_that_mean_nothing(typed: str, choices: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="答案"):
        rules.read_answer(typed, choices)
