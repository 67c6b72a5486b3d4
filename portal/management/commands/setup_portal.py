"""Put in place what the portal needs before its first organisation; can run as often as one likes."""

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from records.kit.discover import own_modules
from records.kit.schedules import ensure_schedules


class Command(BaseCommand):
    """Cache table, kinds of organisations, figures of the regulations, home page, workflow, schedules."""

    help = "建立门户运行所需的基础数据（可重复执行）"

    def handle(self, *args: Any, **options: Any) -> None:
        """Each app's `setup.py` offers `ensure()`; the lower floors go first."""
        if settings.CACHES["default"]["BACKEND"].endswith("DatabaseCache"):
            call_command("createcachetable", verbosity=0)
        for _app, module in reversed(list(own_modules("setup"))):
            ensure = getattr(module, "ensure", None)
            if ensure is not None:
                ensure()
        count = ensure_schedules()
        self.stdout.write(f"基础数据已就绪，定时任务{count}项。")
