"""Attachments are found by what they say, by those who may fetch them, and lead to the page that says so."""

import datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django_q.brokers import get_broker

from media import texts
from media.models import FileText, PortalDocument
from media.services import set_uses, store_document
from records.access.models import Visitor
from records.access.searching import search_scope
from records.kit import events
from records.kit.actors import SYSTEM
from records.organisations import services as organisations
from records.organisations.roles import Role
from search.index import outbox, queries, rebuild
from search.index.requests import SearchRequest
from tests.factories import attachments as files
from tests.factories.access import affiliated, holder
from tests.factories.organisations import County

pytestmark = [pytest.mark.django_db, pytest.mark.search]


@pytest.fixture(autouse=True)
def index(search_engine: Any) -> None:
    """An index of this test alone."""


def upload(county: County, data: bytes, name: str = "通知.pdf", title: str = "") -> PortalDocument:
    document = store_document(SYSTEM, county.village, SimpleUploadedFile(name, data), title=title)
    texts.read_waiting()
    return document


def used(document: PortalDocument, *labels: str) -> None:
    """A published page with these labels uses the document."""
    set_uses("cms_pages.newspage", document.uid, documents=[document.pk], labels=labels)


def found(engine: Any, actor: Any, text: str) -> list[Any]:
    outbox.drain()
    engine.refresh()
    request = SearchRequest(text=text, scope=search_scope(actor), kinds=frozenset({"attachment"}))
    return list(queries.search(request).hits)


def test_a_hit_names_its_page_and_leads_to_it(county: County, search_engine: Any) -> None:
    document = upload(county, files.pdf("目录", "各党支部应当召开组织生活会", "附则"))
    used(document, "public")
    hit = found(search_engine, Visitor(), "组织生活会")[0]
    assert (hit.spot, hit.url) == ("第2页", f"{document.url}#page=2")
    assert "组织生活会" in hit.snippet_text
    assert "附则" not in hit.snippet_text


def test_a_sheet_is_named(county: County, search_engine: Any) -> None:
    document = upload(county, files.xlsx({"收入": [["利息"]], "支出": [["书报费"]]}), "收支.xlsx")
    used(document, "public")
    hit = found(search_engine, Visitor(), "书报费")[0]
    assert (hit.spot, hit.url) == ("工作表“支出”", document.url)


@pytest.mark.parametrize(
    ("labels", "who", "finds"),
    [
        (["public"], "visitor", True),
        (["members"], "visitor", False),
        (["members"], "neighbour member", True),
        (["org"], "neighbour member", False),
        (["org"], "own member", True),
        ([], "own member", False),
        ([], "town archivist", True),
        ([], "neighbour archivist", False),
        (["org"], "neighbour archivist", False),
    ],
)
def test_it_is_found_by_exactly_those_who_may_fetch_it(
    county: County, search_engine: Any, labels: list[str], who: str, finds: bool
) -> None:
    document = upload(county, files.pdf("组织生活会"))
    used(document, *[f"org:{county.village.pk}" if label == "org" else label for label in labels])
    actor = {
        "visitor": lambda: Visitor(),
        "own member": lambda: affiliated(county.branch),
        "neighbour member": lambda: affiliated(county.neighbour_branch),
        "town archivist": lambda: holder(Role.ARCHIVIST, county.town),
        "neighbour archivist": lambda: holder(Role.ARCHIVIST, county.neighbour),
    }[who]()
    assert bool(found(search_engine, actor, "组织生活会")) == finds
    assert PortalDocument.objects.visible_to(actor).filter(pk=document.pk).exists() == finds


def test_it_is_gone_when_the_page_is_withdrawn(county: County, search_engine: Any) -> None:
    document = upload(county, files.pdf("组织生活会"))
    used(document, "public")
    assert found(search_engine, Visitor(), "组织生活会")
    used(document)
    assert not found(search_engine, Visitor(), "组织生活会")


def test_the_same_content_is_read_and_kept_once(county: County, search_engine: Any) -> None:
    first, second = (upload(county, files.pdf("组织生活会"), f"第{n}份.pdf") for n in "一二")
    assert FileText.objects.count() == 1
    for document in (first, second):
        used(document, "public") if document is first else set_uses(
            "x", second.uid, documents=[second.pk], labels=["public"]
        )
    assert {hit.title for hit in found(search_engine, Visitor(), "组织生活会")} == {"第一份", "第二份"}
    PortalDocument.objects.get(pk=first.pk)  # one of them may go, the other keeps its text
    set_uses("cms_pages.newspage", first.uid)
    first.delete()
    assert FileText.objects.count() == 1
    assert {hit.title for hit in found(search_engine, Visitor(), "组织生活会")} == {"第二份"}


@pytest.mark.parametrize(
    ("name", "data", "state"),
    [
        ("扫描件.pdf", files.pdf(""), "没有文字，可能是扫描件或图片"),
        ("加密件.pdf", files.pdf("密", password="x1"), "文件有密码，读不出正文"),
        ("资料.zip", files.archive(), "此类文件只按名称查找"),
    ],
)
def test_a_file_without_text_is_found_by_name_and_says_why(
    county: County, search_engine: Any, name: str, data: bytes, state: str
) -> None:
    used(upload(county, data, name), "public")
    hit = found(search_engine, Visitor(), name.rpartition(".")[0])[0]
    assert hit.facts["正文"] == state


def test_numbers_of_persons_are_masked_before_anything_is_kept(county: County, search_engine: Any) -> None:
    used(upload(county, files.pdf("张三 110101199003077571 电话13812345678")), "public")
    assert "110101199003077571" not in FileText.objects.get().content
    assert "13812345678" not in FileText.objects.get().content
    assert not [hit for hit in found(search_engine, Visitor(), "110101199003077571") if "1990" in hit.snippet_text]


def test_an_exchanged_file_is_read_again(county: County, search_engine: Any) -> None:
    document = upload(county, files.pdf("旧内容组织生活会"))
    used(document, "public")
    document.file.save("another.pdf", SimpleUploadedFile("another.pdf", files.pdf("新内容民主评议")))
    texts.read_waiting()
    assert found(search_engine, Visitor(), "民主评议")[0].spot == "第1页"
    assert not [hit for hit in found(search_engine, Visitor(), "旧内容") if "旧内容" in hit.snippet_text]


def test_it_follows_its_organisation(
    county: County, search_engine: Any, django_capture_on_commit_callbacks: Any
) -> None:
    upload(county, files.pdf("组织生活会"))
    archivist = holder(Role.ARCHIVIST, county.neighbour)
    assert not found(search_engine, archivist, "组织生活会")
    organisations.move(
        SYSTEM, county.village.uid, new_parent=county.neighbour, valid_from=county.village.set_up_on, reason="调整"
    )
    events.run_waiting(datetime.timedelta(0))
    assert found(search_engine, archivist, "组织生活会")


def test_an_upload_asks_the_queue_and_the_queue_reads(county: County, django_capture_on_commit_callbacks: Any) -> None:
    broker = get_broker()  # the ORM's or Redis, as the environment says
    broker.purge_queue()
    with django_capture_on_commit_callbacks(execute=True):
        document = store_document(SYSTEM, county.village, SimpleUploadedFile("通知.pdf", files.pdf("组织生活会")))
    assert broker.queue_size() > 0
    assert texts.read_document(document.pk) == "read"
    assert texts.read_document(document.pk) == ""  # a second message finds nothing to do


def test_a_rebuild_holds_what_a_drain_held(county: County, search_engine: Any) -> None:
    used(upload(county, files.pdf("目录", "组织生活会")), "public")
    before = found(search_engine, Visitor(), "组织生活会")
    rebuild.rebuild(restart=True)
    assert [(hit.uid, hit.spot) for hit in found(search_engine, Visitor(), "组织生活会")] == [
        (hit.uid, hit.spot) for hit in before
    ]
