"""What is said on the terminal, and how a failure is told: one clear line, and the cure."""

import errno
import os
import re
import sys
from pathlib import Path

DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


class Problem(Exception):
    """Something expected went wrong. `what` says it in one Chinese line, `cure` says what to do."""

    def __init__(self, what: str, cure: str) -> None:
        super().__init__(what)
        self.what = what
        self.cure = cure


def say(line: str = "") -> None:
    """Print one line at once (output may be a pipe)."""
    print(line, flush=True)


def failed(what: str, cure: str) -> None:
    """Print a failure on stderr: one line, then the cure."""
    sys.stdout.flush()
    print(f"✗ {what}\n  办法：{cure}", file=sys.stderr, flush=True)


def interactive() -> bool:
    """True when a person sits at the terminal and may be asked."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout.isatty() and not os.environ.get("CI")


def confirmed(question: str, *, default: bool) -> bool:
    """Ask a yes-or-no question; without a person at the terminal the answer is `default`."""
    if not interactive():
        return default
    answer = input(f"{question} [{'Y/n' if default else 'y/N'}] ").strip().lower()
    return default if not answer else answer in {"y", "yes", "是"}


def disk_full(place: str | None = None) -> Problem:
    """The problem of a disk without room (or a quota, or a size limit reached)."""
    where = f"（{place}）" if place else ""
    return Problem(f"磁盘写不进去：已满或超出限额{where}。", "腾出空间（df -h 可查看），再运行一次，会自动接着做。")


def not_allowed(place: str | None = None) -> Problem:
    """The problem of a place that may not be written."""
    where = f"：{place}" if place else ""
    return Problem(
        f"没有写入权限{where}。",
        "用拥有这个文件夹的用户运行；或把数据放到别处：PORTAL_VAR=/可写的文件夹 再运行一次。",
    )


def explain(error: BaseException) -> Problem | None:
    """The clear line for an error, or None when it is a defect of ours that should show its traceback."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, OSError):
        place = str(error.filename) if error.filename else None
        if error.errno in DISK_FULL:
            return disk_full(place)
        if error.errno in NOT_ALLOWED:
            return not_allowed(place)
        if error.errno in {errno.ENOTDIR, errno.EEXIST}:
            return Problem(
                f"{place} 处应是文件夹，却是一个文件。", "移走它，或把数据放到别处：PORTAL_VAR=/别的文件夹。"
            )
    return None


# What programs that we start (pip, Django, servers) write when they fail, and what it means. First match wins.
SIGNS: list[tuple[str, str]] = [
    (
        r"No space left on device|disk is full|disk I/O error|Disk quota exceeded|File too large|\[Errno (28|27|122)\]",
        "disk",
    ),
    (r"Permission denied|Read-only file system|readonly database|\[Errno (13|30)\]", "permission"),
    (r"HASHES? (DO|DOES) NOT MATCH|THESE PACKAGES DO NOT MATCH THE HASHES", "hash"),
    (
        r"Temporary failure in name resolution|NewConnectionError|ConnectTimeout|ReadTimeout|Could not fetch URL"
        r"|ProxyError|SSLError|Connection (broken|refused|reset)|Network is unreachable|NameResolutionError",
        "network",
    ),
    (r"No matching distribution found|Could not find a version", "missing"),
    (r"Failed building wheel|error: command .* failed|Microsoft Visual C|gcc.*not found", "compile"),
    (r"database disk image is malformed|file is not a database", "malformed"),
]


def sign_in(output: str) -> str | None:
    """Name the cause that a program's output betrays: disk, permission, hash, network, missing, compile, malformed."""
    for pattern, name in SIGNS:
        if re.search(pattern, output):
            return name
    return None


def tail(path: Path, lines: int = 15) -> str:
    """The last lines of a log, indented for the terminal; empty when there is none."""
    try:
        text = path.read_bytes()[-20_000:].decode("utf-8", "replace")
    except OSError:
        return ""
    return "\n".join("    " + line for line in text.rstrip().splitlines()[-lines:])
