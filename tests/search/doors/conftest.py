"""An index of its own for each test, on the engine the environment names."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from search.index import outbox, rebuild
from search.index.engines import get_engine, reset_engines


@pytest.fixture
def index(settings: Any, tmp_path: Any) -> Iterator[Callable[[], None]]:
    """Build the index from what is in the database now; call it again after a change."""
    settings.SEARCH_EMBEDDED_PATH = tmp_path / "search.sqlite3"
    settings.SEARCH_INDEX = f"test-{uuid.uuid4().hex[:12]}"
    reset_engines()

    def build() -> None:
        rebuild.rebuild(restart=True)
        outbox.drain()

    yield build
    get_engine().destroy()
    reset_engines()
