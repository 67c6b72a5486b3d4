"""What staff put first over the borders of pages: each page as long as it should be, nothing twice, nothing lost."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from records.organisations.roles import Role
from search.doors.tuning import changes, live
from search.index import sources
from search.index.engines.base import Engine, Target
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.search.index.builders import Shelf, an_entry

pytestmark = [pytest.mark.django_db, pytest.mark.search]

WORD = "党费收缴公示"
FOUND = 113  # more than one request to the engine may ask for
STRANGE = "e900"  # what the question does not find


@pytest.fixture
def shelf(search_engine: Engine) -> Iterator[Shelf]:
    """So many entries that hold the word, one more often said than the next, and one that does not."""
    made = [an_entry(f"{WORD}{'，另附说明' * (number // 3)}", uid=f"e{number:03}") for number in range(FOUND)]
    shelf = Shelf("news", "新闻", [*made, an_entry("村史馆开放时间", uid=STRANGE)])
    search_engine.write(list(shelf.entries.values()), (), 1, Target.LIVING)
    search_engine.refresh()
    with sources.only(shelf):
        yield shelf


@pytest.fixture
def recommend(county: County, shelf: Shelf) -> Any:
    """Put these first, in this order."""
    tuner = holder(Role.ARCHIVIST, county.root)

    def put(*uids: str, question: str = WORD) -> None:
        plain = {"question": question, "match": "exact", "effect": "up", "starts_on": None, "ends_on": None}
        for place, uid in enumerate(uids, 1):
            entry = {"entry_kind": "news", "entry_uid": uid, "place": place, "active": True, "note": ""}
            changes.add(tuner, "bet", {**plain, **entry})
        live.forget()

    return put


def pages(client: Client, size: int, text: str = WORD) -> list[list[str]]:
    """The uids on each page, to the last page that has any."""
    walked: list[list[str]] = []
    while True:
        given = {"q": text, "size": str(size), "page": str(len(walked) + 1)}
        rows = client.get("/api/v1/search/", given).json()["results"]
        if not rows:
            return walked
        walked.append([row["url"].strip("/").rpartition("/")[2] for row in rows])


@pytest.mark.parametrize("size", [7, 10, 100])
def test_every_page_is_as_long_as_it_should_be_and_nothing_stands_twice(
    client: Client, recommend: Any, size: int
) -> None:
    whole = [uid for page in pages(client, 100) for uid in page]
    near_top, later = whole[2], whole[60]
    recommend(later, STRANGE, near_top)
    walked = pages(client, size)
    listed = [uid for page in walked for uid in page]
    assert listed == [later, STRANGE, near_top, *(uid for uid in whole if uid not in (later, near_top))]
    assert {len(page) for page in walked[:-1]} <= {size}


def test_what_is_found_very_far_behind_stands_first_and_is_left_out_there(client: Client, recommend: Any) -> None:
    whole = [uid for page in pages(client, 100) for uid in page]
    recommend(whole[-2])
    walked = pages(client, 10)
    listed = [uid for page in walked for uid in page]
    assert listed == [whole[-2], *(uid for uid in whole if uid != whole[-2])]
    assert {len(page) for page in walked[:-1]} == {10}  # where it stood the next one has moved up


@pytest.mark.parametrize("size", [1, 7, 40, 100])
def test_of_all_that_are_put_first_none_leaves_a_gap(client: Client, recommend: Any, size: int) -> None:
    """One near the top, two that stand behind the hundredth."""
    whole = [uid for page in pages(client, 100) for uid in page]
    first = [whole[104], whole[3], whole[110]]
    recommend(*first)
    walked = pages(client, size)
    listed = [uid for page in walked for uid in page]
    assert listed == [*first, *(uid for uid in whole if uid not in first)]
    assert {len(page) for page in walked[:-1]} == {size}
    body = client.get("/api/v1/search/", {"q": WORD, "page": "1"}).json()
    assert (body["total"], body["exact"]) == (FOUND, FOUND)  # all three are among what was found


def test_the_page_of_someone_who_sees_people_has_no_gap_either(client: Client, county: County, recommend: Any) -> None:
    client.force_login(holder(Role.ARCHIVIST, county.root), backend="records.access.backends.PortalBackend")
    whole = [uid for page in pages(client, 100) for uid in page]
    recommend(whole[104])
    lengths = []
    for number in range(1, 13):
        page = client.get("/search/", {"q": WORD, "page": str(number)})
        lengths.append(len(page.context["results"]))
    assert lengths == [10] * 11 + [3]


def test_a_page_that_was_full_passes_its_last_result_on(client: Client, recommend: Any) -> None:
    few = [uid for page in pages(client, 3, "村史馆开放") for uid in page]
    assert few[0] == STRANGE
    recommend("e000", question="村史馆开放")
    walked = pages(client, len(few), "村史馆开放")
    assert [uid for page in walked for uid in page] == ["e000", *(uid for uid in few if uid != "e000")]


def test_the_page_says_which_of_how_many_it_shows(client: Client, recommend: Any) -> None:
    recommend(STRANGE)
    first, last = (client.get("/search/", {"q": WORD, "page": number}) for number in ("1", "12"))
    assert len(first.context["results"]) == 10
    assert first.context["range_note"] == f"第1–10条，共{FOUND + 1}条"
    assert first.context["total"] == str(FOUND)  # so many hold the words
    assert "相近" not in first.context["found_note"]
    assert (len(last.context["results"]), last.context["range_note"]) == (4, f"第111–114条，共{FOUND + 1}条")
