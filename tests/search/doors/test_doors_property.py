"""Every door of the search against a plain filter: random trees, posts, audiences; nothing outside is found, counted or told.

Doors: the page (hits, totals, facets, people, tree), completion and what sounds alike (page, API), the API, what staff put first,
the archive (page with its counts, API, export, look-up of names, organisations as of then), the saved search's line in the daily
digest, the evidence of an assessment, what staff who tune are shown (`doors.py`). The page chooser has a test of its own
(tests/cms_pages/test_choosing_property.py).
"""

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from records.access.models import READ_AS_ME, User, Visitor
from records.kit.policies import all_policies
from records.organisations.models import Organisation
from records.organisations.roles import Role
from search.index import sources
from search.index.engines.base import Engine
from tests.factories.access import again
from tests.search.doors.doors import Doors
from tests.search.doors.worlds import (
    AUDIENCES,
    KINDS,
    PLACES,
    World,
    entry,
    expected,
    fill,
    opened_by,
    reader,
    recommend,
    seven,
    shelves,
)

pytestmark = [pytest.mark.django_db, pytest.mark.search]

Asked = tuple[str, int, int, str]  # kind, place, place then, audience


@pytest.fixture
def tree(db: None) -> list[Organisation]:
    return seven()


def world_of(engine: Engine, tree: list[Organisation], actor: User | Visitor, asked: list[Asked]) -> tuple[World, Any]:
    """A world in the index, and the shelves that stand in for the rooms."""
    actions = opened_by()
    entries = [entry(number, *each, tree, actor) for number, each in enumerate(asked)]
    fill(engine, entries)
    return World(actor, tree, entries, expected(actor, entries, actions)), shelves(entries, actions)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Asked], list[tuple[str, int]], str]:
    """Entries, a reader's posts and whether the reader belongs somewhere."""
    places = st.integers(0, PLACES - 1)
    each = st.tuples(st.sampled_from(KINDS), places, places, st.sampled_from(AUDIENCES))
    posts = draw(st.lists(st.tuples(st.sampled_from(list(Role)), places), max_size=2))
    standings = ["account", "member"] if posts else ["visitor", "account", "member"]
    return draw(st.lists(each, min_size=2, max_size=12)), posts, draw(st.sampled_from(standings))


@given(worlds())
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would cost minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_door_tells_more_than_the_rules_allow(
    search_engine: Engine, tree: list[Organisation], drawn: tuple[list[Asked], list[tuple[str, int]], str]
) -> None:
    asked, posts, standing = drawn
    world, known = world_of(search_engine, tree, reader(tree, posts, standing), asked)
    with sources.only(*known):
        recommend(world)
        Doors(world).every()


# Every role in the middle of the tree, the roles of the top there, and those without a post.
READERS = [
    *(([(role, 1)], "account") for role in Role),
    *(([(role, 0)], "account") for role in (Role.SITE_ADMINISTRATOR, Role.ARCHIVIST, Role.CONTENT_REVIEWER)),
    ([(Role.SECRETARY, 3), (Role.PUBLISHER, 2)], "member"),
    ([], "visitor"),
    ([], "account"),
    ([], "member"),
]


def of_every_kind(seed: str) -> list[Asked]:
    """Each kind at each place, the audiences dealt out anew for each reader."""
    drawn = random.Random(seed)
    asked: list[Asked] = []
    for kind in KINDS:
        audiences = [*dict.fromkeys(AUDIENCES), "", "own"][:PLACES]
        drawn.shuffle(audiences)
        asked += [(kind, place, drawn.randrange(PLACES), audience) for place, audience in enumerate(audiences)]
    return asked


@pytest.mark.slow
@pytest.mark.parametrize(("posts", "standing"), READERS)
def test_every_role_meets_every_kind_at_every_door(
    search_engine: Engine, tree: list[Organisation], posts: list[tuple[str, int]], standing: str
) -> None:
    actor = reader(tree, posts, standing)
    world, known = world_of(search_engine, tree, actor, of_every_kind(f"{posts}{standing}"))
    assert world.hidden or posts == [(Role.SITE_ADMINISTRATOR, 0)]
    with sources.only(*known):
        recommend(world)
        Doors(world).every()


@pytest.mark.parametrize("actions", [[], [READ_AS_ME], ["members.view"], [READ_AS_ME, "funds.view", "search.archive"]])
def test_a_token_finds_no_more_than_its_own_actions_open(
    search_engine: Engine, tree: list[Organisation], actions: list[str]
) -> None:
    assert set(actions) <= {READ_AS_ME, *(each.action for each in all_policies())}
    actor = reader(tree, [(Role.SECRETARY, 1)])
    whole, _ = world_of(search_engine, tree, actor, of_every_kind("token"))
    narrow = again(actor)  # type: ignore[arg-type]
    narrow.narrow_to(actions)
    world, known = world_of(search_engine, tree, narrow, of_every_kind("token"))
    assert world.mine < whole.mine
    with sources.only(*known):
        doors = Doors(world)
        doors.search_api()
        doors.hidden_by_their_own_words()
        doors.completion()
