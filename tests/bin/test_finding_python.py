"""The shell part: it finds a Python that is new enough, or says in one line what is missing and what to do."""

import shutil
from pathlib import Path

import pytest


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A PATH with the few tools the shell part uses, and no Python."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for tool in ("sh", "dirname", "readlink"):
        (folder / tool).symlink_to(str(shutil.which(tool)))
    return folder


def pretend_python(folder: Path, name: str, version: str) -> None:
    program = folder / name
    program.write_text(f"#!/bin/sh\necho {version}\nexit 1\n")
    program.chmod(0o755)


def test_no_python_at_all(command, bare_path):
    result = command("run", PATH=str(bare_path))
    assert result.returncode == 1
    assert "需要 Python 3.11 或更新版本，没有找到" in result.stderr
    assert "办法" in result.stderr


def test_only_an_old_python(command, bare_path):
    pretend_python(bare_path, "python3", "3.9")
    pretend_python(bare_path, "python", "2.7")
    result = command("run", PATH=str(bare_path))
    assert result.returncode == 1
    assert "找到的是 3.9" in result.stderr


def test_a_new_one_beside_an_old_one_is_found(command, bare_path):
    pretend_python(bare_path, "python3", "3.9")
    program = bare_path / "python3.12"
    program.write_text('#!/bin/sh\n[ "$1" = -c ] && echo 3.12 && exit 0\necho handed over: "$@"\n')
    program.chmod(0o755)
    result = command("run", "--port", "8123", PATH=str(bare_path))
    assert result.returncode == 0
    assert result.stdout.endswith("portal/launch run --port 8123\n")


def test_a_named_python_that_is_not_there(command):
    result = command("run", PORTAL_PYTHON="/no where/python3")
    assert result.returncode == 1
    assert "没有找到：/no where/python3" in result.stderr
