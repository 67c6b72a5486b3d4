"""`manage.py verify_journal`: check the whole journal; ends with an error and the first entry that does not fit."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from records.audit.services import verify


class Command(BaseCommand):
    help = "核对全部日志与封存，指出第一条不符的日志。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The anchor is what someone wrote down of an earlier check or a published proof."""
        parser.add_argument("--anchor", metavar="封存号:链", help="另行保存的封存号和链，核对日志没有被整段重写或截断")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, print, and print the anchor to write down."""
        verdict = verify(anchor=_anchor(options["anchor"]))
        if not verdict.holds:
            raise CommandError(str(verdict))
        self.stdout.write(str(verdict))
        if verdict.seals:
            self.stdout.write(f"请另行保存，供下次核对：--anchor {verdict.seals}:{verdict.last_chain}")


def _anchor(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    number, _, chain = text.partition(":")
    if not number.isdecimal() or not chain:
        raise CommandError("--anchor 应写成“封存号:链”，例如 12:9f86d0…")
    return int(number), chain.strip().lower()
