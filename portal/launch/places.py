"""Where things lie: the checkout, its environment, and the one folder for everything that is written."""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from portal.launch.console import say

ROOT = Path(__file__).resolve().parents[2]

# Variables that would let packages from elsewhere into the environment, or send pip's work elsewhere.
_FOREIGN = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "PIP_USER", "PIP_TARGET", "PIP_PREFIX"}


def var() -> Path:
    """The folder for everything written: PORTAL_VAR, or `var/` in the checkout. Always absolute."""
    return Path(os.environ.get("PORTAL_VAR") or ROOT / "var").absolute()


def venv() -> Path:
    """The environment's folder: PORTAL_VENV, or `.venv` in the checkout."""
    return Path(os.environ.get("PORTAL_VENV") or ROOT / ".venv").absolute()


def folder(*parts: str) -> Path:
    """A folder below `var()`, made when missing. Raises OSError when it can't be."""
    path = var().joinpath(*parts)
    path.mkdir(parents=True, exist_ok=True)
    return path


def shown(path: Path) -> str:
    """A path as a person reads it: relative to the present folder when it lies below it."""
    try:
        return str(path.relative_to(Path.cwd()))
    except (ValueError, FileNotFoundError):
        return str(path)


def child_environment(**more: str) -> dict[str, str]:
    """The environment variables for programs we start: the caller's, without what would leak foreign packages in."""
    kept = {name: value for name, value in os.environ.items() if name not in _FOREIGN}
    kept.update(PYTHONUTF8="1", PYTHONNOUSERSITE="1", PYTHONUNBUFFERED="1", PORTAL_VAR=str(var()))
    kept.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.dev")
    kept.update(more)
    return kept


def read_json(path: Path) -> dict[str, Any]:
    """A stamp file's content; empty when it is missing or was cut off in the middle."""
    try:
        content = json.loads(path.read_text())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def write_json(path: Path, content: dict[str, Any], mode: int = 0o644) -> None:
    """Replace a stamp file in one step, so that a kill leaves the old one or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.touch(mode=mode)
        draft.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextlib.contextmanager
def only_one(lock: Path, waiting: str | None) -> Iterator[bool]:
    """Hold a file lock. Yields True when held; with `waiting` given, says so and waits, else yields False at once."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if waiting is None:
                yield False
                return
            say(waiting)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield True
