"""`manage.py build_styles`: put the style sheet together from its parts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from theme import stylesheet


class Command(BaseCommand):
    """Write theme/static/theme/portal.css, or with --check say whether it is current."""

    help = "由 theme/styles/ 合成 theme/static/theme/portal.css"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take --check, for those who must not write."""
        parser.add_argument("--check", action="store_true", help="只检查，不写文件")

    def handle(self, *args: Any, **options: Any) -> None:
        """Build; the same parts always give the same bytes."""
        text = stylesheet.build()
        if options["check"]:
            if not stylesheet.SERVED.exists() or stylesheet.SERVED.read_text(encoding="utf-8") != text:
                raise CommandError("portal.css 不是最新的：请运行 manage.py build_styles")
            return
        stylesheet.SERVED.write_text(text, encoding="utf-8")
        self.stdout.write(f"portal.css {len(text.encode()) / 1024:.1f} kB")
