"""Bring the services up, take them down, and write the file by which others find them."""

import os
import shlex
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from portal.launch.console import Problem, say
from portal.launch.places import only_one, var
from portal.launch.processes import answers
from portal.launch.services import packages
from portal.launch.services.base import Options, Service, load_state, save_state
from portal.launch.services.chromium import Chromium
from portal.launch.services.elasticsearch import Elasticsearch
from portal.launch.services.postgresql import PostgreSQL
from portal.launch.services.redis import Redis

KINDS: dict[str, type[Service]] = {kind.name: kind for kind in (PostgreSQL, Redis, Elasticsearch, Chromium)}
# The variable by which a person points the portal at a server of their own (compose.yaml, another machine).
VARIABLES = {"postgresql": "DATABASE_URL", "redis": "BROKER_URL", "elasticsearch": "SEARCH_URL"}


@dataclass
class Report:
    """What came of `up`: the settings of what runs, what was started by this call, and why others don't run."""

    variables: dict[str, str] = field(default_factory=dict)
    available: set[str] = field(default_factory=set)
    started: list[str] = field(default_factory=list)
    absent: dict[str, Problem] = field(default_factory=dict)


def env_file() -> Path:
    """The file to source: `. var/services/env`."""
    return var() / "services" / "env"


def write_env(variables: dict[str, str]) -> None:
    """Write the settings of what runs, in shell syntax, readable by the owner only."""
    lines = ["# 由 bin/services 写成。使用：. 本文件", *(f"export {k}={shlex.quote(v)}" for k, v in variables.items())]
    path = env_file()
    draft = path.with_suffix(f".{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text("\n".join(lines) + "\n")
    draft.replace(path)


def read_env(path: Path) -> dict[str, str]:
    """The settings in such a file. Raises Problem naming the line that isn't one."""
    variables = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        try:
            words = shlex.split(line, comments=True)
        except ValueError:
            words = []
        if words and words[0] == "export":
            words = words[1:]
        if len(words) != 1 or "=" not in words[0]:
            raise Problem(f"{path} 第 {number} 行看不懂：{line}", "运行 bin/services up 重新写成。")
        name, _, value = words[0].partition("=")
        variables[name] = value
    return variables


def services(names: list[str] | None = None) -> list[Service]:
    """The services asked for (all without names), with what the state file remembers of each."""
    state = load_state()
    return [KINDS[name](record=state.get(name, {})) for name in names or KINDS]


def _lock() -> Path:
    return var() / "services" / "lock"


def _own_server(name: str) -> str | None:
    """The address of a server the caller has named in the environment, when it isn't one of ours."""
    value = os.environ.get(VARIABLES.get(name, ""), "")
    if not value or not value.startswith(("postgres", "redis", "http")):
        return None
    ours = read_env(env_file()).get(VARIABLES[name]) if env_file().exists() else None
    return None if value == ours else value


def up(names: list[str] | None, options: Options, *, may_install: bool = True) -> Report:
    """Start what is asked for. What can't be had is in the report's `absent`, with the reason; nothing is raised for it."""
    report = Report()
    (var() / "services").mkdir(parents=True, exist_ok=True)
    with only_one(_lock(), "另一个 bin/services 正在运行，等它完成……"):
        wanted = services(names)
        if may_install:
            _install_missing([service for service in wanted if not _own_server(service.name)], options)
        for service in wanted:
            given = _own_server(service.name)
            if given:
                _use(service, given, report)
                continue
            lack = None if service.running() and service.fits(options) else service.missing()
            if lack:
                report.absent[service.name] = Problem(lack + "。", packages.by_hand(service.packages))
                continue
            try:
                if service.running() and not service.fits(options):
                    service.stop()
                if not service.running():
                    service.stop()  # what is left of it, when some of its processes have died
                    service.start(options)
                    report.started.append(service.name)
            except Problem as problem:
                report.absent[service.name] = problem
            finally:
                save_state([service])
            if service.running():
                report.available.add(service.name)
                report.variables.update(service.variables())
        _write_env_of_all()
    return report


def _use(service: Service, address: str, report: Report) -> None:
    parts = urlsplit(address.split(",")[0])
    usual = {"postgresql": 5432, "redis": 6379, "elasticsearch": 9200}[service.name]
    if answers(parts.hostname or "localhost", parts.port or usual):
        say(f"{service.title}：使用环境变量 {VARIABLES[service.name]} 指定的服务器。")
        report.available.add(service.name)
        report.variables[VARIABLES[service.name]] = address
    else:
        report.absent[service.name] = Problem(
            f"环境变量 {VARIABLES[service.name]} 指定的服务器没有应答。",
            "启动它，或去掉这个环境变量，改用 bin/services 自己的。",
        )


def _install_missing(wanted: list[Service], options: Options) -> None:
    lacking = [service for service in wanted if not service.running() and service.missing()]
    if not lacking:
        return
    reason = packages.may_install()
    if reason is None:
        names = [package for service in lacking for package in service.packages]
        packages.install(names, [service.title for service in lacking], assume_yes=options.assume_yes)
    else:
        say(f"{reason}，不能安装：{'、'.join(service.title for service in lacking)}。")
    if any(service.name == "chromium" and service.missing() == "没有安装 Chromium" for service in lacking):
        packages.fetch_browser()


def _write_env_of_all() -> None:
    """The env file names everything that runs, not only what this call was about."""
    variables: dict[str, str] = {}
    for service in services():
        if service.running():
            variables.update(service.variables())
    write_env(variables)


def down(names: list[str] | None, *, wipe: bool = False) -> None:
    """Stop what is asked for; with `wipe`, remove its data."""
    if not (var() / "services").exists():
        return
    with only_one(_lock(), "另一个 bin/services 正在运行，等它完成……"):
        for service in services(names):
            service.stop()
            if wipe:
                for path in service.data_folders():
                    shutil.rmtree(path, ignore_errors=True)
                service.record = {}
            save_state([service])
        _write_env_of_all()
