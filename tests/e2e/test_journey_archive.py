"""Journey 4: an archivist finds pages and a member below the town; a neighbour's clerk finds none of it, by any door."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cms_pages.models import Attachment, DisclosurePage
from media.services import store_document
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.organisations.roles import Role
from tests.e2e.queue import work
from tests.factories.access import holder
from tests.factories.funds import People, filed
from tests.factories.members import identity_number, member
from tests.factories.organisations import County
from tests.factories.pages import column, draft, published, site

pytestmark = [pytest.mark.browser, pytest.mark.search, pytest.mark.django_db(transaction=True)]

PAGE = "石桥村党员大会会议记录"
DRAFT = "石桥村换届方案草稿"
NUMBER = identity_number()


@pytest.fixture
def county(search_engine: Any, settings: Any, tmp_path: Any, transactional_db: None) -> County:
    """A town whose branch has a page of its own, a draft, a file, a member and an application; a neighbour with a page."""
    settings.MEDIA_ROOT = tmp_path
    county = County()
    site()
    file = store_document(
        SYSTEM, county.village, SimpleUploadedFile("表决票.csv", "票,数\n赞成,65\n".encode()), title="石桥村表决票"
    )
    county.page = published(
        county.village,
        DisclosurePage,
        title=PAGE,
        text="应到七十二人，实到六十五人。",
        audience="own",
        attachments=[Attachment(document=file)],
    )
    county.file = file
    county.draft = draft(county.village, DisclosurePage, title=DRAFT)
    column(county.neighbour_branch)
    county.member = member(county.branch, "周启明", identity_number=NUMBER, phone="13912345678")
    member(county.neighbour_branch, "范启东")
    county.application = filed(People(county), title="石桥村工作经费申请")
    work()
    search_engine.refresh()
    return county


def test_an_archivist_finds_and_reveals(signed_in: Callable[..., Any], county: County) -> None:
    archivist = signed_in(holder(Role.ARCHIVIST, county.town, "秦守信"))
    archivist.fill("header [name=q]", "党员大会会议记录")
    archivist.press("header [name=q]", "Enter")
    archivist.wait_for_url("**/search/**")
    archivist.click(f"main a:has-text('{PAGE}')")
    archivist.wait_for_load_state()
    assert "实到六十五人" in archivist.inner_text("main")

    archivist.goto("/search/?q=启明")
    assert NUMBER not in archivist.content()
    archivist.click("main a:has-text('周启明')")
    archivist.wait_for_url("**/work/members/**")
    masked = archivist.inner_text("main")
    assert f"{NUMBER[:4]}**********{NUMBER[-4:]}" in masked
    assert NUMBER not in archivist.content()

    archivist.goto("/work/members/?name=启")
    assert "周启明" in archivist.inner_text("main")
    assert "范启东" not in archivist.inner_text("main")
    archivist.click("main a:has-text('周启明')")
    archivist.click("text=查看完整号码或敏感内容")
    archivist.select_option("[name=field]", "identity_number")
    archivist.click("form[action$='/reveal/'] button")
    archivist.wait_for_load_state()
    assert NUMBER not in archivist.content()  # no reason, no number
    archivist.fill("[name=reason]", "办理组织关系转接，核对证件")
    archivist.click("form[action$='/reveal/'] button")
    archivist.wait_for_load_state()
    assert NUMBER in archivist.inner_text("main")
    look = JournalEntry.objects.get(action="members.reveal_identity_number")
    assert (look.actor_name, look.reason) == ("秦守信", "办理组织关系转接，核对证件")
    assert look.subject_uid == county.member.uid
    assert NUMBER not in json.dumps([look.before, look.after])
    archivist.goto(f"/work/members/{county.member.uid}/")
    assert NUMBER not in archivist.content()


@pytest.mark.parametrize("role", [Role.ARCHIVIST, Role.PUBLISHER, Role.ORGANISATION_ADMINISTRATOR])
def test_a_neighbours_clerk_finds_none_of_it(signed_in: Callable[..., Any], county: County, role: Role) -> None:
    clerk = signed_in(holder(role, county.neighbour, "范春明"))
    traces = (PAGE, DRAFT, "周启明", NUMBER, "六十五人", "表决票", "工作经费申请")

    def nothing_in(address: str, *statuses: int) -> None:
        answer = clerk.request.get(address)
        text = answer.text()
        assert [trace for trace in traces if trace in text] == [], address
        assert answer.status in (statuses or (200,)), (address, answer.status)

    for words in ("会议记录", "启明", "周启明", "六十五人", "表决票", NUMBER, NUMBER[-4:], "zqm"):
        # What was asked for stands in the box: only what was found may not.
        clerk.goto(f"/search/?q={words}")
        found = clerk.locator(".results").all_inner_texts()
        assert [trace for trace in traces for text in found if trace in text] == []
        told = clerk.request.get(f"/api/v1/search/?q={words}").json()
        assert [hit for hit in told["results"] if any(trace in str(hit) for trace in traces)] == []
        suggested = clerk.request.get(f"/search/suggest/?q={words}").json()
        assert [each for each in suggested["suggestions"] if any(trace in str(each) for trace in traces)] == []

    one, page, money = county.member.uid, county.page, county.application.uid
    for address in (
        page.address,
        f"/files/{county.file.file.name}",
        f"/work/pages/{page.uid}/",
        f"/work/pages/{county.draft.uid}/preview/",
        f"/work/members/{one}/",
        f"/work/members/{one}/correct/",
        f"/work/funds/{money}/",
        f"/api/v1/members/{one}/",
        f"/api/v1/funds/{money}/",
        f"/api/v1/pages/{page.uid}/",
        f"/api/v1/disclosures/{page.uid}/",
        f"/admin/pages/{county.draft.pk}/edit/",
        f"/admin/pages/{county.draft.pk}/view_draft/",
        f"/admin/members/member/inspect/{county.member.uid}/",
    ):
        nothing_in(address, 403, 404) if "/admin/" not in address else nothing_in(address, 200, 403, 404)
    for address in (
        "/work/members/?name=启&standing=all",
        "/api/v1/members/?name=启",
        "/api/v1/funds/",
        "/api/v1/pages/",
        "/api/v1/disclosures/",
        "/work/funds/",
        "/work/funds/ledger/",
        "/feed/",
        "/sitemap-1.xml",
        "/disclosures/",
        "/work/openness/",
        "/admin/pages/search/?q=石桥",
        "/admin/choose-page/search/?q=石桥",
        "/admin/documents/chooser/results/?q=石桥",
        "/admin/documents/?q=石桥",
    ):
        nothing_in(address, 200, 403, 404)
    if role == Role.ORGANISATION_ADMINISTRATOR:
        clerk.goto("/work/members/export/?name=启")
        clerk.check("[name=form][value=csv]")
        with clerk.expect_download() as download:
            clerk.click("main button[type=submit]")
        exported = download.value.path().read_text("utf-8-sig")
        assert "范启东" in exported
        assert "周启明" not in exported
