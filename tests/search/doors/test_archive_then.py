"""An archive over the years: moved, renamed, dissolved; what was written is found below where it hung then, under every name."""

import datetime
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from rest_framework.test import APIClient

from cms_pages.models import RulePage
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.kit.models import Job
from records.organisations import services as organisations
from records.organisations.models import Organisation
from records.organisations.roles import Role
from search.doors import archive
from search.doors.jobs import PIECE
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import published
from tests.sample.models import Loan
from tests.sample.services import lend
from tests.search.doors.test_archive import exported

pytestmark = [pytest.mark.django_db, pytest.mark.search, pytest.mark.data]

OLD, NEW, BRANCH = "石桥村党总支", "新桥村党总支", "石桥村第二党支部"
EARLY, LATE, BRANCHES = "早年的办法", "后来的办法", "支部的办法"


def day(year: int) -> datetime.date:
    return datetime.date(year, 3, 1)


@pytest.fixture
def history(county: County, index: Callable[[], None]) -> County:
    """2010: a paper of the village and one of its branch. 2015: the village goes to the neighbour. 2018: it is renamed.

    2020: another paper. 2021: the branch is dissolved, 2022 the other one and the village itself.
    """
    published(county.village, RulePage, title=EARLY, text="集体讨论。", published_on=day(2010), issued_on=day(2010))
    published(
        county.other_branch, RulePage, title=BRANCHES, text="集体讨论。", published_on=day(2010), issued_on=day(2010)
    )
    neighbour = Organisation.objects.get(pk=county.neighbour.pk)
    village = organisations.move(
        SYSTEM, county.village.uid, new_parent=neighbour, valid_from=day(2015), reason="区划调整"
    )
    organisations.rename(
        SYSTEM, village.uid, name="中共新桥村总支部委员会", short_name=NEW, valid_from=day(2018), reason="并村"
    )
    published(village, RulePage, title=LATE, text="集体讨论。", published_on=day(2020), issued_on=day(2020))
    lend(holder(Role.SECRETARY, county.branch), county.branch, book="内部的册子")
    for year, gone in ((2021, county.other_branch), (2022, county.branch), (2022, county.village)):
        organisations.dissolve(SYSTEM, gone.uid, dissolved_on=day(year), reason="撤并")
    index()
    return county


def client_of(person: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(person)
    return client


def rules(client: APIClient, organisation: str, tree: str = "then") -> list[str]:
    answer = client.get("/api/v1/search/archive/", {"kind": "rule", "organisation": organisation, "tree": tree})
    assert answer.status_code == 200, answer.content.decode()
    return sorted(row["title"] for row in answer.json()["results"])


def test_papers_are_found_below_where_their_organisation_hung_on_their_day(history: County) -> None:
    clerk = client_of(holder(Role.ARCHIVIST, history.root))
    town, neighbour = history.town.code, history.neighbour.code
    assert rules(clerk, town) == sorted([EARLY, BRANCHES])
    assert rules(clerk, neighbour) == [LATE]
    assert rules(clerk, town, "now") == []
    assert rules(clerk, neighbour, "now") == sorted([EARLY, LATE, BRANCHES])
    assert rules(clerk, history.root.code) == sorted([EARLY, LATE, BRANCHES])


@pytest.mark.parametrize(("name", "found"), [(OLD, 3), (NEW, 3), (BRANCH, 1), ("中共新桥村总支部委员会", 3)])
def test_whatever_it_was_called_and_though_it_is_dissolved(history: County, name: str, found: int) -> None:
    clerk = client_of(holder(Role.ARCHIVIST, history.root))
    assert len(rules(clerk, name)) == found
    rows = clerk.get("/api/v1/search/archive/", {"kind": "organisation", "q": name}).json()["results"]
    assert rows[0]["state"] == "已撤销"
    assert rows[0]["title"] == (BRANCH if name == BRANCH else NEW)
    told = APIClient().get("/api/v1/search/", {"q": name}).json()["results"]  # the one box finds it for everybody
    assert rows[0]["title"] in {row["title"] for row in told}


def test_where_it_hung_then_opens_nothing_to_those_who_look_after_that_place(history: County) -> None:
    """Whose post the village left sees no more of its registers, though they are asked for as of then."""
    clerk = client_of(holder(Role.ARCHIVIST, history.town))
    question = {"kind": "loan", "organisation": history.town.code}
    assert clerk.get("/api/v1/search/archive/", question).json()["total"] == 0
    assert clerk.get("/api/v1/search/archive/all/", question).json()["results"] == []
    here = client_of(holder(Role.ARCHIVIST, history.neighbour))
    assert here.get("/api/v1/search/archive/", {"kind": "loan", "organisation": OLD}).json()["total"] == 1


# ── exactly what is found ───────────────────────────────────────────────────
PAGES = 101


@pytest.mark.slow
def test_an_export_over_a_hundred_pages_holds_exactly_what_the_pages_show(
    county: County, index: Callable[[], None], client: Client
) -> None:
    number = PAGES * archive.SIZE
    assert number > 3 * PIECE  # several pieces, too
    rows = [
        Loan(organisation=place, org_path=place.path, book=f"第{each}本")
        for place, count in ((county.branch, number), (county.neighbour_branch, 300))
        for each in range(count)
    ]
    Loan.objects.bulk_create(rows)
    index()
    mine = {f"/work/sample/{row.uid}/" for row in rows if row.org_path == county.branch.path}
    person = holder(Role.ARCHIVIST, county.town)
    api = client_of(person)
    shown: list[str] = []
    for page in range(1, PAGES + 2):
        answer = api.get("/api/v1/search/archive/", {"kind": "loan", "page": page}).json()
        shown += [row["url"] for row in answer["results"]]
    assert (len(shown), set(shown)) == (number, mine)
    pieces: list[str] = []
    after = ""
    while True:
        body = api.get("/api/v1/search/archive/all/", {"kind": "loan", "after": after}).json()
        pieces += [row["url"] for row in body["results"]]
        if not (after := body["next"]):
            break
    assert (len(pieces), set(pieces)) == (number, mine)
    client.force_login(person, backend="records.access.backends.PortalBackend")
    table = [urlsplit(row[9]).path for row in exported(client, kind="loan")[1:]]
    assert (len(table), set(table)) == (number, mine)
    noted = JournalEntry.objects.filter(action="search.archive")
    assert noted.count() == PAGES  # each page of what only a policy opens was a look
    assert sum(len(entry.after["shown"]) for entry in noted) == number
    notes = JournalEntry.objects.filter(action="search.export")
    for form in ("json", "xlsx"):  # and so is each of them in what was taken away
        told = [key for note in notes if note.after["form"] == form for key in note.after.get("shown", ())]
        assert (len(told), len(set(told))) == (number, number)
    assert Job.objects.get(name="search.export").state == Job.State.DONE
