"""Courses of the county committee: one with the project's own film, three that read a law in force, each with a quiz."""

import re
from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from cms_pages.columns import ColumnKind
from cms_pages.models import CoursePage, LessonPage
from media.services import store_document
from portal.demo.county import ROOT
from portal.demo.pages.laws import DATA, texts
from portal.demo.pages.writing import CHAPTER, body, column_of, publish
from records.kit.actors import SYSTEM
from records.learning.models import Quiz
from records.learning.services import QuestionDraft, set_questions
from records.organisations.models import Organisation

FILM_SECONDS = 40
FILMED = "“三会一课”怎么开"
MOST_LESSONS = 3


@dataclass(frozen=True)
class Reading:
    """A course that reads the first chapters of a law."""

    title: str
    law: str
    summary: str
    hours: str
    questions: tuple[QuestionDraft, ...]


READINGS = (
    Reading(
        "《档案法》：台账怎样才算档案",
        "中华人民共和国档案法",
        "哪些材料必须归档，谁来保管，为什么不能事后补记、不能据为己有。",
        "2.0",
        (
            QuestionDraft(
                "single",
                "应当归档的材料，个人可以怎样处理？",
                ("自己保存", "按规定移交本单位，集中管理", "年底销毁"),
                (1,),
                "《档案法》第十四条：定期移交，集中管理，任何个人不得拒绝归档或者据为己有。",
            ),
            QuestionDraft(
                "multiple",
                "下列哪些行为是禁止的？",
                ("篡改档案", "伪造档案", "擅自销毁档案", "依法查阅档案"),
                (0, 1, 2),
                "第二十一条：禁止篡改、损毁、伪造档案，禁止擅自销毁档案。",
            ),
            QuestionDraft(
                "single",
                "基层群众性自治组织治理、服务活动的材料要不要归档？",
                ("要", "不要"),
                (0,),
                "第十三条第三项：反映基层群众性自治组织城乡社区治理、服务活动的，应当纳入归档范围。",
            ),
        ),
    ),
    Reading(
        "《村民委员会组织法》：选举、会议和公开",
        "中华人民共和国村民委员会组织法",
        "村民委员会怎样产生、会议几人到会有效、哪些事项必须公布。",
        "2.0",
        (
            QuestionDraft(
                "single",
                "村民委员会每届任期几年？",
                ("三年", "四年", "五年"),
                (2,),
                "《村民委员会组织法》第十一条：每届任期五年。",
            ),
            QuestionDraft(
                "single",
                "村民代表会议有多少组成人员参加方可召开？",
                ("过半数", "三分之二以上", "四分之三以上"),
                (1,),
                "第二十六条：有三分之二以上的组成人员参加方可召开。",
            ),
            QuestionDraft(
                "single",
                "一般事项至少多久公布一次？",
                ("每月", "每季度", "每年"),
                (1,),
                "第三十条：一般事项至少每季度公布一次；集体财务往来较多的，每月公布一次。",
            ),
        ),
    ),
    Reading(
        "《工会法》：职工之家怎么建",
        "中华人民共和国工会法",
        "多少会员应当建立基层工会，委员会怎样产生，职责是什么。",
        "1.5",
        (
            QuestionDraft(
                "single",
                "用人单位有会员多少人以上的，应当建立基层工会委员会？",
                ("十人", "二十五人", "五十人"),
                (1,),
                "《工会法》第十一条：有会员二十五人以上的，应当建立基层工会委员会。",
            ),
            QuestionDraft(
                "single",
                "基层工会委员会每届任期是多少？",
                ("两年", "三年或者五年", "十年"),
                (1,),
                "第十六条：每届任期三年或者五年。",
            ),
            QuestionDraft(
                "single",
                "企业主要负责人的近亲属可以作为本企业基层工会委员会成员的人选吗？",
                ("可以", "不得"),
                (1,),
                "第十条：不得作为本企业基层工会委员会成员的人选。",
            ),
        ),
    ),
)

# Clauses of 《中国共产党支部工作条例（试行）》 as the regulations room has them.
FILM_QUESTIONS = (
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
)


def load() -> int:
    """Publish the courses that are not there yet, with lessons and questions; returns how many pages and questions."""
    known = set(CoursePage.objects.child_of(column_of(ROOT, ColumnKind.COURSES)).values_list("title", flat=True))
    wanted = [reading for reading in READINGS if reading.title not in known]
    # The latest stands first on the home page: the film is the one a visitor should meet there.
    made = _read(wanted) if wanted else 0
    return made + (_film() if FILMED not in known else 0) + _ask()


def _read(readings: list[Reading]) -> int:
    column = column_of(ROOT, ColumnKind.COURSES)
    by_title = {reading.law: reading for reading in readings}
    made = 0
    for law in texts():
        reading = by_title.get(law["title"])
        if reading is None:
            continue
        with transaction.atomic():
            course = publish(
                column,
                CoursePage(
                    title=reading.title,
                    summary=reading.summary,
                    hours=reading.hours,
                    body=body(f"逐章读{law['title']}，读完各讲并通过测验，计入个人学时。"),
                ),
            )
            for title, text in _chapters(law["body"])[:MOST_LESSONS]:
                publish(course, LessonPage(title=title, body=body(text)))
                made += 1
        made += 1
    return made


def _chapters(text: str) -> list[tuple[str, str]]:
    """A law's chapters: heading and text."""
    found: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if CHAPTER.match(line) and len(line) < 60:
            found.append((re.sub(r"\s+", " ", line.strip()).replace("总 则", "总则"), []))
        elif found:
            found[-1][1].append(line)
    return [(title, "\n".join(lines)) for title, lines in found]


def _film() -> int:
    organisation = Organisation.objects.get(code=ROOT)
    film = SimpleUploadedFile("三会一课.mp4", (DATA / "three-meetings.mp4").read_bytes(), content_type="video/mp4")
    with transaction.atomic():
        video = store_document(SYSTEM, organisation, film, title="三会一课")
        course = publish(
            column_of(ROOT, ColumnKind.COURSES),
            CoursePage(
                title=FILMED,
                summary="支部党员大会、支部委员会会议、党小组会和党课：多久开一次、怎样开、怎样记。",
                hours="1.0",
                body=body("学完两讲并通过测验，计入个人学时。"),
            ),
        )
        for lesson in (
            LessonPage(
                title="三会一课是哪几样",
                video=video,
                duration=FILM_SECONDS,
                transcript="00:00 三会一课是党的组织生活的基本制度。\n"
                "00:10 支部党员大会、支部委员会会议、党小组会，加上党课。",
                body=body("看完影片，或阅读文字稿。"),
            ),
            LessonPage(title="怎样开好党员大会", body=body("第一章 会前\n定议题、发通知。\n第二章 会中\n讨论、表决。")),
        ):
            publish(course, lesson)
    return 3


def _ask() -> int:
    questions = {FILMED: FILM_QUESTIONS, **{reading.title: reading.questions for reading in READINGS}}
    asked = set(Quiz.objects.values_list("course_uid", flat=True))
    made = 0
    for course in CoursePage.objects.child_of(column_of(ROOT, ColumnKind.COURSES)).filter(title__in=questions):
        if course.uid not in asked:
            set_questions(SYSTEM, page_uid=course.uid, questions=questions[course.title])
            made += len(questions[course.title])
    return made
