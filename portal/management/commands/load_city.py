"""Load the published city case; can be stopped anywhere and run again."""

import io
import resource
import sys
import time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.city import loading
from portal.city.progress import Line
from search.index import rebuild
from search.index.requests import SearchUnavailable


class Command(BaseCommand):
    """The city on which performance is measured: real places, invented organisations and people."""

    help = (
        "装载城市案例：宁波的真实区划，其下的组织、单位、党员均为虚构（2.09万个组织、34万党员）。"
        "只装入空库；随时可以中断，再运行一次接着装；装完再运行不改变什么。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Scale, and whether the index is filled too."""
        parser.add_argument("--scale", type=float, default=1.0, help="比例，0.001 至 1，默认 1（全市）")
        parser.add_argument("--no-index", action="store_true", help="不建搜索索引（以后可用 search_rebuild）")

    def handle(self, *args: Any, **options: Any) -> None:
        """Basic data, the phases, the index; then a table of what it took."""
        if not settings.DEMO:
            raise CommandError("本环境未开启演示（PORTAL_DEMO），不装载虚构数据。")
        scale = options["scale"]
        if not 0.001 <= scale <= 1:
            raise CommandError("比例应在 0.001 与 1 之间，如 --scale 0.05。")
        began = time.monotonic()
        call_command("setup_portal", stdout=io.StringIO())
        line = Line(self.stdout)
        try:
            done = loading.load(scale, line.show)
        except loading.OtherContent as problem:
            raise CommandError(str(problem)) from problem
        except loading.AlreadyLoading as problem:
            raise CommandError("另一个进程正在装载；等它做完再运行。") from problem
        if not options["no_index"]:
            done.append(self._index(line))
        line.end()
        for phase in done:
            self.stdout.write(f"  {phase.label}：{phase.rows:,} 条，{phase.seconds:.1f} 秒")
        self.stdout.write(
            f"城市案例已就绪，本次用时 {time.monotonic() - began:.0f} 秒，内存最多 {_memory():.0f} MB。"
            "申请人和组织生活会议的登记还没有建立，未装载。"
        )

    def _index(self, line: Line) -> loading.Loaded:
        if not rebuild.wants_rebuild():
            return loading.Loaded("搜索索引（已有）", 0, 0.0)
        began = time.monotonic()
        try:
            report = rebuild.rebuild(progress=lambda _kind, written: line.show("搜索索引", written))
        except rebuild.AlreadyRebuilding as error:
            raise CommandError("数据已装完；另一个进程正在重建索引，等它做完。") from error
        except SearchUnavailable as unavailable:
            raise CommandError(f"数据已装完；搜索引擎不可用：{unavailable}。恢复后再运行一次。") from unavailable
        return loading.Loaded("搜索索引", report.written, time.monotonic() - began)


def _memory() -> float:
    """The most this process ever held, in MB."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1024 / (1024 if sys.platform == "darwin" else 1)
