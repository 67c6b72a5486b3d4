"""`bin/run`: from a fresh checkout to a portal that answers, and back to nothing running on Ctrl-C."""

import argparse
import contextlib
import os
import socket
import subprocess
import time
from pathlib import Path

from portal.launch import environment, serve, stages
from portal.launch.console import Problem, confirmed, disk_full, interactive, not_allowed, say, sign_in
from portal.launch.places import ROOT, child_environment, folder, only_one, read_json, shown, var
from portal.launch.processes import end_with_parent

ABOUT = """启动门户。第一次会建立 Python 环境、数据库并装入演示数据，之后几秒就能启动。按 Ctrl-C 停止。

不需要任何服务器：数据库是 SQLite，搜索和后台任务都用内置的。所写的一切在 var/ 和 .venv/ 下。
换用 PostgreSQL、Redis、Elasticsearch 时设置 DATABASE_URL、BROKER_URL、SEARCH_URL（见 docs/operator.md）。
"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bin/run", description=ABOUT, formatter_class=argparse.RawDescriptionHelpFormatter, add_help=False
    )
    parser.add_argument("--port", type=_port, default=8000, help="端口（默认 8000）")
    parser.add_argument("--host", default="127.0.0.1", help="监听的地址（默认只限本机；0.0.0.0 为所有网络）")
    parser.add_argument("--reset", action="store_true", help="删除演示数据（数据库、上传的文件、索引），重新开始")
    parser.add_argument("-h", "--help", action="help", help="显示这个说明")
    return parser


def _port(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"端口应是 1 到 65535 的整数，不是“{text}”")
    return int(text)


def main(arguments: list[str]) -> int:
    """Prepare what is missing, serve, stop. Returns the exit status; raises Problem with the cure."""
    began = time.monotonic()
    given = _parser().parse_args(arguments)
    folder()  # a place that can't be written is told first
    # One that was told to stop is gone within seconds: waited for, not called running.
    ending = bool(read_json(serve.record_file()).get("stopping"))
    with only_one(var() / "run.lock", waiting="上一次启动的门户正在停止，等它停下……" if ending else None) as alone:
        if not alone:
            address = read_json(serve.record_file()).get("address", "正在启动")
            raise Problem(
                f"这里的门户已在运行（{address}）。",
                "直接打开它；要再开一个，用另一处数据和端口：PORTAL_VAR=/别处 bin/run --port 8001。",
            )
        serve.clear_leftovers()
        listener = serve.bind(given.host, given.port)
        if given.reset:
            _reset()
        python = environment.ensure(environment.RUN)
        if not stages.is_current():
            _prepare(python)
        address = f"http://{'localhost' if given.host in LOCAL else given.host}:{given.port}"
        if given.host in EVERYWHERE:
            address = f"http://{_own_address()}:{given.port}"

        def announce() -> None:
            _announce(address, given.host, time.monotonic() - began)

        more = {"PORTAL_URL": os.environ.get("PORTAL_URL", address), "PORTAL_HOSTS": _hosts(given.host)}
        return serve.serve(python, listener, address, more, announce)


LOCAL = {"127.0.0.1", "localhost", "::1"}
EVERYWHERE = {"0.0.0.0", "::"}  # noqa: S104


def _reset() -> None:
    if not stages.owned():
        raise Problem("--reset 不清空 DATABASE_URL 指定的数据库。", "去掉 DATABASE_URL，或由它的管理员清空。")
    if interactive() and not confirmed(f"将删除 {shown(var())} 下的数据库、上传的文件和索引。继续？", default=False):
        raise Problem("没有删除任何东西。", "不加 --reset 直接启动。")
    stages.remove_data()


def _prepare(python: Path) -> None:
    """Run portal.launch.prepare inside the environment, and tell its failure clearly."""
    stages.mend()
    process = subprocess.Popen(
        [str(python), "-m", "portal.launch.prepare"],
        cwd=ROOT,
        env=child_environment(),
        stderr=subprocess.PIPE,
        text=True,
        errors="replace",
        preexec_fn=end_with_parent,  # it must not go on beside the next start
    )
    try:
        output = process.communicate()[1]
    except BaseException:
        process.terminate()
        process.wait()
        raise
    log = folder("log") / "prepare.log"
    with contextlib.suppress(OSError):  # on a full disk the reason must still be told
        log.write_text(output)
    if process.returncode == 0:
        return
    cause = sign_in(output)
    if cause == "disk":
        raise disk_full(shown(var()))
    if cause == "permission":
        raise not_allowed(shown(var()))
    again = "再运行一次；仍不行时 bin/run --reset 从头开始（演示数据会重建）。"
    if cause == "malformed" or "InconsistentMigrationHistory" in output:
        raise Problem(
            "数据库已损坏，或由不同的版本建立。", "只有演示数据时：bin/run --reset；否则换回备份或原来的版本。"
        )
    last = next((line.strip() for line in reversed(output.splitlines()) if line.strip()), f"状态 {process.returncode}")
    raise Problem(f"数据没有准备好：{last[:300]}（全文见 {shown(log)}）", again)


def _own_address() -> str:
    """This machine's address in its network, as others would type it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only chooses the way
            address: str = probe.getsockname()[0]
        except OSError:
            return "localhost"
        return address


def _hosts(host: str) -> str:
    """The names under which the portal may be called, beside localhost."""
    names = {name for name in os.environ.get("PORTAL_HOSTS", "").split(",") if name}
    if host in EVERYWHERE:
        names |= {_own_address(), socket.gethostname()}
    elif host not in LOCAL:
        names.add(host)
    return ",".join(sorted(names))


def _announce(address: str, host: str, seconds: float) -> None:
    say(f"\n门户已启动：{address}/　（{seconds:.1f} 秒）")
    say(f"  工作台 {address}/work/　后台 {address}/admin/　接口 {address}/api/v1/")
    signins = _demo_signins()
    if signins:
        say("\n演示账号（人员和金额都是虚构的）：")
        for person in signins:
            say(f"  {person.get('role', '')}　账号 {person.get('name', '')}　密码 {person.get('password', '')}")
        if host not in LOCAL:
            say("注意：同一网络的人都能用这些账号登录。")
    say(f"\n日志在 {shown(var() / 'log')}；按 Ctrl-C 停止。")


def _demo_signins() -> list[dict[str, str]]:
    """The demo's sign-ins, as `load_demo` left them in var/demo-signins.json."""
    people: list[dict[str, str]] = read_json(var() / "demo-signins.json").get("people", [])
    return people
