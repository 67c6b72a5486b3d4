"""The city at a thousandth of its size: 21 organisations, 14 units, 340 members."""

from typing import Any

import pytest
from django.core.management import call_command

from portal.city import loading

SCALE = 0.001


@pytest.fixture
def ground(db: None, settings: Any, tmp_path: Any) -> None:
    """An empty portal, in a demo environment."""
    settings.DEMO = True
    settings.VAR = tmp_path
    call_command("setup_portal", verbosity=0)


@pytest.fixture
def city(ground: None) -> list[loading.Loaded]:
    """The loaded city; returns what each phase came to."""
    return loading.load(SCALE)
