"""Rules of money, pure: no database, no clock. Amounts are whole fen, dates are local dates.

Sources: 《关于中国共产党党费收缴、使用和管理的规定》（中组发〔2008〕3号，下称2008规定）; 组电明字〔2017〕5号; 组通字〔2017〕38号;
approval chain branch → section → committee → signature → branch after published practice (see README).
"""

import datetime
import decimal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from records.kit.money import yuan

LONGEST_FORM = 60  # lines: more belongs on a second application, or nobody reads it item by item


@dataclass(frozen=True)
class Line:
    """One item as filed. `uid` names it across filings, `number` is its 项次."""

    uid: str
    number: int
    description: str
    category: str = ""
    category_name: str = ""
    amount: int = 0
    quantity: str = ""  # decimal as text: JSON keeps it exactly
    unit: str = ""
    unit_price: int | None = None
    activity_on: datetime.date | None = None
    headcount: int | None = None
    plan_item: str = ""


@dataclass(frozen=True)
class Form:
    """The whole form as filed."""

    kind: str
    title: str
    year: int
    source: str
    organisation: str = ""
    purpose: str = ""
    programme: str = ""
    expected: str = ""
    place: str = ""
    period_from: datetime.date | None = None
    period_to: datetime.date | None = None
    views_meeting: str = ""
    views_on: datetime.date | None = None
    views_due: int | None = None
    views_present: int | None = None
    views_text: str = ""
    plan: str = ""
    lines: tuple[Line, ...] = ()

    @property
    def total(self) -> int:
        """Sum of all items, fen."""
        return sum(line.amount for line in self.lines)


@dataclass(frozen=True)
class CategoryFacts:
    """What a category allows: `sources` it may be paid from (empty: any), and why."""

    code: str
    name: str
    sources: tuple[str, ...] = ()
    basis: str = ""


@dataclass(frozen=True)
class ProhibitionFacts:
    """Words that point to something that may not be paid for, and after which clause."""

    name: str
    words: tuple[str, ...]
    basis: str = ""


@dataclass(frozen=True)
class Hint:
    """Something to look at. It never refuses: people judge. `number` is the 项次, 0 for the whole form."""

    number: int
    text: str
    basis: str
    tone: str = "warn"


@dataclass(frozen=True)
class SignatureRule:
    """One required signature: by whom, from which amount of the item on, for which source ("" any)."""

    signer: str
    title: str
    position: int = 1
    from_amount: int = 0
    source: str = ""


# Without a setting of its own, the section signs item by item (2008规定第二十条：集体讨论决定，组织部门办理).
DEFAULT_SIGNATURES = (SignatureRule(signer="section", title="组织部门"),)


def line_amount(quantity: decimal.Decimal, unit_price: int) -> int:
    """Quantity times unit price in whole fen, half up as vouchers are."""
    return int((quantity * unit_price).quantize(decimal.Decimal(1), rounding=decimal.ROUND_HALF_UP))


def total(amounts: Iterable[int]) -> int:
    """Sum in fen."""
    return sum(amounts)


def left(agreed: int, executed: int, drawn: int = 0) -> int:
    """What may still be spent of an item: agreed − executed − promised to applications under the plan."""
    return agreed - executed - drawn


def overspend(amount: int, rest: int) -> str:
    """Why `amount` may not be spent with `rest` left; "" when it may. 专款专用（2008规定第二十一条）: never above what was agreed."""
    if amount <= rest:
        return ""
    return (
        f"本次{yuan(amount, grouped=True)}元，超过该项可用余额{yuan(rest, grouped=True)}元，超出{yuan(amount - rest, grouped=True)}元。"
        "请核对金额；确需追加的，另行申报。"
    )


def beyond_budget(agreed: int, available: int | None) -> str:
    """Why the committee may not agree to `agreed` with `available` left of the budget; "" when it may or none was set."""
    if available is None or agreed <= available:
        return ""
    return (
        f"同意金额合计{yuan(agreed, grouped=True)}元，超过该渠道年度可用预算{yuan(available, grouped=True)}元，"
        f"超出{yuan(agreed - available, grouped=True)}元。请调减金额，或先追加预算。"
    )


def gaps(form: Form, today: datetime.date) -> dict[str, str]:
    """What is missing or wrong before a form may be filed: field → message; items as `items[0].amount`.

    The elements follow the published approval practice: content, form, time, place, people, cost, source, and the
    branch's views collected before it files (rules §8).
    """
    found: dict[str, str] = {}
    if not form.title.strip():
        found["title"] = "请填写名称。"
    if not form.purpose.strip():
        found["purpose"] = "请填写申请事由：做什么、多少人、什么时候。"
    if form.period_from is None or form.period_to is None:
        found["period_from"] = "请填写实施时间的起止日期。"
    elif form.period_to < form.period_from:
        found["period_to"] = f"实施时间的止日{form.period_to}早于起日{form.period_from}，请核对。"
    _views_gaps(form, today, found)
    if not form.lines:
        found["items"] = "请至少填写一个事项。"
    if len(form.lines) > LONGEST_FORM:
        found["items"] = f"一份申请最多{LONGEST_FORM}项，现有{len(form.lines)}项，请分成几份申报。"
    for index, line in enumerate(form.lines):
        for name, message in line_gaps(line).items():
            found[f"items[{index}].{name}"] = f"第{line.number}项：{message}"
    return found


def _views_gaps(form: Form, today: datetime.date, found: dict[str, str]) -> None:
    if not form.views_meeting.strip():
        found["views_meeting"] = "请填写征求意见的会议，例如：支部党员大会。"
    if form.views_on is None:
        found["views_on"] = "请填写征求意见会议的日期。"
    elif form.views_on > today:
        found["views_on"] = f"征求意见的会议日期{form.views_on}还没有到，请在会后申报。"
    if not form.views_due or not form.views_present:
        found["views_present"] = "请填写会议应到和实到人数。"
    elif form.views_present > form.views_due:
        found["views_present"] = f"实到{form.views_present}人多于应到{form.views_due}人，请核对。"


def line_gaps(line: Line) -> dict[str, str]:
    """What is missing or wrong in one item: field → message."""
    found: dict[str, str] = {}
    if not line.category:
        found["category"] = "请选择类别。"
    if not line.description.strip():
        found["description"] = "请填写事项说明。"
    if line.amount <= 0:
        found["amount"] = "金额应大于0。"
    elif line.quantity and line.unit_price is not None:
        product = line_amount(decimal.Decimal(line.quantity), line.unit_price)
        if product != line.amount:
            found["amount"] = (
                f"数量×单价为{yuan(product, grouped=True)}元，与填写的金额{yuan(line.amount, grouped=True)}元不符，请核对。"
            )
    return found


def hints(form: Form, categories: Iterable[CategoryFacts], prohibitions: Iterable[ProhibitionFacts]) -> list[Hint]:
    """What a reader should look at before agreeing: a source that the category does not allow, words of what is not allowed."""
    allowed = {each.code: each for each in categories}
    found: list[Hint] = []
    for line in form.lines:
        category = allowed.get(line.category)
        if category and category.sources and form.source not in category.sources:
            found.append(Hint(line.number, f"“{category.name}”一般不从这个渠道列支，请核对。", category.basis))
        for each in prohibitions:
            word = next((word for word in each.words if word and word in line.description), "")
            if word:
                found.append(
                    Hint(line.number, f"提到“{word}”，可能属于不得列支的“{each.name}”，请核对。", each.basis, "bad")
                )
        if _outside(line.activity_on, form.period_from, form.period_to):
            found.append(Hint(line.number, f"活动日期{line.activity_on}不在实施时间内，请核对。", ""))
    return found


def visit_hints(form: Form, least: int, most: int, basis: str) -> list[Hint]:
    """Visits 走访慰问 whose amount a person lies outside the place's usual range, in fen; people judge."""
    found = []
    for line in form.lines:
        each = per_head(line)
        if line.category == "visit" and each is not None and not least <= each <= most:
            found.append(
                Hint(
                    line.number,
                    f"每人{yuan(each, grouped=True)}元，不在{yuan(least, grouped=True)}元至{yuan(most, grouped=True)}元之间，请核对。",
                    basis,
                )
            )
    return found


def _outside(day: datetime.date | None, first: datetime.date | None, last: datetime.date | None) -> bool:
    return day is not None and first is not None and last is not None and not first <= day <= last


def per_head(line: Line) -> int | None:
    """Fen a person, None without a headcount."""
    return round(line.amount / line.headcount) if line.headcount else None


def applicable(rules: Sequence[SignatureRule], source: str, agreed: int) -> list[SignatureRule]:
    """The signatures an item needs, in order; one rule a signer, the section's alone where nothing is set."""
    fitting = [rule for rule in rules if rule.source in ("", source) and agreed >= rule.from_amount]
    by_signer: dict[str, SignatureRule] = {}
    for rule in sorted(fitting, key=lambda each: (each.position, each.signer)):
        by_signer.setdefault(rule.signer, rule)
    return list(by_signer.values()) or list(DEFAULT_SIGNATURES)


def next_signature(required: Sequence[SignatureRule], signed: Iterable[str]) -> SignatureRule | None:
    """Whose turn it is: the first required signature that is not there yet; None when all are."""
    done = set(signed)
    return next((rule for rule in required if rule.signer not in done), None)


@dataclass(frozen=True)
class Difference:
    """One thing that changed between two filings."""

    label: str
    before: str
    after: str
    kind: str = field(default="changed")  # changed, added, removed


FORM_LABELS = {
    "title": "名称",
    "source": "列支渠道",
    "year": "年度",
    "purpose": "申请事由",
    "programme": "活动内容与方案",
    "expected": "预期效果",
    "place": "活动地点",
    "period_from": "实施时间起",
    "period_to": "实施时间止",
    "views_meeting": "征求意见的会议",
    "views_on": "会议日期",
    "views_due": "应到人数",
    "views_present": "实到人数",
    "views_text": "意见和采纳情况",
    "plan": "所属计划",
}
LINE_LABELS = {
    "description": "事项说明",
    "category_name": "类别",
    "amount": "金额",
    "quantity": "数量",
    "unit": "单位",
    "unit_price": "单价",
    "activity_on": "活动日期",
    "headcount": "参加人数",
}
_MONEY = {"amount", "unit_price"}


def differences(before: Form, after: Form) -> list[Difference]:
    """What changed from one filing to the next, the form first, then item by item; items are matched by uid."""
    found = [
        Difference(label, _shown(name, getattr(before, name)), _shown(name, getattr(after, name)))
        for name, label in FORM_LABELS.items()
        if getattr(before, name) != getattr(after, name)
    ]
    old = {line.uid: line for line in before.lines}
    new = {line.uid: line for line in after.lines}
    for uid, line in old.items():
        if uid not in new:
            found.append(Difference(f"第{line.number}项", _described(line), "", "removed"))
    for uid, line in new.items():
        earlier = old.get(uid)
        if earlier is None:
            found.append(Difference(f"第{line.number}项", "", _described(line), "added"))
            continue
        found += [
            Difference(
                f"第{line.number}项{label}", _shown(name, getattr(earlier, name)), _shown(name, getattr(line, name))
            )
            for name, label in LINE_LABELS.items()
            if getattr(earlier, name) != getattr(line, name)
        ]
    return found


def _shown(name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    return f"{yuan(value, grouped=True)}元" if name in _MONEY and isinstance(value, int) else str(value)


def _described(line: Line) -> str:
    return f"{line.description}，{yuan(line.amount, grouped=True)}元"
