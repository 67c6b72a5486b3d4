"""A county with its site, and people who open its doors."""

import pytest

from tests.factories.organisations import County
from tests.factories.pages import column, site


@pytest.fixture
def place(county: County) -> County:
    """With a home page, and sections of the village and of the neighbour."""
    site()
    column(county.village)
    column(county.neighbour_branch)
    return county
