"""Both servers start together and end together: on Ctrl-C, on a polite stop, and when the launcher itself is killed."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal.launch.places import read_json
from portal.launch.processes import free_port, group_members, is_running
from tests.bin.conftest import ROOT, SETTINGS

pytestmark = pytest.mark.slow

# What bin/run does once the environment is there; this test's own environment stands in for it.
SCRIPT = """
import sys
from pathlib import Path
from portal.launch import serve
from portal.launch.console import explain, failed
python, port = Path(sys.executable), int(sys.argv[1])
try:
    sys.exit(serve.serve(python, serve.bind("127.0.0.1", port), "here", {}, lambda: print("ready", flush=True)))
except Exception as error:
    problem = explain(error)
    failed(problem.what, problem.cure)
    sys.exit(1)
"""


# How bin/run prepares the data, with a limit on the size of files (0 for none) in place of a disk without room.
PREPARE = """
import resource, sys
from pathlib import Path
from portal.launch import run
from portal.launch.console import explain, failed
size = int(sys.argv[1])
if size:
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
try:
    run._prepare(Path(sys.executable))
except Exception as error:
    problem = explain(error)
    failed(problem.what, problem.cure)
    sys.exit(1)
"""


def settings_for(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    return kept | {"PORTAL_VAR": str(data), "PORTAL_DEMO": "0"}


@dataclass
class Prepared:
    """Data made once for the module: first without room on the disk, then with room."""

    data: Path
    without_room: subprocess.CompletedProcess[str]
    with_room: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    data = tmp_path_factory.mktemp("serving") / "var"
    data.mkdir()
    runs = [
        subprocess.run(
            [sys.executable, "-X", "utf8", "-c", PREPARE, str(size)],
            cwd=ROOT,
            env=settings_for(data),
            capture_output=True,
            text=True,
            check=False,
        )
        for size in (200_000, 0)
    ]
    return Prepared(data, *runs)


@pytest.fixture
def data(prepared: Prepared) -> Path:
    assert prepared.with_room.returncode == 0, prepared.with_room.stderr
    return prepared.data


def test_a_full_disk_is_told_and_the_next_start_begins_again(prepared):
    assert prepared.without_room.returncode == 1
    line, cure = prepared.without_room.stderr.splitlines()[-2:]
    assert "已满或超出限额" in line
    assert "再运行一次" in cure
    assert "Traceback" not in prepared.without_room.stderr
    assert prepared.with_room.returncode == 0, prepared.with_room.stderr
    assert "从头再来" in prepared.with_room.stdout


@pytest.fixture
def portal(data: Path) -> Iterator[subprocess.Popen[str]]:
    """A running portal; `port` is its port."""
    port = free_port()
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", "-c", SCRIPT, str(port)],
        cwd=ROOT,
        env=settings_for(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        assert process.stdout is not None
        lines = list(iter(process.stdout.readline, "ready\n")) if process.poll() is None else []
        assert process.poll() is None, (lines, process.stderr and process.stderr.read())
        process.port = port  # type: ignore[attr-defined]
        yield process
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def servers(data: Path) -> list[dict[str, object]]:
    return list(read_json(data / "run.json")["processes"])


def within(seconds: float, condition: Callable[[], bool]) -> bool:
    """True as soon as the condition holds; False when it doesn't in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def ask(port: int, path: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    return connection.getresponse().status


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM], ids=["Ctrl-C", "SIGTERM"])
def test_both_answer_and_both_end(portal, data, how):
    started = servers(data)
    assert len(started) == 2
    assert ask(portal.port, "/healthz") == 200
    assert ask(portal.port, "/static/wagtailadmin/css/core.css") == 200  # no collectstatic was needed
    os.kill(portal.pid, how)
    assert portal.wait(timeout=60) == 0
    assert all(not is_running(s["pid"], s["born"]) for s in started)
    assert all(group_members(s["pid"]) == [] for s in started)
    assert not (data / "run.json").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the next start clears the orphans away")
def test_nothing_outlives_a_killed_launcher(portal, data):
    started = servers(data)
    os.kill(portal.pid, signal.SIGKILL)
    assert within(60, lambda: all(group_members(s["pid"]) == [] for s in started))


def test_when_one_ends_by_itself_the_other_is_stopped_and_it_is_told(portal, data):
    web, worker = servers(data)
    os.kill(worker["pid"], signal.SIGKILL)
    assert portal.wait(timeout=60) == 1
    assert "后台任务意外停止" in portal.stderr.read()
    assert group_members(web["pid"]) == []
    assert within(10, lambda: group_members(worker["pid"]) == [])


@pytest.mark.skipif(sys.platform != "linux", reason="processes of a group can't be asked for elsewhere")
def test_what_a_kill_of_everything_left_is_cleared_away_by_the_next_start(portal, data, monkeypatch):
    """The launcher and both servers die at once, as when memory runs out; what they had forked lives on until then."""
    from portal.launch import serve

    monkeypatch.setenv("PORTAL_VAR", str(data))
    started = servers(data)
    (data / "run.json").rename(data / "kept.json")
    for pid in [portal.pid, *(s["pid"] for s in started)]:
        os.kill(pid, signal.SIGKILL)
    portal.wait()
    (data / "kept.json").rename(data / "run.json")
    serve.clear_leftovers()
    assert within(10, lambda: all(group_members(s["pid"]) == [] for s in started))
    assert not (data / "run.json").exists()
