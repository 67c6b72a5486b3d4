"""Nothing outside a scope is found, counted or suggested: both engines against plain Python."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.index import queries, sources
from search.index.engines.base import Engine, Target
from search.index.entries import Entry, Reach
from search.index.requests import SearchAnswer, SearchRequest
from search.index.scope import Grant, SearchScope, scope_of
from search.index.synonyms import Thesaurus
from tests.search.index.builders import Shelf, an_entry

KINDS = ("news", "member", "fund")
LABELS = ("public", "members", "org:1", "org:2", "org:3", "person:7", "person:8")
Tree = dict[str, tuple[str, ...]]


@st.composite
def trees(draw: st.DrawFn) -> Tree:
    """Random trees of up to eight organisations: id → its ancestors, itself included."""
    tree: Tree = {"1": ("1",)}
    for number in range(2, draw(st.integers(1, 8)) + 1):
        parent = draw(st.sampled_from(sorted(tree)))
        tree[str(number)] = (*tree[parent], str(number))
    return tree


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Entry], list[SearchScope]]:
    """Random entries over a random tree, and readers with random labels and posts."""
    tree = draw(trees())
    organisations = st.sampled_from(sorted(tree))
    entries = []
    for number in range(draw(st.integers(1, 12))):
        kind = draw(st.sampled_from(KINDS))
        entries.append(
            an_entry(
                draw(st.sampled_from(["王组织", "组织生活", "李组织明"])),
                uid=f"x{number:02}",
                kind=kind,
                ancestors=tree[draw(organisations)],
                audience=tuple(draw(st.sets(st.sampled_from(LABELS), max_size=3))),
                year=draw(st.sampled_from([2024, 2025, None])),
                category=draw(st.sampled_from(["", "总结", "党的组织管理"])),
            )
        )
    grants = st.builds(
        Grant,
        kinds=st.none() | st.frozensets(st.sampled_from(KINDS), max_size=2),
        ancestors=st.none() | st.frozensets(organisations, max_size=2),
    )
    scopes = st.builds(
        SearchScope, st.frozensets(st.sampled_from(LABELS), max_size=3), st.tuples() | st.tuples(grants, grants)
    )
    return entries, draw(st.lists(scopes, min_size=1, max_size=4))


@given(worlds())
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_nothing_outside_the_scope_is_found_counted_or_suggested(
    engine: Engine, known: None, world: tuple[list[Entry], list[SearchScope]]
) -> None:
    entries, scopes = world
    engine.destroy()
    engine.apply_schema()
    engine.write(entries, (), 1, Target.LIVING)
    engine.refresh()
    with sources.only(*(Shelf(kind, kind, [entry for entry in entries if entry.kind == kind]) for kind in KINDS)):
        for scope in scopes:
            _compare(engine, entries, scope)


def _compare(engine: Engine, entries: list[Entry], scope: SearchScope) -> None:
    mine = [entry for entry in entries if scope.admits(entry)]
    for text in ("组织", ""):
        for sort in ("relevance", "date"):
            request = SearchRequest(text=text, scope=scope, sort=sort, size=50)  # type: ignore[arg-type]
            answer = queries.search(request, engine=engine, thesaurus=Thesaurus(()))
            assert {hit.uid for hit in answer.hits} == {entry.uid for entry in mine}
            _counts(answer, mine)
    narrowed = SearchRequest(
        text="组织", scope=scope, kinds=frozenset({"news"}), organisation="1", years=frozenset({2024})
    )
    answer = queries.search(narrowed, engine=engine, thesaurus=Thesaurus(()))
    expected = {entry.uid for entry in mine if entry.kind == "news" and entry.year == 2024}
    assert {hit.uid for hit in answer.hits} == expected
    assert answer.total == len(expected)
    filters = {"categories": frozenset({"总结"}), "reaches": frozenset({Reach.POST, Reach.MEMBERS})}
    filtered = SearchRequest(text="组织", scope=scope, years=frozenset({2024, 2025}), **filters)  # type: ignore[arg-type]
    answer = queries.search(filtered, engine=engine, thesaurus=Thesaurus(()))
    fitting = [entry for entry in mine if entry.year and entry.category == "总结"]
    assert {hit.uid for hit in answer.hits} == {entry.uid for entry in fitting if entry.reach in filters["reaches"]}
    # Each facet counts as if its own filter were not set.
    assert {found.value: found.count for found in answer.facets.reaches} == Counter(each.reach for each in fitting)
    for typed in ("组织", "zuzhi", "zz"):
        suggested = queries.suggest(typed, scope, 20, engine=engine)
        assert {one.text for one in suggested} <= {entry.title for entry in mine}
        assert {one.uid for one in suggested} <= {entry.uid for entry in mine}


def _counts(answer: SearchAnswer, mine: list[Entry]) -> None:
    assert answer.total == answer.exact == len(mine)
    kinds = {kind: sum(entry.kind == kind for entry in mine) for kind in KINDS}
    assert {found.value: found.count for found in answer.facets.kinds} == {k: n for k, n in kinds.items() if n}
    years = {str(year): sum(entry.year == year for entry in mine) for year in (2024, 2025)}
    assert {found.value: found.count for found in answer.facets.years} == {y: n for y, n in years.items() if n}
    classes = Counter(entry.category for entry in mine if entry.category)
    assert {found.value: found.count for found in answer.facets.categories} == classes
    assert {found.value: found.count for found in answer.facets.reaches} == Counter(entry.reach for entry in mine)
    below = {one for entry in mine for one in entry.ancestors}
    counted = {one: sum(one in entry.ancestors for entry in mine) for one in below}
    assert {found.value: found.count for found in answer.facets.organisations} == counted


PERSON_ONLY = an_entry("组织谈话记录", uid="talk", kind="talk", audience=("person:7",), ancestors=("1", "2"))


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (scope_of(["person:7"]), True),
        (scope_of(["person:8", "public", "members"]), False),
        (scope_of([], [Grant(None, None)]), False),
        (scope_of([], [Grant(None, frozenset({"2"}))]), False),
        (scope_of([], [Grant(frozenset({"talk"}), None)]), True),
        (scope_of([], [Grant(frozenset({"talk"}), frozenset({"2"}))]), True),
        (scope_of([], [Grant(frozenset({"talk"}), frozenset({"3"}))]), False),
        (scope_of([], [Grant(frozenset({"news"}), None)]), False),
    ],
)
def test_entries_for_named_persons_need_the_person_or_a_policy_that_names_the_kind(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer], scope: SearchScope, found: bool
) -> None:
    shelve(PERSON_ONLY)
    assert ask("组织谈话", scope=scope).total == int(found)
    assert scope.admits(PERSON_ONLY) == found


def test_an_entry_without_audience_is_open_by_grant_alone(
    shelve: Callable[..., None], ask: Callable[..., SearchAnswer]
) -> None:
    shelve(replace(PERSON_ONLY, audience=()))
    assert ask("组织谈话", scope=scope_of(["public", "members", "person:7", "org:2"])).total == 0
    assert ask("组织谈话", scope=scope_of([], [Grant(None, None)])).total == 1


def test_a_grant_that_opens_nothing_is_left_out() -> None:
    scope = scope_of([], [Grant(frozenset(), None), Grant(None, frozenset()), Grant(None, None), Grant(None, None)])
    assert scope.grants == (Grant(None, None),)


@pytest.mark.parametrize("label", ["org:", "everyone", "PUBLIC", "person:a b", ""])
def test_a_label_that_cannot_be_one_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="audience"):
        an_entry(audience=(label,))
