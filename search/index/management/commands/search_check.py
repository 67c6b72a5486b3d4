"""bin/manage search_check: compare the index with the database, and mend it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index import check, sources
from search.index.check import Fault
from search.index.requests import SearchUnavailable, SourceFailed

NAMES = {Fault.MISSING: "缺少", Fault.EXTRA: "多余", Fault.STALE: "过时", Fault.WRONG_SCOPE: "范围不符"}


class Command(BaseCommand):
    help = (
        "核对索引与数据库：缺少、多余、过时、范围不符，并修复。期间搜索和写入照常，可以随时中断。"
        "没有问题或都已修复时退出码为 0，否则为 1。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--look", action="store_true", help="只核对，不修复；有问题时退出码为 1")

    def handle(self, *args: Any, **options: Any) -> None:
        labels = sources.labels()
        quiet = options["verbosity"] == 0

        def progress(kind: str, looked_at: int) -> None:
            if not quiet:
                self.stderr.write(f"\r正在核对{labels.get(kind, kind)}：已核对 {looked_at} 条", ending="")
                self.stderr.flush()

        try:
            report = check.check(mend=not options["look"], progress=progress)
        except SourceFailed as failed:
            raise CommandError(f"“{labels.get(failed.kind, failed.kind)}”整个种类读不出：{failed.said}") from failed
        except SearchUnavailable as unavailable:
            raise CommandError(f"搜索引擎不可用：{unavailable}") from unavailable
        if report.looked_at >= check.PIECE and not quiet:
            self.stderr.write("")
        for fault, found in report.found.items():
            if found.count:
                shown = "、".join(found.first) + ("……" if found.count > len(found.first) else "")
                self.stdout.write(f"{NAMES[fault]} {found.count} 条：{shown}")
        self.stdout.write(
            f"核对 {report.looked_at} 条，问题 {report.faults} 处，修复 {report.mended} 处，"
            f"另有 {report.waiting} 条等待写入。"
        )
        self._unreadable(report)
        if report.faults and options["look"]:
            raise CommandError("索引与数据库不一致；不带 --look 再运行一次就会修复。")
        if report.left:
            raise CommandError(
                f"还有 {report.left} 处没有修复：从备份恢复过数据库时，请运行 search_rebuild；否则看日志中的原因。"
            )
        if report.unreadable or report.put_aside:
            raise CommandError("有读不出或被搁置的条目，查不到它们；处理后运行 search_drain --retry-failed。")

    def _unreadable(self, report: check.Checked) -> None:
        """What can't be read is named by its key and the class of the error; its content may be nobody's business."""
        if report.unreadable:
            first = list(report.unreadable.items())[: check.EXAMPLES]
            named = "、".join(f"{key}（{said}）" for key, said in first)
            more = "……" if len(report.unreadable) > len(first) else ""
            self.stdout.write(f"读不出 {len(report.unreadable)} 条：{named}{more}")
        if report.put_aside:
            self.stdout.write(f"搁置 {report.put_aside} 条，多次重试都没有成功；用 search_status 看是哪些。")
