"""bin/manage search_rebuild: fill a new index beside the living one and let it take its place."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index import outbox, rebuild, sources
from search.index.requests import SearchUnavailable, SourceFailed


class Command(BaseCommand):
    help = "重建搜索索引：新索引在旁边建好后一次替换，期间搜索照常。中断后再次运行会接着做。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--restart", action="store_true", help="放弃未完成的重建，从头开始")
        parser.add_argument("--if-needed", action="store_true", help="索引完好时什么也不做")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_needed"] and not rebuild.wants_rebuild():
            return
        labels = sources.labels()
        quiet = options["verbosity"] == 0

        def progress(kind: str, written: int) -> None:
            if not quiet:
                self.stdout.write(f"\r{labels.get(kind, kind)}：共 {written} 条", ending="")
                self.stdout.flush()

        try:
            report = rebuild.rebuild(restart=options["restart"], progress=progress)
            drained = outbox.drain()
        except rebuild.AlreadyRebuilding as error:
            raise CommandError("另一个进程正在重建；等它做完，或用 --restart 从头开始。") from error
        except SourceFailed as failed:
            name = labels.get(failed.kind, failed.kind)
            raise CommandError(
                f"“{name}”整个种类读不出：{failed.said}。原索引照常使用；处理后再次运行会接着做。"
            ) from failed
        except SearchUnavailable as unavailable:
            raise CommandError(f"搜索引擎不可用：{unavailable}。恢复后再次运行会接着做。") from unavailable
        if not quiet:
            self.stdout.write(f"\r重建完成：{report.written} 条，补写 {drained.written} 条。")
        if report.refused:
            self.stderr.write(
                f"有 {report.refused} 条读不出或被拒绝，已放进待索引队列稍后重试；用 search_status 看是哪些。"
            )
