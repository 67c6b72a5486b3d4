"""Pages of the imaginary county: real laws as 规章, news, plans, disclosures, and a course with the project's own film."""

import datetime
import gzip
import html
import json
import re
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page
from wagtail.rich_text import RichText

from cms_pages import services
from cms_pages.columns import ColumnKind
from cms_pages.models import (
    Attachment,
    ColumnPage,
    ContentPage,
    CoursePage,
    DisclosurePage,
    LessonPage,
    NewsPage,
    PlanPage,
    RulePage,
)
from media.services import store_document
from portal.demo.county import ROOT
from portal.demo.people import TOWN, VILLAGE
from records.kit.actors import SYSTEM
from records.learning.models import Quiz
from records.learning.services import QuestionDraft, set_questions
from records.organisations.models import Organisation

DATA = Path(__file__).parent / "data"
CHAPTER = re.compile(r"^第[一二三四五六七八九十百]+[编章节]")
FILM_SECONDS = 40
COURSE = "“三会一课”怎么开"


def load() -> int:
    """Load what is missing, page by page; returns how many pages were new."""
    return _laws() + _articles() + _course() + _quiz()


# Clauses of 《中国共产党支部工作条例（试行）》 as the regulations room has them.
QUESTIONS = [
    QuestionDraft(
        "single",
        "支部党员大会一般多久召开一次？",
        ("每月", "每季度", "每半年", "每年"),
        (1,),
        "《中国共产党支部工作条例（试行）》第十一条：一般每季度召开1次。",
    ),
    QuestionDraft(
        "single",
        "支部委员会会议须有多少委员到会方可进行？",
        ("三分之一以上", "半数以上", "三分之二以上"),
        (1,),
        "第十二条：须有半数以上委员到会方可进行。",
    ),
    QuestionDraft(
        "single",
        "主题党日一般怎样安排？",
        ("每月相对固定1天", "每季度1天", "由党员自定"),
        (0,),
        "第十六条：党支部每月相对固定1天开展主题党日。",
    ),
]


def _laws() -> int:
    column = _column(ROOT, ColumnKind.RULES)
    known = set(RulePage.objects.child_of(column).values_list("title", flat=True))
    made = 0
    with gzip.open(DATA / "laws.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            law = json.loads(line)
            if law["title"] in known:
                continue
            day = datetime.date.fromisoformat(law["published"])
            _publish(
                column,
                RulePage(
                    title=law["title"],
                    issuer=f"{law['region']}（{law['kind']}）",
                    issued_on=day,
                    published_on=day,
                    body=_body(law["body"]),
                ),
            )
            made += 1
    return made


def _articles() -> int:
    year = timezone.localdate().year
    made = 0
    for code in (VILLAGE, TOWN, ROOT):
        organisation = Organisation.objects.get(code=code)
        name = organisation.short_name
        for model, fields in (
            (NewsPage, {"title": f"{name}召开党员大会，讨论年度重点工作"}),
            (NewsPage, {"title": f"{name}关于召开年度组织生活会的通知"}),
            (
                PlanPage,
                {
                    "title": f"{name}{year}年工作计划",
                    "period_from": datetime.date(year, 1, 1),
                    "period_to": datetime.date(year, 12, 31),
                },
            ),
            (
                DisclosurePage,
                {
                    "title": f"{name}{year}年第三季度党费收缴、使用情况",
                    "category_l1": "organisation",
                    "category_l2": "党费收缴、使用",
                    "basis": "《中国共产党党费收缴、使用和管理的规定》",
                },
            ),
            (
                DisclosurePage,
                {
                    "title": f"{name}关于发展党员工作情况的公示",
                    "category_l1": "organisation",
                    "category_l2": "发展党员",
                },
            ),
        ):
            column = _column(code, model.column_kind or ColumnKind.NEWS)
            if model.objects.child_of(column).filter(title=fields["title"]).exists():
                continue
            page = model(**fields, body=_body(_text(name)), summary=f"{name}向党员和群众公布有关情况。")
            if isinstance(page, DisclosurePage):
                page.made_on, page.secrecy_checked_by = timezone.localdate(), "保密员"
                table = SimpleUploadedFile("明细表.csv", "项目,金额（元）\n走访慰问,800.00\n学习资料,668.00\n".encode())
                page.attachments = [Attachment(document=store_document(SYSTEM, organisation, table, title="明细表"))]
            _publish(column, page)
            made += 1
    return made


def _course() -> int:
    column = _column(ROOT, ColumnKind.COURSES)
    if CoursePage.objects.child_of(column).filter(title=COURSE).exists():
        return 0
    organisation = Organisation.objects.get(code=ROOT)
    film = SimpleUploadedFile("三会一课.mp4", (DATA / "three-meetings.mp4").read_bytes(), content_type="video/mp4")
    video = store_document(SYSTEM, organisation, film, title="三会一课")
    course = _publish(
        column,
        CoursePage(
            title=COURSE,
            summary="党支部党员大会、支部委员会会议、党小组会和党课：多久开一次、怎样开、怎样记。",
            hours="1.0",
            body=_body("学完两讲并通过测验，计入个人学时。"),
        ),
    )
    for lesson in (
        LessonPage(
            title="三会一课是哪几样",
            video=video,
            duration=FILM_SECONDS,
            transcript="00:00 三会一课是党的组织生活的基本制度。\n00:10 党员大会、支部委员会会议、党小组会，加上党课。",
            body=_body("看完影片，或阅读文字稿。"),
        ),
        LessonPage(title="怎样开好党员大会", body=_body("第一章 会前\n定议题、发通知。\n第二章 会中\n讨论、表决。")),
    ):
        _publish(course, lesson)
    return 3


def _quiz() -> int:
    course = CoursePage.objects.child_of(_column(ROOT, ColumnKind.COURSES)).get(title=COURSE)
    if Quiz.objects.filter(course_uid=course.uid).exists():
        return 0
    set_questions(SYSTEM, page_uid=course.uid, questions=QUESTIONS)
    return len(QUESTIONS)


def _column(code: str, kind: ColumnKind) -> ColumnPage:
    return ColumnPage.objects.get(organisation__code=code, kind=kind)


def _publish(parent: Page, page: ContentPage) -> Any:
    with transaction.atomic():
        page.live, page.has_unpublished_changes = False, True
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.save_revision()
        return services.publish(SYSTEM, page.uid)


def _body(text: str) -> list[tuple[str, Any]]:
    """Lines as paragraphs, chapters as headings."""
    blocks: list[tuple[str, Any]] = []
    lines: list[str] = []

    def close() -> None:
        if lines:
            blocks.append(("text", RichText("".join(f"<p>{html.escape(line)}</p>" for line in lines))))
            lines.clear()

    for line in filter(None, (line.strip() for line in text.splitlines())):
        if CHAPTER.match(line) and len(line) < 60:
            close()
            blocks.append(("heading", {"text": line, "level": "2"}))
        else:
            lines.append(line)
    close()
    return blocks


def _text(name: str) -> str:
    return (
        "第一章 基本情况\n本季度应交党员七十二名，全部交纳。收缴和使用情况经支部委员会讨论，向全体党员报告。\n"
        "第二章 使用情况\n走访慰问800.00元，购买学习资料668.00元，均有票据，没有现金支出。\n"
        f"第三章 意见和建议\n党员、群众可以在本页提出问题与建议，{name}按期答复。"
    )
