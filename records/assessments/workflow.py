"""How a sheet 考核表 gets from one state to the next, as data; read it here, see it in README.md.

The step itself is taken in `services`, inside one transaction: lock, permission at the place named here, state, four
eyes, change, journal, event.
"""

from dataclasses import dataclass
from enum import Enum

from records.assessments.choices import State
from records.kit import workflow

# Whoever takes more than one lock takes them in this order, rows of one kind by rising number. Then nobody waits in a ring.
LOCK_ORDER = ("Scheme", "Task", "Sheet")


class Place(Enum):
    """Where the permission must be held."""

    ASSESSED = "被考核组织"
    ISSUER = "下达组织"


@dataclass(frozen=True)
class Step:
    """One way on. `label` names the act; `four_eyes`: whoever filled in or sent in the sheet may not take it."""

    name: str
    label: str
    sources: frozenset[State]
    targets: frozenset[State]
    action: str
    place: Place
    four_eyes: bool = False


def _step(
    name: str,
    label: str,
    sources: tuple[State, ...],
    target: State | None,
    action: str,
    place: Place,
    *,
    four_eyes: bool = False,
) -> Step:
    targets = frozenset({target}) if target else frozenset()
    return Step(name, label, frozenset(sources), targets, f"assessments.{action}", place, four_eyes)


S = State
OURS, THEIRS = Place.ISSUER, Place.ASSESSED
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("submit", "报送", (S.FILLING, S.RETURNED), S.SUBMITTED, "submit", THEIRS),
        _step("return", "退回", (S.SUBMITTED, S.REVIEWING), S.RETURNED, "review", OURS, four_eyes=True),
        _step("score", "评分", (S.SUBMITTED, S.REVIEWING), S.REVIEWING, "review", OURS, four_eyes=True),
        _step("finish", "完成评分", (S.SUBMITTED, S.REVIEWING), S.SCORED, "review", OURS, four_eyes=True),
        _step("assess", "评定", (S.SCORED,), S.ASSESSED, "assess", OURS, four_eyes=True),
        _step("rescore", "退回重评", (S.SCORED, S.ASSESSED), S.REVIEWING, "assess", OURS, four_eyes=True),
        _step("publish", "公布结果", (S.ASSESSED,), S.PUBLISHED, "publish", OURS),
        _step("correct", "更正结果", (S.PUBLISHED,), S.PUBLISHED, "correct", OURS, four_eyes=True),
        _step("close", "结束", (S.FILLING, S.RETURNED), S.CLOSED, "issue", OURS),
        _step(
            "withdraw",
            "撤销",
            (S.FILLING, S.RETURNED, S.SUBMITTED, S.REVIEWING, S.SCORED, S.ASSESSED),
            S.WITHDRAWN,
            "issue",
            OURS,
        ),
    )
}

FINAL = frozenset({S.PUBLISHED, S.CLOSED, S.WITHDRAWN})

# No step: the form is filled in, or something is added to it, and the state stays.
FILL = _step("fill", "自评", (S.FILLING, S.RETURNED), None, "fill", THEIRS)
HAND_IN = _step("hand_in", "提交佐证材料", (S.FILLING, S.RETURNED, S.SUBMITTED, S.REVIEWING), None, "fill", THEIRS)
ADJUST = _step("adjust", "登记加减分", (S.SUBMITTED, S.REVIEWING), None, "review", OURS, four_eyes=True)

# Who has it in hand while it stands there.
IN_HAND = {
    S.FILLING: "被考核组织",
    S.SUBMITTED: "下达组织",
    S.RETURNED: "被考核组织",
    S.REVIEWING: "下达组织",
    S.SCORED: "下达组织党委",
    S.ASSESSED: "下达组织",
    S.PUBLISHED: "",
    S.CLOSED: "",
    S.WITHDRAWN: "",
}

TONES = {
    S.FILLING: "plain",
    S.SUBMITTED: "info",
    S.RETURNED: "bad",
    S.REVIEWING: "info",
    S.SCORED: "info",
    S.ASSESSED: "good",
    S.PUBLISHED: "good",
    S.CLOSED: "warn",
    S.WITHDRAWN: "plain",
}

# The line of stages a person sees: label, the states in which it is the current one.
STAGES: tuple[tuple[str, frozenset[State]], ...] = (
    ("自评", frozenset({S.FILLING, S.RETURNED})),
    ("报送", frozenset({S.SUBMITTED})),
    ("审核评分", frozenset({S.REVIEWING})),
    ("评定", frozenset({S.SCORED})),
    ("公布结果", frozenset({S.ASSESSED, S.PUBLISHED})),
)


def why_not(source: str, step: Step) -> str:
    """Why the step can't be taken from this state, in words; "" when it can."""
    return workflow.why_not(State, source, step, "这份考核表")


def reachable(start: State = State.FILLING) -> frozenset[State]:
    """Every state that can be reached from `start`."""
    return workflow.reachable(start, STEPS)


def mermaid() -> str:
    """The diagram in README.md; a test keeps the two the same."""
    return workflow.mermaid(State.FILLING, STEPS, FINAL)
