"""Load the imaginary county; can be stopped anywhere and run again."""

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from cms_pages.sections import provision_all
from portal.city import loading
from portal.demo import assessments, catalogue, county, funds, members, pages, people, tuning
from records.organisations.bulk import load_tree


class Command(BaseCommand):
    """An imaginary county with posts, pages, a course, members, funds and an assessment."""

    help = "载入演示数据：一个虚构的县（可重复执行，已有的不重复载入）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Run each step; a step that is done already costs one query."""
        if not settings.DEMO:
            raise CommandError("本环境未开启演示（PORTAL_DEMO），不载入演示数据。")
        call_command("setup_portal", stdout=self.stdout)
        if loading.begun() is not None:
            self.stdout.write("库里是城市案例（load_city），不再装入演示的县。")
            return
        steps: list[tuple[str, Callable[[], int]]] = [
            ("组织", lambda: load_tree(county.organisations())),
            ("主页", provision_all),
            ("职务", people.load_posts),
            ("账号", people.load_accounts),
            ("目录", catalogue.load),
            ("页面", pages.load),
            ("党员", members.load),
            ("经费", funds.load),
            ("考核", assessments.load),
            ("搜索维护", tuning.load),
        ]
        for label, step in steps:
            started = time.monotonic()
            count = step()
            self.stdout.write(f"  {label}：{count}条，{time.monotonic() - started:.1f}秒")
        self.stdout.write("演示数据已就绪。")
