"""How an application gets from one state to the next, as data; read it here, see it in README.md.

The step itself is taken in `services`, inside one transaction: lock, permission at the place named here, state, four
eyes, change, journal, event.
"""

from dataclasses import dataclass
from enum import Enum

from records.funds.choices import State
from records.kit import workflow

# Whoever takes more than one lock takes them in this order, rows of one kind by rising number. Then nobody waits in a ring.
LOCK_ORDER = ("Application", "Application: its plan", "Budget", "Item", "Execution", "NumberSeries")


class Place(Enum):
    """Where the permission must be held."""

    APPLICANT = "申报组织"
    COMMITTEE = "审议组织"


@dataclass(frozen=True)
class Step:
    """One way on. `label` names the act, `told` what the history says, `after` who is next in each state it may lead to."""

    name: str
    label: str
    sources: frozenset[State]
    targets: frozenset[State]
    action: str
    place: Place
    told: str
    four_eyes: bool = False  # whoever drafted or filed it may not take this step


def _step(
    name: str,
    label: str,
    sources: tuple[State, ...],
    targets: tuple[State, ...],
    action: str,
    place: Place,
    told: str,
    *,
    four_eyes: bool = False,
) -> Step:
    return Step(name, label, frozenset(sources), frozenset(targets), action, place, told, four_eyes)


S = State
STEPS: dict[str, Step] = {
    step.name: step
    for step in (
        _step("file", "申报", (S.DRAFT, S.RETURNED), (S.FILED,), "funds.file", Place.APPLICANT, "提交申报"),
        _step(
            "withdraw",
            "撤回",
            (S.DRAFT, S.RETURNED, S.FILED),
            (S.WITHDRAWN,),
            "funds.withdraw",
            Place.APPLICANT,
            "撤回申请",
        ),
        _step("return", "退回", (S.FILED,), (S.RETURNED,), "funds.review", Place.COMMITTEE, "退回申请", four_eyes=True),
        _step(
            "review",
            "提交审议",
            (S.FILED,),
            (S.REVIEWED,),
            "funds.review",
            Place.COMMITTEE,
            "完成初审，提交审议",
            four_eyes=True,
        ),
        _step(
            "decide",
            "登记审议决定",
            (S.REVIEWED,),
            (S.DECIDED, S.REFUSED),
            "funds.decide",
            Place.COMMITTEE,
            "登记集体审议决定",
            four_eyes=True,
        ),
        # Who signs is data (SigningRule): the action is funds.sign_<signer>, the section's where nothing is set.
        _step(
            "sign",
            "逐项签署",
            (S.DECIDED,),
            (S.SIGNED, S.REFUSED),
            "funds.sign_section",
            Place.COMMITTEE,
            "逐项签署",
            four_eyes=True,
        ),
        # Automatic, in the transaction of the last signature.
        _step("reply", "批复", (S.SIGNED,), (S.REPLIED,), "funds.reply", Place.COMMITTEE, "发出批复"),
        _step(
            "execute",
            "登记执行",
            (S.REPLIED, S.EXECUTING),
            (S.EXECUTING,),
            "funds.execute",
            Place.APPLICANT,
            "登记执行",
        ),
        _step("settle", "结项", (S.REPLIED, S.EXECUTING), (S.SETTLED,), "funds.settle", Place.APPLICANT, "结项"),
        _step(
            "reopen", "重新打开", (S.SETTLED,), (S.EXECUTING,), "funds.reopen", Place.COMMITTEE, "重新打开已结项的申请"
        ),
    )
}

FINAL = frozenset({S.SETTLED, S.WITHDRAWN, S.REFUSED})
AUTOMATIC = frozenset({"reply"})

# Who has it in hand while it stands there.
IN_HAND = {
    S.DRAFT: "申报组织",
    S.FILED: "组织部门",
    S.RETURNED: "申报组织",
    S.REVIEWED: "党委",
    S.DECIDED: "签署人",
    S.SIGNED: "系统",
    S.REPLIED: "申报组织",
    S.EXECUTING: "申报组织",
    S.SETTLED: "",
    S.WITHDRAWN: "",
    S.REFUSED: "",
}

TONES = {
    S.DRAFT: "plain",
    S.FILED: "info",
    S.RETURNED: "bad",
    S.REVIEWED: "info",
    S.DECIDED: "info",
    S.SIGNED: "info",
    S.REPLIED: "good",
    S.EXECUTING: "good",
    S.SETTLED: "plain",
    S.WITHDRAWN: "plain",
    S.REFUSED: "bad",
}

# The line of stages a person sees: label, the states in which it is the current one.
STAGES: tuple[tuple[str, frozenset[State]], ...] = (
    ("申报", frozenset({S.DRAFT, S.RETURNED})),
    ("组织部门初审", frozenset({S.FILED})),
    ("集体审议", frozenset({S.REVIEWED})),
    ("逐项签署", frozenset({S.DECIDED, S.SIGNED})),
    ("组织实施", frozenset({S.REPLIED, S.EXECUTING})),
    ("结项", frozenset({S.SETTLED})),
)


# No step: the form is filled in and the state stays.
CHANGE = _step("change", "修改", (S.DRAFT, S.RETURNED), (), "funds.draft", Place.APPLICANT, "修改草稿")


def why_not(source: str, step: Step) -> str:
    """Why the step can't be taken from this state, in words; "" when it can."""
    return workflow.why_not(State, source, step)


def reachable(start: State = State.DRAFT) -> frozenset[State]:
    """Every state that can be reached from `start`."""
    return workflow.reachable(start, STEPS)


def mermaid() -> str:
    """The diagram in README.md; a test keeps the two the same."""
    return workflow.mermaid(State.DRAFT, STEPS, FINAL)
