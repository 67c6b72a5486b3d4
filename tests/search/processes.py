"""Real processes beside a test, on its database and its index: a writer, a worker of the queue, a command."""

import os
import subprocess
import sys
import threading
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).parents[2]


class Process:
    """A program of ours; what it says is read as it comes. It can be killed at the moment when it says something."""

    def __init__(self, *command: str, killed_at: str = "") -> None:
        self.killed_at = killed_at
        self.process = subprocess.Popen(
            [sys.executable, *command],
            cwd=ROOT,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line.strip())
            if self.killed_at and self.killed_at in line:
                self.process.kill()

    def has_said(self, word: str, times: int = 1, since: int = 0) -> bool:
        return sum(1 for line in self.lines[since:] if word in line) >= times

    @property
    def running(self) -> bool:
        return self.process.poll() is None

    def end(self) -> None:
        """Ask it to stop, as a supervisor does."""
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it at once, in the middle of whatever it does."""
        self.process.kill()
        self.process.wait()


def environment() -> dict[str, str]:
    """What another process needs to be on this database, queue and index."""
    given = connection.settings_dict
    name = str(given["NAME"])
    if connection.vendor == "sqlite":
        database = f"sqlite:///{name}"
    else:
        database = f"postgres://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{name}"
    return {
        **os.environ,
        "DATABASE_URL": database,
        "SEARCH_URL": settings.SEARCH_URL,
        "SEARCH_INDEX": settings.SEARCH_INDEX,
        "GIVEN_SEARCH_PATH": str(settings.SEARCH_EMBEDDED_PATH),
        "GIVEN_SETTINGS": os.environ["DJANGO_SETTINGS_MODULE"],
        "DJANGO_SETTINGS_MODULE": "tests.search.process_settings",
    }
