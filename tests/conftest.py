"""Fixtures every test may use."""

import pytest
from hypothesis import settings

from records.regulations import services as regulations
from tests.factories.organisations import County

# The machine may be busy: what a property costs is measured elsewhere, never asserted here.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")


@pytest.fixture
def county(db: None) -> County:
    """A small county: two towns, a village with two branches, a neighbour with one."""
    return County()


@pytest.fixture(autouse=True)
def figures_of_this_test_only() -> None:
    """Figures are remembered in the process; what one test rolled back must not reach the next."""
    regulations.forget()
