"""查档: conditions in the address, scope, looks in the journal, export of exactly what is found."""

import datetime
import io
import time
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from django.test import Client

from cms_pages.models import DisclosurePage, RulePage
from records.audit.models import JournalEntry
from records.kit import jobs, sealed_files
from records.kit.actors import SYSTEM
from records.kit.exports import Table
from records.kit.models import Job
from records.organisations import services as organisations
from records.organisations.models import Organisation
from records.organisations.roles import Role
from search.doors import jobs as drafts
from search.doors.jobs import COLUMNS
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import published
from tests.sample import services
from tests.sample.models import Loan

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
HOME = "/work/search/"


@pytest.fixture
def archive(county: County, index: Callable[[], None]) -> Loan:
    """A rule, a disclosure, and a loan that only a policy opens."""
    loan = services.lend(holder(Role.SECRETARY, county.branch), county.branch, book="石桥村志")
    published(county.village, RulePage, title="党费收缴办法", document_number="云委发〔2008〕3号", text="按月收缴党费")
    published(county.neighbour, DisclosurePage, title="经费使用情况", text="党费收缴情况说明")
    index()
    return loan


def sign_in(client: Client, county: County, role: Role = Role.ARCHIVIST, where: str = "root") -> Any:
    person = holder(role, getattr(county, where))
    client.force_login(person, backend=BACKEND)
    return person


def titles(client: Client, **question: Any) -> list[str]:
    response = client.get(HOME, question)
    assert response.status_code == 200, response.content.decode()[:2000]
    return ["".join(text for text, _ in row["title"]) for row in response.context.get("results") or []]


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ({"number": "云委发[2008]3号"}, ["党费收缴办法"]),
        ({"phrase": "党费收缴情况"}, ["经费使用情况"]),
        ({"title": "党费"}, ["党费收缴办法"]),
        ({"body": "收缴", "without": "办法"}, ["经费使用情况"]),
        ({"kind": "loan"}, ["石桥村志"]),
        ({"q": "石桥村志"}, ["石桥村志"]),
        ({"number": "没有这个号"}, []),
    ],
)
def test_conditions_stand_in_the_address(
    client: Client, county: County, archive: Loan, question: dict[str, str], found: list[str]
) -> None:
    sign_in(client, county)
    assert titles(client, **question) == found


def test_an_empty_form_lists_nothing_stands_open_and_says_how_it_can_be_used(
    client: Client, county: County, archive: Loan
) -> None:
    sign_in(client, county)
    empty = client.get(HOME)
    assert empty.context["asks"] is False
    opened = '<details class="fold fold--filters" open><summary>查档条件'
    assert opened in empty.content.decode()
    for example in empty.context["examples"]:
        assert client.get(HOME + example["url"]).status_code == 200
    assert opened in client.get(HOME, {"since": "昨天"}).content.decode()
    assert opened not in client.get(HOME, {"title": "党费"}).content.decode()


def test_where_nothing_fits_it_says_what_to_try_and_whom_to_ask(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county)
    page = client.get(HOME, {"title": "党费收缴细则", "kind": "rule"})
    text = page.content.decode()
    assert "没有查到" in text
    assert "档案管理员" in text
    (elsewhere,) = page.context["nothing"]
    found = client.get(elsewhere["url"])  # the one box loosens what the archive takes strictly
    assert "党费收缴办法" in ["".join(part for part, _ in row["title"]) for row in found.context["results"]]
    assert client.get(HOME, {"number": "没有这个号"}).context["nothing"] == []


@pytest.mark.parametrize(
    ("role", "where", "status"),
    [
        (Role.ARCHIVIST, "village", 200),
        (Role.PUBLISHER, "branch", 200),
        (Role.MEMBER, "branch", 404),
    ],
)
def test_the_screen_is_there_for_staff(
    client: Client, county: County, archive: Loan, role: Role, where: str, status: int
) -> None:
    sign_in(client, county, role, where)
    assert client.get(HOME).status_code == status


def test_visitors_sign_in_first(client: Client, county: County) -> None:
    assert client.get(HOME)["Location"].startswith("/sign-in/")


def test_nothing_outside_the_scope_is_found_counted_or_offered(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county, Role.ARCHIVIST, "neighbour")
    response = client.get(HOME, {"kind": "loan"})
    assert response.context["answer"].total == 0
    assert "石桥村志" not in response.content.decode()
    response = client.get(HOME, {"q": "石桥村"})
    kinds = response.context["kinds"]
    assert {option["value"] for option in (*kinds["options"], *kinds["rest"])} <= {"organisation", "section"}


# ── organisations as of then ────────────────────────────────────────────────
def moved(county: County, index: Callable[[], None]) -> None:
    organisations.move(
        SYSTEM,
        county.village.uid,
        new_parent=Organisation.objects.get(pk=county.neighbour.pk),
        valid_from=county.village.set_up_on.replace(year=2100),
        reason="区划调整",
    )
    index()


def test_a_moved_organisations_papers_are_found_where_they_were_written(
    client: Client, county: County, archive: Loan, index: Callable[[], None]
) -> None:
    moved(county, index)
    sign_in(client, county)
    old, new = county.town.code, county.neighbour.code
    assert titles(client, kind="rule", organisation=old) == ["党费收缴办法"]
    assert titles(client, kind="rule", organisation=new) == []
    assert titles(client, kind="rule", organisation=old, tree="now") == []
    assert titles(client, kind="rule", organisation=new, tree="now") == ["党费收缴办法"]


def test_past_names_and_dissolved_organisations_are_found(
    client: Client, county: County, archive: Loan, index: Callable[[], None]
) -> None:
    before = county.village.short_name
    day = county.village.set_up_on.replace(year=2020)
    organisations.rename(
        SYSTEM,
        county.village.uid,
        name="中共新桥村总支部委员会",
        short_name="新桥村党总支",
        valid_from=day,
        reason="并村",
    )
    index()
    sign_in(client, county)
    assert titles(client, kind="rule", organisation=before) == ["党费收缴办法"]
    assert titles(client, kind="rule", organisation="新桥村党总支") == ["党费收缴办法"]
    assert {"新桥村党总支"} <= set(titles(client, kind="organisation", q=before))


def test_a_name_that_several_bear_is_asked_back(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county)
    response = client.get(HOME, {"organisation": "党", "kind": "rule"})
    assert response.status_code == 422
    offered = response.context["candidates"]
    assert len(offered) > 1
    page = response.content.decode()
    assert all(each["title"] in page and each["meta"] in page for each in offered)
    assert client.get(HOME + offered[0]["url"]).status_code == 200


def test_a_page_past_the_last_is_the_last_and_never_an_empty_one(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county)
    beyond = client.get(HOME, {"kind": "organisation", "page": "77"}, follow=True)
    assert beyond.redirect_chain == [(f"{HOME}?kind=organisation&page=1", 302)]
    assert beyond.context["results"]
    nothing = client.get(HOME, {"q": "没有这样的话", "page": "2"}, follow=True)
    assert "没有查到" in nothing.content.decode()
    assert not nothing.context["sorts"]  # nothing to sort


# ── the journal ─────────────────────────────────────────────────────────────
def test_a_look_at_what_only_a_policy_opens_is_journalled(client: Client, county: County, archive: Loan) -> None:
    person = sign_in(client, county)
    titles(client, title="党费")
    assert not JournalEntry.objects.filter(action="search.archive").exists()
    page = client.get(HOME, {"q": "石桥村志"}).content.decode()
    assert "记入日志" in page
    entry = JournalEntry.objects.get(action="search.archive")
    assert entry.actor_id == person.pk
    assert entry.after["shown"] == [f"loan:{archive.uid}"]
    assert "石桥村志" in entry.after["question"]


@pytest.mark.parametrize("number", ["110101199003077571", "张三13812345678"])
def test_numbers_of_persons_are_not_searched_for_and_not_journalled(
    client: Client, county: County, archive: Loan, number: str
) -> None:
    sign_in(client, county)
    response = client.get(HOME, {"kind": "loan", "q": number})
    assert response.status_code == 422
    assert "不在检索范围内" in response.content.decode()
    assert not JournalEntry.objects.filter(action="search.archive").exists()


# ── export ──────────────────────────────────────────────────────────────────
def workbook(client: Client, **question: Any) -> Any:
    started = client.post(f"{HOME}export/", question)
    job = Job.objects.get(name="search.export")
    assert started["Location"] == f"{HOME}exports/{job.uid}/"
    jobs.run_piece(job.pk)
    progress = client.get(started["Location"])
    assert progress.context["ready"], job
    content = b"".join(client.post(f"{started['Location']}file/").streaming_content)
    return openpyxl.load_workbook(io.BytesIO(content))


def exported(client: Client, **question: Any) -> list[list[Any]]:
    return [list(row) for row in workbook(client, **question).worksheets[0].iter_rows(values_only=True)]


def test_the_export_holds_exactly_what_is_found(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county)
    rows = exported(client, body="收缴")
    assert rows[0][:3] == ["种类", "标题", "组织"]
    assert {row[1] for row in rows[1:]} == set(titles(client, body="收缴")) == {"党费收缴办法", "经费使用情况"}
    assert "云委发〔2008〕3号" in [row[6] for row in rows]
    entry = JournalEntry.objects.get(action="search.export")
    assert entry.after["total"] == 2


def test_the_table_can_be_sorted_added_up_and_read(
    client: Client, county: County, archive: Loan, settings: Any
) -> None:
    settings.WAGTAILADMIN_BASE_URL = "https://portal.example"
    sign_in(client, county)
    table, about = workbook(client, body="收缴").worksheets
    heading = [cell.value for cell in table[1]]
    first = dict(zip(heading, table[2], strict=True))
    assert first["日期"].is_date
    assert first["地址"].value.startswith("https://portal.example/")
    assert table.column_dimensions[first["标题"].column_letter].width >= 2 * len("党费收缴办法")
    assert (table.auto_filter.ref, table.freeze_panes) == (f"A1:L{table.max_row}", "A2")
    assert dict(about.values)["条件"] == "正文里有：收缴"
    assert dict(about.values)["条数"] == 2


def test_an_amount_of_the_table_is_a_number() -> None:
    row = ["经费", "报刊费", "", "", "2026-03-05", 2026, "", "", 60050, "/work/funds/1/", "", ""]
    with Table("查档结果", COLUMNS).xlsx([row]) as file:
        cells = openpyxl.load_workbook(file).active[2]
    assert (cells[8].value, cells[8].number_format) == (600.5, "#,##0.00")
    assert cells[4].value.date() == datetime.date(2026, 3, 5)


def test_an_export_knows_the_scope_of_who_asked(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county, Role.ARCHIVIST, "town")
    assert [row[1] for row in exported(client, kind="loan")[1:]] == ["石桥村志"]
    other = Client()
    sign_in(other, county, Role.ARCHIVIST, "neighbour")
    job = Job.objects.get()
    assert other.get(f"{HOME}exports/{job.uid}/").status_code == 404
    assert other.post(f"{HOME}exports/{job.uid}/file/").status_code == 404
    assert other.post(f"{HOME}export/", {"kind": "loan"})["Location"].startswith(f"{HOME}?")  # nothing to export


def test_who_lost_the_post_meanwhile_exports_nothing(client: Client, county: County, archive: Loan) -> None:
    person = sign_in(client, county)
    client.post(f"{HOME}export/", {"kind": "loan"})
    person.posts.all().delete()
    assert jobs.run_piece(Job.objects.get().pk) == "failed"
    assert Job.objects.get().result_file == ""


def test_a_publisher_searches_and_does_not_export(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county, Role.PUBLISHER, "root")
    assert "导出全部" not in client.get(HOME, {"title": "党费"}).content.decode()
    assert client.post(f"{HOME}export/", {"title": "党费"}).status_code == 404


def test_drafts_of_exports_that_were_given_up_are_deleted(client: Client, county: County, archive: Loan) -> None:
    sign_in(client, county)
    client.post(f"{HOME}export/", {"body": "收缴"})
    job = Job.objects.get()
    jobs.run_piece(job.pk, seconds=-1)  # one step only: the draft is written, the table is not
    draft = sealed_files.path_of(Job.objects.get().cursor["draft"])
    assert draft.exists()
    assert drafts.tidy(time.time()) == 0
    assert drafts.tidy(time.time() + drafts.KEPT_SECONDS + 60) >= 1
    assert not draft.exists()
