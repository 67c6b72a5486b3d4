"""`bin/run` where it can't start: one clear line, the cure, and no traceback."""

import fcntl
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest


def told(result: subprocess.CompletedProcess[str], what: str, cure: str) -> None:
    assert result.returncode == 1, result.stdout + result.stderr
    assert "Traceback" not in result.stderr
    line, advice = result.stderr.splitlines()[-2:]
    assert what in line
    assert cure in advice


def test_a_busy_port_names_a_free_one(command):
    with socket.socket() as occupant:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        port = occupant.getsockname()[1]
        result = command("run", "--port", str(port))
    told(result, f"端口 {port} 已被", "bin/run --port ")
    offered = int(result.stderr.split("bin/run --port ")[1].split("；")[0])
    assert offered != port


@pytest.mark.parametrize("port", ["0", "65536", "八千", "-1"])
def test_what_is_no_port(command, port):
    result = command("run", f"--port={port}")
    assert result.returncode == 2
    assert "1 到 65535" in result.stderr


def test_an_address_this_machine_does_not_have(command):
    told(command("run", "--host", "198.51.100.7", "--port", "8000"), "没有 198.51.100.7 这个地址", "127.0.0.1")


def test_a_portal_that_already_runs_here(command, place):
    (place / "var").mkdir()
    (place / "var" / "run.json").write_text('{"address": "http://localhost:8042", "processes": []}')
    with (place / "var" / "run.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = command("run", "--port", "8000")
    told(result, "已在运行（http://localhost:8042）", "PORTAL_VAR=")


def test_a_portal_that_is_stopping_is_waited_for(command, place):
    (place / "var").mkdir()
    (place / "var" / "run.json").write_text(
        '{"address": "http://localhost:8042", "processes": [], "stopping": true}', encoding="utf-8"
    )
    with socket.socket() as occupant, (place / "var" / "run.lock").open("w") as lock:
        occupant.bind(("127.0.0.1", 0))
        occupant.listen()
        fcntl.flock(lock, fcntl.LOCK_EX)
        end = threading.Timer(1, fcntl.flock, (lock, fcntl.LOCK_UN))
        end.start()
        result = command("run", "--port", str(occupant.getsockname()[1]))
        end.join()
    assert "正在停止" in result.stdout
    assert "已在运行" not in result.stderr
    told(result, "已被", "bin/run --port ")  # it went on to the next question


def test_a_place_that_may_not_be_written(command, place):
    if os.geteuid() == 0:
        if sys.platform != "linux":
            pytest.skip("root may write everywhere here")
        forbidden = Path("/sys/portal")  # not even root may write there
    else:
        place.chmod(0o500)
        forbidden = place / "var"
    told(command("run", PORTAL_VAR=str(forbidden)), "没有写入权限", "PORTAL_VAR=")


def test_a_place_that_is_a_file(command, place):
    (place / "note").write_text("not a folder")
    told(command("run", PORTAL_VAR=str(place / "note")), "却是一个文件", "PORTAL_VAR=")


def test_reset_does_not_touch_somebody_elses_database(command):
    result = command("run", "--reset", "--port", "8000", DATABASE_URL="postgres://portal@db.example/portal")
    if "端口" in result.stderr:
        pytest.skip("port 8000 is taken on this machine")
    told(result, "--reset 不清空 DATABASE_URL", "去掉 DATABASE_URL")


def test_help_is_in_chinese_and_names_every_option(command):
    result = command("run", "--help")
    assert result.returncode == 0
    for option in ("--port", "--host", "--reset", "--help"):
        assert option in result.stdout
    assert "启动门户" in result.stdout
