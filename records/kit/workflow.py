"""Ways from one state to the next, as data: why an act is not possible now, what can be reached, the README's diagram.

A domain's `workflow.py` says which states and steps there are; its services take them.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from django.db.models import TextChoices

State = TypeVar("State", bound=TextChoices)


class Way(Protocol):
    """One step: the act's name, from where, to where (nowhere: the state stays)."""

    @property
    def label(self) -> str: ...
    @property
    def sources(self) -> frozenset[Any]: ...
    @property
    def targets(self) -> frozenset[Any]: ...


def why_not(states: type[State], source: str, step: Way, subject: str = "") -> str:
    """Why the step can't be taken from this state, in words; "" when it can."""
    if states(source) in step.sources:
        return ""
    wanted = "、".join(f"“{state.label}”" for state in states if state in step.sources)
    return f"{subject}现在是“{states(source).label}”，{wanted}时才能{step.label}。"


def reachable(start: State, steps: Mapping[str, Way]) -> frozenset[State]:
    """Every state that can be reached from `start`, itself among them."""
    seen = {start}
    waiting = [start]
    while waiting:
        here = waiting.pop()
        for step in steps.values():
            if here in step.sources:
                fresh = step.targets - seen
                seen |= fresh
                waiting += fresh
    return frozenset(seen)


def mermaid(start: State, steps: Mapping[str, Way], final: Iterable[State]) -> str:
    """The diagram of a README; a test of the domain keeps the two the same."""
    states = list(type(start))
    lines = ["stateDiagram-v2", *(f'    state "{state.label}" as {state.value}' for state in states)]
    lines.append(f"    [*] --> {start.value}")
    for step in steps.values():
        for source in sorted(step.sources, key=states.index):
            lines += [
                f"    {source.value} --> {target.value}: {step.label}"
                for target in sorted(step.targets, key=states.index)
            ]
    ends = set(final)
    return "\n".join([*lines, *(f"    {state.value} --> [*]" for state in states if state in ends)])
