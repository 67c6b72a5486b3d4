"""Two thousand hostile questions through every public door: no error, none over its time (bin/bench asks a hundred thousand)."""

from collections import Counter

import pytest
from django.test import Client

from records.organisations.roles import Role
from search.index import outbox
from search.index.engines.base import Engine
from tests.factories.access import holder, sign_in
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published, site
from tests.search.hostile import DOORS, ask_all, questions

pytestmark = [pytest.mark.django_db, pytest.mark.search]

NUMBER = 1_000  # of each of the two engines: two thousand in a whole run


def test_a_seed_gives_the_same_questions_again() -> None:
    first, second, other = (questions(seed) for seed in (1, 1, 2))
    drawn = [next(first) for _ in range(300)]
    assert drawn == [next(second) for _ in range(300)]
    assert drawn != [next(other) for _ in range(300)]
    assert max(map(len, drawn)) == 10_000
    told = "".join(drawn)
    assert not {"\x00", "\ud800", "\u202e", "\u200b", "😀", "𠮷", '"'} - set(told)


@pytest.mark.slow
def test_every_door_answers_whatever_is_asked(search_engine: Engine, county: County, client: Client) -> None:
    site()
    published(county.branch, title="关于党费的通知", text="党费 zz drop table 第十九条")
    for name in ("𠮷田中", "阿卜杜拉·买买提", "王建国"):
        member(county.branch, name)
    outbox.drain()
    search_engine.refresh()
    sign_in(client, holder(Role.ARCHIVIST, county.root))
    client.raise_request_exception = False
    wrong = [(door, text[:80], answer.status_code) for door, text, answer in ask_all(client, NUMBER, seed=20261127)]
    assert not wrong, (Counter(door for door, _, _ in wrong), wrong[:5])
    assert {door.name for door in DOORS} >= {"page", "completion", "API", "archive", "names"}
