"""Quizzes 测验: frozen into the attempt, scored in whole numbers."""

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class FrozenQuestion:
    """A question as one attempt sees it: its choices in this attempt's own order, for ever.

    `answer` holds positions in `choices`; it stays on the server until the attempt is handed in.
    """

    uid: str
    kind: str  # single, multiple, true_false
    text: str
    choices: tuple[str, ...]
    answer: tuple[int, ...]
    explanation: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the attempt's row."""
        return {**asdict(self), "choices": list(self.choices), "answer": list(self.answer)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "FrozenQuestion":
        """Back from the attempt's row."""
        return cls(
            uid=kept["uid"],
            kind=kept["kind"],
            text=kept["text"],
            choices=tuple(kept["choices"]),
            answer=tuple(kept["answer"]),
            explanation=kept.get("explanation", ""),
        )


@dataclass(frozen=True)
class Score:
    """How an attempt went: right answers, all questions, percent rounded down, and whether that passes."""

    right: int
    total: int
    percent: int
    passed: bool


def freeze(
    questions: Sequence[FrozenQuestion], *, draw: int, shuffle: bool, dice: random.Random
) -> tuple[FrozenQuestion, ...]:
    """Fix the questions of one attempt: `draw` of them (0: all) in their own order, choices shuffled if wanted.

    True and false keep their order: 正确 stands before 错误 everywhere.
    """
    chosen = list(questions)
    if 0 < draw < len(chosen):
        places = sorted(dice.sample(range(len(chosen)), draw))
        chosen = [chosen[place] for place in places]
    return tuple(_shuffled(each, dice) if shuffle and each.kind != "true_false" else each for each in chosen)


def _shuffled(question: FrozenQuestion, dice: random.Random) -> FrozenQuestion:
    order = list(range(len(question.choices)))
    dice.shuffle(order)
    return FrozenQuestion(
        uid=question.uid,
        kind=question.kind,
        text=question.text,
        choices=tuple(question.choices[place] for place in order),
        answer=tuple(sorted(order.index(place) for place in question.answer)),
        explanation=question.explanation,
    )


def is_right(question: FrozenQuestion, given: Collection[int]) -> bool:
    """Whether exactly the right choices were taken; half of a multiple choice is not right."""
    return bool(given) and set(given) == set(question.answer)


def score(questions: Sequence[FrozenQuestion], answers: Mapping[str, Iterable[int]], *, pass_mark: int) -> Score:
    """Score an attempt; `answers` maps a question's uid to the positions taken, `pass_mark` is percent, 0 to 100.

    Passing is decided on whole numbers (right × 100 ≥ mark × total), never on a rounded percentage.
    """
    right = sum(is_right(question, list(answers.get(question.uid, ()))) for question in questions)
    total = len(questions)
    return Score(
        right=right,
        total=total,
        percent=right * 100 // total if total else 0,
        passed=total > 0 and right * 100 >= pass_mark * total,
    )


def unanswered(questions: Sequence[FrozenQuestion], answers: Mapping[str, Collection[int]]) -> tuple[int, ...]:
    """Numbers (from 1) of the questions without an answer."""
    return tuple(number for number, question in enumerate(questions, 1) if not answers.get(question.uid))
