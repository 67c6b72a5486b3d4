"""Each field of an archive search through its two doors, the page and the API; and what can't be read, said and kept."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape
from rest_framework.test import APIClient

from cms_pages.models import DisclosurePage, NewsPage, RulePage
from media import texts
from media.services import set_uses, store_document
from records.audit.models import JournalEntry
from records.kit.actors import SYSTEM
from records.organisations.roles import Role
from tests.factories import assessments
from tests.factories import attachments as files
from tests.factories.access import holder
from tests.factories.funds import People, filed, line
from tests.factories.members import member
from tests.factories.organisations import County
from tests.factories.pages import published

pytestmark = [pytest.mark.django_db, pytest.mark.search]

BACKEND = "records.access.backends.PortalBackend"
PAGE, API = "/work/search/", "/api/v1/search/archive/"
RULE, NEWS, SUMS = "困难党员慰问办法", "春节走访困难党员", "党费使用情况公开"
FUND, SMALL, PAPER, PERSON = "春节走访申请", "书报费申请", "慰问名册", "欧阳启明"
TASK = "村级党组织年度目标考核"

# What is asked, and exactly what is found. {serial} and {index_no} are the fund's and the disclosure's numbers.
FIELDS: list[tuple[dict[str, str], set[str]]] = [
    # dates, both included, in the ways in which people write them
    ({"since": "2025-03-05", "until": "2025-03-05"}, {NEWS}),
    ({"since": "2025年3月5日", "until": "2025/3/6", "kind": "news"}, {NEWS}),
    ({"since": "2025.3.6", "until": "20251231"}, {SUMS}),
    ({"until": "2025-03-04"}, {RULE}),
    ({"since": "２０２５-06-30", "until": "2025-07-01", "title": "党费"}, {SUMS}),
    # amounts, both included, with or without signs
    ({"least": "6000", "most": "6,000.00元"}, {FUND}),
    ({"least": "6000.01"}, set()),
    ({"most": "¥300"}, {SMALL}),
    ({"least": "１"}, {FUND, SMALL}),
    # people: of a register, of a paper, in a text
    ({"person": PERSON}, {PERSON, NEWS}),
    ({"person": PERSON, "kind": "news"}, {NEWS}),
    ({"person": "查无此人"}, set()),
    # states, as the list says them
    ({"state": "待初审"}, {FUND, SMALL}),
    ({"state": "待初审", "least": "1000"}, {FUND}),
    ({"state": "正常", "kind": "member"}, {PERSON}),
    ({"state": "没有这个状态"}, set()),
    ({"state": "进行中", "kind": "assessment_task"}, {TASK}),
    # words in the attachment alone, in the body, in the title
    ({"attachment": "领取签字"}, {PAPER}),
    ({"attachment": "慰问金"}, {PAPER}),  # the rule says it too, and is no attachment
    ({"body": "慰问金"}, {PAPER, RULE}),
    ({"title": "慰问"}, {RULE, PAPER}),
    ({"title": "慰问 办法"}, {RULE}),
    ({"phrase": "走访困难党员三户"}, {NEWS}),
    ({"phrase": "困难党员走访三户"}, set()),
    ({"title": "慰问", "without": "办法"}, {PAPER}),
    # numbers: whole, by their beginning, of a register
    ({"number": "清组发[2008]3号"}, {RULE}),
    ({"number": "清组发〔2008〕"}, {RULE}),
    ({"number": "清组发〔2008〕30号"}, set()),
    ({"number": "{serial}"}, {FUND}),
    ({"number": "{index_no}"}, {SUMS}),
    # organisations with what lies below them; several together
    ({"organisation": "云台乡党委", "kind": "news"}, set()),
    ({"organisation": "石桥村党总支", "kind": "news"}, {NEWS}),
    ({"organisation": "石桥村党总支", "tree": "now", "kind": "news"}, {NEWS}),
    ({"q": "慰问", "kind": "rule"}, {RULE}),
    ({"q": "慰问", "since": "2026-01-01", "kind": "rule"}, set()),
]

# What can't be read: the field that is named, what the message quotes, and the cure in it.
WRONG: list[tuple[dict[str, str], str, str, str]] = [
    ({"since": "昨天"}, "since", "“昨天”不是日期", "请写成2019-02-03"),
    ({"until": "2025-02-30"}, "until", "“2025-02-30”不是日期", "请写成2019-02-03"),
    ({"since": "2025年"}, "since", "“2025年”不是日期", "请写成"),
    ({"since": "2025-02-01", "until": "2025年1月1日"}, "until", "止日2025-01-01早于起日2025-02-01", "对调"),
    ({"least": "很多"}, "least", "“很多”", "请填写数字"),
    ({"least": "-5"}, "least", "“-5”是负数", "去掉负号"),
    ({"most": "12.345"}, "most", "“12.345”", "两位小数"),
    ({"least": "300", "most": "20.5"}, "most", "金额止20.50元小于金额起300.00元", "对调"),
    ({"body": "困难 党"}, "body", "“党”只有一个字", "两个字以上"),
    ({"attachment": "表"}, "attachment", "“表”只有一个字", "两个字以上"),
    ({"without": "a"}, "without", "“a”只有一个字", "两个字以上"),
    ({"title": "！？"}, "title", "“！？”没有可查的字词", "请写汉字"),
    ({"phrase": "😀"}, "phrase", "“😀”没有可查的字词", "请写汉字"),
    ({"title": "一 二 三 四 五 六 七"}, "title", "现在有7个", "最多6个词"),
    ({"person": "某" * 101}, "person", "有101个字", "请写短些"),
    ({"organisation": "查无此组织"}, "organisation", "没有叫“查无此组织”的组织", "请核对"),
    ({"kind": "nothing", "title": "慰问"}, "kind", "没有“nothing”这个种类", "重新选"),
    ({"person": "110101199003077571"}, "person", "公民身份号码", "党员名册"),
]


@pytest.fixture
def person(county: County) -> Any:
    return holder(Role.SITE_ADMINISTRATOR, county.root)


def doors(person: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The page and the API, as this person."""
    client, api = Client(), APIClient()
    client.force_login(person, backend=BACKEND)
    api.force_authenticate(person)
    return lambda question: client.get(PAGE, question), lambda question: api.get(API, {"size": "100", **question})


def stocked(county: County) -> dict[str, str]:
    """A rule, news, a disclosure, two applications, an attachment of a page, a member; returns the numbers they got."""
    day = datetime.date(2025, 3, 5)
    published(
        county.town,
        RulePage,
        title=RULE,
        document_number="清组发〔2008〕3号",
        text="慰问金由支部提出。",
        published_on=datetime.date(2008, 5, 1),
    )
    text = f"{PERSON}等走访困难党员三户。"
    news = published(county.village, NewsPage, title=NEWS, text=text, published_on=day)
    sums = published(
        county.village, DisclosurePage, title=SUMS, text="使用情况。", published_on=datetime.date(2025, 7, 1)
    )
    people = People(county)
    fund = filed(people, line("走访困难户", 600_000), title=FUND)
    filed(people, line("订报", 30_000), title=SMALL)
    document = store_document(
        SYSTEM,
        county.village,
        SimpleUploadedFile("名册.pdf", files.pdf("目录", "慰问金领取签字")),
        title=PAPER,
    )
    texts.read_waiting()
    set_uses("cms_pages.newspage", news.uid, documents=[document.pk], labels=["public"])
    member(county.branch, PERSON)
    assessments.issued(assessments.People(county), title=TASK)
    return {"serial": fund.serial, "index_no": sums.index_no}


def test_every_field_narrows_as_it_says_on_the_page_and_over_the_api(
    county: County, person: Any, index: Callable[[], None]
) -> None:
    numbers = stocked(county)
    index()
    page, api = doors(person)
    missed = []
    for asked, wanted in FIELDS:
        question = {name: value.format(**numbers) for name, value in asked.items()}
        shown, answer = page(question), api(question)
        if (shown.status_code, answer.status_code) != (200, 200):
            missed.append(f"{question} → {shown.status_code}, {answer.status_code}: {answer.content.decode()}")
            continue
        found = {"".join(text for text, _ in row["title"]) for row in shown.context.get("results") or []}
        told = {row["title"] for row in answer.json()["results"]}
        own = {RULE, NEWS, SUMS, FUND, SMALL, PAPER, PERSON, TASK}  # the rest are organisations and their home pages
        if (found & own, told & own) != (wanted, wanted) or answer.json()["total"] != len(told):
            missed.append(f"{question} → {found & own}, {told & own}, not {wanted}")
        if found != told:
            missed.append(f"{question}: the page has {found - told} more, the API {told - found}")
    assert missed == []


def test_a_hit_of_an_attachment_says_its_page_and_leads_there(
    county: County, person: Any, index: Callable[[], None]
) -> None:
    stocked(county)
    index()
    page, api = doors(person)
    (row,) = api({"q": "领取签字", "attachment": "慰问金"}).json()["results"]
    assert (row["spot"], row["url"].endswith("#page=2")) == ("第2页", True)
    (shown,) = page({"q": "领取签字", "attachment": "慰问金"}).context["results"]
    assert (shown["kind"], shown["url"]) == ("附件 · 第2页", row["url"])


@pytest.mark.parametrize(("question", "field", "value", "cure"), WRONG)
def test_what_can_not_be_read_is_said_by_field_and_kept(
    county: County, person: Any, question: dict[str, str], field: str, value: str, cure: str
) -> None:
    page, api = doors(person)
    shown = page(question)
    text = shown.content.decode()
    assert shown.status_code == 422
    assert escape(value) in text
    assert cure in text
    assert "results" not in shown.context  # nothing was looked for: no index is there
    for name, typed in question.items():
        assert name == "kind" or f'value="{escape(typed)}"' in text
    assert f'id="id_{field}_error"' in text or f'href="#id_{field}"' in text or field == "kind"
    answer = api(question)
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    (told,) = answer.json()["errors"][field]
    assert (value in told, cure in told) == (True, True)
    assert not JournalEntry.objects.filter(action="search.archive").exists()
