"""Terms of office 任期. Pure: no database, no clock, figures are arguments."""

import calendar
import datetime
from dataclasses import dataclass

# Which figure says how long a committee is elected for, by the organisation's kind (《关于党的基层组织任期的意见》).
# Kinds that are appointed, or have no term of their own (党工委、党组、党小组、临时党支部), are not here.
TERM_FIGURES = {
    "committee": "elections.term_years.committee",
    "organ-committee": "elections.term_years.committee",
    "general-branch": "elections.term_years.general_branch",
    "branch": "elections.term_years.branch",
    "joint-branch": "elections.term_years.branch",
}
VILLAGE_FIGURE = "elections.term_years.village_or_community"


@dataclass(frozen=True)
class TermState:
    """How a term stands on a day: still to come, over, or over for longer than it may be put off."""

    is_over: bool
    is_long_over: bool


def term_figure(kind_code: str, division_code: str) -> str:
    """The figure for an organisation's term, "" where no regulation sets one.

    Committees, general branches and branches of a village or community share one (the same document). Of a division
    code's twelve figures the last three are those of the village or community.
    """
    figure = TERM_FIGURES.get(kind_code, "")
    in_village = len(division_code) == 12 and division_code[-3:] != "000"
    return VILLAGE_FIGURE if figure and in_village else figure


def later(day: datetime.date, *, years: int = 0, months: int = 0) -> datetime.date:
    """The same day so many years and months later; where the month is shorter, its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + years * 12 + months, 12)
    return datetime.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def stands_out_from(due: datetime.date, notice_months: int) -> datetime.date:
    """The first day on which the organisation above reminds of it (《中国共产党支部工作条例（试行）》: 提前六个月)."""
    return later(due, months=-notice_months)


def term_state(due: datetime.date, on: datetime.date, put_off_years: int) -> TermState:
    """`due` is the first day after the term; a term may be put off by `put_off_years` at most (《关于党的基层组织任期的意见》)."""
    return TermState(is_over=on >= due, is_long_over=on >= later(due, years=put_off_years))
