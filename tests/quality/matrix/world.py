"""The world in which the matrix is tried, and how a question is put to it."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test import Client

from records.access.models import Affiliation, User
from records.organisations.roles import Role
from records.regulations.services import load_first
from tests.factories.access import affiliated, holder, user
from tests.factories.organisations import FOUNDED, County, post
from tests.quality.matrix.table import OPEN, SIGN_IN, TURNED_AWAY, World, modules

BACKEND = "records.access.backends.PortalBackend"
WRITES = re.compile(r'^\s*(?:INSERT(?:\s+OR\s+\w+)?\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)"?', re.IGNORECASE)
# A message for the next page; who opened the editor, which Wagtail notes.
NOT_COUNTED = {"django_session", "wagtailcore_pagesubscription", "wagtailadmin_editingsession"}


def build_world() -> World:
    """The county, its people, and what each domain adds."""
    load_first()
    county = County()
    own_secretary = holder(Role.SECRETARY, county.village, "何建国")
    post(county.branch, Role.SECRETARY, own_secretary, title="书记")
    people = {
        "stranger": user("没有组织的人"),
        "member": affiliated(county.branch, "陈立秋"),
        "other_secretary": holder(Role.SECRETARY, county.neighbour_branch),
        "own_secretary": own_secretary,
        "publisher": holder(Role.PUBLISHER, county.village),
        "content_reviewer": holder(Role.CONTENT_REVIEWER, county.town),
        "section_reviewer": holder(Role.SECTION_REVIEWER, county.town),
        "committee": holder(Role.COMMITTEE, county.town),
        "archivist": holder(Role.ARCHIVIST, county.town),
        "other_archivist": holder(Role.ARCHIVIST, county.neighbour),
        "auditor": holder(Role.AUDITOR, county.root),
        "administrator": holder(Role.ORGANISATION_ADMINISTRATOR, county.town),
        "site": User.objects.create_superuser("site", "系统管理员", "shiqiao-cun-2026"),
    }
    Affiliation.objects.create(
        user=people["other_secretary"], organisation=county.neighbour_branch, standing="full", valid_from=FOUNDED
    )
    world = World(county, {name: User.objects.get(pk=person.pk) for name, person in people.items()})
    for module in modules():
        if hasattr(module, "build"):
            module.build(world)
    for name, person in world.people.items():
        client = Client()
        client.force_login(User.objects.get(pk=person.pk), backend=BACKEND)
        world.sessions[name] = client.cookies["sessionid"].value
    return world


def ask(world: World, role: str, verb: str, address: str, data: dict[str, Any] | None, as_json: bool) -> Any:
    """Put one question as somebody in a role; the answer, whatever it is."""
    client = Client(raise_request_exception=False)
    if role in world.sessions:
        client.cookies["sessionid"] = world.sessions[role]
    method = getattr(client, verb.lower())
    if verb == "GET":
        return method(address)
    if as_json:
        return method(address, json.dumps(data or {}), content_type="application/json")
    return method(address, data or {})


def outcome(answer: Any) -> Any:
    """OPEN, SIGN_IN, or the status by which somebody was denied."""
    if answer.status_code in (301, 302) and "/sign-in/" in answer.headers["Location"].split("?")[0]:
        return SIGN_IN
    if answer.status_code == 302 and answer.headers["Location"].split("?")[0] in ("/admin/", "/admin/login/"):
        return SIGN_IN if "login" in answer.headers["Location"] else TURNED_AWAY
    if answer.status_code < 400 or answer.status_code in (400, 409, 422):
        return OPEN
    return answer.status_code


def text_of(answer: Any) -> str:
    """Everything an answer says."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return bytes(content).decode("utf-8", "replace") + answer.headers.get("Location", "")


@contextmanager
def undone() -> Iterator[None]:
    """Whatever happens inside is taken back."""
    point = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(point)


@contextmanager
def written_tables() -> Iterator[set[str]]:
    """The tables that statements inside wrote to, even if they were rolled back."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if found := WRITES.match(sql):
            tables.add(found[1])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield tables
    tables -= NOT_COUNTED


def contents(tables: set[str]) -> dict[str, list[Any]]:
    """All rows of these tables."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found
