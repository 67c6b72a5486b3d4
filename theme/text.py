"""How the portal writes money, dates, sizes and titles. Pure functions: no request, no database, no clock of their own.

Amounts are whole fen (分); dates are local dates of Asia/Shanghai, already converted by the caller.
"""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ("", "拾", "佰", "仟")
MINUS = "\u2212"

# Control characters that a search engine may put around a hit (private use area: they never occur in real text).
HIT_START, HIT_END = "\ue000", "\ue001"


# ── Money ───────────────────────────────────────────────────────────────────


def money(fen: int) -> str:
    """Write an amount in yuan with two places and thousands, `1226000` → `12,260.00`; minus is a true minus sign."""
    yuan, rest = divmod(abs(fen), 100)
    return f"{MINUS if fen < 0 else ''}{yuan:,}.{rest:02d}"


def money_capital(fen: int) -> str:
    """Write an amount in capital form (大写), `1226000` → `人民币壹万贰仟贰佰陆拾元整`.

    Form after the People's Bank's 《正确填写票据和结算凭证的基本规定》: prefix 人民币, 整 after 元 or 角 when nothing
    follows, 零 for a gap between figures. Where that rule leaves 零 to the writer (a zero at the end of 万 or 元 before a
    full next place) it is not written, so that one amount has one form. Negative amounts carry 负.
    """
    yuan, rest = divmod(abs(fen), 100)
    jiao, cent = divmod(rest, 10)
    words = f"{_capital(yuan)}元" if yuan or not rest else ""
    if not rest:
        words += "整"
    else:
        if jiao:
            words += f"{DIGITS[jiao]}角"
        elif yuan:
            words += "零"
        words += f"{DIGITS[cent]}分" if cent else "整"
    return f"人民币{'负' if fen < 0 else ''}{words}"


def _capital(number: int) -> str:
    """Write a whole number from 0 up in capital figures, grouped by 万 and 亿."""
    if number < 10:
        return DIGITS[number]
    for base, unit in ((10**8, "亿"), (10**4, "万")):
        if number >= base:
            high, low = divmod(number, base)
            gap = "零" if low and low < base // 10 else ""
            return f"{_capital(high)}{unit}{gap}{_capital(low) if low else ''}"
    words, zero = "", False
    for place in range(3, -1, -1):
        digit = number // 10**place % 10
        if digit:
            words += f"{'零' if zero and words else ''}{DIGITS[digit]}{PLACES[place]}"
        zero = digit == 0
    return words


def parse_money(text: str) -> int | None:
    """Read an amount as a person types it (`12,260.5`, `￥12260`, full-width figures) into fen; None if it is not one."""
    plain = text.translate(str.maketrans("０１２３４５６７８９．，－", "0123456789.,-"))
    plain = re.sub(r"[\s,¥￥元]", "", plain).replace(MINUS, "-")
    if not re.fullmatch(r"-?\d{1,15}(\.\d{1,2})?", plain):
        return None
    return int(Decimal(plain) * 100)


# ── Dates ───────────────────────────────────────────────────────────────────


def chinese_date(value: date, style: str = "auto", today: date | None = None) -> str:
    """Write a date: `auto` drops the year of `today` (11月23日), `full` keeps it (2026年11月23日), `short` always drops it,
    `month` gives 2026年11月, `time` adds hours and minutes, `iso` gives 2026-11-23 for table columns."""
    if style == "iso":
        return f"{value:%Y-%m-%d}"
    if style == "month":
        return f"{value.year}年{value.month}月"
    day = f"{value.month}月{value.day}日"
    bare = style == "short" or (style in ("auto", "autotime") and today is not None and value.year == today.year)
    words = day if bare else f"{value.year}年{day}"
    if style in ("time", "autotime") and isinstance(value, datetime):
        words += f" {value:%H:%M}"
    return words


WEEKDAYS = "一二三四五六日"
DAY_FIGURES = "〇一二三四五六七八九"


def written_date(value: date) -> tuple[str, str, str]:
    """Write a date in Chinese figures for the date line: (二〇二六年, 十一月二十三日, 星期一)."""
    year = "".join(DAY_FIGURES[int(figure)] for figure in str(value.year))
    return (
        f"{year}年",
        f"{_below_hundred(value.month)}月{_below_hundred(value.day)}日",
        f"星期{WEEKDAYS[value.weekday()]}",
    )


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else f"{DAY_FIGURES[tens]}十") + (DAY_FIGURES[ones] if ones else "")


def days_left(due: date, today: date) -> tuple[str, str]:
    """Say how a deadline stands, with its tone: (还有7天, info), (今天截止, warn), (逾期4天, bad).

    A deadline is a local date that ends at 24:00, so its own day is not late. Seven days and fewer warn.
    """
    days = (due - today).days
    if days < 0:
        return f"逾期{-days}天", "bad"
    if days == 0:
        return "今天截止", "warn"
    if days == 1:
        return "明天截止", "warn"
    return f"还有{days}天", "warn" if days <= 7 else "info"


# ── Sizes, times, masks ─────────────────────────────────────────────────────


def file_size(size: int) -> str:
    """Write a size in bytes for a reader: `18kB`, `1.2MB`."""
    if size < 1000:
        return f"{size}字节"
    if size < 999_500:
        return f"{size / 1000:.0f}kB"
    shown, unit = (size / 1e6, "MB") if size < 999_500_000 else (size / 1e9, "GB")
    return f"{shown:.1f}{unit}" if shown < 9.95 else f"{shown:.0f}{unit}"


def clock(seconds: float) -> str:
    """Write a position in a video, `680` → `11:20`, from an hour `1:02:05`."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"


def spoken_clock(seconds: float) -> str:
    """Write a position in words, `680` → `11分20秒`."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, second = divmod(rest, 60)
    return (f"{hours}小时" if hours else "") + (f"{minutes}分" if minutes or hours else "") + f"{second}秒"


def mask(value: str, keep: str = "3,4") -> str:
    """Hide the middle of a value, `13812345678` → `138****5678`. `keep` is "figures at the start,figures at the end".

    A value too short to hide anything is hidden whole. The mask has a fixed length: it does not tell how much it hides.
    """
    start, _, end = keep.partition(",")
    head, tail = int(start or 0), int(end or 0)
    if len(value) <= head + tail:
        return "*" * 4
    return f"{value[:head]}****{value[len(value) - tail :] if tail else ''}"


# ── Titles and hits ─────────────────────────────────────────────────────────

# A phrase ends after these marks, and begins before an opening one. Never between a Han character and a figure:
# text-autospace does not reach across inline blocks.
_PHRASE = re.compile(
    r"[《“（(【][^》”）)】]*[》”）)】][，。、：；！？,;!?　]?|[^《“（(【，。、：；！？,;!?　]+[，。、：；！？,;!?　]?|.",
    re.S,
)


def phrases(title: str) -> list[str]:
    """Split a title at its punctuation, so that it breaks between phrases first. Joined, the parts are the title again."""
    parts: list[str] = []
    for piece in _PHRASE.findall(title):
        joins = parts and (len(piece) == 1 or (len(parts[-1]) <= 2 and parts[-1][-1] not in "，。、：；！？　"))
        if joins:
            parts[-1] += piece
        else:
            parts.append(piece)
    return parts


def segments(value: Any) -> list[tuple[str, bool]]:
    """Read a snippet as (text, is a hit) pairs.

    Takes a string with hits between HIT_START and HIT_END, or a sequence of pairs, or of things with `text` and `hit`.
    """
    if value is None:
        return []
    if isinstance(value, str):
        pairs: list[tuple[str, bool]] = []
        for index, piece in enumerate(re.split(f"[{HIT_START}{HIT_END}]", value)):
            if piece:
                pairs.append((piece, index % 2 == 1))
        return pairs
    return [_segment(item) for item in value]


def _segment(item: Any) -> tuple[str, bool]:
    if isinstance(item, Mapping):
        return str(item["text"]), bool(item.get("hit"))
    if isinstance(item, str):
        return item, False
    if hasattr(item, "hit"):
        return str(item.text), bool(item.hit)
    text, hit = item
    return str(text), bool(hit)


# ── Course covers ───────────────────────────────────────────────────────────


def cover_title(title: str, limit: int = 10) -> str:
    """Choose what stands on a book's slip: the name in 《》 if there is one, without 中国共产党, up to the first pause."""
    quoted = re.search(r"《([^》]+)》", title)
    name = quoted.group(1) if quoted else title
    name = re.sub(r"^(中国共产党|中共|\d{4}年修订)", "", name).strip()
    return re.split(r"[，。、：；（(　\s]", name)[0][:limit] or title[:limit]


def cover_tone(title: str, tones: int = 4) -> int:
    """Choose one of the book cloths for a title, always the same for the same title."""
    return sum(ord(character) for character in title) % tones + 1
