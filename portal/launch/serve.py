"""Run the web server and the background worker together, and stop both whatever happens."""

import contextlib
import errno
import http.client
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from portal.launch.console import Problem, say, tail
from portal.launch.places import ROOT, child_environment, folder, read_json, shown, var, write_json
from portal.launch.processes import birth, end_orphans, end_with_parent, is_running, stop_group

MARKS = {"web": "portal.wsgi", "worker": str(ROOT / "manage.py")}  # by which their processes are known
STARTUP_SECONDS = 90
STOP_SECONDS = 15  # a task at work is cut off after that; the queue runs it again


@dataclass
class Server:
    """One of the two programs."""

    name: str
    title: str
    process: subprocess.Popen[bytes]
    born: str | None
    log: Path


def _start(title: str, name: str, command: list[str], environment: dict[str, str], descriptors: list[int]) -> Server:
    log = folder("log") / f"{name}.log"
    if log.exists():
        log.replace(log.with_suffix(".old.log"))  # one start back is kept
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            pass_fds=descriptors,
            start_new_session=True,  # Ctrl-C reaches us alone; we stop them in order
            preexec_fn=end_with_parent,
        )
    return Server(name, title, process, birth(process.pid), log)


def web_command(python: Path, listener: socket.socket) -> list[str]:
    """gunicorn: two processes of four threads, loaded once; WhiteNoise serves the static files within it."""
    return [str(python), "-m", "gunicorn", "portal.wsgi:application", "--bind", f"fd://{listener.fileno()}"] + [
        *("--workers", "2", "--threads", "4", "--worker-class", "gthread", "--preload"),
        *("--timeout", "120", "--graceful-timeout", "5", "--keep-alive", "15"),
        *("--worker-tmp-dir", str(folder("tmp")), "--no-control-socket", "--log-level", "warning"),
    ]


def record_file() -> Path:
    """Which processes this portal consists of, so that the next start can clear away what a kill left."""
    return var() / "run.json"


def clear_leftovers() -> None:
    """Stop servers whose launcher was killed before it could stop them."""
    for process in read_json(record_file()).get("processes", []):
        if is_running(process["pid"], process["born"]):
            say("上次的门户没有正常停止，先停下它。")
            stop_group(process["pid"], process["born"], STOP_SECONDS)
        if birth(process["pid"]) is None:  # the program itself was killed, too: what it had forked lives on
            end_orphans(process["pid"], MARKS[process["name"]])
    record_file().unlink(missing_ok=True)


def serve(
    python: Path, listener: socket.socket, address: str, environment: dict[str, str], announce: Callable[[], None]
) -> int:
    """Start both, call `announce` when the portal answers, wait for a stop signal, stop both. Returns the exit status.

    Raises Problem when one of them doesn't start or ends by itself.
    """
    stop = threading.Event()
    force = threading.Event()

    def asked(number: int, frame: FrameType | None) -> None:
        if stop.is_set():
            force.set()  # asked a second time: don't wait
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, asked)
    environment = child_environment(**environment)
    servers: list[Server] = []
    record: dict[str, Any] = {"address": address}
    try:
        servers.append(_start("网站", "web", web_command(python, listener), environment, [listener.fileno()]))
        worker = [str(python), str(ROOT / "manage.py"), "qcluster"]
        servers.append(_start("后台任务", "worker", worker, environment, []))
        record["processes"] = [{"name": s.name, "pid": s.process.pid, "born": s.born} for s in servers]
        write_json(record_file(), record)
        if not _wait_for_answer(listener, servers, stop):
            return 0
        announce()
        while not stop.wait(0.3):
            _all_alive(servers)
        say("\n正在停止……")
        return 0
    finally:
        with contextlib.suppress(OSError):  # on a full disk they must still be stopped
            write_json(record_file(), {**record, "stopping": True})
        _stop(servers, force)
        record_file().unlink(missing_ok=True)


def _all_alive(servers: list[Server]) -> None:
    for server in servers:
        if server.process.poll() is not None:
            raise Problem(
                f"{server.title}意外停止（状态 {server.process.returncode}）。\n{tail(server.log)}",
                f"全文见 {shown(server.log)}；处理后再运行一次 bin/run。",
            )


def _wait_for_answer(listener: socket.socket, servers: list[Server], stop: threading.Event) -> bool:
    """Wait until the web server answers; False when we are asked to stop before. Raises Problem when it doesn't."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    end = time.monotonic() + STARTUP_SECONDS
    while time.monotonic() < end:
        if stop.wait(0.1):
            return False
        _all_alive(servers)
        connection = http.client.HTTPConnection(host, port, timeout=3)
        try:
            connection.request("GET", "/healthz", headers={"Host": "localhost"})
            status = connection.getresponse().status
        except (OSError, http.client.HTTPException):
            continue
        finally:
            connection.close()
        if status < 500:
            return True
        raise Problem(
            f"网站启动后报错（{status}）。\n{tail(servers[0].log)}", f"全文见 {shown(servers[0].log)}；请报告这个错误。"
        )
    raise Problem(f"网站在 {STARTUP_SECONDS} 秒内没有应答。\n{tail(servers[0].log)}", "机器可能太忙，再运行一次。")


def _stop(servers: list[Server], force: threading.Event) -> None:
    """Ask all to end at once, then wait for each; by force when time is over or a second Ctrl-C came."""
    waiting = [
        threading.Thread(
            target=stop_group,
            args=(server.process.pid, server.born, STOP_SECONDS),
            kwargs={"hurry": force},
        )
        for server in servers
    ]
    for thread in waiting:
        thread.start()
    for thread in waiting:
        while thread.is_alive():
            thread.join(0.2)
    for server in servers:
        end_orphans(server.process.pid, MARKS[server.name])


def bind(host: str, port: int) -> socket.socket:
    """Take the port before anything else is done. Raises Problem, with a free port to use instead, when it is taken."""
    try:
        family, kind, protocol, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise Problem(f"不认识的地址：--host {host}。", "本机用 127.0.0.1，让同一网络的人访问用 0.0.0.0。") from error
    listener = socket.socket(family, kind, protocol)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(place)
        listener.listen(64)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise Problem(
                f"端口 {port} 已被别的程序占用。",
                f"换一个：bin/run --port {_next_free(host, port)}；或先停下占用它的程序。",
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise Problem(f"端口 {port} 要管理员权限才能用。", "换一个 1024 以上的：bin/run --port 8000。") from error
        if error.errno == errno.EADDRNOTAVAIL:
            raise Problem(f"本机没有 {host} 这个地址。", "本机用 127.0.0.1，让同一网络的人访问用 0.0.0.0。") from error
        raise
    return listener


def _next_free(host: str, port: int) -> int:
    for candidate in range(port + 1, min(port + 50, 65536)):
        with socket.socket() as probe:
            try:
                probe.bind((host if ":" not in host else "127.0.0.1", candidate))
            except OSError:
                continue
            return candidate
    return 8080
