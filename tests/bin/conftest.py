"""A place of its own for every launcher test, so that none meets the checkout's `var/` and `.venv`."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# What a person's shell may have set and what would change which database or server is used.
SETTINGS = ["DATABASE_URL", "BROKER_URL", "SEARCH_URL", "CACHE_URL", "CHROMIUM", "DJANGO_SETTINGS_MODULE", "CI"]

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Everything is written below this folder: `var/` and `venv/`."""
    for name in SETTINGS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PORTAL_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("PORTAL_VENV", str(tmp_path / "venv"))
    return tmp_path


@pytest.fixture
def command() -> Command:
    """Run a command of bin/ as a person would, with nobody at the keyboard."""

    def run(name: str, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [ROOT / "bin" / name, *arguments],
            env={**os.environ, **settings},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
