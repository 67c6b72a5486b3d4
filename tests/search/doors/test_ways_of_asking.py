"""However it is asked: words, half names, other order, pinyin, articles, numbers, amounts, dates, through the public door."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms_pages.models import CoursePage, DisclosurePage, LessonPage, NewsPage, RulePage
from media import texts
from media.services import set_uses, store_document
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

EARLIER = datetime.date(2024, 1, 2)
BACKEND = "records.access.backends.PortalBackend"

# Who asks, what is typed, and the title that stands first (with its place, where the hit names one).
WAYS = [
    # words, half names, a wrong character, another order, pinyin
    ("public", "困难党员慰问", "困难党员慰问办法"),
    ("public", "慰问办法", "困难党员慰问办法"),
    ("public", "困难党员尉问办法", "困难党员慰问办法"),
    ("public", "慰问困难党员办法", "困难党员慰问办法"),
    ("public", "kunnandangyuan", "困难党员慰问办法"),
    ("public", "kndyww", "困难党员慰问办法"),
    ("public", "石桥村", "石桥村党总支"),
    ("public", "shiqiaocun", "石桥村党总支"),
    ("public", "sqcdz", "石桥村党总支"),
    # articles and document numbers
    ("public", "困难党员慰问办法第三条", "困难党员慰问办法 第三条"),
    ("public", "慰问办法第3条", "困难党员慰问办法 第三条"),
    ("public", "清组发〔2008〕3号", "困难党员慰问办法"),
    ("public", "清组发[2008]3号", "困难党员慰问办法"),
    ("public", "清组发（2008）第3号", "困难党员慰问办法"),
    ("public", "清组发 2008 3号", "困难党员慰问办法"),
    ("public", "{index_no}", "党费收缴情况"),
    # dates: the day of the paper, or the day it speaks of
    ("public", "2025年3月5日", "召开党员大会"),
    ("public", "2025-03-05", "召开党员大会"),
    ("public", "2025.3.5", "召开党员大会"),
    ("public", "二〇二五年三月五日", "召开党员大会"),
    ("public", "三月五日", "召开党员大会"),
    ("public", "党员大会 2025/3/5", "召开党员大会"),
    ("public", "2024年7月1日", "党费收缴情况"),
    ("public", "2024-07-01", "党费收缴情况"),
    ("public", "七月一日 党费", "党费收缴情况"),
    # amounts
    ("public", "1468元", "党费收缴情况"),
    ("public", "1,468.00元", "党费收缴情况"),
    ("staff", "6000元", "春节走访申请"),
    ("staff", "6,000.00", "春节走访申请"),
    ("staff", "春节走访 0.6万元", "春节走访申请"),
    # attachments at their page, slide or sheet; by what they say and by their own title
    ("public", "组织生活会签到", "支部台账 第2页"),
    ("public", "党费收据存根", "收据汇编 第3页"),
    ("public", "送温暖走访路线", "走访课件 第2张"),
    ("public", "书报费 支出", "收支账目 工作表“支出”"),
    ("public", "收据汇编", "收据汇编"),
    ("public", "shoujuhuibian", "收据汇编"),
    # assessments: the task, an organisation's sheet, the scheme by one of its items
    ("staff", "村级党组织年度目标考核", "村级党组织年度目标考核"),
    ("staff", "石桥村党总支年度目标考核", "石桥村党总支：村级党组织年度目标考核"),
    ("staff", "mubiaokaohe", "村级党组织年度目标考核"),
    ("staff", "“三会一课”按期召开", "党组织目标考核办法（第1版）"),
    # a lesson at its moment, a fund by its number, people by any part of the name
    ("public", "怎样确定慰问标准", "关怀帮扶课程 第1讲 2:15"),
    ("staff", "{serial}", "春节走访申请"),
    ("staff", "欧阳启明", "欧阳启明"),
    ("staff", "启明", "欧阳启明"),
    ("staff", "明", "欧阳启明"),
    ("staff", "ouyangqiming", "欧阳启明"),
    ("staff", "oyqm", "欧阳启明"),
    ("staff", "石桥村 启明", "欧阳启明"),
]


def _attached(county: County, page: Any) -> None:
    """Files of every kind that is read, at a page that everybody may see."""
    given = [
        ("支部台账", "台账.pdf", files.pdf("目录", "组织生活会签到", "附则")),
        ("收据汇编", "收据.docx", files.docx("封面", "说明", "党费收据存根")),
        ("走访课件", "课件.pptx", files.pptx("慰问工作", "送温暖走访路线")),
        ("收支账目", "收支.xlsx", files.xlsx({"收入": [["利息"]], "支出": [["书报费"]]})),
    ]
    made = [
        store_document(SYSTEM, county.village, SimpleUploadedFile(name, content), title=title)
        for title, name, content in given
    ]
    texts.read_waiting()
    set_uses("cms_pages.newspage", page, documents=[each.pk for each in made], labels=["public"])


def test_the_right_one_stands_first_however_it_is_asked(
    client: Client, county: County, index: Callable[[], None]
) -> None:
    day = datetime.date(2025, 3, 5)
    published(
        county.town,
        RulePage,
        title="困难党员慰问办法",
        document_number="清组发〔2008〕3号",
        text="第二条 慰问由支部提出。</p><p>第三条 一般困难每人每次三百元至五百元。",
    )
    news = published(county.village, NewsPage, title="召开党员大会", text="讨论年度重点工作。", published_on=day)
    published(county.village, NewsPage, title="三月工作安排", text="本月讲党课，五日前报名。")
    dues = published(
        county.village, DisclosurePage, title="党费收缴情况", text="截至2024年7月1日共使用党费1,468.00元用于慰问。"
    )
    course = published(county.town, CoursePage, title="关怀帮扶课程")
    published(county.town, LessonPage, parent=course, title="第一讲", transcript="00:05 开场\n02:15 怎样确定慰问标准")
    member(county.branch, "欧阳启明")
    member(county.branch, "范启东")
    money = filed(People(county), line("走访困难户", 600_000), title="春节走访申请")
    _attached(county, news.uid)
    assessed = assessments.People(county)
    scheme = assessments.scheme(assessed, name="党组织目标考核办法")
    assessments.issued(assessed, by=scheme, title="村级党组织年度目标考核")
    index()
    staff = Client()
    staff.force_login(holder(Role.SITE_ADMINISTRATOR, county.root), backend=BACKEND)
    missed = []
    for who, typed, wanted in WAYS:
        text = typed.format(index_no=dues.index_no, serial=money.serial)
        answer = (staff if who == "staff" else client).get("/api/v1/search/", {"q": text}).json()
        first = [f"{row['title']} {row['spot']}".strip() for row in answer["results"][:3]]
        if not first or first[0] not in (wanted, wanted.split(" ")[0]) or (" " in wanted and first[0] != wanted):
            missed.append(f"{text} → {first}, not {wanted}")
    assert missed == []


def test_a_hit_of_a_pdf_leads_to_its_page_on_the_result_page(
    client: Client, county: County, index: Callable[[], None]
) -> None:
    news = published(county.village, NewsPage, title="召开党员大会")
    _attached(county, news.uid)
    index()
    first = client.get("/search/", {"q": "组织生活会签到"}).context["results"][0]
    assert first["kind"] == "附件 · 第2页"
    assert first["url"].endswith("#page=2")
    assert client.get(first["url"].partition("#")[0]).status_code == 200
    word = client.get("/search/", {"q": "党费收据存根"}).context["results"][0]
    assert (word["kind"], "#" in word["url"]) == ("附件 · 第3页", False)  # no program opens a Word file at a page


def test_the_other_writing_is_marked_where_it_stands(client: Client, county: County, index: Callable[[], None]) -> None:
    published(county.village, NewsPage, title="工作安排", text="每年都有安排。定于2025年3月5日召开大会。")
    published(county.village, NewsPage, title="三月安排", text="3月讲党课，2025年起每月5日活动。", published_on=EARLIER)
    index()
    page = client.get("/search/", {"q": "2025-03-05"}).content.decode()
    assert "找到1条" in page  # what merely holds the digits is no answer, and nothing near is listed
    assert "<mark>2025年3月5日</mark>" in page
    assert "每<mark>" not in page


def test_completion_has_one_line_for_an_organisation_and_its_home_page(
    client: Client, county: County, index: Callable[[], None]
) -> None:
    published(county.town, NewsPage, title="党员大会")  # its section is made with it
    index()
    suggested = client.get("/search/suggest/", {"q": "liuxizhen"}).json()["suggestions"]
    assert [each["text"] for each in suggested].count("柳溪镇党委") == 1
