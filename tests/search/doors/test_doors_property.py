"""Every door of the search against a plain filter: random trees, posts, audiences; nothing outside is found, counted or told.

Doors: the page (hits, totals, facets, people, tree), completion and what sounds alike (page, API), the API, what staff put first,
the archive (page with its counts, API, export, look-up of names), and the saved search's line in the daily digest. The page chooser has
a test of its own (tests/cms_pages/test_choosing_property.py).
"""

import datetime
import io
from collections import Counter
from typing import Any

import openpyxl
import pytest
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from rest_framework.test import APIClient

from records.access.models import User, Visitor
from records.access.searching import search_scope, view_action
from records.alerts import services as alerts
from records.alerts.models import Notice
from records.kit import jobs
from records.kit.models import Job
from records.kit.policies import policy
from records.organisations.models import Organisation
from records.organisations.roles import Role
from search.doors import archive, saved
from search.doors.tuning import live
from search.doors.tuning.models import Bet
from search.index import queries, sources
from search.index.engines.base import Engine, Target
from search.index.entries import Entry
from tests.factories.access import affiliated, again, user
from tests.factories.organisations import organisation, post
from tests.search.index.builders import Shelf

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
KINDS = sources.kinds()  # every kind that any room has: one that is added tomorrow too
WORD = "组织"
SOUNDS = "祖织假"  # as the titles sound, otherwise written
ROLES = (Role.ARCHIVIST, Role.SECRETARY, Role.PUBLISHER, Role.SECTION_REVIEWER, Role.AUDITOR, Role.SITE_ADMINISTRATOR)


class KnownShelf(Shelf):
    """A shelf whose kind is opened by the action that opens the real one."""

    def __init__(self, kind: str, label: str, action: str, entries: list[Entry]) -> None:
        super().__init__(kind, label, entries)
        self.view_action = action


@pytest.fixture
def tree(db: None) -> list[Organisation]:
    """Seven organisations, three levels deep."""
    root = organisation("清平县委", kind_code="committee")
    towns = [organisation(name, parent=root, kind_code="committee") for name in ("柳溪镇党委", "云台乡党委")]
    villages = [organisation(f"{town.short_name}村{n}", parent=town) for town in towns for n in (1, 2)]
    return [Organisation.objects.get(pk=each.pk) for each in (root, *towns, *villages)]


def expected(actor: User | Visitor, entries: list[Entry], actions: dict[str, str]) -> set[str]:
    """The keys this person may find: written anew from the rules, with no code of the search."""
    labels, posts = {"public"}, []
    if isinstance(actor, User):
        labels.add(f"person:{actor.pk}")
        posts = [(each.role, each.organisation) for each in actor.posts.select_related("organisation")]
        belongs = [each.organisation for each in actor.affiliations.select_related("organisation")]
        if belongs or any(role != Role.MEMBER for role, _ in posts):
            labels.add("members")
        for place in [
            *belongs,
            *(place for role, place in posts if place.depth > 1 or role != Role.SITE_ADMINISTRATOR),
        ]:
            labels |= {f"org:{number}" for number in _line(place)}

    def opens(entry: Entry) -> bool:
        if set(entry.audience) & labels:
            return True
        action = actions[entry.kind]
        return bool(action) and any(
            (role in policy(action).roles or role == Role.SITE_ADMINISTRATOR)
            and (str(place.pk) in entry.ancestors or (role == Role.SITE_ADMINISTRATOR and place.depth == 1))
            for role, place in posts
        )

    return {entry.key for entry in entries if opens(entry)}


def _line(place: Organisation) -> list[int]:
    return list(Organisation.objects.filter(path__in=place.ancestor_paths).values_list("pk", flat=True))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[tuple[str, int]], str]:
    """Entries (kind, place, audience), a reader's posts and whether the reader belongs somewhere."""
    entries = [
        {
            "kind": draw(st.sampled_from(KINDS)),
            "place": draw(st.integers(0, 6)),
            "audience": draw(st.sampled_from(["", "", "public", "members", "own", "person", "somebody"])),
        }
        for _ in range(draw(st.integers(2, 9)))
    ]
    posts = draw(st.lists(st.tuples(st.sampled_from(ROLES), st.integers(0, 6)), max_size=2))
    return entries, posts, draw(st.sampled_from(["visitor", "account", "member"])) if not posts else "account"


@given(worlds())
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would cost minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_no_door_tells_more_than_the_rules_allow(
    search_engine: Engine, tree: list[Organisation], world: tuple[list[dict[str, Any]], list[tuple[str, int]], str]
) -> None:
    given_entries, posts, standing = world
    actor = _reader(tree, posts, standing)
    actions = {kind: view_action(kind) for kind in KINDS}
    entries = [_entry(number, each, tree, actor) for number, each in enumerate(given_entries)]
    search_engine.destroy()
    search_engine.apply_schema()
    search_engine.write(entries, (), 1, Target.LIVING)
    search_engine.refresh()
    shelves = [KnownShelf(kind, kind, actions[kind], [e for e in entries if e.kind == kind]) for kind in KINDS]
    with sources.only(*shelves):
        mine = expected(actor, entries, actions)
        hidden = {entry.title for entry in entries if entry.key not in mine}
        _recommended(entries)
        _page_and_api(actor, entries, mine, hidden)
        if isinstance(actor, User) and actor.scope.paths("search.archive"):
            _archive(actor, entries, mine, hidden)
            _saved_search(actor, entries, mine, hidden)


def _reader(tree: list[Organisation], posts: list[tuple[str, int]], standing: str) -> User | Visitor:
    if standing == "visitor":
        return Visitor()
    person = affiliated(tree[3]) if standing == "member" else user()
    for role, place in posts:
        post(tree[place], role, person)
    return again(person)


def _entry(number: int, asked: dict[str, Any], tree: list[Organisation], actor: User | Visitor) -> Entry:
    place = tree[asked["place"]]
    reader = actor.pk if isinstance(actor, User) else 0
    label = {"own": f"org:{place.pk}", "person": f"person:{reader}", "somebody": "person:999999"}.get(
        asked["audience"], asked["audience"]
    )
    if asked["kind"] == "member":
        label = ""  # found by policy alone, never by an audience
    return Entry(
        uid=f"e{number}",
        kind=asked["kind"],
        title=f"{WORD}甲{'乙丙丁戊己庚辛壬癸'[number]}",
        url=f"/{number}/",
        ancestors=tuple(str(each) for each in _line(place)),
        audience=(label,) if label else (),
        year=2025,
        state="在册",
        organisation=place.short_name,
    )


def _recommended(entries: list[Entry]) -> None:
    """Put the first entries first for the question, also those that the service would refuse to name for everybody."""
    Bet.objects.all().delete()
    Bet.objects.bulk_create(
        Bet(question=WORD, match="exact", effect="up", entry_kind=entry.kind, entry_uid=entry.uid, place=place)
        for place, entry in enumerate([entry for entry in entries if entry.kind != "member"][:3], 1)
    )
    live.forget()


def _client(actor: User | Visitor) -> tuple[Client, APIClient]:
    client, api = Client(), APIClient()
    if isinstance(actor, User):
        client.force_login(actor, backend=BACKEND)
        api.force_authenticate(actor)
    return client, api


def _facets(found: dict[str, Any], entries: list[Entry], mine: set[str]) -> None:
    shown = [entry for entry in entries if entry.key in mine]
    assert {each["value"]: each["count"] for each in found["kind"]} == Counter(entry.kind for entry in shown)
    uids = dict(Organisation.objects.values_list("pk", "uid"))
    below = Counter(str(uids[int(number)]) for entry in shown for number in entry.ancestors)
    assert {each["value"]: each["count"] for each in found["organisation"]} == below
    assert {each["value"]: each["count"] for each in found["year"]} == ({"2025": len(shown)} if shown else {})


def _page_and_api(actor: User | Visitor, entries: list[Entry], mine: set[str], hidden: set[str]) -> None:
    client, api = _client(actor)
    titles = {entry.title for entry in entries if entry.key in mine}
    answer = api.get("/api/v1/search/", {"q": WORD, "size": "50"}).json()
    assert {row["title"] for row in answer["results"]} == titles
    assert answer["total"] == len(mine)
    _facets(answer["facets"], entries, mine)
    response = client.get("/search/", {"q": WORD})
    text = response.content.decode().replace("<mark>", "").replace("</mark>", "")
    assert not [title for title in hidden if title in text]
    people = response.context.get("people")
    persons = sum(1 for entry in entries if entry.key in mine and entry.kind == "member")
    assert (people["count"] if people else "0") == str(persons)
    assert response.context["total"] == str(len(mine) - persons)
    tree = response.context["tree"]
    if tree:
        docs = [entry for entry in entries if entry.key in mine and entry.kind != "member"]
        assert tree["nodes"][0]["count"] == str(len(docs))
    for typed in (WORD, "zuzhi", "zzjia"):
        suggested = client.get("/search/suggest/", {"q": typed}).json()["suggestions"]
        assert not hidden & {each["text"] for each in suggested}
        assert api.get("/api/v1/search/suggest/", {"q": typed}).json()["suggestions"] == suggested
    assert not hidden & {each.text for each in queries.sounding_like(SOUNDS, search_scope(actor), 20)}
    told = {each["text"] for each in api.get("/api/v1/search/", {"q": SOUNDS}).json()["meant"]}
    page = client.get("/search/", {"q": SOUNDS})
    assert {each["label"] for each in page.context.get("meant") or ()} == told
    assert told <= titles
    assert not [title for title in hidden if title in page.content.decode()]


def _archive(actor: User, entries: list[Entry], mine: set[str], hidden: set[str]) -> None:
    client, api = _client(actor)
    titles = {entry.title for entry in entries if entry.key in mine}
    question = {"title": WORD, "state": "在册", "size": "50"}
    persons = {entry.title for entry in entries if entry.kind == "member"}  # people have no title that is read
    answer = api.get("/api/v1/search/archive/", question).json()
    assert {row["title"] for row in answer["results"]} == titles - persons
    assert answer["total"] == len(titles - persons)
    assert sum(each["count"] for each in answer["facets"]["state"]) == len(titles - persons)
    shown = client.get("/work/search/", {"q": WORD})
    page = shown.content.decode().replace("<mark>", "").replace("</mark>", "")
    assert not [title for title in hidden if title in page]
    assert shown.context["total"] == str(len(mine))
    counted = {
        each["value"]: each["count"] for each in (*shown.context["kinds"]["options"], *shown.context["kinds"]["rest"])
    }
    assert counted == Counter(entry.kind for entry in entries if entry.key in mine)
    if actor.scope.paths("search.look_up"):
        names = [entry.title for entry in entries]
        found = api.post("/api/v1/search/names/", {"names": names, "most": 10}, format="json").json()["results"]
        assert {each["name"] for each in found if each["count"]} == titles
        assert not [each for each in found if each["name"] in hidden and each["found"]]
    if actor.scope.paths("search.export") and titles - persons:
        client.post("/work/search/export/", {"title": WORD})
        job = Job.objects.filter(name="search.export").order_by("-pk").first()
        assert jobs.run_piece(job.pk) == "done", job
        content = b"".join(client.post(f"/work/search/exports/{job.uid}/file/").streaming_content)
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
        assert {row[1] for row in rows[1:]} == titles - persons
    if actor.scope.paths("search.export"):
        whole = api.get("/api/v1/search/archive/all/", {"title": WORD}).json()["results"]
        assert {row["title"] for row in whole} == titles - persons


def _saved_search(actor: User, entries: list[Entry], mine: set[str], hidden: set[str]) -> None:
    row = saved.save(actor, "检索", archive.read({"title": WORD}, []), follow=True)
    following = row.follows.get()
    following.seen = []  # as if nothing had fitted yet: everything is news
    following.save()
    alerts.send_digests(datetime.date(2026, 11, 23), hour=20)
    told = "".join(Notice.objects.filter(user=actor).values_list("text", flat=True))
    visible = [entry for entry in entries if entry.key in mine and entry.kind != "member"]
    assert not [title for title in hidden if title in told]
    assert (f"新增{len(visible)}件" in told) == bool(visible)
