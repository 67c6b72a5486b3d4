"""The workflow is data: whole, reachable, printed in the README, and every act is a declared policy."""

from pathlib import Path

from records.assessments import workflow
from records.assessments.choices import State
from records.assessments.workflow import ADJUST, FILL, FINAL, HAND_IN, IN_HAND, STAGES, STEPS, TONES, Place
from records.kit.policies import policy


def test_every_state_can_be_reached() -> None:
    assert workflow.reachable() == frozenset(State)


def test_every_state_that_is_not_an_end_leads_to_one() -> None:
    for state in State:
        assert workflow.reachable(state) & FINAL, state


def test_from_an_end_nothing_leads_elsewhere() -> None:
    for step in STEPS.values():
        for end in FINAL & step.sources:
            assert step.targets == {end}, step.name


def test_every_step_is_permitted_by_a_declared_policy() -> None:
    for step in (*STEPS.values(), FILL, HAND_IN, ADJUST):
        assert policy(step.action).own, step.name


def test_whoever_judges_is_not_the_one_who_is_judged() -> None:
    assert {name for name, step in STEPS.items() if step.four_eyes} == {
        "return",
        "score",
        "finish",
        "assess",
        "rescore",
        "correct",
    }
    assert {name for name, step in STEPS.items() if step.place is Place.ASSESSED} == {"submit"}


def test_every_state_says_who_has_it_in_hand_and_how_it_is_shown() -> None:
    assert set(IN_HAND) == set(TONES) == set(State)
    shown = [state for _label, states in STAGES for state in states]
    assert set(shown) == set(State) - {State.WITHDRAWN, State.CLOSED}
    assert len(shown) == len(set(shown))


def test_the_readme_shows_the_diagram() -> None:
    readme = Path(workflow.__file__).with_name("README.md").read_text()
    assert f"```mermaid\n{workflow.mermaid()}\n```" in readme
