"""Rules of a member's record: pure functions, no database, no clock. Amounts of time are whole days, months or years.

Clauses: GB 11643 (公民身份号码); 《中国共产党发展党员工作细则》2026 (below 细则); 党章.
"""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from records.members.choices import Category, Sex

_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643, 6.2
_CHECK_CHARACTERS: Final = "10X98765432"
_SEPARATORS: Final = re.compile(r"[\s\u200b\ufeff\-·']")
EARLIEST_BIRTH: Final = datetime.date(1880, 1, 1)


@dataclass(frozen=True)
class Figures:
    """What the regulations set, on the day a rule is about (members.figures reads them)."""

    probation_months: int = 12  # 细则第三十一条: from the branch's vote
    shortest_extension: int = 6  # 细则第三十一条, in months; once
    longest_extension: int = 12
    youngest: int = 18  # 党章第一条, 细则第五条
    conversion_document: int = 0  # 1: a conversion names the document that approved it; no clause says so, places may


USUAL: Final = Figures()


class RuleBroken(ValueError):
    """What was entered breaks a rule; the message is Chinese, says the cure, and never repeats a sensitive value."""


@dataclass(frozen=True)
class IdentityFacts:
    """What a citizen's number says: date of birth and sex (GB/T 2261.1 code)."""

    birth_date: datetime.date
    sex: str


@dataclass(frozen=True)
class Finding:
    """Something about a record that does not fit: at which field, in words, and whether it may not be saved so."""

    field: str
    message: str
    blocking: bool = True


# ── Numbers ─────────────────────────────────────────────────────────────────
def normalised_identity_number(text: str) -> str:
    """A citizen's number as it is compared and stored: half width, no separators, capital X."""
    return _SEPARATORS.sub("", unicodedata.normalize("NFKC", text)).upper()


def identity_check_character(first_seventeen: str) -> str:
    """The eighteenth character for seventeen digits, ISO 7064 MOD 11-2 (GB 11643)."""
    total = sum(int(digit) * weight for digit, weight in zip(first_seventeen, _WEIGHTS, strict=True))
    return _CHECK_CHARACTERS[total % 11]


def identity_facts(text: str) -> IdentityFacts:
    """Check a citizen's number 公民身份号码 and read birth date and sex from it.

    The first six digits are not compared with the list of divisions: divisions are abolished, numbers stay.
    Raises RuleBroken naming what is wrong and the cure.
    """
    number = normalised_identity_number(text)
    if len(number) == 15 and number.isdigit():
        raise RuleBroken("这是15位旧号码，请填写18位公民身份号码。")
    if len(number) != 18:
        raise RuleBroken(f"公民身份号码应为18位，现为{len(number)}位，请对照证件核对。")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise RuleBroken("公民身份号码只能是数字，末位可为X，请对照证件核对。")
    try:
        born = datetime.date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise RuleBroken("公民身份号码第7至14位不是有效的出生日期，请对照证件核对。") from None
    if born < EARLIEST_BIRTH:
        raise RuleBroken("公民身份号码中的出生年份过早，请对照证件核对。")
    if identity_check_character(number[:17]) != number[17]:
        raise RuleBroken("公民身份号码的末位校验码不符，很可能抄错了一位，请对照证件核对。")
    return IdentityFacts(born, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)


def validate_identity_number(text: str) -> None:
    """Validator of the field. Raises django's ValidationError."""
    from django.core.exceptions import ValidationError

    try:
        identity_facts(text)
    except RuleBroken as error:
        raise ValidationError(str(error), code="identity_number") from None


# ── Time ────────────────────────────────────────────────────────────────────
def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later (or earlier); the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def whole_months(start: datetime.date, end: datetime.date) -> int:
    """Whole months from one day to another; 0 when the end is before the start."""
    if end < start:
        return 0
    months = (end.year - start.year) * 12 + end.month - start.month
    return months if add_months(start, months) <= end else months - 1


def age_on(birth_date: datetime.date, on: datetime.date) -> int:
    """Whole years of age 周岁 on a day; a birthday on 29 February counts on 1 March in other years."""
    return on.year - birth_date.year - ((on.month, on.day) < (birth_date.month, birth_date.day))


def seniority_months(full_on: datetime.date | None, on: datetime.date, correction: int = 0) -> int:
    """Party standing 党龄 on a day in whole months: from the conversion date, probation excluded (细则第三十三条).

    `correction` 党龄校正值 is added in months (it may be negative); never below 0, and 0 without a conversion date.
    """
    if full_on is None or full_on > on:
        return 0
    return max(0, whole_months(full_on, on) + correction)


def seniority_text(months: int) -> str:
    """Months of standing in words: 3年2个月, 8个月."""
    years, rest = divmod(months, 12)
    if not years:
        return f"{rest}个月"
    return f"{years}年{rest}个月" if rest else f"{years}年"


def probation_end(
    joined_on: datetime.date, extended_to: datetime.date | None = None, figures: Figures = USUAL
) -> datetime.date:
    """Last day by which conversion is due: a year from the branch's vote, or the extended date (细则第三十一条)."""
    return extended_to or add_months(joined_on, figures.probation_months)


def check_extension(joined_on: datetime.date, until: datetime.date, figures: Figures = USUAL) -> None:
    """An extension of probation is given once, for 6 to 12 months after its end (细则第三十一条). Raises RuleBroken."""
    end = probation_end(joined_on, figures=figures)
    earliest = add_months(end, figures.shortest_extension)
    latest = add_months(end, figures.longest_extension)
    if not earliest <= until <= latest:
        raise RuleBroken(
            f"预备期于{end}届满，延长期不少于{figures.shortest_extension}个月、不超过{figures.longest_extension}个月："
            f"请填写{earliest}至{latest}之间的日期。"
        )


# ── The record as a whole ───────────────────────────────────────────────────
def consistency(facts: Mapping[str, Any], on: datetime.date, figures: Figures = USUAL) -> list[Finding]:
    """Everything in a record that contradicts itself on a day; blocking findings first.

    `facts` holds birth_date, sex, category, joined_on, full_on, probation_extended_to, lost_since, is_lost_contact,
    is_floating, floating_since, and identity (IdentityFacts or None); what is missing is None. `figures` are those of the
    day of joining.
    """
    found = [*_identity_findings(facts), *_date_findings(facts, on, figures)]
    return sorted(found, key=lambda each: not each.blocking)


def _identity_findings(facts: Mapping[str, Any]) -> list[Finding]:
    identity: IdentityFacts | None = facts.get("identity")
    found: list[Finding] = []
    if identity is None:
        return found
    born, sex = facts.get("birth_date"), facts.get("sex")
    if born and born != identity.birth_date:
        found.append(
            Finding("birth_date", f"出生日期{born}与公民身份号码不符，按号码应为{identity.birth_date}，请核对两项。")
        )
    if sex in (Sex.MALE, Sex.FEMALE) and sex != identity.sex:
        found.append(Finding("sex", f"性别与公民身份号码不符，按号码应为“{Sex(identity.sex).label}”，请核对两项。"))
    return found


def _date_findings(facts: Mapping[str, Any], on: datetime.date, figures: Figures) -> list[Finding]:
    born, joined, full = facts.get("birth_date"), facts.get("joined_on"), facts.get("full_on")
    extended = facts.get("probation_extended_to")
    found: list[Finding] = []
    if born and born > on:
        found.append(Finding("birth_date", "出生日期晚于今天，请核对。"))
    if joined and joined > on:
        found.append(Finding("joined_on", "入党日期晚于今天，请核对。"))
    if joined and born and joined <= born:
        found.append(Finding("joined_on", "入党日期早于出生日期，请核对两项。"))
    elif joined and born and age_on(born, joined) < figures.youngest:
        message = (
            f"入党时{age_on(born, joined)}周岁，未满{figures.youngest}周岁（党章第一条），请核对入党日期和出生日期。"
        )
        found.append(Finding("joined_on", message, blocking=False))
    if full and full > on:
        found.append(Finding("full_on", "转正日期晚于今天，请核对。"))
    if facts.get("category") == Category.PROBATIONARY:
        if full:
            found.append(Finding("full_on", "预备党员没有转正日期：请清空转正日期，或把类别改为正式党员。"))
        if joined and not full and probation_end(joined, extended, figures) < on:
            message = f"预备期已于{probation_end(joined, extended, figures)}届满，请及时讨论转正（细则第三十一条）。"
            found.append(Finding("category", message, blocking=False))
    if facts.get("category") == Category.FULL:
        if not full:
            found.append(Finding("full_on", "没有转正日期，无法计算党龄，请补充。", blocking=False))
        elif joined and full < joined:
            found.append(Finding("full_on", "转正日期早于入党日期，请核对两项。"))
        elif joined and full < add_months(joined, figures.probation_months):
            message = f"转正日期距入党日期不足{figures.probation_months}个月（细则第三十一条），如确系历史情况可保留。"
            found.append(Finding("full_on", message, blocking=False))
    for flag, since, label in (
        ("is_lost_contact", "lost_since", "失去联系的起始日期"),
        ("is_floating", "floating_since", "外出流动的起始日期"),
    ):
        if facts.get(flag) and not facts.get(since):
            found.append(Finding(since, f"请补充{label}。", blocking=False))
        if facts.get(since) and facts[since] > on:
            found.append(Finding(since, f"{label}晚于今天，请核对。"))
    return found


# What the national collection asks of every member (rules.md §11); a branch is reminded of what is missing.
EXPECTED: Final[dict[str, str]] = {
    "identity_number": "公民身份号码",
    "sex": "性别",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "education": "学历",
    "phone": "手机号码",
    "occupation": "工作岗位",
    "residence": "现居住地",
}


def missing(facts: Mapping[str, Any]) -> list[str]:
    """Labels of what a complete record would have and this one lacks, in the order of the form."""
    lacking = [label for field, label in EXPECTED.items() if facts.get(field) in (None, "", Sex.UNKNOWN)]
    if facts.get("category") == Category.FULL and not facts.get("full_on"):
        lacking.append("转正日期")
    return lacking
