"""The year's hours 学时: required, done, missing. Hours are whole hundredths of an hour: 3250 is 32.5 hours.

Sources: 《中国共产党党员教育管理工作条例》 (2019) Art. 20: members study together at least 32 hours a year; 2019—2023 plan for the
education of members: secretaries and committee members of grass-roots organisations at least 56. The figures themselves are
effective-dated rows of `regulations` and come as arguments. A calendar year; nothing is carried over.
"""

import calendar
import datetime
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

HOUR = 100
MONTHS_OF_A_QUARTER = 3
_HOURS = re.compile(r"\d{1,3}(\.\d{1,2})?")


@dataclass(frozen=True)
class Requirement:
    """What a year asks of a person: `hours` in hundredths, and the words that say why."""

    hours: int
    reason: str


def required_hours(*, is_leader: bool, member_hours: int, leader_hours: int) -> Requirement:
    """How much a person has to study in a year: leaders (secretaries and committee members 书记和班子成员) more than members."""
    if is_leader:
        return Requirement(max(leader_hours, member_hours), "基层党组织书记和班子成员")
    return Requirement(member_hours, "党员")


def missing(required: int, done: int) -> int:
    """What is still missing; never below nothing."""
    return max(0, required - done)


def due_by_quarter(required: int, on: datetime.date) -> int:
    """What should be done by now: a fourth for each quarter that has ended before `on` (a quarter ends at 24:00)."""
    quarters = (on.month - 1) // MONTHS_OF_A_QUARTER
    return required * quarters // 4


def due_by_day(required: int, on: datetime.date) -> int:
    """What should be done by the end of `on` if the year's hours were spread evenly; a help for the eye, not a duty."""
    days = 366 if calendar.isleap(on.year) else 365
    return required * on.timetuple().tm_yday // days


def activity_hours(*, full_days: int = 0, half_days: int = 0, hours: int = 0, full_day: int, half_day: int) -> int:
    """Hundredths for an activity: a full day counts `full_day`, a half day `half_day`, otherwise hour for hour.

    Local practice (8 and 4 hours); raises ValueError for a negative length or none at all.
    """
    if min(full_days, half_days, hours) < 0:
        raise ValueError("时长不能为负数。")
    total = full_days * full_day + half_days * half_day + hours
    if total == 0:
        raise ValueError("请填写学习时长。")
    return total


def course_is_completed(lessons: Iterable[bool], *, has_quiz: bool, quiz_passed: bool) -> bool:
    """Whether a course counts: every lesson done, and the quiz passed where there is one. A course without lessons never."""
    done = list(lessons)
    return bool(done) and all(done) and (quiz_passed or not has_quiz)


def hours_text(hundredths: int) -> str:
    """Hours as people write them: 3200 → `32`, 1350 → `13.5`, 25 → `0.25`."""
    sign, value = ("-" if hundredths < 0 else ""), abs(hundredths)
    whole, part = divmod(value, HOUR)
    return f"{sign}{whole}" + (f".{part:02d}".rstrip("0") if part else "")


def read_hours(text: str) -> int:
    """Read hours as typed (`1.5`, `１．５`, `2学时`) as hundredths. Raises ValueError in Chinese."""
    plain = unicodedata.normalize("NFKC", str(text)).strip()
    for word in ("学时", "小时"):
        plain = plain.removesuffix(word).strip()
    if not _HOURS.fullmatch(plain):
        raise ValueError(f"学时“{text}”不正确：请填写数字，最多两位小数，例如 1.5。")
    whole, _, part = plain.partition(".")
    return int(whole) * HOUR + int((part + "00")[:2])
