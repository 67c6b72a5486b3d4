"""Redis (or Valkey, its continuation in newer distributions) as the queue's broker."""

import secrets
import shutil
from dataclasses import dataclass

from portal.launch.console import Problem, tail
from portal.launch.processes import answers, birth, free_port, port_is_free, start_detached, wait_until
from portal.launch.services.base import Options, Service, home_for, log_file


def program() -> str | None:
    """The server's program on this machine."""
    return shutil.which("redis-server") or shutil.which("valkey-server")


@dataclass
class Redis(Service):
    """One server with a password, keeping nothing on disk."""

    name = "redis"
    title = "Redis"
    packages = ["redis-server"]

    def missing(self) -> str | None:
        return None if program() else "没有安装 Redis"

    def start(self, options: Options) -> None:
        found = program()
        if found is None:
            raise Problem("没有找到 Redis。", "apt install redis-server，或用 compose.yaml。")
        home = home_for(None, self.name)
        port = self.record.get("port")
        if not port or not port_is_free(port):
            port = free_port()
        password = self.record.setdefault("password", secrets.token_hex(16))
        configuration = home / "redis.conf"
        configuration.touch(mode=0o600)
        lines = [f"port {port}", "bind 127.0.0.1", f'dir "{home}"', 'save ""', "appendonly no", "daemonize no"]
        configuration.write_text("\n".join([*lines, f"requirepass {password}"]) + "\n")
        log = log_file(self.name)
        process = start_detached([found, str(configuration)], log)
        if not wait_until(lambda: answers("127.0.0.1", port), 20, alive=lambda: process.poll() is None):
            raise Problem(f"Redis 没有启动。\n{tail(log)}", "看日志里的原因，再运行一次。")
        self.record.update(
            port=port,
            measure=options.measure,
            processes=[{"pid": process.pid, "born": birth(process.pid), "port": port}],
        )

    def fits(self, options: Options) -> bool:
        return True

    def variables(self) -> dict[str, str]:
        return {"BROKER_URL": f"redis://:{self.record['password']}@127.0.0.1:{self.record['port']}/0"}
