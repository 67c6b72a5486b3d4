"""What every test of learning stands on."""

from typing import Any

import pytest

from records.access.models import User
from records.regulations import services as regulations
from tests.factories.access import affiliated
from tests.factories.organisations import County


@pytest.fixture(autouse=True)
def figures_loaded(request: pytest.FixtureRequest) -> Any:
    """The figures that the portal comes with, for tests that reach the database."""
    if request.node.get_closest_marker("django_db") or {"db", "county"} & set(request.fixturenames):
        request.getfixturevalue("db")
        regulations.load_first()
        regulations.forget()


@pytest.fixture
def person(county: County) -> User:
    """A member of the first branch, with an account."""
    return affiliated(county.branch, "陈立秋")
