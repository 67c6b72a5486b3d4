"""The rules of assessments 考核, as pure functions: no database, no clock; dates, figures and the place's own scheme are arguments.

A scheme is what a place has agreed on (rules.md §12: 党建目标考核, usually 100 points, items with score, method and
deduction); no national rule prescribes one. Points are whole hundredths everywhere.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from records.assessments.choices import ItemKind
from records.assessments.points import ONE, shown

LONGEST_SCHEME = 200  # items: a sheet that nobody can fill in honestly is formalism


@dataclass(frozen=True)
class Item:
    """One item of a scheme as the rules read it; `points` in hundredths (of a plus or minus item: at most)."""

    number: int
    kind: str
    group: str
    content: str
    points: int
    needs_evidence: bool = False


@dataclass(frozen=True)
class Given:
    """What stands beside one item: self score, review score, the words to each, pieces of evidence."""

    self_points: int | None = None
    self_note: str = ""
    review_points: int | None = None
    review_remark: str = ""
    evidence: int = 0


@dataclass(frozen=True)
class Entry:
    """One entry of points added or taken off 加减分, under a plus or minus item."""

    item: int  # its number
    kind: str
    points: int


@dataclass(frozen=True)
class Totals:
    """What a sheet comes to, in hundredths; `full` is what the base items could have given."""

    base: int
    plus: int
    minus: int
    full: int

    @property
    def total(self) -> int:
        """Base and plus less minus, never below nothing."""
        return max(0, self.base + self.plus - self.minus)


@dataclass(frozen=True)
class Grade:
    """One grade 等次 and the share of the full points from which it holds, in per cent."""

    name: str
    least: Decimal


# ── schemes ─────────────────────────────────────────────────────────────────
def scheme_gaps(items: Sequence[Item]) -> dict[str, str]:
    """What is missing before a scheme may be used: place (`items[0].points`) → words; empty when nothing is."""
    wrong: dict[str, str] = {}
    if not any(item.kind == ItemKind.BASE for item in items):
        wrong["items"] = "方案至少要有一个基本项。"
    if len(items) > LONGEST_SCHEME:
        wrong["items"] = f"方案有{len(items)}项，超过{LONGEST_SCHEME}项；请合并，避免层层加码。"
    for index, item in enumerate(items):
        if not item.group.strip():
            wrong[f"items[{index}].group"] = f"第{item.number}项：请填写考核项目。"
        if not item.content.strip():
            wrong[f"items[{index}].content"] = f"第{item.number}项：请填写考核内容。"
        if item.points <= 0:
            wrong[f"items[{index}].points"] = f"第{item.number}项：分值应大于0。"
    return wrong


def full_points(items: Iterable[Item]) -> int:
    """The standard points of a scheme 标准分: its base items together."""
    return sum(item.points for item in items if item.kind == ItemKind.BASE)


# ── filling in ──────────────────────────────────────────────────────────────
def is_late(on: datetime.date, due_on: datetime.date) -> bool:
    """Whether something that came on a day came late: a deadline is a local date that ends at 24:00."""
    return on > due_on


def self_wrong(item: Item, points: int | None) -> str:
    """Why a self score can't be taken, in words; "" when it can. An empty one is no mistake until it is sent in."""
    if points is None:
        return ""
    if item.kind == ItemKind.MINUS:
        return f"第{item.number}项是减分项，不自评。"
    if points > item.points:
        return f"第{item.number}项自评{shown(points)}分，超过{'最多可加' if item.kind == ItemKind.PLUS else '标准分'}{shown(item.points)}分。"
    return ""


def gaps(items: Sequence[Item], given: Mapping[int, Given]) -> dict[str, str]:
    """What is missing before a sheet may be sent in: place (`items[0].points`) → words; empty when nothing is."""
    missing: dict[str, str] = {}
    for index, item in enumerate(items):
        one = given.get(item.number, Given())
        if wrong := self_wrong(item, one.self_points):
            missing[f"items[{index}].points"] = wrong
        elif item.kind == ItemKind.BASE and one.self_points is None:
            missing[f"items[{index}].points"] = f"第{item.number}项还没有自评分；没有开展的请填0。"
        elif item.kind == ItemKind.PLUS and one.self_points and not one.self_note.strip():
            missing[f"items[{index}].note"] = f"第{item.number}项申报加分，请写明事由。"
        if item.needs_evidence and one.self_points and not one.evidence:
            missing[f"items[{index}].evidence"] = (
                f"第{item.number}项自评{shown(one.self_points)}分，需要佐证材料；可以直接关联已有的记录。"
            )
    return missing


def self_total(items: Iterable[Item], given: Mapping[int, Given]) -> int:
    """The self scores of the base items together; what is claimed on top is not counted before it was reviewed."""
    return sum(given.get(item.number, Given()).self_points or 0 for item in items if item.kind == ItemKind.BASE)


# ── review ──────────────────────────────────────────────────────────────────
def review_wrong(item: Item, self_points: int | None, points: int | None, remark: str) -> dict[str, str]:
    """What is wrong with a review score: field (points, remark) → words; empty when nothing is.

    Points taken off, and a score other than the self score, are told with their reason (rules.md §12: 考核办法).
    """
    if points is None:
        return {}
    if item.kind != ItemKind.BASE:
        return {"points": f"第{item.number}项是{ItemKind(item.kind).label}，请登记加减分，不在这里评分。"}
    if points > item.points:
        return {"points": f"第{item.number}项评{shown(points)}分，超过标准分{shown(item.points)}分。"}
    if remark.strip():
        return {}
    if points < item.points:
        return {"remark": f"第{item.number}项扣{shown(item.points - points)}分，请写明扣分理由。"}
    if self_points is not None and points != self_points:
        return {"remark": f"第{item.number}项评分与自评{shown(self_points)}分不同，请写明理由。"}
    return {}


def unscored(items: Iterable[Item], given: Mapping[int, Given]) -> list[int]:
    """Numbers of the base items without a review score."""
    return [
        item.number
        for item in items
        if item.kind == ItemKind.BASE and given.get(item.number, Given()).review_points is None
    ]


def entry_wrong(item: Item, points: int, already: int) -> str:
    """Why points can't be added or taken off under an item, of which `already` have been; "" when they can."""
    if item.kind == ItemKind.BASE:
        return f"第{item.number}项是基本项，请在评分中处理。"
    if points <= 0:
        return "分数应大于0。"
    if already + points > item.points:
        left = shown(max(0, item.points - already))
        word = "加" if item.kind == ItemKind.PLUS else "减"
        return f"第{item.number}项最多{word}{shown(item.points)}分，还可{word}{left}分。"
    return ""


def totals(
    items: Sequence[Item], given: Mapping[int, Given], entries: Iterable[Entry], plus_at_most: int | None = None
) -> Totals:
    """What the review comes to: the review scores of the base items, and the entries, plus capped by the scheme."""
    base = sum(given.get(item.number, Given()).review_points or 0 for item in items if item.kind == ItemKind.BASE)
    plus = minus = 0
    for entry in entries:
        if entry.kind == ItemKind.PLUS:
            plus += entry.points
        else:
            minus += entry.points
    if plus_at_most is not None:
        plus = min(plus, plus_at_most)
    return Totals(base, plus, minus, full_points(items))


def grade_of(total: int, full: int, grades: Sequence[Grade]) -> str:
    """The grade of a total: the best one whose share of the full points is reached; the last one otherwise.

    Raises ValueError without grades.
    """
    if not grades:
        raise ValueError("没有登记等次。")
    ordered = sorted(grades, key=lambda grade: grade.least, reverse=True)
    share = Decimal(total) * 100 / Decimal(full or ONE)
    return next((grade.name for grade in ordered if share >= grade.least), ordered[-1].name)
