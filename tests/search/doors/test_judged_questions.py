"""What people ask, of every kind, over the demo county and the city: the right answer stands first (tests/data/search/)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from portal.city import loading
from records.access.models import User, Visitor
from records.access.searching import search_scope
from search.doors.presenting import paths_of
from search.index import queries
from search.index.figures import figure_in
from search.index.normalise import normalise_question
from search.index.requests import SearchRequest

pytestmark = [pytest.mark.django_db, pytest.mark.search, pytest.mark.slow]

DATA = Path(__file__).parents[2] / "data" / "search"
CITY_SCALE = 0.01  # 209 organisations, 3,400 members
RIGHT = 0.95  # of all questions; those that are missed are told


def judged(name: str) -> list[list[str]]:
    lines = (DATA / name).read_text(encoding="utf-8").replace("{year}", str(timezone.localdate().year)).splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


# What people ask is of these sorts: how a question of each is known (by reader, question, kinds, titles, place), and how many there must be.
SORTS: dict[str, tuple[int, Callable[[list[str]], object]]] = {
    "names of people": (15, lambda row: row[2] == "member"),
    "homonyms, told apart by their place": (10, lambda row: len(row) > 4 and bool(row[4])),
    "branches": (30, lambda row: row[2].startswith("section")),
    "half names": (
        15,
        lambda row: row[2] != "rule" and any(row[1] in part and row[1] != part for part in row[3].split("|")),
    ),
    "pinyin": (12, lambda row: re.fullmatch(r"[a-z ]+", row[1])),
    "amounts": (8, lambda row: (figure := figure_in(normalise_question(row[1]))) is not None and figure.fen),
    "document numbers": (6, lambda row: re.search(r"\d+/20\d\d-\d|-jf-|\d号", normalise_question(row[1]))),
    "articles": (3, lambda row: re.search(r"第.+条", row[1])),
    "what the public asks": (100, lambda row: row[0] == "public"),
}


def test_every_sort_of_question_is_among_them() -> None:
    rows = [*judged("judged.tsv"), *judged("judged_city.tsv")]
    few = {
        sort: number
        for sort, (least, known) in SORTS.items()
        if (number := sum(1 for row in rows if known(row))) < least
    }
    assert few == {}


def test_the_right_answer_stands_first(settings: Any, tmp_path: Path, index: Callable[[], None]) -> None:
    settings.DEMO, settings.VAR, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "media"
    call_command("load_demo", verbosity=0)
    index()
    people = {"public": search_scope(Visitor())}
    for name in ("dangan", "shuji", "linzhen"):
        people[name] = search_scope(User.objects.get(username=f"demo.{name}"))
    rows = judged("judged.tsv")
    missed = []
    for reader, question, kinds, titles in rows:
        first = queries.search(SearchRequest(text=question, scope=people[reader], size=1)).hits[:1]
        if not any(
            hit.kind in kinds.split(",") and any(part in hit.title for part in titles.split("|")) for hit in first
        ):
            missed.append(f"{reader} {question} → {[hit.title for hit in first]}")
    assert len(rows) >= 150
    assert len(missed) <= (1 - RIGHT) * len(rows), "\n".join(missed)


def test_the_right_answer_stands_first_in_the_city(settings: Any, tmp_path: Path, index: Callable[[], None]) -> None:
    settings.DEMO, settings.VAR, settings.MEDIA_ROOT = True, tmp_path, tmp_path / "media"
    call_command("setup_portal", verbosity=0)
    loading.load(CITY_SCALE)
    index()
    people = {"public": search_scope(Visitor())}
    for reader, name in (("city", "shidangan"), ("town", "jiedangan")):
        people[reader] = search_scope(User.objects.get(username=f"demo.{name}"))
    rows = judged("judged_city.tsv")
    missed = []
    for reader, question, kinds, titles, *place in rows:
        hits = queries.search(SearchRequest(text=question, scope=people[reader], size=1)).hits[:1]
        right = [
            any(part in hit.title for part in titles.split("|"))
            and hit.kind in kinds.split(",")
            # A branch's own path ends above it.
            and (not place or place[0] in f"{path} › {hit.title} › {hit.organisation}")
            for hit, path in zip(hits, paths_of(hits), strict=True)
        ]
        if right != [True]:
            missed.append(f"{reader} {question} → {[(hit.kind, hit.title, hit.organisation) for hit in hits]}")
    assert len(rows) >= 60
    assert len(missed) <= (1 - RIGHT) * len(rows), "\n".join(missed)
