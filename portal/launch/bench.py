"""`bin/bench`: performance as ratios measured in one run."""

from portal.launch import environment
from portal.launch.places import ROOT, child_environment


def main(arguments: list[str]) -> int:
    """Hand over to tests/performance; the arguments are its own (`--help` tells them)."""
    python = environment.ensure(environment.TEST)
    return environment.run_in(python, ["-m", "tests.performance", *arguments], child_environment(), ROOT)
