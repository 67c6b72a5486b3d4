"""`bin/test`: which part runs what, and what is handed on to pytest."""

import pytest

from portal.launch.suite import SERVERS, Outcome, marks_for, plan


@pytest.mark.parametrize(
    ("available", "marks"),
    [
        (set(), ""),
        ({"chromium"}, ""),
        ({"postgresql"}, "(data) and not browser"),
        ({"redis", "elasticsearch"}, "(queue or search) and not browser"),
        (SERVERS, "(data or queue or search or services) and not browser"),
    ],
)
def test_what_runs_on_the_servers_at_hand(available, marks):
    assert marks_for(available) == marks


def test_everything_unknown_goes_to_pytest():
    wanted = plan(["--quick", "tests/bin", "-k", "拨付 and not 退回", "-x", "-m", "slow"])
    assert wanted.quick
    assert wanted.stop_early
    assert wanted.marks == "slow"
    assert wanted.pytest == ["tests/bin", "-k", "拨付 and not 退回", "-x"]


def test_workers_chosen_by_the_caller_are_left_alone():
    assert plan(["-n0"]).chooses_workers
    assert plan(["--pdb"]).chooses_workers
    assert not plan(["-k", "n"]).chooses_workers


@pytest.mark.parametrize(("status", "green"), [(0, True), (5, True), (1, False), (2, False), (4, False)])
def test_nothing_selected_is_no_failure_of_a_part(status, green):
    assert Outcome("part", status).green is green


def test_help_explains_the_parts(command):
    result = command("test", "--help")
    assert result.returncode == 0
    for word in ("--quick", "PostgreSQL", "Chromium", "CI=true"):
        assert word in result.stdout
