"""The environment is made once, checked on every start, and mended after whatever happened to it.

Real pip and a real (tiny) package are used, without a network: the requirements name a wheel made here.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from portal.launch import environment
from portal.launch.console import Problem
from portal.launch.places import read_json


def make_wheel(folder: Path, name: str, version: str = "1.0") -> str:
    """Write a wheel with one module; returns its SHA-256."""
    folder.mkdir(exist_ok=True)
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    information = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(wheel, "w") as package:
        package.writestr(f"{name}.py", f"VERSION = {version!r}\n")
        package.writestr(f"{information}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        package.writestr(f"{information}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        package.writestr(f"{information}/RECORD", "")
    return hashlib.sha256(wheel.read_bytes()).hexdigest()


@pytest.fixture
def requirements(tmp_path: Path) -> Path:
    """Requirements that can be had without a network."""
    digest = make_wheel(tmp_path / "wheels", "lantern")
    path = tmp_path / "requirements.txt"
    path.write_text(f"--no-index\n--find-links {tmp_path / 'wheels'}\nlantern==1.0 --hash=sha256:{digest}\n")
    return path


def has_lantern(python: Path) -> bool:
    return subprocess.run([python, "-c", "import lantern"], check=False, capture_output=True).returncode == 0


@pytest.mark.slow
def test_made_once_then_left_alone(requirements, place):
    python = environment.ensure((requirements,))
    assert has_lantern(python)
    stamp = place / "venv" / "portal.json"
    made = stamp.stat().st_mtime_ns
    assert environment.ensure((requirements,)) == python
    assert stamp.stat().st_mtime_ns == made


@pytest.mark.slow
def test_changed_requirements_are_installed_into_what_is_there(requirements, place):
    environment.ensure((requirements,))
    (place / "venv" / "kept").touch()
    digest = make_wheel(place / "wheels", "lantern", "2.0")
    requirements.write_text(f"--no-index\n--find-links {place / 'wheels'}\nlantern==2.0 --hash=sha256:{digest}\n")
    python = environment.ensure((requirements,))
    shown = subprocess.run(
        [python, "-c", "import lantern; print(lantern.VERSION)"], capture_output=True, text=True, check=True
    )
    assert shown.stdout == "2.0\n"
    assert (place / "venv" / "kept").exists()


@pytest.mark.slow
def test_killed_in_the_middle_is_made_anew(requirements, place, capsys):
    """Kill -9 while it works; what is half there isn't trusted, and running again mends it."""
    script = (
        "import sys; from pathlib import Path; from portal.launch import environment; "
        "environment.ensure((Path(sys.argv[1]),))"
    )
    victim = subprocess.Popen([sys.executable, "-c", script, str(requirements)], start_new_session=True)
    stamp = place / "venv" / "portal.json"
    end = time.monotonic() + 60
    while not (place / "venv" / "bin" / "python").exists() and time.monotonic() < end:
        time.sleep(0.01)
    os.killpg(victim.pid, signal.SIGKILL)
    victim.wait()
    assert read_json(stamp) == {"state": "building"}
    half = place / "venv" / "lib" / "half-a-package.py"
    half.touch()

    python = environment.ensure((requirements,))
    assert "重新建立" in capsys.readouterr().out
    assert has_lantern(python)
    assert not half.exists()
    assert read_json(stamp)["state"] == "ready"


@pytest.mark.slow
def test_an_environment_whose_python_has_gone_is_made_anew(requirements, place):
    python = environment.ensure((requirements,))
    python.unlink()
    python.symlink_to(place / "removed" / "python3")
    assert has_lantern(environment.ensure((requirements,)))


@pytest.mark.slow
def test_a_package_that_differs_from_its_hash_is_refused(requirements, place):
    make_wheel(place / "wheels", "lantern")  # zip files carry the time: force a difference all the same
    with zipfile.ZipFile(place / "wheels" / "lantern-1.0-py3-none-any.whl", "a") as package:
        package.writestr("extra.py", "")
    with pytest.raises(Problem, match="校验值不符") as refusal:
        environment.ensure((requirements,))
    assert "请报告" in refusal.value.cure
    assert read_json(place / "venv" / "portal.json")["state"] == "building"


@pytest.mark.slow
def test_a_package_that_is_not_to_be_had(requirements, place):
    (place / "wheels" / "lantern-1.0-py3-none-any.whl").unlink()
    with pytest.raises(Problem, match=r"没有 lantern==1\.0"):
        environment.ensure((requirements,))


@pytest.mark.parametrize(
    ("written", "cause"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "disk"),
        ("sqlite3.OperationalError: database or disk is full", "disk"),
        ("OSError: [Errno 27] File too large", "disk"),
        ("ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/srv'", "permission"),
        ("attempt to write a readonly database", "permission"),
        ("NewConnectionError: Failed to establish a new connection: Temporary failure in name resolution", "network"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "hash"),
        ("ERROR: No matching distribution found for wagtail==7.4.4", "missing"),
        ("sqlite3.DatabaseError: database disk image is malformed", "malformed"),
        ("everything is fine", None),
    ],
)
def test_what_programs_write_is_understood(written, cause):
    from portal.launch.console import sign_in

    assert sign_in(written) == cause
