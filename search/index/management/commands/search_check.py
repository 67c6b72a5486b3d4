"""bin/manage search_check: compare the index with the database, and mend it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index import check, sources
from search.index.check import Fault
from search.index.requests import SearchUnavailable

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
        if report.faults and options["look"]:
            raise CommandError("索引与数据库不一致；不带 --look 再运行一次就会修复。")
        if report.left:
            raise CommandError(
                f"还有 {report.left} 处没有修复：从备份恢复过数据库时，请运行 search_rebuild；否则看日志中的原因。"
            )
