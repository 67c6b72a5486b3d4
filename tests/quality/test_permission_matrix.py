"""The permission matrix: role × route × verb, complete. Denied means nothing happened, and nothing was told."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction

from tests.quality.matrix.table import (
    MARK,
    OPEN,
    OUT_OF_SCOPE,
    ROLES,
    SIGN_IN,
    TURNED_AWAY,
    VERBS,
    Prefix,
    Row,
    World,
    all_prefixes,
    all_routes,
    all_rows,
    filled,
)
from tests.quality.matrix.world import ask, build_world, contents, outcome, text_of, undone, written_tables

pytestmark = pytest.mark.django_db
ROWS = all_rows()


@pytest.fixture
def _django_db_helper() -> None:
    """Stand in for pytest-django's transaction around each test: the world's own is around all of them."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Made once, in a transaction that is taken back: no other test meets it."""
    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole.__enter__()
        try:
            yield build_world()
        finally:
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def test_every_route_is_in_the_matrix_and_every_row_has_a_route() -> None:
    routes, prefixes = all_routes(), all_prefixes()
    rows = [row.route for row in ROWS]
    missing = [
        route for route in routes if route not in rows and not any(route.startswith(each.prefix) for each in prefixes)
    ]
    assert not missing, f"routes without a row in tests/quality/matrix/: {missing}"
    idle = [
        each for each in [*rows, *(prefix.prefix for prefix in prefixes if not prefix.routes)] if each not in routes
    ]
    assert not idle, f"rows without a route: {idle}"
    assert len(rows) == len(set(rows)), "a route stands in the matrix twice"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.route)
def test_each_role_is_answered_as_the_row_says(world: World, row: Row) -> None:
    address = row.address(world)
    wrong: list[str] = []
    for verb in VERBS:
        expected = row.verbs.get(verb)
        if expected is None:
            wrong += unknown(world, row, verb, address)
            continue
        for role in ROLES:
            wrong += tried(world, row, verb, role, address, expected[role])
    assert not wrong, "\n".join([address, *wrong])


@pytest.mark.parametrize("prefix", all_prefixes(), ids=lambda each: each.prefix)
def test_what_wagtail_offers_besides_is_closed_or_asks(world: World, prefix: Prefix) -> None:
    if prefix.manner == "anyone":
        return
    values = {"pk": "1", "app_label": "cms_pages", "model_name": "newspage", "content_type_app_name": "cms_pages"}
    values |= {"content_type_model_name": "newspage", "page_id": world.named("office.draft"), "action": "delete"}
    values |= {"image_id": world.named("office.image"), "doc_id": world.named("office.document")}
    values |= {"document_id": world.named("office.document"), "parent_page_id": world.named("office.column")}
    for route in prefix.routes:
        address = "/" + filled(route, _Ones(values)).replace(".*", "nothing")
        closed = prefix.manner == "closed"
        for role in ("visitor", "publisher", "site") if closed else ("visitor", "other_secretary"):
            for verb in ("GET", "POST"):
                with undone(), written_tables() as tables:
                    answer = ask(world, role, verb, address, None, False)
                got = outcome(answer)
                assert MARK not in text_of(answer) or role not in OUT_OF_SCOPE, (address, role, verb)
                if closed:
                    assert got in (404, 405), (address, role, verb, got)
                else:
                    assert not tables, (address, role, verb, tables)
                    assert role != "visitor" or got in (SIGN_IN, 404, 405), (address, verb, got)


class _Ones(dict):  # type: ignore[type-arg]
    """Anything that is not named is 1."""

    def __missing__(self, name: str) -> str:
        return "1"

    def __contains__(self, name: object) -> bool:
        return True


def tried(world: World, row: Row, verb: str, role: str, address: str, expected: Any) -> list[str]:
    """What is wrong with the answer to one question; nothing when it is as expected."""
    data = row.data(world) if row.data is not None and verb != "GET" else None
    with undone(), written_tables() as tables:
        answer = ask(world, role, verb, address, data, row.as_json)
        got, told = outcome(answer), text_of(answer)
    if expected == 422 == answer.status_code:
        got = 422
    wrong = [] if got == expected else [f"{verb} {role}: {got} ({answer.status_code}), expected {expected}"]
    if MARK in told and not row.tells and (role in OUT_OF_SCOPE or got in (404, SIGN_IN, TURNED_AWAY)):
        wrong.append(f"{verb} {role}: was told what is not for them")
    if got != OPEN and tables:
        before = contents(tables)
        with undone():
            ask(world, role, verb, address, data, row.as_json)
            if contents(tables) != before:
                wrong.append(f"{verb} {role}: denied, and yet {sorted(tables)} changed")
    return wrong


def unknown(world: World, row: Row, verb: str, address: str) -> list[str]:
    """A verb that the row does not know writes nothing, whoever asks."""
    with undone(), written_tables() as tables:
        answer = ask(world, "site", verb, address, None, row.as_json)
    if answer.status_code >= 500:
        return [f"{verb}: {answer.status_code}"]
    return [f"{verb} is not in the row, and yet it wrote to {sorted(tables)}"] if tables else []
