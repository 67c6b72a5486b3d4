"""Starting the program that opens a file, waiting for it no longer than is bearable, and taking what it wrote."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from media.reading.child import MOST_CHARACTERS, READERS, WRITTEN

CHILD = Path(__file__).with_name("child.py")
WAITED = 75.0  # seconds: the program's own bound is of processor time, this one is for a machine that is busy

READABLE = frozenset(READERS)


@dataclass(frozen=True)
class ReadPage:
    """One page, slide or sheet: its number (None where pages are not known), a sheet's name, its text."""

    number: int | None
    label: str
    text: str


@dataclass(frozen=True)
class Reading:
    """What a file says, and how far it could be read: read, partly, empty, locked, heavy or broken."""

    state: str
    pages: tuple[ReadPage, ...] = ()


def read_file(extension: str, file: IO[bytes], *, seconds: float = WAITED) -> Reading:
    """Read a file of one of READABLE. `file` is a real file on disk. Never raises over what the file holds."""
    # The answer goes to a file, not a pipe: it is bounded by the system, and nobody waits for a reader.
    with tempfile.TemporaryFile() as answer:
        file.seek(0)
        child = subprocess.Popen(  # noqa: S603  (our own program, with a word of our own)
            [sys.executable, "-I", str(CHILD), extension],
            stdin=file,
            stdout=answer,
            stderr=subprocess.DEVNULL,
            close_fds=True,
            env={"LANG": "C.UTF-8", "PYTHONUTF8": "1"},
        )
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
        answer.seek(0)
        return _taken(answer.read(WRITTEN))


def _taken(written: bytes) -> Reading:
    """Read the lines that are whole; a program that was killed leaves out the last one."""
    pages: list[ReadPage] = []
    state = ""
    left = MOST_CHARACTERS
    for line in written.splitlines():
        try:
            said = json.loads(line)
        except ValueError:
            break
        if "state" in said:
            state = str(said["state"])
            break
        text = str(said["text"])[:left]
        left -= len(text)
        pages.append(ReadPage(said["page"], str(said["label"]), text))
    if state in ("", "heavy", "broken") and pages:
        state = "partly"
    return Reading(state or "heavy", tuple(pages))
