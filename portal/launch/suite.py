"""`bin/test`: the whole suite, first with nothing but Python, then again on real services and in a real browser."""

import os
import time
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass, field
from pathlib import Path

from portal.launch import environment
from portal.launch.console import Problem, say
from portal.launch.places import ROOT, child_environment, folder, only_one, var, write_json
from portal.launch.services import manager
from portal.launch.services.base import Options

ABOUT = """运行全部测试，新机器上也只要这一条命令。

  bin/test                     全部
  bin/test --quick             只运行不需要服务器的部分
  bin/test tests/records -k 拨付   其余参数原样交给 pytest

第一部分　只用 Python：SQLite、内置搜索。
第二部分　真实服务：bin/services 启动 PostgreSQL、Redis、Elasticsearch（缺少时安装，先说明），把标有
          data、queue、search、services 的测试在它们上面再运行一遍；测试后停下由本命令启动的服务。
第三部分　真实浏览器：Chromium 打开页面，走完整的过程。

得不到的服务，最后一行写明哪些没有运行；设了 CI=true 时，缺一项就算失败。
"""

# Which marks need which service. A test marked `services` may need any of them.
NEEDS = {"data": {"postgresql"}, "queue": {"redis"}, "search": {"elasticsearch"}}
SERVERS = {"postgresql", "redis", "elasticsearch"}
SERVER_VARIABLES = ("DATABASE_URL", "BROKER_URL", "SEARCH_URL", "CACHE_URL")


@dataclass
class Outcome:
    """What came of one part."""

    title: str
    status: int = 0
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0

    @property
    def green(self) -> bool:
        """True when nothing failed. (pytest's status 5 means that nothing was selected.)"""
        return self.status in (0, 5)


@dataclass
class Plan:
    """What the caller asked for."""

    quick: bool = False
    marks: str = ""
    stop_early: bool = False
    chooses_workers: bool = False
    pytest: list[str] = field(default_factory=list)


def plan(arguments: list[str]) -> Plan:
    """Sort our own options from pytest's. A `-m` of the caller's narrows each part's own choice of marks."""
    wanted = Plan()
    rest = iter(arguments)
    for argument in rest:
        if argument == "--quick":
            wanted.quick = True
        elif argument == "-m":
            wanted.marks = next(rest, "")
        elif argument.startswith("-m") and not argument.startswith("--"):
            wanted.marks = argument[2:]
        else:
            wanted.stop_early |= argument in {"-x", "--exitfirst"} or argument.startswith("--maxfail")
            wanted.chooses_workers |= argument.startswith(("-n", "--numprocesses", "--pdb", "--trace", "-s"))
            wanted.pytest.append(argument)
    return wanted


def marks_for(available: set[str]) -> str:
    """The mark expression for what can be run on the servers at hand; empty when nothing can."""
    names = [name for name, needed in NEEDS.items() if needed <= available]
    if available >= SERVERS:
        names.append("services")
    return f"({' or '.join(names)}) and not browser" if names else ""


def main(arguments: list[str]) -> int:
    """Run the parts one after the other; returns 0 when all that ran is green and (in CI) nothing is missing."""
    if arguments and arguments[0] in {"-h", "--help"}:
        say(ABOUT)
        return 0
    wanted = plan(arguments)
    with only_one(var() / "test.lock", "另一个 bin/test 正在运行，等它完成……"):
        return _run(wanted)


def _run(wanted: Plan) -> int:
    python = environment.ensure(environment.TEST)
    outcomes = [
        _part("python", "第一部分　只用 Python（SQLite、内置搜索）", python, wanted, "not services and not browser", {})
    ]
    absent: dict[str, str] = {}
    if wanted.quick:
        absent = {"真实服务和浏览器两部分": "--quick"}
    elif outcomes[0].green or not wanted.stop_early:
        more, absent = _on_services(python, wanted)
        outcomes += more
    else:
        absent = {"后面两部分": "前面已有失败"}
    return _conclude(outcomes, absent)


def _on_services(python: Path, wanted: Plan) -> tuple[list[Outcome], dict[str, str]]:
    """Bring the services up, run the parts that need them, stop what was started here."""
    say("\n── 启动真实服务 " + "─" * 40)
    report = manager.up(None, Options(assume_yes=bool(os.environ.get("CI"))))
    outcomes: list[Outcome] = []
    try:
        titles = [manager.KINDS[name].title for name in manager.KINDS if name in report.available & SERVERS]
        marks = marks_for(report.available)
        if marks:
            title = f"第二部分　真实服务（{'、'.join(titles)}）"
            outcomes.append(_part("services", title, python, wanted, marks, report.variables))
        stopped = bool(outcomes) and not outcomes[-1].green and wanted.stop_early
        if "chromium" in report.available and not stopped:
            title = f"第三部分　真实浏览器（{'、'.join(['Chromium', *titles])}）"
            outcomes.append(_part("browser", title, python, wanted, "browser", report.variables))
    finally:
        if report.started:
            manager.down(report.started)
    absent = {f"{manager.KINDS[name].title} 部分": problem.what for name, problem in report.absent.items()}
    return outcomes, absent


def _part(
    name: str,
    title: str,
    python: Path,
    wanted: Plan,
    marks: str,
    variables: dict[str, str],
) -> Outcome:
    """Run pytest once; its own output goes to the terminal, its counts into the outcome."""
    say(f"\n── {title} " + "─" * max(4, 60 - 2 * len(title)))
    counts = folder("test") / f"{name}.xml"
    counts.unlink(missing_ok=True)
    settings = child_environment(DJANGO_SETTINGS_MODULE="portal.settings.test")
    for variable in SERVER_VARIABLES:  # what the caller's shell has set for running the portal is not for tests
        settings.pop(variable, None)
    chosen = f"({wanted.marks}) and ({marks})" if wanted.marks else marks
    command = ["-m", "pytest", "-m", chosen, f"--junitxml={counts}", *wanted.pytest]
    if not wanted.chooses_workers:
        # Each worker begins with a stretch of its own, so that what a file sets up once is set up by one worker; who is
        # done early takes from the other's end.
        command[2:2] = ["-n", "auto", "--dist", "worksteal"]
    began = time.monotonic()
    status = environment.run_in(python, command, settings | variables, ROOT)
    return _counted(Outcome(title, status, seconds=time.monotonic() - began), counts)


def _counted(outcome: Outcome, counts: Path) -> Outcome:
    try:
        suites = list(ElementTree.parse(counts).getroot().iter("testsuite"))  # noqa: S314 - written by pytest just now
    except (OSError, ElementTree.ParseError):
        return outcome
    for suite in suites:
        number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
        outcome.failed += number["failures"] + number["errors"]
        outcome.skipped += number["skipped"]
        outcome.passed += number["tests"] - number["failures"] - number["errors"] - number["skipped"]
    return outcome


def _conclude(outcomes: list[Outcome], absent: dict[str, str]) -> int:
    """Print the result of each part; the last line says what was not run."""
    say("\n── 结果 " + "─" * 52)
    for outcome in outcomes:
        minutes, seconds = divmod(round(outcome.seconds), 60)
        say(
            f"{'✓' if outcome.green else '✗'} {outcome.title}：{outcome.passed} 通过，{outcome.failed} 失败，"
            f"{outcome.skipped} 跳过，{minutes} 分 {seconds} 秒"
        )
    write_json(
        var() / "test" / "summary.json",
        {"passed": sum(o.passed for o in outcomes), "failed": sum(o.failed for o in outcomes), "absent": absent},
    )
    red = any(not outcome.green for outcome in outcomes)
    if not red and not any(outcome.passed or outcome.skipped for outcome in outcomes):
        raise Problem("没有选中任何测试。", "看看路径、-k 或 -m 写得对不对。")
    if absent:
        say("没有运行：" + "；".join(f"{name}（{reason.splitlines()[0]}）" for name, reason in absent.items()))
        strict = os.environ.get("CI", "").lower() in {"1", "true"} and "真实服务和浏览器两部分" not in absent
        return 1 if red or strict else 0
    say("全部都运行了，没有遗漏。" if not red else "全部都运行了，有失败。")
    return 1 if red else 0
