"""bin/manage search_status: how the index is, what waits for it, and what can't be brought to it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Min
from django.utils import timezone

from search.index.engines import get_engine
from search.index.engines.base import State
from search.index.models import OutboxRow
from search.index.models import State as RowState

STATES = {
    State.READY: "正常",
    State.UNFILLED: "尚未全量建立",
    State.OUTDATED: "需要重建",
    State.MISSING: "索引不存在",
    State.PARTIAL: "只有一部分能查",
    State.UNAVAILABLE: "连接不上",
}
LATE_SECONDS = 300  # a row without a fault of its own that is still there means that nobody drains


class Command(BaseCommand):
    help = "说明搜索索引的状态、等待写入的条数、读不出或被拒绝的条目。都正常时退出码为 0，否则为 1；供监控用。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--most", type=int, default=20, help="最多列出几条有问题的，默认 20")

    def handle(self, *args: Any, **options: Any) -> None:
        health = get_engine().health()
        entries = f"，{health.entries} 条" if health.entries is not None else ""
        self.stdout.write(f"索引（{get_engine().name}）：{STATES[health.state]}{entries}。{health.detail}".strip())
        rows = OutboxRow.objects.all()
        untroubled = rows.exclude(state=RowState.FAILED).filter(problem="")
        oldest = untroubled.aggregate(oldest=Min("created"))["oldest"]
        age = int((timezone.now() - oldest).total_seconds()) if oldest else 0
        since = f"，最早的已等 {age} 秒" if oldest else ""
        self.stdout.write(f"等待写入 {untroubled.count()} 条{since}。")
        troubled = rows.exclude(problem="").order_by("kind", "uid", "id")
        count, failed = troubled.count(), rows.filter(state=RowState.FAILED).count()
        if count:
            self.stdout.write(f"读不出或被拒绝 {count} 条，其中搁置 {failed} 条：")
            for row in troubled[: options["most"]]:
                after = "已搁置" if row.state == RowState.FAILED else "稍后重试"
                self.stdout.write(f"  {row.kind}:{row.uid}，{after}，已试 {row.attempts} 次，{row.problem}")
        if health.state is not State.READY:
            raise CommandError("搜索索引不正常。")
        if count:
            raise CommandError("有条目读不出或被拒绝，查不到它们；处理后运行 search_drain --retry-failed。")
        if age > LATE_SECONDS:
            raise CommandError("等待写入的太久没有处理，请检查后台任务（portal-worker）和 Redis。")
