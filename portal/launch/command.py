"""Which module answers which command; and one place where every failure becomes a clear line."""

import importlib

from portal.launch.console import explain, failed

COMMANDS = {
    "run": "portal.launch.run",
    "test": "portal.launch.suite",
    "services": "portal.launch.services.command",
    "manage": "portal.launch.manage",
    "bench": "portal.launch.bench",
}


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit status. Every expected failure is told in one line with its cure."""
    if not arguments or arguments[0] not in COMMANDS:
        failed("不认识的命令。", "可用：" + "、".join(f"bin/{name}" for name in COMMANDS) + "；各自加 --help 看说明。")
        return 2
    try:
        status: int = importlib.import_module(COMMANDS[arguments[0]]).main(arguments[1:])
        return status
    except KeyboardInterrupt:
        print("\n已停止。再运行一次会从断开的地方继续。")
        return 130
    except Exception as error:
        problem = explain(error)
        if problem is None:
            raise
        failed(problem.what, problem.cure)
        return 1
