"""Journey 1: written with a picture and a file, returned, mended, published, found within ten seconds, proved."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from PIL import Image

from cms_pages.models import DisclosurePage
from records.audit.canonical import canonical
from records.audit.proofs import Proof, check_proof
from records.crypto.services import digest_with
from records.openness.models import Publication
from records.organisations.roles import Role
from tests.e2e.editor import add_block, open_actions, upload
from tests.e2e.queue import work
from tests.factories.access import holder
from tests.factories.organisations import County
from tests.factories.pages import column, site
from tests.factories.tables import xlsx

pytestmark = [pytest.mark.browser, pytest.mark.search, pytest.mark.django_db(transaction=True)]

LOOKS = 10  # one a second: visitors are promised ten seconds, but no test is timed on a busy machine
TITLE = "2026年第四季度走访慰问情况公开"
SHEET = xlsx(("户", "金额（元）"), ("困难党员一", 500))


def test_a_disclosure_is_written_returned_mended_published_found_and_proved(
    visitor: Callable[..., Any], signed_in: Callable[..., Any], search_engine: Any, settings: Any, tmp_path: Any
) -> None:
    from playwright.sync_api import expect

    settings.MEDIA_ROOT = tmp_path
    county = County()
    site()
    column(county.village, "disclosures")
    publisher = signed_in(holder(Role.PUBLISHER, county.village, "沈若兰"))
    reviewer = signed_in(holder(Role.CONTENT_REVIEWER, county.town, "钱雪静"))

    write(publisher)
    publisher.click("button[name=action-submit]")
    publisher.wait_for_url("**/admin/pages/*/")
    page = DisclosurePage.objects.get()
    assert page.workflow_in_progress

    reviewer.goto("/work/")
    reviewer.click(f"text=审核：{TITLE}")
    assert "慰问困难党员十二户" in reviewer.inner_text("main")
    reviewer.fill("[name=reason]", "请把慰问标准的依据写进正文")
    reviewer.click("button[value=return]")
    reviewer.wait_for_url("**/work/pages/")

    publisher.goto("/work/")
    assert "退回理由：请把慰问标准的依据写进正文" in publisher.inner_text("main")
    publisher.click("text=去修改 >> nth=0")
    publisher.click("main >> text=去修改 >> nth=0")
    publisher.wait_for_url("**/edit/")
    publisher.fill("[name=basis]", "《中国共产党党内关怀帮扶办法》")
    open_actions(publisher)
    publisher.click("button[name=action-submit]")
    publisher.wait_for_url("**/admin/pages/*/")

    reviewer.goto(f"/work/pages/{page.uid}/")
    reviewer.click("button[value=approve]")
    reviewer.wait_for_url("**/work/pages/")

    anyone = visitor()
    publication = Publication.objects.get(page_uid=page.uid)
    anyone.goto(f"/openness/proof/{publication.uid}/")
    assert "待封存" in anyone.inner_text("main")

    for _ in range(LOOKS):
        work()
        anyone.goto("/search/?q=慰问困难党员")
        if TITLE in anyone.inner_text("main"):
            break
        anyone.wait_for_timeout(1000)
    # Its link: an attachment among the results says on which page it stands, too.
    anyone.get_by_role("main").get_by_role("link", name=TITLE).first.click()
    anyone.wait_for_load_state()
    assert "慰问困难党员十二户" in anyone.inner_text("main")
    picture = anyone.locator("main img").first
    assert picture.get_attribute("alt") == "走访慰问现场"
    picture.scroll_into_view_if_needed()
    expect(picture).not_to_have_js_property("naturalWidth", 0)
    with anyone.expect_download() as download:
        anyone.click("main a:has-text('慰问明细')")
    assert download.value.path().read_bytes() == SHEET

    anyone.click("text=查看并核验证明")
    anyone.wait_for_load_state()
    assert "已封存，内容未改动" in anyone.inner_text("main")
    proof = Proof.from_json(anyone.request.get(f"/openness/proof/{publication.uid}/proof.json").json())
    check_proof(proof)
    content = anyone.request.get(f"/openness/proof/{publication.uid}/content.json")
    assert proof.facts["after"]["digest"] == digest_with("sha256", content.body()) == publication.digest
    assert canonical(content.json()) == content.body()


def write(publisher: Any) -> None:
    """From the workbench to the editor: a disclosure with a paragraph, a picture and a file."""
    publisher.click("text=写新内容 >> nth=0")
    publisher.click("text=开始写 >> nth=0")
    publisher.fill("[name=title]", TITLE)
    publisher.select_option("[name=category_l1]", "service")
    publisher.fill("[name=made_on]", "2026-11-20")
    publisher.fill("[name=secrecy_checked_by]", "何建国")
    add_block(publisher, "文字")
    publisher.locator("[contenteditable=true]").first.click()
    publisher.keyboard.insert_text("第四季度慰问困难党员十二户，每户五百元，均有签收。")
    add_block(publisher, "图片")
    publisher.click("button:has-text('选择一个图片')")
    upload(publisher, "慰问现场.jpg", "image/jpeg", photograph())
    publisher.fill("[name='body-1-value-alt']", "走访慰问现场")
    publisher.click("#id_attachments-ADD")
    publisher.click("button:has-text('选择一个文档')")
    upload(publisher, "慰问明细.xlsx", "application/octet-stream", SHEET)
    open_actions(publisher)


def photograph() -> bytes:
    """A picture as a phone takes it, only smaller."""
    file = io.BytesIO()
    Image.new("RGB", (1200, 800), (90, 140, 90)).save(file, "JPEG")
    return file.getvalue()
