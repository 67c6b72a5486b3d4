"""PostgreSQL: found on the path or where distributions put it, run as a system user when we are root."""

import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from portal.launch.console import Problem, tail
from portal.launch.processes import answers, as_user, birth, free_port, port_is_free, stop_group, wait_until
from portal.launch.services.base import Options, Service, home_for

USER = DATABASE = "portal"

# Quick and forgetful: a power cut may destroy the data, which are tests' data.
QUICK = {"fsync": "off", "full_page_writes": "off", "shared_buffers": "128MB"}
# As a small server would run it, for measurements.
MEASURE = {"shared_buffers": "512MB", "effective_cache_size": "2GB", "maintenance_work_mem": "256MB"}


def programs() -> Path | None:
    """The folder with `initdb`, `pg_ctl` and `postgres`; the newest version where there are several."""
    candidates = [Path(found).resolve().parent for found in [shutil.which("postgres"), shutil.which("pg_ctl")] if found]
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_version, reverse=True)
    candidates += sorted(Path("/usr").glob("pgsql-*/bin"), key=_version, reverse=True)
    for candidate in candidates:
        if all((candidate / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            return candidate
    return None


def _version(path: Path) -> int:
    numbers = re.findall(r"\d+", str(path))
    return int(numbers[-1]) if numbers else 0


def server_user() -> str | None:
    """As whom the server runs: ourselves, or a system user when we are root. None means ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    raise Problem(
        "PostgreSQL 不能以 root 运行，而系统里没有 postgres 或 nobody 用户。", "换一个普通用户运行 bin/services。"
    )


def _clear_stale_lock(lock: Path) -> None:
    """Remove the lock of a server that was killed. PostgreSQL does so itself, but takes an unburied process for alive."""
    try:
        pid = int(lock.read_text().split()[0])
    except (OSError, ValueError, IndexError):
        return
    if birth(pid) is None:
        lock.unlink()


@dataclass
class PostgreSQL(Service):
    """A cluster of its own with one superuser and one database, reached by password over 127.0.0.1."""

    name = "postgresql"
    title = "PostgreSQL"
    packages = ["postgresql"]

    def missing(self) -> str | None:
        return None if programs() else "没有安装 PostgreSQL"

    def start(self, options: Options) -> None:
        found = programs()
        if found is None:
            raise Problem("没有找到 PostgreSQL。", "apt install postgresql，或用 compose.yaml。")
        user = server_user()
        home = home_for(user, self.name)
        data = home / "data"
        if not (data / "PG_VERSION").exists():
            self._create(found, home, user)
        self._same_version(found, data)
        port = self.record.get("port")
        if not port or not port_is_free(port):
            port = free_port()
        settings = MEASURE if options.measure else QUICK
        arguments = " ".join(
            [f"-p {port}", "-h 127.0.0.1", "-k ''", "-c max_connections=100", "-c timezone=Asia/Shanghai"]
            + [f"-c {name}={value}" for name, value in settings.items()]
        )
        log = home / "log"
        _clear_stale_lock(data / "postmaster.pid")
        result = self._run([found / "pg_ctl", "-D", data, "-l", log, "-w", "-t", "60", "-o", arguments, "start"], user)
        if result.returncode != 0:
            raise Problem(
                f"PostgreSQL 没有启动。\n{tail(log)}",
                "看日志里的原因；数据只供测试用，必要时 bin/services down --wipe 清掉重来。",
            )
        pid = int((data / "postmaster.pid").read_text().split()[0])
        process = {"pid": pid, "born": birth(pid), "port": port}
        self.record.update(port=port, home=str(home), measure=options.measure, processes=[process])
        wait_until(lambda: answers("127.0.0.1", port), 10)
        self._database(found, port)

    def _create(self, found: Path, home: Path, user: str | None) -> None:
        """Make the cluster beside its place and move it there when complete, so that a kill leaves no half of it."""
        draft = home / "data.new"
        password = self.record["password"] = secrets.token_hex(16)
        secret = home / "password"
        secret.unlink(missing_ok=True)
        secret.touch(mode=0o600)
        secret.write_text(password)
        if user is not None:
            entry = as_user(user)
            os.chown(secret, entry["user"], entry["group"])
        for locale in ("C.UTF-8", "C"):  # sorted by code point either way; the second folds only Latin letters
            shutil.rmtree(draft, ignore_errors=True)
            command: list[str | Path] = [found / "initdb", "-D", draft, "-U", USER, "--pwfile", secret, "--no-sync"]
            command += ["--auth=scram-sha-256", "--encoding=UTF8", f"--locale={locale}"]
            result = self._run(command, user)
            if result.returncode == 0:
                break
        if result.returncode != 0:
            raise Problem(
                f"PostgreSQL 的数据目录没有建成：{result.stderr.strip()[-400:]}", "按上面的原因处理后再运行一次。"
            )
        draft.rename(home / "data")

    def _same_version(self, found: Path, data: Path) -> None:
        made_by = (data / "PG_VERSION").read_text().strip()
        output = subprocess.run([found / "postgres", "--version"], capture_output=True, text=True, check=True).stdout
        if not re.search(rf"\b{re.escape(made_by)}[.\s]", output):
            raise Problem(
                f"数据目录由 PostgreSQL {made_by} 建立，现在装的是 {output.split()[-1]}。",
                "这里只有测试数据：bin/services down --wipe，再 bin/services up。",
            )

    def _database(self, found: Path, port: int) -> None:
        """Create the database when it isn't there yet."""
        password = self.record.setdefault("password", self._kept_password())
        environment = {**os.environ, "PGPASSWORD": password}
        tool = found / "createdb"
        command = [str(tool) if tool.exists() else "createdb", "-h", "127.0.0.1", "-p", str(port), "-U", USER, DATABASE]
        result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if result.returncode != 0 and "already exists" not in result.stderr:
            raise Problem(
                f"PostgreSQL 里没有建成数据库：{result.stderr.strip()[-400:]}", "bin/services down --wipe 后重来。"
            )

    def _kept_password(self) -> str:
        """The password as `initdb` was told it; the state file may have been deleted since."""
        return (Path(self.record["home"]) / "password").read_text().strip()

    def _run(self, command: Sequence[str | Path], user: str | None) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "LC_ALL": "C"}
        result: subprocess.CompletedProcess[str] = subprocess.run(
            [str(part) for part in command],
            cwd="/",
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE if "pg_ctl" not in str(command[0]) else subprocess.DEVNULL,
            text=True,
            check=False,
            **as_user(user),
        )
        return result

    def data_folders(self) -> list[Path]:
        kept = self.record.get("home")
        return [*super().data_folders(), *([Path(kept)] if kept else [])]

    def stop(self) -> None:
        # SIGINT is PostgreSQL's "fast" stop: open transactions are rolled back, nobody is waited for.
        for process in self.record.get("processes", []):
            stop_group(process["pid"], process["born"], patience=20, ask=signal.SIGINT)
        self.record["processes"] = []

    def variables(self) -> dict[str, str]:
        port, password = self.record["port"], self.record["password"]
        return {"DATABASE_URL": f"postgres://{USER}:{quote(password)}@127.0.0.1:{port}/{DATABASE}"}
