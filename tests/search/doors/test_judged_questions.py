"""What people ask, of every kind, over the demo county: the right answer stands first (tests/data/search/judged.tsv)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from records.access.models import User, Visitor
from records.access.searching import search_scope
from search.index import queries
from search.index.requests import SearchRequest

pytestmark = [pytest.mark.django_db, pytest.mark.search, pytest.mark.slow]

JUDGED = Path(__file__).parents[2] / "data" / "search" / "judged.tsv"
RIGHT = 0.95  # of all questions; those that are missed are told


def judged() -> list[list[str]]:
    lines = JUDGED.read_text(encoding="utf-8").replace("{year}", str(timezone.localdate().year)).splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def test_the_right_answer_stands_first(settings: Any, tmp_path: Path, index: Callable[[], None]) -> None:
    settings.DEMO, settings.VAR, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "media"
    call_command("load_demo", verbosity=0)
    index()
    people = {"public": search_scope(Visitor())}
    for name in ("dangan", "shuji", "linzhen"):
        people[name] = search_scope(User.objects.get(username=f"demo.{name}"))
    rows = judged()
    missed = []
    for reader, question, kinds, titles in rows:
        first = queries.search(SearchRequest(text=question, scope=people[reader], size=1)).hits[:1]
        if not any(
            hit.kind in kinds.split(",") and any(part in hit.title for part in titles.split("|")) for hit in first
        ):
            missed.append(f"{reader} {question} → {[hit.title for hit in first]}")
    assert len(rows) >= 150
    assert len(missed) <= (1 - RIGHT) * len(rows), "\n".join(missed)
