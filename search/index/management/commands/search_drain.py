"""bin/manage search_drain: bring what waits to the index now."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index import outbox, sources


class Command(BaseCommand):
    help = "把待索引队列写入索引。平时由后台任务自动完成。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--retry-failed", action="store_true", help="把失败搁置的也重新试一遍")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["retry_failed"]:
            outbox.retry_failed()
        report = outbox.drain(seconds=3600)
        if report.unavailable:
            raise CommandError(f"搜索引擎不可用，{outbox.waiting()} 条等待中，没有丢失：{report.unavailable}")
        self.stdout.write(f"写入 {report.written} 条，删除 {report.gone} 条，失败 {report.failed} 条。")
        if report.broken:
            labels = sources.labels()
            named = "、".join(f"{labels.get(kind, kind)}（{said}）" for kind, said in sorted(report.broken.items()))
            raise CommandError(f"整个种类读不出，等一会儿再试：{named}")
