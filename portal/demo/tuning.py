"""What the demo's staff tuned of the search, and a month of what was asked, so that the screens show something."""

import datetime
import math
import random

from django.db import transaction
from django.utils import timezone

from cms_pages.models import CoursePage, RulePage
from portal.demo.county import SEED
from records.access.models import User
from search.doors.tuning import changes, tally
from search.doors.tuning.judged_models import ScoreRun
from search.doors.tuning.log_models import QueryCount, QueryDay
from search.doors.tuning.models import Synonym

DAYS = 30
FORTNIGHT = 14
SYNONYMS = [
    (["交多少党费", "党费交多少"], "one_way", ["党费交纳比例", "党费收缴"], "群众来电常这样问"),
    (["说事日", "村民议事"], "both", [], "柳溪镇叫说事日，别的乡叫村民议事"),
    (["积极分子培训", "入党培训"], "both", [], ""),
    (["困难补助"], "one_way", ["走访慰问", "党内帮扶"], ""),
]
# How people ask, and words of the title that answers them.
QUESTIONS = [
    ("工会怎么选主席", "工会法"),
    ("村委会选举", "村民委员会"),
    ("告政府", "行政诉讼"),
    ("宅基地怎么批", "土地管理"),
    ("家暴怎么办", "反家庭暴力"),
]
# What is asked, how often a day, the share without a result, and the share of results opened.
ASKED = [
    ("党费标准", 14, 0.0, 0.7),
    ("发展党员流程", 11, 0.0, 0.8),
    ("三会一课", 9, 0.0, 0.6),
    ("组织关系转移", 8, 0.0, 0.5),
    ("主题党日", 7, 0.0, 0.6),
    ("党务公开目录", 6, 0.0, 0.9),
    ("换届选举办法", 5, 0.0, 0.0),
    ("两代表一委员", 4, 1.0, 0.0),
    ("智慧党建app", 4, 1.0, 0.0),
    ("失联党员怎么办", 4, 0.4, 0.3),
]


def load() -> int:
    """Rules, a recommendation, a month of questions; returns how many rows. Does nothing twice."""
    actor = User.objects.filter(username="demo.guanliyuan").first()
    if actor is None or Synonym.objects.exists():
        return 0
    for words, direction, instead, note in SYNONYMS:
        state = {"words": words, "direction": direction, "instead": instead, "active": True, "note": note}
        changes.add(actor, "synonym", state)
    bets = 0
    course = CoursePage.objects.live().filter(title__contains="三会一课").order_by("pk").first()
    if course is not None:
        state = {"question": "组织生活", "match": "contains", "effect": "up", "place": 1, "active": True}
        about = {"entry_kind": CoursePage.entry_kind, "entry_uid": str(course.uid), "starts_on": None, "ends_on": None}
        changes.add(actor, "bet", {**state, **about, "note": "先看怎么开"})
        bets = 1
    return len(SYNONYMS) + bets + _judged(actor) + _asked()


def _judged(actor: User) -> int:
    """Questions whose answer the demo holds, and a fortnight of scores that rise as staff tune."""
    uids = []
    for text, title in QUESTIONS:
        page = RulePage.objects.live().filter(title__contains=title).order_by("pk").first()
        if page is not None:
            best = [f"{RulePage.entry_kind}:{page.uid}"]
            state = {"text": text, "best": best, "also": [], "reader": "public", "active": True, "note": ""}
            uids.append(str(changes.add(actor, "question", state).uid))
    made = len(uids)
    for back in range(FORTNIGHT, 0, -1):
        second = min(
            made, back // 5
        )  # so many questions found their answer in the second place only, fewer every few days
        first = made - second
        run = ScoreRun.objects.create(
            questions=max(made, 1),
            ndcg=(first + second / math.log2(3)) / max(made, 1),
            mrr=(first + second / 2) / max(made, 1),
            first=first / max(made, 1),
            details=[
                {"uid": uid, "ndcg": 1.0, "rank": 1} if place < first else {"uid": uid, "ndcg": 0.6309, "rank": 2}
                for place, uid in enumerate(uids)
            ],
        )
        ScoreRun.objects.filter(pk=run.pk).update(at=timezone.now() - datetime.timedelta(days=back))
    return made


def _asked() -> int:
    chance = random.Random(SEED + 7)  # noqa: S311  (invented data, no secret)
    today = timezone.localdate()
    rows, days = [], []
    for back in range(DAYS):
        day = today - datetime.timedelta(days=back)
        whole = QueryDay(day=day, unkept=chance.randint(2, 9))
        for text, usual, empty, opened in ASKED:
            asked = max(0, usual + chance.randint(-3, 3))
            if asked < 3:  # as seldom as that, the words would not have been kept
                continue
            none = round(asked * empty)
            rows.append(
                QueryCount(
                    day=day,
                    mark=tally.mark_of(day, text),
                    text=text,
                    asked=asked,
                    none=none,
                    many=asked - none,
                    clicks=round((asked - none) * opened),
                    public=asked - none,
                    spread=3,
                )
            )
            whole.asked += asked
            whole.none += none
        whole.asked += whole.unkept + chance.randint(10, 30)
        days.append(whole)
    with transaction.atomic():
        QueryCount.objects.bulk_create(rows)
        QueryDay.objects.bulk_create(days)
    return len(rows)
