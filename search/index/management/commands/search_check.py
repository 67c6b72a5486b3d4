"""bin/manage search_check: compare the index with the database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from search.index import check
from search.index.requests import SearchUnavailable


class Command(BaseCommand):
    help = "核对索引与数据库：缺少、多余、过时、范围不符；--mend 修复。"

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--mend", action="store_true", help="修复发现的问题")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = check.check(mend=options["mend"])
        except SearchUnavailable as unavailable:
            raise CommandError(f"搜索引擎不可用：{unavailable}") from unavailable
        for title, keys in (
            ("缺少", report.missing),
            ("多余", report.extra),
            ("过时", report.stale),
            ("范围不符", report.wrong_scope),
        ):
            if keys:
                shown = "、".join(keys[:10]) + ("……" if len(keys) > 10 else "")
                self.stdout.write(f"{title} {len(keys)} 条：{shown}")
        self.stdout.write(f"核对 {report.looked_at} 条，问题 {report.faults} 处，另有 {report.waiting} 条等待写入。")
        if report.faults and not options["mend"]:
            raise CommandError("索引与数据库不一致；用 --mend 修复。")
