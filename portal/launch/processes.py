"""Programs we start and must find again: identity, free ports, waiting, stopping with all their children."""

import contextlib
import ctypes
import os
import pwd
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any


def birth(pid: int) -> str | None:
    """When a process began, as the system tells it; None when it doesn't run. With the pid it names one process."""
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] in "ZX" else fields[19]
    answer = subprocess.run(["ps", "-p", str(pid), "-o", "stat=,lstart="], capture_output=True, text=True, check=False)
    line = answer.stdout.strip()
    return None if not line or line.startswith("Z") else line.partition(" ")[2].strip()


def is_running(pid: int | None, born: str | None) -> bool:
    """True when this very process still runs; a pid used again by another program doesn't count."""
    return pid is not None and born is not None and birth(pid) == born


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def port_is_free(port: int) -> bool:
    """True when 127.0.0.1:port can be taken."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def answers(host: str, port: int) -> bool:
    """True when something listens there."""
    try:
        with socket.create_connection((host, port), timeout=2):
            return True
    except OSError:
        return False


def wait_until(ready: Callable[[], bool], seconds: float, alive: Callable[[], bool] = lambda: True) -> bool:
    """Ask `ready` until it says yes; False when the time is over or `alive` says the program has died."""
    end = time.monotonic() + seconds
    pause = 0.05
    while time.monotonic() < end:
        if ready():
            return True
        if not alive():
            return False
        time.sleep(pause)
        pause = min(pause * 1.3, 0.5)
    return False


def end_with_parent() -> None:
    """Ask Linux to end this child when its parent dies, even by kill -9. (Elsewhere the next start clears it away.)"""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(1, signal.SIGTERM)  # 1 is PR_SET_PDEATHSIG


def start_detached(
    command: list[str], log: Path, *, environment: dict[str, str] | None = None, user: str | None = None
) -> subprocess.Popen[bytes]:
    """Start a server that outlives us, in a session of its own, its output in `log` (made anew)."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            cwd="/",
            env=environment,
            **as_user(user),
        )


def as_user(user: str | None) -> dict[str, Any]:
    """The arguments that make `subprocess` run a program as another user (only root can)."""
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def stop_group(
    pid: int,
    born: str | None,
    patience: float,
    ask: signal.Signals = signal.SIGTERM,
    hurry: threading.Event | None = None,
) -> bool:
    """Ask a process to end, wait (`patience` seconds, or until `hurry`), then end its whole group by force.

    True when it ended by itself.
    """
    if not is_running(pid, born):
        return True
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, ask)

    def ended() -> bool:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)
        return not is_running(pid, born)

    impatient = hurry or threading.Event()
    if wait_until(ended, patience, alive=lambda: not impatient.is_set()):
        return True
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    wait_until(ended, 5)
    return False


def group_members(leader: int) -> list[int]:
    """The living processes of a group: a server and all that it forked. Empty where the system can't be asked."""
    members = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[2]) == leader and fields[0] not in "ZX":
                members.append(int(stat.parent.name))
    return members


def end_orphans(leader: int, mark: str) -> None:
    """End what a dead group leader left behind: members of its group whose command line contains `mark`."""
    for pid in group_members(leader):
        with contextlib.suppress(OSError):
            if mark.encode() in Path(f"/proc/{pid}/cmdline").read_bytes():
                os.kill(pid, signal.SIGKILL)
