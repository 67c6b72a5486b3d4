"""The workflow is data: whole, reachable, printed in the README, and every act is a declared policy."""

from pathlib import Path

from records.funds import workflow
from records.funds.choices import State
from records.funds.workflow import AUTOMATIC, FINAL, IN_HAND, STAGES, STEPS, TONES
from records.kit.policies import policy


def test_every_state_can_be_reached_from_a_draft() -> None:
    assert workflow.reachable() == frozenset(State)


def test_every_state_that_is_not_an_end_leads_to_one() -> None:
    for state in State:
        assert workflow.reachable(state) & FINAL, state


def test_only_ends_lead_nowhere_but_a_settled_one_may_be_opened_again() -> None:
    nowhere = {state for state in State if not any(state in step.sources for step in STEPS.values())}
    assert nowhere == FINAL - {State.SETTLED}


def test_every_step_is_permitted_by_a_declared_policy() -> None:
    for step in STEPS.values():
        assert policy(step.action).action == step.action


def test_nobody_but_the_system_takes_an_automatic_step() -> None:
    for name in AUTOMATIC:
        assert policy(STEPS[name].action).roles == frozenset()


def test_every_state_says_who_has_it_in_hand_and_how_it_is_shown() -> None:
    assert set(IN_HAND) == set(TONES) == set(State)
    shown = [state for _label, states in STAGES for state in states]
    assert set(shown) == set(State) - {State.WITHDRAWN, State.REFUSED}
    assert len(shown) == len(set(shown))


def test_whoever_decides_on_others_money_is_not_the_one_who_asks() -> None:
    judging = {"return", "review", "decide", "sign"}
    assert {name for name, step in STEPS.items() if step.four_eyes} == judging


def test_the_readme_shows_the_diagram() -> None:
    readme = Path(workflow.__file__).with_name("README.md").read_text()
    assert f"```mermaid\n{workflow.mermaid()}\n```" in readme
