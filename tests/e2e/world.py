"""A small place with something on every screen, and which screens each kind of person has."""

import datetime
import uuid
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from cms_pages import services as pages
from cms_pages.models import (
    Attachment,
    CoursePage,
    DisclosurePage,
    LessonPage,
    NewsPage,
    PlanPage,
    RulePage,
    SectionPage,
)
from media.services import store_document
from records.access.models import Visitor
from records.access.services import issue_token
from records.alerts.services import run_rules, send
from records.kit import desk
from records.kit.actors import SYSTEM
from records.kit.models import local_today
from records.learning.models import Attempt
from records.learning.services import enrol, set_questions, start_attempt, submit_attempt
from records.openness.models import Publication
from records.openness.services import answer, give_feedback, retire
from records.organisations.models import Organisation
from records.organisations.roles import Role
from tests.factories import funds, learning
from tests.factories.access import affiliated, again, holder
from tests.factories.catalogue import item
from tests.factories.members import identity_number, member
from tests.factories.organisations import County
from tests.factories.pages import column, draft, published, site

FILM = Path(__file__).parents[1] / "data" / "theme" / "plain.webm"
SAMPLE = uuid.UUID(int=0)


TREE_ACTS = ("", "rename/", "details/", "move/", "dissolve/")  # of one organisation


class World:
    """People, pages, members, applications, courses and letters of one small county."""

    def __init__(self) -> None:
        self.county = County()
        self.home = site()
        self.money = funds.People(self.county)
        self._people()
        self._catalogue()
        self._pages()
        self._course()
        self._members()
        self._applications()
        self._letters()
        run_rules(local_today())

    def _people(self) -> None:
        county = self.county
        self.publisher = holder(Role.PUBLISHER, county.village, "沈若兰")
        self.reviewer = holder(Role.CONTENT_REVIEWER, county.town, "钱雪静")
        self.archivist = holder(Role.ARCHIVIST, county.town, "秦守信")
        self.organiser = holder(Role.ORGANISATION_ADMINISTRATOR, county.root, "顾明理")
        self.administrator = holder(Role.SITE_ADMINISTRATOR, county.root, "沈致远")
        self.secretary = holder(Role.SECRETARY, county.branch, "赵文清")
        self.held = self.secretary.posts.get()
        self.student = affiliated(county.branch, "陈立秋")
        self.newcomer = affiliated(county.other_branch, "冯小满")
        self.token = issue_token(self.student, name="读学习进度", actions=["learning.study"], days=30)[1]

    def _catalogue(self) -> None:
        county = self.county
        self.own_item = item(county.root, "班子成员和分工", category="leadership", period_kind="long")
        self.missed = item(county.town, level="branch", in_force_from=datetime.date(2024, 1, 1))
        self.retired = item(county.root, "已停用的事项", category="other", period_kind="prompt")
        retire(SYSTEM, self.retired.uid, retired_on=local_today(), reason="文件已废止")

    def _pages(self) -> None:
        village, root = self.county.village, self.county.root
        for each in (village, self.county.town, root, self.county.neighbour_branch):
            column(each)
        sheet = SimpleUploadedFile("明细表.csv", "项目,金额\n走访慰问,800\n".encode())
        self.disclosure = published(
            village,
            DisclosurePage,
            title="石桥村党总支2026年第三季度党费收缴、使用情况",
            text="应交党员七十二名，全部交纳。",
            attachments=[Attachment(document=store_document(SYSTEM, village, sheet, title="明细表"))],
            catalogue_item=self.missed.uid,
        )
        self.news = published(village, NewsPage, title="石桥村召开党员大会，讨论年度重点工作")
        self.plan = published(village, PlanPage, title="石桥村党总支2026年工作计划")
        self.rule = published(root, RulePage, title="清平县党费使用管理办法", text="第一条 为了规范党费使用。")
        self.waiting = draft(village, DisclosurePage, author=self.publisher, title="关于发展党员工作情况的公示")
        pages.submit(again(self.publisher), self.waiting.uid)
        self.returned = draft(village, NewsPage, author=self.publisher, title="主题党日活动")
        pages.submit(again(self.publisher), self.returned.uid)
        pages.return_to_author(again(self.reviewer), self.returned.uid, reason="请写明时间和参加人数")

    def _course(self) -> None:
        root = self.county.root
        self.course = published(root, CoursePage, title="“三会一课”怎么开", hours="1.5")
        film = SimpleUploadedFile("会前.webm", FILM.read_bytes(), content_type="video/webm")
        self.lesson = published(
            root,
            LessonPage,
            parent=self.course,
            title="会前怎样准备",
            video=store_document(SYSTEM, root, film, title="会前"),
            duration=30,
            transcript="00:00 先定议题。\n00:00 再发通知。",
        )
        self.reading = published(root, LessonPage, parent=self.course, title="会上怎样表决")
        set_questions(SYSTEM, page_uid=self.course.uid, questions=[learning.single(), learning.multiple()])
        enrolment = enrol(self.student, self.course.uid)
        attempt = start_attempt(self.student, enrolment.uid, None)
        submit_attempt(self.student, attempt.uid, learning.wrong_answers(attempt))
        self.result = attempt
        self.attempt: Attempt = start_attempt(again(self.student), enrolment.uid, None)

    def _members(self) -> None:
        county = self.county
        self.member = member(county.branch, "周启明", identity_number=identity_number(), phone="13912345678")
        self.candidate = member(county.branch, "苏宇根", category="probationary")
        for name in ("赵文清", "钱雪静", "孙立冬"):
            member(county.other_branch, name)

    def _applications(self) -> None:
        money = self.money
        self.drafted = funds.draft(money.secretary, self.county.village)
        self.filed = funds.filed(money)
        self.reviewed = funds.reviewed(money)
        self.decided = funds.decided(money)
        self.replied = funds.replied(money)
        funds.spend(money, self.replied, 80000)
        money.fresh()

    def _letters(self) -> None:
        village = self.county.village
        about = {
            "about_uid": self.disclosure.uid,
            "about_title": self.disclosure.title,
            "about_url": self.disclosure.address,
        }
        self.letter = give_feedback(
            Visitor(), village, text="党费上缴的比例是多少？", submit_key=uuid.uuid4(), contact="13900001111", **about
        )
        answered = give_feedback(Visitor(), village, text="慰问标准是怎么定的？", submit_key=uuid.uuid4(), **about)
        answer(holder(Role.PUBLISHER, village, "何建国"), answered.uid, text="按照党内关怀帮扶办法执行。")
        self.publication = Publication.objects.get(page_uid=self.disclosure.uid, is_current=True)
        send(
            self.student, sent_key="1", kind="course", title="新课程：“三会一课”怎么开", text="1.5学时", url="/courses/"
        )

    def section(self, organisation: Organisation) -> str:
        """Address of an organisation's home page."""
        return str(SectionPage.objects.get(organisation=organisation).address)

    # ── who sees what ───────────────────────────────────────────────────────
    def screens(self) -> dict[str, tuple[Any, list[str]]]:
        """For each kind of person, the person (None for a visitor) and the addresses of that person's screens."""
        one, funds_of = self.member.uid, "/work/funds"
        course = self.course.uid
        return {
            "visitor": (
                None,
                [
                    "/",
                    "/organisations/",
                    "/organisations/?q=石桥",
                    "/organisations/?q=没有的",
                    self.section(self.county.village),
                    self.section(self.county.neighbour_branch),
                    *(f"/{kind}/" for kind in ("news", "rules", "plans", "courses", "disclosures")),
                    f"{self.section(self.county.neighbour_branch)}news/",
                    *(
                        page.address
                        for page in (self.news, self.rule, self.plan, self.course, self.lesson, self.reading)
                    ),
                    self.disclosure.address,
                    f"/openness/proof/{self.publication.uid}/",
                    f"/openness/opinions/{self.county.village.uid}/",
                    "/assessments/",
                    "/openness/catalogue/",
                    f"/openness/catalogue/?organisation={self.county.village.uid}&category=organisation",
                    "/openness/catalogue/?q=没有的",
                    f"/openness/catalogue/{self.missed.uid}/",
                    f"/openness/catalogue/{self.own_item.uid}/",
                    "/openness/receipt/",
                    "/search/",
                    "/search/?q=党费",
                    "/search/?q=魑魅",
                    "/feedback/",
                    f"/feedback/?about={self.disclosure.uid}",
                    "/sign-in/",
                    "/accessibility/",
                    "/nothing-here/",
                ],
            ),
            "member": (
                self.student,
                [
                    "/my/",
                    "/my/learning/",
                    "/my/alerts/",
                    "/my/members/",
                    "/my/tokens/",
                    "/my/tokens/new/",
                    f"/my/tokens/{self.token.uid}/revoke/",
                    "/sign-in/password/",
                    self.course.address,
                    self.lesson.address,
                    self.reading.address,
                    f"/my/learning/quiz/{course}/",
                    f"/my/learning/attempt/{self.attempt.uid}/",
                    f"/my/learning/attempt/{self.result.uid}/",
                ],
            ),
            "newcomer": (self.newcomer, ["/my/", "/my/learning/", "/my/alerts/", "/my/members/", "/my/tokens/"]),
            "publisher": (
                self.publisher,
                [
                    "/work/",
                    "/work/pages/",
                    "/work/pages/?show=submitted",
                    "/work/pages/write/",
                    f"/work/pages/{self.returned.uid}/",
                    f"/work/pages/{self.waiting.uid}/recall/",
                    "/work/openness/",
                    "/work/openness/feedback/",
                    f"/work/openness/feedback/{self.letter.uid}/",
                    "/work/learning/questions/",
                ],
            ),
            "reviewer": (
                self.reviewer,
                [
                    "/work/",
                    "/work/pages/",
                    f"/work/pages/{self.waiting.uid}/",
                    *(
                        f"/work/pages/{self.news.uid}/{act}/"
                        for act in ("withdraw", "audience", "move", "rename", "share")
                    ),
                ],
            ),
            "secretary": (
                self.money.secretary,
                [
                    "/work/",
                    f"{funds_of}/",
                    f"{funds_of}/new/",
                    f"{funds_of}/ledger/",
                    f"{funds_of}/budgets/",
                    f"{funds_of}/{self.drafted.uid}/edit/",
                    *(f"{funds_of}/{each.uid}/" for each in (self.drafted, self.filed, self.decided, self.replied)),
                    f"{funds_of}/{self.replied.uid}/execute/",
                    f"{funds_of}/{self.replied.uid}/settle/",
                    f"{funds_of}/{self.filed.uid}/withdraw/",
                    "/work/members/",
                    "/work/alerts/",
                    "/work/learning/",
                    "/work/learning/sessions/",
                    "/work/learning/sessions/new/",
                ],
            ),
            "branch secretary": (self.secretary, [f"/work/learning/missing/{self.county.branch.uid}/"]),
            "section": (
                self.money.reviewer,
                ["/work/", f"{funds_of}/{self.filed.uid}/review/", f"{funds_of}/{self.decided.uid}/sign/"],
            ),
            "committee": (self.money.committee, ["/work/", f"{funds_of}/{self.reviewed.uid}/decide/"]),
            "archivist": (
                self.archivist,
                [
                    "/work/",
                    "/work/search/?q=党费",
                    "/work/members/",
                    "/work/members/?name=没有",
                    f"/work/members/{one}/",
                    "/search/?q=启明",
                ],
            ),
            "organiser": (
                self.organiser,
                [
                    "/work/",
                    "/work/members/register/",
                    "/work/members/import/",
                    "/work/members/export/",
                    *(f"/work/members/{one}/{act}/" for act in ("correct", "move", "account", "standing/suspended")),
                    *(f"/work/members/{self.candidate.uid}/{act}/" for act in ("convert", "extend")),
                    f"/work/learning/questions/{course}/",
                    *(
                        f"/work/organisations/{part}"
                        for part in ("new/", "import/", "units/", "units/new/", "?q=没有的")
                    ),
                    *(f"/work/organisations/{self.county.branch.uid}/{act}" for act in TREE_ACTS),
                    *(f"/work/access/accounts/{part}" for part in ("new/", f"{self.secretary.uid}/", "?q=没有的")),
                    *(
                        f"/work/access/accounts/{self.secretary.uid}/{act}/"
                        for act in ("correct", "password", "switch")
                    ),
                    *(f"/work/access/posts/{part}" for part in ("new/", f"{self.held.uid}/", f"{self.held.uid}/end/")),
                    "/work/openness/catalogue/?state=retired",
                    "/work/openness/catalogue/?q=没有的",
                    *(f"/work/openness/catalogue/{act}/" for act in ("new", "adopt", "export")),
                    *(f"/work/openness/catalogue/{each.uid}/" for each in (self.own_item, self.missed, self.retired)),
                    *(f"/work/openness/catalogue/{self.own_item.uid}/{act}/" for act in ("change", "retire")),
                ],
            ),
            "auditor": (self.money.auditor, ["/work/", f"{funds_of}/ledger/", f"{funds_of}/{self.replied.uid}/"]),
            "administrator": (
                self.administrator,
                [
                    "/work/",
                    "/work/search/?title=魑魅",
                    *(f"/work/search/tuning/{part}" for part in ("bets/new/?question=党费", "queries/", "judged/")),
                ],
            ),
        }

    def desk_of(self, person: Any) -> list[str]:
        """Screens that the domains offer at this person's workbench, those of domains to come as well."""
        return [each.url for each in desk.screens(again(person))]

    def forms(self) -> dict[str, tuple[Any, list[str]]]:
        """Forms that are sent empty, so that every error stands at its field: who sends them, and where they are."""
        return {
            "visitor": (None, ["/feedback/", "/sign-in/"]),
            "member": (self.student, ["/my/tokens/new/"]),
            "secretary": (
                self.money.secretary,
                [
                    "/work/funds/new/",
                    f"/work/funds/{self.replied.uid}/execute/",
                    "/work/learning/sessions/new/",
                ],
            ),
            "organiser": (
                self.organiser,
                [
                    "/work/members/register/",
                    "/work/members/import/",
                    f"/work/members/{self.candidate.uid}/extend/",
                    f"/work/members/{self.member.uid}/move/",
                    "/work/organisations/new/",
                    "/work/access/accounts/new/",
                    "/work/access/posts/new/",
                    "/work/openness/catalogue/new/",
                    f"/work/openness/catalogue/{self.own_item.uid}/retire/",
                ],
            ),
            "committee": (self.money.committee, [f"/work/funds/{self.reviewed.uid}/decide/"]),
            "reviewer": (self.reviewer, [f"/work/pages/{self.news.uid}/withdraw/"]),
            "publisher": (self.publisher, [f"/work/openness/feedback/{self.letter.uid}/"]),
        }
