"""`bin/manage`: Django's management commands inside the environment."""

from portal.launch import environment
from portal.launch.places import ROOT


def main(arguments: list[str]) -> int:
    """Hand over to manage.py; the arguments are Django's."""
    python = environment.ensure(environment.RUN)
    environment.replace_by(python, [str(ROOT / "manage.py"), *arguments])
    return 0
