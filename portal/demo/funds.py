"""Funds of the imaginary county: the year's ledger so far, and one village's applications in every state.

What is under way is made through the services, by the demo's own people. What is long done is written as it would have
been on its day, for the services know only today.
"""

import datetime
import decimal
import random
import uuid
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from portal.demo.county import SEED
from portal.demo.people import TOWN, VILLAGE
from records.access.models import User
from records.crypto.services import digest
from records.funds import services
from records.funds.choices import ItemState, State
from records.funds.models import (
    Application,
    Category,
    Decision,
    Deliberation,
    Execution,
    Filing,
    Item,
    ItemReview,
    Reply,
    ReviewRound,
    SignOff,
)
from records.funds.numbers import next_serial
from records.funds.services import ItemDecision, ItemInput, ItemOpinion, Meeting, Signature
from records.funds.services.replying import final_reply
from records.funds.snapshots import canonical, form_of, frozen
from records.kit.models import local_today
from records.organisations.models import Organisation, Post

# Category, what for, fen a piece, how many at least and at most.
WORKS = [
    ("training", "党员集中轮训教材和场地", 18_00, 40, 120),
    ("training", "支部书记培训食宿", 120_00, 8, 24),
    ("party-day", "主题党日：河道清理工具和饮水", 20_00, 25, 50),
    ("party-day", "主题党日：环境整治手套和垃圾袋", 12_00, 30, 60),
    ("visit", "走访慰问生活困难党员", 500_00, 2, 6),
    ("visit", "走访慰问老党员", 400_00, 2, 5),
    ("material", "订阅党报党刊", 244_00, 2, 8),
    ("premises", "党员活动室桌椅", 590_00, 2, 6),
    ("award", "表彰优秀共产党员", 200_00, 3, 8),
    ("charges", "党员名册和党徽", 6_00, 30, 80),
]
SHOPS = ["柳溪文具店", "清平县新华书店", "清平县印刷厂", "利民农资商店", "清平县邮政分公司", "柳溪家具行"]
PDF = b"%PDF-1.4\n% invented voucher of the demo\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def load() -> int:
    """Write the year's ledger and what is under way; returns how many applications were made. Does nothing twice."""
    if Application.objects.exists():
        return 0
    with transaction.atomic():
        made = _year_so_far()
    made += _under_way()
    return made


# ── what is long done ───────────────────────────────────────────────────────
def _year_so_far() -> int:
    chance = random.Random(SEED + 8)  # noqa: S311  (invented data, no secret)
    today = local_today()
    year = today.year
    categories = {each.code: each for each in Category.objects.all()}
    towns = list(Organisation.objects.filter(depth=2).order_by("code")[:4])
    places = [
        (town, organisation)
        for town in towns
        for organisation in [town, *Organisation.objects.filter(depth=3).below(town.path).order_by("code")[:10]]
    ]
    days = sorted(
        datetime.date(year, 1, 4)
        + datetime.timedelta(days=chance.randrange((today - datetime.date(year, 1, 4)).days + 1))
        for _ in range(110)
    )
    names = _names([organisation for _town, organisation in places])
    made = 0
    for day in days:
        if day > today - datetime.timedelta(days=14):
            continue
        town, organisation = chance.choice(places)
        _one_done(chance, town, organisation, day, categories, names)
        made += 1
    return made


def _names(organisations: list[Organisation]) -> dict[tuple[int, str], str]:
    rows = Post.objects.filter(organisation__in=organisations).values_list("organisation_id", "title", "printed_name")
    return {(number, title): name for number, title, name in rows}


def _one_done(
    chance: random.Random,
    town: Organisation,
    organisation: Organisation,
    day: datetime.date,
    categories: dict[str, Category],
    names: dict[tuple[int, str], str],
) -> None:
    secretary = names.get((organisation.pk, "书记"), "书记")
    reviewer = names.get((town.pk, "组织委员"), "组织委员")
    decided, spent = day + datetime.timedelta(days=4), day + datetime.timedelta(days=7 + chance.randrange(5))
    settled = chance.random() < 0.7
    application = Application(
        organisation=organisation,
        org_path=organisation.path,
        committee=town,
        title=f"{organisation.short_name}{day.month}月党组织活动经费申请",
        serial=next_serial(town, day.year),
        year=day.year,
        source=chance.choice(["dues", "work", "work"]),
        purpose="按年度工作安排开展活动。",
        period_from=spent,
        period_to=spent + datetime.timedelta(days=10),
        views_meeting="党员大会",
        views_on=day - datetime.timedelta(days=2),
        views_due=40,
        views_present=36,
        state=State.SETTLED if settled else State.EXECUTING,
        waiting_since=_at(spent),
        drafted_by_name=secretary,
        filed_on=day,
        decided_on=decided,
        replied_on=decided,
        settled_on=spent + datetime.timedelta(days=12) if settled else None,
        closing="活动按方案开展，人员到齐，凭证齐全。" if settled else "",
    )
    application.save()
    items = _items(chance, application, categories)
    filing = _filing(application, items, secretary)
    round_ = ReviewRound.objects.create(
        application=application, filing=filing, outcome="passed", reviewed_by_name=reviewer
    )
    ItemReview.objects.bulk_create([ItemReview(round=round_, item=item, outcome="pass") for item in items])
    deliberation = Deliberation.objects.create(
        application=application,
        filing=filing,
        meeting=f"{town.short_name}会议",
        held_on=decided,
        due=9,
        present=8,
        recorded_by_name=reviewer,
    )
    Decision.objects.bulk_create(
        [
            Decision(deliberation=deliberation, item=item, outcome="agree", asked=item.amount, agreed=item.amount)
            for item in items
        ]
    )
    SignOff.objects.bulk_create(
        [
            SignOff(
                application=application,
                item=item,
                signer="section",
                title="组织部门",
                outcome="sign",
                signed_by_name=reviewer,
            )
            for item in items
        ]
    )
    reply: Reply = final_reply(application, number=1, issued_on=decided)
    reply.save()
    _payments(chance, application, items, spent, secretary)


def _items(chance: random.Random, application: Application, categories: dict[str, Category]) -> list[Item]:
    items = []
    for number, (code, what, price, least, most) in enumerate(chance.sample(WORKS, chance.choice([1, 1, 2])), 1):
        count = chance.randrange(least, most + 1)
        items.append(
            Item(
                application=application,
                number=number,
                category=categories[code],
                description=what,
                quantity=decimal.Decimal(count),
                unit="份",
                unit_price=price,
                amount=price * count,
                headcount=count if code in ("training", "party-day", "visit") else None,
                state=ItemState.SIGNED,
            )
        )
    made: list[Item] = Item.objects.bulk_create(items)
    return made


def _filing(application: Application, items: list[Item], by: str) -> Filing:
    form = frozen(form_of(application, items))
    filing: Filing = Filing.objects.create(
        application=application,
        number=1,
        filed_on=application.filed_on or local_today(),
        filed_by_name=by,
        form=form,
        digest=digest(canonical(form)),
    )
    return filing


def _payments(chance: random.Random, application: Application, items: list[Item], day: datetime.date, by: str) -> None:
    for number, item in enumerate(items, 1):
        entry = Execution(
            organisation=application.organisation,
            org_path=application.org_path,
            application=application,
            item=item,
            number=number,
            amount=item.amount - chance.choice([0, 0, 500, 1200]),
            executed_on=min(day, local_today()),
            payee=chance.choice(SHOPS),
            voucher_number=f"{chance.randrange(10**7, 10**8)}",
            voucher_name="发票.pdf",
            voucher_size=len(PDF),
            voucher_digest=digest(PDF),
            entered_by_name=by,
        )
        entry.voucher_file.save("发票.pdf", ContentFile(PDF), save=False)
        entry.save()


def _at(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(10)))


# ── what is under way ───────────────────────────────────────────────────────
class _Cast:
    """The demo's people who deal with the village's applications."""

    def __init__(self) -> None:
        self.village = Organisation.objects.get(code=VILLAGE)
        self.secretary = User.objects.get(username="demo.shuji")
        self.reviewer = User.objects.get(username="demo.zhenzuzhi")
        self.member = User.objects.get(username="demo.zhenwei")

    def file(self, title: str, *lines: ItemInput, file: bool = True, **fields: Any) -> Application:
        """Draft, and file unless it is to stay a draft."""
        today = local_today()
        details = {
            "title": title,
            "purpose": "按支部年度计划开展活动，经党员大会征求意见。",
            "period_from": today,
            "period_to": today + datetime.timedelta(days=40),
            "views_meeting": "党员大会",
            "views_on": today - datetime.timedelta(days=4),
            "views_due": 72,
            "views_present": 65,
            "views_text": "到会65名，一致通过。",
            "place": "石桥村党群服务中心",
            **fields,
        }
        made = services.draft(self.secretary, self.village, items=lines, **details)
        return services.file(self.secretary, made.uid) if file else made

    def review(self, made: Application, *returned: int) -> Application:
        """Pass all but those items."""
        opinions = {
            item.uid: ItemOpinion("return", "与党组织活动没有直接关系，不在使用范围内。")
            if item.number in returned
            else ItemOpinion("pass")
            for item in made.items.all()
        }
        return services.review_items(self.reviewer, made.uid, opinions)

    def decide(self, made: Application, *refused: int) -> Application:
        """Agree to all but those items."""
        decisions = {
            item.uid: ItemDecision("refuse", reason="本年度已购置，可以调剂使用。")
            if item.number in refused
            else ItemDecision("agree", votes_for=7, votes_against=0, votes_abstaining=1)
            for item in made.items.filter(state=ItemState.PASSED)
        }
        meeting = Meeting("柳溪镇党委会议", local_today(), due=9, present=8)
        return services.decide_items(self.member, made.uid, decisions, meeting=meeting)

    def sign(self, made: Application) -> Application:
        """The section's signature under everything agreed."""
        waiting = made.items.filter(state=ItemState.AGREED).values_list("uid", flat=True)
        return services.sign_items(self.reviewer, made.uid, {uid: Signature("sign") for uid in waiting})

    def pay(self, made: Application, amount: int, payee: str) -> Execution:
        """A payment for the first item."""
        item: uuid.UUID = made.items.filter(state=ItemState.SIGNED).values_list("uid", flat=True)[0]
        return services.execute(
            self.secretary,
            made.uid,
            item,
            amount=amount,
            executed_on=local_today(),
            payee=payee,
            voucher_number="24330112",
            voucher_file=SimpleUploadedFile("发票.pdf", PDF, content_type="application/pdf"),
        )


TRAINING = ItemInput(
    description="冬季党员集中轮训：教材、师资、场地", category="training", amount=3_600_00, headcount=46
)
RIVER = ItemInput(description="主题党日：河道清理工具和饮水", category="party-day", amount=860_00, headcount=43)
VISIT = ItemInput(
    description="走访慰问生活困难党员6名",
    category="visit",
    quantity=decimal.Decimal(6),
    unit="人",
    unit_price=500_00,
    headcount=6,
)
TEA = ItemInput(description="党群服务中心接待室茶台一套", category="premises", amount=4_800_00)
PAPERS = ItemInput(
    description="订阅明年党报党刊", category="material", quantity=decimal.Decimal(6), unit="份", unit_price=244_00
)


def _under_way() -> int:
    cast = _Cast()
    year = local_today().year
    if not Organisation.objects.filter(code=TOWN).exists():
        return 0
    for source, amount in (("work", 40_000_00), ("dues", 12_000_00)):
        services.set_budget(
            cast.reviewer,
            cast.village,
            year=year,
            source=source,
            amount=amount,
            reason="年初下达",
            document="柳组〔2026〕3号",
        )
    name = cast.village.short_name
    plan = cast.sign(
        cast.decide(
            cast.review(
                cast.file(
                    f"{name}{year}年党员教育培训计划",
                    ItemInput(description="全年党员集中轮训", category="training", amount=12_000_00, headcount=72),
                    kind="plan",
                    source="work",
                )
            )
        )
    )
    drawn = plan.items.get()
    cast.file(f"{name}明年第一季度活动经费申请", RIVER, file=False)
    cast.file(f"{name}{year}年第四季度工作经费申请", TRAINING, RIVER, VISIT, TEA, source="work")
    cast.file(
        f"{name}冬训第一期经费申请",
        ItemInput(
            description="冬训第一期教材", category="training", amount=2_000_00, headcount=36, plan_item=drawn.uid
        ),
        source="work",
        plan=plan.uid,
    )
    back = cast.file(f"{name}元旦走访慰问经费申请", VISIT)
    services.return_application(cast.reviewer, back.uid, remark="请附走访对象的民主评议情况，并说明每人标准。")
    cast.review(cast.file(f"{name}党员活动室桌椅购置申请", TEA, PAPERS, source="work"), 1)
    cast.decide(cast.review(cast.file(f"{name}党报党刊订阅申请", PAPERS)))
    cast.sign(cast.decide(cast.review(cast.file(f"{name}11月主题党日经费申请", RIVER, PAPERS)), 2))
    paid = cast.sign(cast.decide(cast.review(cast.file(f"{name}秋季轮训经费申请", TRAINING, source="work"))))
    cast.pay(paid, 2_800_00, "清平县新华书店")
    wrong = cast.pay(paid, 300_00, "清平县印刷厂")
    services.reverse_execution(cast.secretary, wrong.uid, reason="发票抬头有误，已退回重开")
    done = cast.sign(cast.decide(cast.review(cast.file(f"{name}七一表彰经费申请", RIVER, source="work"))))
    cast.pay(done, 842_50, "柳溪文具店")
    services.settle(cast.secretary, done.uid, closing="11月在石桥河段清理河道，43名党员参加，工具留存备用。")
    cast.decide(cast.review(cast.file(f"{name}接待室茶台购置申请", TEA)), 1)
    services.withdraw(cast.secretary, cast.file(f"{name}观影活动经费申请", RIVER).uid, reason="活动改期，另行申报")
    return 12
