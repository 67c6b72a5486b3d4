"""Those who deal with an assessment."""

from pathlib import Path
from typing import Any

import pytest

from tests.factories.assessments import People
from tests.factories.organisations import County


@pytest.fixture
def people(county: County) -> People:
    """A village's secretary, the town's section and committee, the county's auditor."""
    return People(county).fresh()


@pytest.fixture(autouse=True)
def _files_of_this_test(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path
