"""The file by which others find the services, and what `bin/services` says of names it doesn't know."""

import subprocess

import pytest

from portal.launch.console import Problem
from portal.launch.services import manager

AWKWARD = {
    "DATABASE_URL": "postgres://portal:p%40ss@127.0.0.1:5433/portal",
    "BROKER_URL": "redis://:it's a 'quoted' $HOME `secret`@127.0.0.1:6380/0",
    "SEARCH_URL": "http://127.0.0.1:9201,http://127.0.0.1:9202",
    "CHROMIUM": "/opt/浏览器 one/chrome",
    "EMPTY": "",
}


@pytest.fixture
def env_file(place):
    manager.env_file().parent.mkdir(parents=True)
    return manager.env_file()


def test_what_is_written_is_read_back(env_file):
    manager.write_env(AWKWARD)
    assert manager.read_env(env_file) == AWKWARD


def test_a_shell_reads_the_same(env_file):
    manager.write_env(AWKWARD)
    shown = subprocess.run(
        ["sh", "-c", f'. "{env_file}"; printf "%s|%s" "$BROKER_URL" "$CHROMIUM"'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == f"{AWKWARD['BROKER_URL']}|{AWKWARD['CHROMIUM']}"


def test_only_the_owner_may_read_it(env_file):
    manager.write_env(AWKWARD)
    assert env_file.stat().st_mode & 0o077 == 0


def test_lines_a_person_may_write(env_file):
    env_file.write_text("# note\n\nDATABASE_URL=postgres://a/b  # here\nexport SEARCH_URL='http://c'\n")
    assert manager.read_env(env_file) == {"DATABASE_URL": "postgres://a/b", "SEARCH_URL": "http://c"}


@pytest.mark.parametrize("line", ["rm -rf x", "export", "A='open", "A=1 B=2"])
def test_a_line_that_is_no_setting_is_named(env_file, line):
    env_file.write_text(f"# first\n{line}\n")
    with pytest.raises(Problem, match="第 2 行") as refusal:
        manager.read_env(env_file)
    assert "bin/services up" in refusal.value.cure


def test_an_unknown_service(command):
    result = command("services", "up", "oracle")
    assert result.returncode == 1
    assert "没有这个服务：oracle" in result.stderr
    assert "postgresql" in result.stderr


def test_status_where_nothing_runs(command):
    result = command("services", "status")
    assert result.returncode == 3
    assert result.stdout.count("没有") == 4


def test_a_named_server_that_does_not_answer_is_told(place, monkeypatch):
    from portal.launch.services.base import Options

    monkeypatch.setenv("DATABASE_URL", "postgres://portal@127.0.0.1:1/portal")
    report = manager.up(["postgresql"], Options(), may_install=False)
    assert not report.available
    assert "没有应答" in report.absent["postgresql"].what
