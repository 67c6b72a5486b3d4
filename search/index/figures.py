"""Dates and amounts in a question, in whatever writing: how texts may write them, and the day or sum they stand for."""

import datetime
import re
from dataclasses import dataclass
from decimal import Decimal

from search.index.normalise import DIGITS, day_written, number

YEARS_BACK, YEARS_AHEAD = 10, 1  # of a day without a year: as far as somebody may mean
MOST_FEN = 10**13

_NUMERAL = "[一二三四五六七八九十]{1,3}"
_DAYS = (
    re.compile(r"(?<![\d./-])((?:19|20)\d\d) ?[年./-] ?(\d{1,2}) ?[月./-] ?(\d{1,2})(?: ?[日号]|(?![\d./-]))"),
    re.compile(r"(?<![\d./-])((?:19|20)\d\d)([01]\d)([0-3]\d)(?![\d./-])"),
    re.compile(rf"([〇零一二三四五六七八九]{{4}})年({_NUMERAL})月({_NUMERAL})[日号]"),
    re.compile(r"()(?<!\d)(\d{1,2}) ?月 ?(\d{1,2}) ?[日号]"),
    re.compile(rf"()({_NUMERAL})月({_NUMERAL})[日号]"),
)
_SUM = re.compile(r"(?<![\d.,/-])(\d{1,3}(?:,\d{3})+|\d{1,9})(\.\d{1,4})? ?(万元|亿元|元|块钱)?(?![\d,/-]|\.\d)")
_UNITS = {"万元": 10_000, "亿元": 100_000_000}


@dataclass(frozen=True, slots=True)
class Figure:
    """A date or an amount in a text: where it stands, how else it may be written, and which days or what sum it is.

    writings are those that are marked in a text as its author wrote it; indexed is the one writing that the index knows,
    "" where it keeps them all as they are.
    """

    start: int
    end: int
    writings: tuple[str, ...]
    days: tuple[str, ...] = ()
    fen: int | None = None
    indexed: str = ""

    @property
    def asked(self) -> tuple[str, ...]:
        """The writings as they are searched for: a 日 or 元 after a digit makes a pair with whatever follows it."""
        if self.indexed:
            return (self.indexed,)
        return tuple(re.sub(r"(?<=\d)[日元]$", "", writing) for writing in self.writings)


def figure_in(text: str) -> Figure | None:
    """The first date in a normalised question, else the first amount; None where there is neither."""
    for pattern in _DAYS:
        match = pattern.search(text)
        if match and (found := _day(match)):
            return found
    match = _SUM.search(text)
    return _sum(match, text) if match else None


def _day(match: re.Match[str]) -> Figure | None:
    year, month, day = (number(part) for part in match.groups())
    this_year = datetime.date.today().year
    years = [year] if year else range(this_year + YEARS_AHEAD, this_year - YEARS_BACK - 1, -1)
    days = [made for each in years if (made := _made(each, month, day))]
    if not days:
        return None
    writings = [f"{month}月{day}日", f"{_spoken(month)}月{_spoken(day)}日"]
    indexed = ""
    if year:
        indexed = day_written(year, month, day)
        spoken = "".join(DIGITS[int(digit)] for digit in str(year))
        writings = [f"{year}年{writings[0]}", f"{year}年{month:02}月{day:02}日", f"{spoken}年{writings[1]}"]
        writings += [sign.join((str(year), str(month), str(day))) for sign in "-./"]
        writings += [sign.join((str(year), f"{month:02}", f"{day:02}")) for sign in "-./"]
    return Figure(match.start(), match.end(), tuple(dict.fromkeys(writings)), days=tuple(days), indexed=indexed)


def _sum(match: re.Match[str], text: str) -> Figure | None:
    whole, part, unit = match.groups()
    alone = match.group() == text.strip()
    # A bare number is an amount only where nothing else is asked for, and not where it may be a year.
    bare = not unit and "," not in whole
    if bare and not (alone and (part or (len(whole) > 2 and not 1900 <= int(whole) <= 2100))):
        return None
    yuan = Decimal(whole.replace(",", "") + (part or "")) * _UNITS.get(unit or "", 1)
    fen = yuan * 100
    if fen != fen.to_integral_value() or not 0 < fen < MOST_FEN:
        return None
    plain = f"{yuan:.2f}".removesuffix(".00")
    writings = [f"{yuan:,.2f}元", f"{plain}元", f"{yuan:,.2f}".removesuffix(".00") + "元", f"{yuan:.2f}"]
    if yuan % 10_000 == 0:
        writings[-1] = f"{yuan / 10_000:.0f}万元"
    return Figure(match.start(), match.end(), tuple(dict.fromkeys(writings)), fen=int(fen))


def _spoken(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (DIGITS[ones] if ones else "")


def _made(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None
