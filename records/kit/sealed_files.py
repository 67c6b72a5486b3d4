"""Files that hold personal data (uploaded sheets, exports): kept encrypted under `var/sealed/`, read in pieces.

A file is a line per piece, each sealed under its place and number, so pieces can't be swapped, moved to another file, or
cut off unnoticed. Nothing here is served by an address; whoever reads a file asks the service that knows whose it is.
"""

import base64
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Final

from django.conf import settings

from records.crypto.services import CannotDecrypt, decrypt, encrypt

PIECE: Final = 256 * 1024  # bytes sealed at once
IN_MEMORY: Final = 16 * 1024 * 1024  # an opened file up to here touches no disk in clear
_NAME: Final = re.compile(r"[a-z]{1,20}/[0-9a-f-]{36}")


class FileDamaged(Exception):
    """A sealed file was altered, cut off, or its key is gone; the message is Chinese."""

    def __init__(self) -> None:
        super().__init__("保存的文件已损坏或被改动，请重新上传。")


def path_of(name: str) -> Path:
    """Where a sealed file lies; `name` is "kind/uid". Raises ValueError for anything else."""
    if not _NAME.fullmatch(name):
        raise ValueError("a sealed file is named kind/uid")
    return Path(settings.VAR) / "sealed" / name


def store(name: str, pieces: Iterable[bytes]) -> tuple[int, str]:
    """Seal a file; returns (bytes, SHA-256 of the content as hex). Replaces a file of that name as a whole."""
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_suffix(f".{os.getpid()}")
    size, hashed, number = 0, hashlib.sha256(), 0
    try:
        with draft.open("w", encoding="ascii") as out:
            for piece in _even(pieces):
                size += len(piece)
                hashed.update(piece)
                out.write(_line(name, number, piece))
                number += 1
            out.write(_line(name, number, b"", last=True))
        draft.chmod(0o600)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return size, hashed.hexdigest()


def pieces_of(name: str) -> Iterator[bytes]:
    """The content, piece by piece. Raises FileDamaged, FileNotFoundError."""
    ended = False
    with path_of(name).open(encoding="ascii", errors="replace") as lines:
        for number, line in enumerate(lines):
            mark, _, token = line.rstrip("\n").partition(" ")
            ended = mark == "end"
            try:
                text = decrypt(token, context=_context(name, number, last=ended))
            except CannotDecrypt:
                raise FileDamaged() from None
            if not ended:
                yield base64.b64decode(text)
    if not ended:
        raise FileDamaged()


def opened(name: str) -> IO[bytes]:
    """The content as a seekable file, in memory up to IN_MEMORY, beyond that in an unnamed temporary file."""
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    for piece in pieces_of(name):
        file.write(piece)
    file.seek(0)
    return file


def append(name: str, number: int, offset: int, piece: bytes, *, last: bool = False) -> int:
    """Write piece `number` (from 0) at byte `offset` of a file that grows; returns the offset of the next one.

    What a crashed step left behind the offset is cut off. The caller keeps the offset with its own progress.
    """
    target = path_of(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.touch(mode=0o600)
    with target.open("r+b") as file:
        file.truncate(offset)
        file.seek(offset)
        file.write(_line(name, number, piece, last=last).encode("ascii"))
        return file.tell()


def remove_older(kind: str, before: float) -> int:
    """Delete sealed files of a kind that were not written since a moment (seconds of the epoch); returns how many.

    For drafts of work that was given up: nobody asks for them any more.
    """
    gone = 0
    for path in (Path(settings.VAR) / "sealed" / kind).glob("*"):
        if path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def remove(name: str) -> None:
    """Delete a sealed file; nothing happens when it is gone."""
    path_of(name).unlink(missing_ok=True)


def _line(name: str, number: int, piece: bytes, *, last: bool = False) -> str:
    text = base64.b64encode(piece).decode() if not last else "end"
    return f"{'end' if last else 'more'} {encrypt(text, context=_context(name, number, last=last))}\n"


def _context(name: str, number: int, *, last: bool) -> str:
    return f"kit.sealed_files:{name}:{number}{':end' if last else ''}"


def _even(pieces: Iterable[bytes]) -> Iterator[bytes]:
    kept = bytearray()
    for piece in pieces:
        kept += piece
        while len(kept) >= PIECE:
            yield bytes(kept[:PIECE])
            del kept[:PIECE]
    if kept:
        yield bytes(kept)
