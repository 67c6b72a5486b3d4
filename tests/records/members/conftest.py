"""Fixtures of the members' tests."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

BACKEND = "records.access.backends.PortalBackend"


@pytest.fixture
def signed_in() -> Callable[[Any], Client]:
    """A browser in which somebody is signed in."""

    def sign_in(person: Any) -> Client:
        client = Client()
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in
