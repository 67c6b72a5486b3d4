"""Half the cluster is dead: each door gives what lives and says that it's not all, or refuses; none tells less as if it were all."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from records.audit.models import JournalEntry
from records.kit import jobs
from records.kit.models import Job, local_today
from records.organisations.roles import Role
from search.doors import archive, digest, saved, services
from search.doors.models import SearchFollow
from search.doors.tuning import changes, live, tally
from search.doors.tuning.log_models import QueryDay
from search.index.engines.base import Engine
from search.index.engines.elasticsearch import ElasticsearchEngine
from search.index.requests import Incomplete
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import published, site
from tests.sample.services import lend
from tests.search.index.lame import healed, lame

pytestmark = [pytest.mark.django_db, pytest.mark.search, pytest.mark.services]

BACKEND = "records.access.backends.PortalBackend"
LINE = "现在查不全"
Build = Callable[[], None]


@pytest.fixture
def engine(county: County, index: Build) -> Engine:
    """Pages and loans in an index of Elasticsearch."""
    from search.index.engines import get_engine

    if not isinstance(get_engine(), ElasticsearchEngine):
        pytest.skip("SEARCH_URL names no Elasticsearch (bin/services up starts one)")
    site()
    for number in range(12):
        published(county.branch, title=f"党费收缴公示第{number}期")
    lend(holder(Role.SECRETARY, county.branch), county.branch, book="党费收缴手册")
    index()
    made = get_engine()
    made.refresh()
    return made


@pytest.fixture
def clerk(county: County, client: Client) -> Any:
    made = holder(Role.SITE_ADMINISTRATOR, county.root)
    client.force_login(made, backend=BACKEND)
    return made


def text_of(page: Any) -> str:
    content: str = page.content.decode()
    return content.split("<main")[1].split("</main")[0].replace("<mark>", "").replace("</mark>", "")


def test_the_page_lists_what_lives_and_claims_no_number(client: Client, engine: Engine) -> None:
    whole = client.get("/search/", {"q": "党费收缴"})
    lame(engine)
    page = client.get("/search/", {"q": "党费收缴"})
    assert page.status_code == 200
    shown = [row["url"] for row in page.context["results"]]
    assert shown == [row["url"] for row in whole.context["results"]]
    text = text_of(page)
    assert LINE in text
    assert "找到1" not in text
    assert "，共" not in text
    assert "第1–10条" in text
    assert [*page.context["facets"]] == []
    second = client.get("/search/", {"q": "党费收缴", "page": "2"})
    assert LINE in text_of(second)
    assert second.context["results"]


def test_the_page_does_not_say_that_there_is_nothing(client: Client, engine: Engine) -> None:
    lame(engine)
    page = client.get("/search/", {"q": "村史馆开放时间", "kind": "news"})
    text = text_of(page)
    assert "<h2>现在查不全</h2>" in text
    assert "没有找到</h2>" not in text
    assert "已经试过" not in text
    assert "0条" not in text
    (facet,) = page.context["facets"]  # what was chosen can be taken away, and has no number
    assert [option["count"] for option in facet["options"]] == [None]


def test_a_question_answered_in_part_is_not_counted_as_one_without_result(client: Client, engine: Engine) -> None:
    lame(engine)
    assert client.get("/search/", {"q": "村史馆"}).context["clicked"] == ""
    client.get("/api/v1/search/", {"q": "村史馆"})
    tally.flush()
    assert not QueryDay.objects.exists()


def test_people_are_not_counted(client: Client, county: County, engine: Engine, clerk: Any) -> None:
    lame(engine)
    page = client.get("/search/", {"q": "党费收缴"})
    assert LINE in text_of(page)
    assert "人</span>" not in text_of(page)


def test_what_staff_put_first_still_stands_first(client: Client, county: County, engine: Engine) -> None:
    given = {"question": "党费收缴", "match": "exact", "effect": "up", "starts_on": None, "ends_on": None}
    row = client.get("/api/v1/search/", {"q": "党费收缴", "size": "100"}).json()["results"][5]
    page = published(county.village, title="从哪里说起")
    entry = {"entry_kind": "news", "entry_uid": str(page.translation_key), "place": 1, "active": True, "note": ""}
    changes.add(holder(Role.ARCHIVIST, county.root), "bet", {**given, **entry})
    live.forget()
    lame(engine)
    body = client.get("/api/v1/search/", {"q": "党费收缴", "size": "5"}).json()
    assert not body["complete"]
    assert [each["recommended"] for each in body["results"]] == [True, False, False, False, False]
    second = client.get("/api/v1/search/", {"q": "党费收缴", "size": "5", "page": "2"}).json()["results"]
    assert row["url"] in [each["url"] for each in second]


def test_the_api_says_that_it_is_not_complete(client: Client, engine: Engine) -> None:
    assert client.get("/api/v1/search/", {"q": "党费收缴"}).json()["complete"] is True
    lame(engine)
    body = client.get("/api/v1/search/", {"q": "党费收缴"}).json()
    assert body["complete"] is False
    assert body["results"]
    assert not any(body["facets"].values())
    nothing = client.get("/api/v1/search/", {"q": "骆驼"}).json()
    assert (nothing["complete"], nothing["results"], nothing["loosened"], nothing["meant"]) == (False, [], False, [])


def test_lists_of_pages_over_the_api_are_refused(client: Client, engine: Engine) -> None:
    assert client.get("/api/v1/pages/", {"search": "党费收缴"}).status_code == 200
    lame(engine)
    assert client.get("/api/v1/pages/", {"search": "党费收缴"}).status_code == 503


def test_the_archive_lists_what_lives_and_offers_no_export(client: Client, engine: Engine, clerk: Any) -> None:
    assert "导出全部" in text_of(client.get("/work/search/", {"q": "党费收缴"}))
    lame(engine)
    page = client.get("/work/search/", {"q": "党费收缴"})
    assert page.status_code == 200
    assert page.context["results"]
    text = text_of(page)
    assert LINE in text
    assert "共1" not in text
    assert "导出全部" not in text
    nothing = text_of(client.get("/work/search/", {"title": "村史馆"}))
    assert "<h3>现在查不全</h3>" in nothing
    assert "没有查到" not in nothing
    body = client.get("/api/v1/search/archive/", {"q": "党费收缴"}).json()
    assert not body["complete"]
    looked = JournalEntry.objects.filter(action="search.archive").latest("pk")
    assert looked.after["partial"]


def test_an_export_waits_rather_than_leave_something_out(client: Client, engine: Engine, clerk: Any) -> None:
    asked = archive.read({"q": "党费收缴"}, [])
    job = services.start_export(clerk, asked)
    lame(engine)
    with pytest.raises(Incomplete):
        services.start_export(clerk, asked)
    with pytest.raises(Incomplete):
        services.read_on(clerk, asked, "")
    assert client.get("/api/v1/search/archive/all/", {"q": "党费收缴"}).status_code == 503
    jobs.run_piece(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.result_file) == (Job.State.FAILED, 0, "")
    healed(engine)
    jobs.resume(clerk, job.uid)
    jobs.run_piece(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done) == (Job.State.DONE, 13)


def test_names_are_not_looked_up_in_a_part(client: Client, engine: Engine, clerk: Any) -> None:
    lame(engine)
    answer = client.post("/api/v1/search/names/", {"names": ["党费收缴手册"]}, content_type="application/json")
    assert answer.status_code == 503


def test_followers_are_told_later_rather_than_less(client: Client, county: County, engine: Engine, clerk: Any) -> None:
    row = saved.save(clerk, "党费", archive.read({"q": "党费收缴"}, []), follow=True)
    seen = SearchFollow.objects.get().seen
    lame(engine)
    assert list(digest.news(clerk, local_today())) == []
    assert SearchFollow.objects.get().seen == seen
    with pytest.raises(Incomplete):
        saved.fitting(clerk, archive.again(row.question))


def test_completion_says_what_it_has(client: Client, engine: Engine) -> None:
    lame(engine)
    answer = client.get("/search/suggest/", {"q": "党费收缴"})
    assert answer.status_code == 200
    assert answer.json()["suggestions"]
