"""Every door of the search, asked as somebody of a world and held against what this person may know."""

import datetime
import io
from collections import Counter
from typing import Any

import openpyxl
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from records.access.models import User
from records.access.searching import search_scope
from records.alerts import services as alerts
from records.alerts.models import Notice
from records.assessments import facts
from records.kit import jobs
from records.kit.models import Job
from records.organisations.models import Organisation
from search.doors import archive, saved
from search.doors.tuning import entries as pointed_at
from search.doors.tuning import synonyms, tryout
from search.doors.tuning.log_models import QueryCount
from search.doors.tuning.models import Synonym
from search.index import queries, sources
from search.index.requests import MOST_ON_A_PAGE
from tests.search.doors.worlds import SOUNDS, STATE, WORD, World, documents, persons, secret

BACKEND = "records.access.backends.PortalBackend"
WANTED = 3  # of the hidden ones, each looked for by its own words at every door


class Doors:
    """One person's browser and program."""

    def __init__(self, world: World) -> None:
        self.world, self.actor = world, world.actor
        self.client, self.api = Client(), APIClient()
        self.browses = True  # a token is for programs alone
        if isinstance(self.actor, User):
            self.api.force_authenticate(self.actor)
            self.browses = self.actor.scope.narrowed_to is None
            if self.browses:
                self.client.force_login(self.actor, backend=BACKEND)
        self.titles = {entry.title for entry in world.seen}
        self.papers = {entry.title for entry in documents(world.seen)}

    def may(self, action: str) -> bool:
        return isinstance(self.actor, User) and bool(self.actor.scope.paths(action))

    def told(self, address: str, **question: Any) -> dict[str, Any]:
        """What the API says; nothing hidden stands in it."""
        response = self.api.get(f"/api/v1/search/{address}", question)
        assert response.status_code == 200, response.content.decode()
        self.world.nothing_hidden_in(response.content.decode(), f"API {address} {question}")
        body: dict[str, Any] = response.json()
        return body

    def shown(self, address: str, **question: Any) -> Any:
        """A page; nothing hidden stands in it."""
        response = self.client.get(address, question)
        assert response.status_code == 200, response.content.decode()
        self.world.nothing_hidden_in(response.content.decode(), f"{address} {question}")
        return response

    # ── the one box ─────────────────────────────────────────────────────────
    def search_api(self) -> None:
        """Hits over all pages, total, facets; what sounds alike."""
        answer = self.told("", q=WORD, size=MOST_ON_A_PAGE)
        found = [row["title"] for row in answer["results"]]
        if answer["total"] > MOST_ON_A_PAGE:
            found += [row["title"] for row in self.told("", q=WORD, size=MOST_ON_A_PAGE, page=2)["results"]]
        assert sorted(found) == sorted(self.titles)
        assert answer["total"] == answer["exact"] == len(self.titles)
        counted = {name: {each["value"]: each["count"] for each in rows} for name, rows in answer["facets"].items()}
        assert counted["kind"] == Counter(entry.kind for entry in self.world.seen)
        assert counted["year"] == ({"2025": len(self.titles)} if self.titles else {})
        assert counted["audience"] == Counter(entry.reach.value for entry in self.world.seen)
        uids = dict(Organisation.objects.values_list("pk", "uid"))
        below = Counter(str(uids[int(number)]) for entry in self.world.seen for number in entry.ancestors)
        assert counted["organisation"] == below
        assert {each["text"] for each in self.told("", q=SOUNDS)["meant"]} <= self.titles
        assert {each.text for each in queries.sounding_like(SOUNDS, search_scope(self.actor), 20)} <= self.titles

    def hidden_by_their_own_words(self) -> None:
        """Who knows the very words of a hidden text learns not even that it is there."""
        for entry in self.world.hidden[:WANTED]:
            for words in (entry.title, secret(entry)):
                answer = self.api.get("/api/v1/search/", {"q": words, "kind": entry.kind}).json()
                assert entry.title not in {row["title"] for row in answer["results"]}
            assert (answer["exact"], answer["facets"]["kind"], answer["facets"]["organisation"]) == (0, [], []), answer
            suggested = self.api.get("/api/v1/search/suggest/", {"q": entry.title}).json()["suggestions"]
            assert entry.title not in {each["text"] for each in suggested}
            if self.may("search.archive"):
                for field in ("body", "phrase", "person"):
                    question = {field: secret(entry), "kind": entry.kind}
                    answer = self.api.get("/api/v1/search/archive/", question).json()
                    assert (answer["total"], answer["facets"]["state"]) == (0, []), question

    def completion(self) -> None:
        """By text, pinyin and initials; the page says the same as the API."""
        for typed in (WORD, "zuzhi", "zzjia", "zzj"):
            suggested = self.told("suggest/", q=typed)["suggestions"]
            assert {each["text"] for each in suggested} <= self.titles
            if self.browses:
                assert self.client.get("/search/suggest/", {"q": typed}).json()["suggestions"] == suggested

    def result_page(self) -> None:
        """Results, people beside them, the tree; what sounds alike where nothing is found."""
        response = self.shown("/search/", q=WORD)
        people = response.context.get("people")
        assert (people["count"] if people else "0") == str(len(persons(self.world.seen)))
        assert response.context["total"] == str(len(self.papers))
        tree = response.context["tree"]
        if tree:
            assert tree["nodes"][0]["count"] == str(len(self.papers))
        page = self.shown("/search/", q=SOUNDS)
        meant = {each["text"] for each in self.told("", q=SOUNDS)["meant"]}
        assert {each["label"] for each in page.context.get("meant") or ()} == meant

    # ── 查档 ────────────────────────────────────────────────────────────────
    def archive_doors(self) -> None:
        """The screen with its counts, the API, the names, the export of all, the table."""
        if not self.may("search.archive"):
            assert self.client.get("/work/search/").status_code != 200
            assert self.api.get("/api/v1/search/archive/", {"title": WORD}).status_code in (401, 403)
            return
        answer = self.told("archive/", title=WORD, state=STATE, size=MOST_ON_A_PAGE)
        assert {row["title"] for row in answer["results"]} <= self.papers
        assert answer["total"] == sum(each["count"] for each in answer["facets"]["state"]) == len(self.papers)
        shown = self.shown("/work/search/", q=WORD)
        assert shown.context["total"] == str(len(self.titles))
        kinds = (*shown.context["kinds"]["options"], *shown.context["kinds"]["rest"])
        assert {each["value"]: each["count"] for each in kinds} == Counter(entry.kind for entry in self.world.seen)
        self._below()
        self._names()
        self._exports()

    def _below(self) -> None:
        """Below each organisation, as of then and as of now."""
        for place in self.world.tree:
            number = str(place.pk)
            for tree, hung in (("then", "ancestors_then"), ("now", "ancestors")):
                answer = self.told("archive/", title=WORD, organisation=place.code, tree=tree, size=1)
                wanted = [entry for entry in documents(self.world.seen) if number in getattr(entry, hung)]
                assert answer["total"] == len(wanted), (place.short_name, tree)

    def _names(self) -> None:
        names = [entry.title for entry in self.world.entries]
        response = self.api.post("/api/v1/search/names/", {"names": names, "most": 10}, format="json")
        if not self.may("search.look_up"):
            assert response.status_code == 403
            return
        found = response.json()["results"]
        assert {each["name"] for each in found if each["count"]} == self.titles
        assert {row["title"] for each in found for row in each["found"]} == self.titles

    def _exports(self) -> None:
        response = self.api.get("/api/v1/search/archive/all/", {"title": WORD})
        if not self.may("search.export"):
            assert response.status_code == 403
            return
        assert {row["title"] for row in response.json()["results"]} == self.papers
        if self.papers:
            self.client.post("/work/search/export/", {"title": WORD})
            job = Job.objects.filter(name="search.export").order_by("-pk").first()
            assert jobs.run_piece(job.pk) == "done", job
            content = b"".join(self.client.post(f"/work/search/exports/{job.uid}/file/").streaming_content)
            rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
            assert {row[1] for row in rows[1:]} == self.papers

    def saved_search(self) -> None:
        """What newly fits, in the daily digest; of one's own search and of one that a colleague shared."""
        if not isinstance(self.actor, User) or not self.may("search.archive"):
            return
        own = saved.save(self.actor, "检索", archive.read({"title": WORD}, []), follow=True).follows.get()
        own.seen = []  # as if nothing had fitted yet: everything is news
        own.save()
        alerts.send_digests(datetime.date(2026, 11, 23), hour=20)
        told = "".join(Notice.objects.filter(user=self.actor).values_list("text", flat=True))
        self.world.nothing_hidden_in(told, "the digest")
        assert (f"新增{len(self.papers)}件" in told) == bool(self.papers)

    # ── where else the index is asked ───────────────────────────────────────
    def evidence(self) -> None:
        """Records that an assessment's sheet may point at."""
        for place in self.world.tree:
            found = facts.offered(self.actor, place, words=WORD).facts
            below = [entry.title for entry in self.world.seen if str(place.pk) in entry.ancestors]
            assert {hit.title for hit in found} <= set(below)

    def tuning(self) -> None:
        """What staff who tune the search are shown: bets by title, what may be chosen, both sides of a try-out, doubts."""
        if not isinstance(self.actor, User) or not self.may("search.tune"):
            assert self.client.get("/work/search/tuning/bets/").status_code != 200
            return
        self.shown("/work/search/tuning/bets/")
        self.told("bets/")
        self.shown("/work/search/tuning/bets/new/", question=WORD)
        self.shown("/work/search/tuning/judged/new/", text=WORD)
        offered = pointed_at.offered(self.actor, WORD)
        assert {text.partition("（")[0] for _, text in offered} <= self.papers
        QueryCount.objects.get_or_create(day=timezone.localdate(), mark="x", text=WORD, asked=9, many=9)
        rule = Synonym(words=["唠嗑会"], instead=[WORD])
        tried = [*tryout.synonym(self.actor, rule), *tryout.synonym(self.actor, rule, WORD)]
        shown = {place.hit.title for each in tried for place in (*each.before, *each.after)}
        assert shown <= self.titles
        for entry in documents(self.world.hidden)[:1]:
            said = "".join(synonyms.doubts(self.actor, Synonym(words=["唠嗑会"], instead=[secret(entry)])))
            assert f"没有“{secret(entry)}”" in said

    def every(self) -> None:
        """All of them, one after the other."""
        assert sources.kinds()
        self.search_api()
        self.hidden_by_their_own_words()
        self.completion()
        self.result_page()
        self.archive_doors()
        self.saved_search()
        self.evidence()
        self.tuning()
