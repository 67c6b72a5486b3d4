"""What every service has in common: its state on disk, its place, and how it is asked to start and stop."""

import hashlib
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from portal.launch.console import say
from portal.launch.places import folder, read_json, var, write_json
from portal.launch.processes import as_user, is_running, stop_group


@dataclass
class Options:
    """What the caller of `bin/services up` asked for."""

    nodes: int = 1  # Elasticsearch nodes
    measure: bool = False  # as in service (durable writes, full compiler, more memory) rather than quick and small
    assume_yes: bool = False


@dataclass
class Service:
    """One service. `record` is what the state file keeps of it: pids, ports, passwords, places."""

    name: ClassVar[str]
    title: ClassVar[str]
    packages: ClassVar[list[str]]  # Debian packages that bring it

    record: dict[str, Any] = field(default_factory=dict)

    def missing(self) -> str | None:
        """What this machine lacks for it, in Chinese; None when it can be started."""
        raise NotImplementedError

    def start(self, options: Options) -> None:
        """Start it and wait until it answers; fills `record`. Raises Problem when it can't."""
        raise NotImplementedError

    def variables(self) -> dict[str, str]:
        """The settings by which the portal finds it, e.g. DATABASE_URL."""
        raise NotImplementedError

    def running(self) -> bool:
        """True when every process of it still runs."""
        processes = self.record.get("processes", [])
        return bool(processes) and all(is_running(process["pid"], process["born"]) for process in processes)

    def fits(self, options: Options) -> bool:
        """True when what runs is what is asked for (number of nodes, kind of settings)."""
        return bool(self.record.get("measure", False) == options.measure)

    def stop(self) -> None:
        """Stop it, gently first."""
        for process in self.record.get("processes", []):
            if not stop_group(process["pid"], process["born"], patience=20):
                say(f"{self.title} 没有按时停下，已强制结束。")
        self.record["processes"] = []

    def data_folders(self) -> list[Path]:
        """Where its data lie, to be removed by `down --wipe`."""
        return [var() / "services" / self.name]

    def describe(self) -> str:
        """One line for `status`."""
        if not self.running():
            return "没有运行"
        address = ", ".join(f"127.0.0.1:{process['port']}" for process in self.record["processes"])
        return f"运行中　{address}"


def state_file() -> Path:
    """The file that remembers what was started."""
    return var() / "services" / "state.json"


def load_state() -> dict[str, Any]:
    """What was started, by service name."""
    return read_json(state_file())


def save_state(services: list[Service]) -> None:
    """Remember what was started (passwords within: readable by the owner only)."""
    write_json(state_file(), load_state() | {service.name: service.record for service in services}, mode=0o600)


def log_file(name: str) -> Path:
    """Where a service writes its log."""
    return folder("services", "log") / f"{name}.log"


def home_for(user: str | None, name: str) -> Path:
    """A folder that `user` may enter and write: under var/, or, when that lies behind closed doors, under /var/tmp.

    PostgreSQL refuses to run as root and so runs as a system user, who often may not pass through root's own home.
    """
    path = folder("services", name)
    if user is None:
        return path
    _own(path, user)
    if _may_write(path, user):
        return path
    path.rmdir()
    mark = hashlib.sha256(str(var()).encode()).hexdigest()[:8]
    path = Path("/var/tmp") / f"portal-{name}-{mark}"
    if not path.exists():
        say(f"用户 {user} 进不了 {var()}，{name} 的数据改放在 {path}。")
        path.mkdir(mode=0o700)
    _own(path, user)
    return path


def _own(path: Path, user: str) -> None:
    entry = as_user(user)
    os.chown(path, entry["user"], entry["group"])
    path.chmod(0o700)


def _may_write(path: Path, user: str) -> bool:
    probe = subprocess.run(["test", "-w", str(path)], cwd="/", check=False, **as_user(user))
    return bool(probe.returncode == 0)
