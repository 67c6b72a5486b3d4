"""`manage.py check_paths`: mend records whose path is not their organisation's; with `--look` only say which, as an error."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.kit import places


class Command(BaseCommand):
    help = "核对每条记录的组织路径并改正（每夜自动运行一次）；--look 只核对。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Looking alone changes nothing."""
        parser.add_argument("--look", action="store_true", help="只核对，不改正；有不符的以错误结束")

    def handle(self, *args: Any, **options: Any) -> None:
        """Mend, or count, by model."""
        found: dict[str, int] = {}
        if options["look"]:
            for model, numbers in places.stale():
                found[model._meta.label_lower] = found.get(model._meta.label_lower, 0) + len(numbers)
        else:
            found = places.mend()
        for label, count in sorted(found.items()):
            self.stdout.write(f"{label}：{count}条")
        total = sum(found.values())
        if total and options["look"]:
            raise CommandError(f"{total}条记录的组织路径不符，请运行 bin/manage check_paths。")
        self.stdout.write(f"不符的{total}条已改正。" if total else "组织路径全部相符。")
