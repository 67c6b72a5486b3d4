"""Fixtures every test may use."""

import pytest

from tests.factories.organisations import County


@pytest.fixture
def county(db: None) -> County:
    """A small county: two towns, a village with two branches, a neighbour with one."""
    return County()
