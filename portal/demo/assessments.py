"""An assessment of the imaginary county: 柳溪镇's yearly task under way, its deadline two days ago, and one that has ended.

What came in before the deadline is written as it would have been on its day, for the services know only today; what
happens today is done through them, by the demo's own people.
"""

import datetime
import random
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.demo.county import SEED
from portal.demo.people import TOWN, VILLAGE
from records.access.models import User
from records.assessments import services
from records.assessments.choices import EvidenceKind, ItemKind, State, TaskState
from records.assessments.models import Evidence, Scheme, SchemeItem, Score, Sheet, Submission, Task
from records.assessments.services import ReviewScore
from records.assessments.services.common import given_of, lines_of
from records.audit.canonical import canonical
from records.crypto.services import digest
from records.kit import search
from records.kit.models import local_today
from records.organisations.models import Organisation, Post
from search.index import sources

NOTES = [
    "党员大会4次、支委会12次、党课4次，记录齐全。",
    "每月25日开展主题党日，全年12次。",
    "1月召开组织生活会并开展民主评议党员。",
    "党员集中轮训2期，缺课的已补学。",
    "培养入党积极分子2名，程序材料齐全。",
    "流动党员5名，均有联系人。",
]
# By number of the item: where points are taken off, and why.
WHY = {
    1: "少1次党课，按标准扣分",
    2: "主题党日缺1次",
    4: "补学记录不全",
    8: "1笔支出公开偏晚",
    9: "1项公开逾期2天",
    10: "1件建议答复逾期",
}


def load() -> int:
    """Make the scheme, the tasks and their sheets; returns how many sheets. Does nothing twice, nor without the town."""
    town = Organisation.objects.filter(code=TOWN).first()
    if town is None or Task.objects.exists():
        return 0
    with transaction.atomic():
        return _Town(town).load()


class _Town:
    """The town that issues, and its people."""

    def __init__(self, town: Organisation) -> None:
        self.town = town
        self.today = local_today()
        self.chance = random.Random(SEED + 11)  # noqa: S311  (invented data, no secret)
        self.reviewer = User.objects.get(username="demo.zhenzuzhi")
        self.member = User.objects.get(username="demo.zhenwei")
        self.secretary = User.objects.get(username="demo.shuji")
        villages = Organisation.objects.below(town.path).filter(depth=town.depth + 1).order_by("path")
        self.villages = list(villages)
        self.names = dict(
            Post.objects.filter(organisation__in=self.villages, title="书记").values_list(
                "organisation_id", "printed_name"
            )
        )

    def load(self) -> int:
        """The scheme, last quarter's task, this year's."""
        scheme = services.draft_scheme(
            self.reviewer, self.town, preset="target-sheet", basis="柳组〔2026〕1号（演示文件）"
        )
        scheme = services.use_scheme(self.reviewer, scheme.uid)
        self.items = list(SchemeItem.objects.filter(scheme=scheme).order_by("number"))
        return self._ended(scheme) + self._under_way(scheme)

    # ── the year's task ─────────────────────────────────────────────────────
    def _under_way(self, scheme: Scheme) -> int:
        task = self._task(scheme, f"{self.today.year}年度党支部党建目标考核", "全年", issued=25, due=2)
        sheets = {sheet.organisation.code: sheet for sheet in self._sheets(task, self.villages)}
        own = sheets.pop(VILLAGE, None)
        others = list(sheets.values())
        filling, sent_in = others[:2], others[2:]
        self._send_in([*sent_in, *([own] if own else [])], task)
        wanted = ["submitted", "late", "reviewing", "scored", "assessed", "published", "withdrawn", "published"]
        for sheet, state in zip(sent_in, wanted, strict=False):
            self._bring(sheet, state)
        if filling:
            self._late_evidence(filling[0])
        if own:
            self._sent_back(own)
        return len(others) + (own is not None)

    def _bring(self, sheet: Sheet, state: str) -> None:
        """Take a sheet as far as the demo wants it."""
        if state == "late":
            self._late_evidence(sheet)
        if state == "withdrawn":
            services.withdraw_sheet(self.reviewer, sheet.uid, reason="与邻村支部合并，年内不再单独考核")
        if state == "reviewing":
            services.score(self.reviewer, sheet.uid, dict(list(self._scores().items())[:5]))
        if state not in ("scored", "assessed", "published"):
            return
        plus, minus = (
            next(item for item in self.items if item.kind == kind) for kind in (ItemKind.PLUS, ItemKind.MINUS)
        )
        services.adjust(
            self.reviewer,
            sheet.uid,
            plus.uid,
            points=100,
            matter="获县级先进基层党组织",
            reason="清组〔2026〕7号（演示）",
        )
        if state == "published":
            services.adjust(
                self.reviewer,
                sheet.uid,
                minus.uid,
                points=200,
                matter="消防检查受镇通报",
                reason="柳政通报第3期（演示）",
            )
        services.score(self.reviewer, sheet.uid, self._scores(), remark="组织生活规范，公开还可更及时。", finish=True)
        if state != "scored":
            services.assess(self.member, sheet.uid, remark="镇党委会议研究")
        if state == "published":
            services.publish(self.reviewer, sheet.uid)

    def _sent_back(self, sheet: Sheet) -> None:
        """The village with the demo's own secretary: back to be mended, with a piece handed in since, late."""
        services.return_sheet(
            self.reviewer,
            sheet.uid,
            remark="请补正后重新报送。",
            reasons={self.items[0].uid: "请附第三季度党员大会记录", self.items[7].uid: "请说明两笔支出的审议情况"},
        )
        services.add_evidence(
            self.secretary,
            sheet.uid,
            self.items[0].uid,
            text="第三季度党员大会9月12日召开，到会61名，记录在支部工作手册第38页。",
        )

    def _late_evidence(self, sheet: Sheet) -> None:
        """A piece that came today, two days late."""
        Evidence.objects.bulk_create(
            [
                Evidence(
                    sheet=sheet,
                    item=self.items[1],
                    kind=EvidenceKind.TEXT,
                    title="11月主题党日记录",
                    text="11月15日清理河道，43名党员参加。",
                    received_at=timezone.now(),
                    late=True,
                    handed_in_by_name=self._by(sheet),
                )
            ]
        )

    # ── last quarter's ────────────────────────────────────────────────────
    def _ended(self, scheme: Scheme) -> int:
        task = self._task(
            scheme, f"{self.today.year}年第三季度党建工作考核", "第三季度", issued=45, due=20, audience="society"
        )
        sheets = self._sheets(task, self.villages[:4])
        self._send_in(sheets[:3], task)
        for sheet in sheets[:3]:
            services.score(self.reviewer, sheet.uid, self._scores(), finish=True)
            services.assess(self.member, sheet.uid)
            services.publish(self.reviewer, sheet.uid)
        Sheet.objects.filter(pk__in=[sheet.pk for sheet in sheets[3:]]).update(state=State.CLOSED)
        Task.objects.filter(pk=task.pk).update(state=TaskState.CLOSED, ended_at=timezone.now())
        return len(sheets)

    # ── rows as they would have been ────────────────────────────────────────
    def _task(self, scheme: Scheme, title: str, period: str, *, issued: int, due: int, audience: str = "own") -> Task:
        task = Task(
            organisation=self.town,
            title=title,
            scheme=scheme,
            year=self.today.year,
            period=period,
            due_on=self.today - datetime.timedelta(days=due),
            instructions="请对照方案逐项自评；材料优先关联门户已有的记录，不要求照片。",
            audience=audience,
            shown="both",
            targets="subtree",
            kinds=["branch", "general-branch"],
            state=TaskState.OPEN,
            issued_at=_at(self.today, -issued),
        )
        task.save()
        search.touch(task)
        return task

    def _sheets(self, task: Task, places: list[Organisation]) -> list[Sheet]:
        sheets = [
            Sheet(organisation=place, org_path=place.path, task=task, waiting_since=task.issued_at or timezone.now())
            for place in places
        ]
        Sheet.objects.bulk_create(sheets)
        search.touch_all(Sheet, [sheet.uid for sheet in sheets])
        return sheets

    def _send_in(self, sheets: list[Sheet], task: Task) -> None:
        """Self scores, evidence and submission, some days before the deadline."""
        base = [item for item in self.items if item.kind == ItemKind.BASE]
        scores, pieces, submissions = [], [], []
        for number, sheet in enumerate(sheets):
            when = _at(task.due_on, -3 - number % 6)
            for index, item in enumerate(base):
                off = self.chance.choice([0, 0, 0, 0, 100, 200])
                note = NOTES[index] if index < len(NOTES) else ""
                scores.append(
                    Score(
                        sheet=sheet,
                        item=item,
                        most=item.points,
                        self_points=(item.points or 0) - off,
                        self_note=note,
                    )
                )
                if item.needs_evidence:
                    pieces.append(self._piece(sheet, item, when))
            sheet.summary = "全年工作按计划推进，组织生活正常；不足是公开有时不够及时。"
            sheet.state, sheet.submitted_at, sheet.waiting_since = State.SUBMITTED, when, when
            sheet.self_total = sum(score.self_points or 0 for score in scores if score.sheet is sheet)
        Score.objects.bulk_create(scores)
        Evidence.objects.bulk_create(pieces)
        Sheet.objects.bulk_update(sheets, ["summary", "state", "submitted_at", "waiting_since", "self_total"])
        for sheet in sheets:
            lines = lines_of(self.items, given_of(sheet, self.items), reviewed=False)
            submissions.append(
                Submission(
                    sheet=sheet,
                    number=1,
                    submitted_at=sheet.submitted_at or timezone.now(),
                    late=False,
                    self_total=sheet.self_total,
                    lines=lines,
                    digest=digest(canonical({"lines": lines, "summary": sheet.summary})),
                    submitted_by_name=self._by(sheet),
                )
            )
        Submission.objects.bulk_create(submissions)

    def _piece(self, sheet: Sheet, item: SchemeItem, when: datetime.datetime) -> Evidence:
        """Words; for the demo's own village a page that the portal holds, where there is one."""
        piece = Evidence(
            sheet=sheet,
            item=item,
            kind=EvidenceKind.TEXT,
            title=f"{item.content}：记录说明",
            text="记录在支部工作手册，可随时查阅。",
            received_at=when,
            late=False,
            handed_in_by_name=self._by(sheet),
        )
        entry = self._known(sheet.organisation)
        if entry is not None and item.number == 8:
            piece.kind, piece.text, piece.title = EvidenceKind.FACT, "", entry.title[:200]
            piece.fact_kind, piece.fact_uid, piece.fact_url = entry.kind, entry.uid, entry.url
            piece.fact_on = entry.published
        return piece

    def _known(self, place: Organisation) -> Any:
        """A disclosure of the village, from the room that keeps it."""
        if place.code != VILLAGE:
            return None
        source = sources.get("disclosure")
        entries = source.iterate(None, 100) if source is not None else ()
        return next((each for each in entries if str(place.pk) in each.ancestors), None)

    def _scores(self) -> dict[Any, ReviewScore]:
        """Review scores, one or two points off somewhere, always with the reason."""
        found = {}
        for item in self.items:
            if item.kind != ItemKind.BASE:
                continue
            off = self.chance.choice([0, 100, 200]) if item.number in WHY else 0
            said = WHY[item.number] if off else "与记录核对一致"
            found[item.uid] = ReviewScore((item.points or 0) - off, said)
        return found

    def _by(self, sheet: Sheet) -> str:
        return self.names.get(sheet.organisation_id) or ("何建国" if sheet.organisation.code == VILLAGE else "书记")


def _at(day: datetime.date, days: int) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=days), datetime.time(16, 20)))
