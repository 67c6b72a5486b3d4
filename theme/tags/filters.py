"""Filters: money, dates, sizes, titles, hits."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape, escape, format_html_join
from django.utils.safestring import SafeString, mark_safe

from theme import text
from theme.tags import register


@register.filter
def money(fen: int | None) -> str:
    """`{{ amount|money }}`: whole fen as 12,260.00; nothing for None."""
    return "" if fen in (None, "") else text.money(int(fen))


@register.filter
def money_capital(fen: int | None) -> str:
    """`{{ amount|money_capital }}`: whole fen as 人民币壹万贰仟贰佰陆拾元整."""
    return "" if fen in (None, "") else text.money_capital(int(fen))


@register.filter
def chinese_date(value: date | datetime | str | None, style: str = "auto") -> str:
    """`{{ day|chinese_date }}`: 11月23日, with the year if it is another one. Styles: auto full short month time autotime iso."""
    if not value:
        return ""
    if isinstance(value, str):
        return value
    return text.chinese_date(local(value), style, timezone.localdate())


ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@register.filter
def whole_dates(words: Any) -> Any:
    """`{{ cell.value|whole_dates }}`: a text whose dates (2030-03-20) are not broken at their hyphens on a narrow screen."""
    if not isinstance(words, str) or isinstance(words, SafeString) or not ISO_DAY.search(words):
        return words
    whole = ISO_DAY.sub(lambda day: f'<span class="nowrap">{day[0]}</span>', conditional_escape(words))
    return mark_safe(whole)  # noqa: S308 - escaped above; a date holds digits and hyphens alone


@register.filter
def days_left(due: date | datetime | None) -> str:
    """`{{ due|days_left }}`: 还有7天, 今天截止, 逾期4天."""
    return text.days_left(day_of(due), timezone.localdate())[0] if due else ""


@register.filter
def days_left_tone(due: date | datetime | None) -> str:
    """The tone that goes with `days_left`: info, warn, bad."""
    return text.days_left(day_of(due), timezone.localdate())[1] if due else "plain"


@register.filter
def file_size(size: int | None) -> str:
    """`{{ bytes|file_size }}`: 18kB, 1.2MB."""
    return "" if size in (None, "") else text.file_size(int(size))


@register.filter
def phrases(title: str | None) -> SafeString:
    """`<h1 class="phrases">{{ title|phrases }}</h1>`: one span a phrase, so that a title breaks at its punctuation first."""
    return format_html_join("", "<span>{}</span>", ((part,) for part in text.phrases(str(title or ""))))


@register.filter
def highlight(snippet: Any) -> SafeString:
    """`{{ result.snippet|highlight }}`: hits in <mark>. Takes pairs, mappings, or a string with hits between U+E000, U+E001."""
    return mark_safe(  # noqa: S308 - every piece is escaped here
        "".join(f"<mark>{escape(piece)}</mark>" if hit else str(escape(piece)) for piece, hit in text.segments(snippet))
    )


@register.filter
def mask(value: str | None, keep: str = "3,4") -> str:
    """`{{ phone|mask }}` → 138****5678; `{{ name|mask:"1,0" }}` → 刘****. For plain text; a Secret masks itself."""
    return text.mask(str(value), keep) if value else ""


@register.filter
def clock(seconds: float | None) -> str:
    """`{{ seconds|clock }}` → 11:20."""
    return "" if seconds is None else text.clock(seconds)


@register.filter
def spoken_clock(seconds: float | None) -> str:
    """`{{ seconds|spoken_clock }}` → 11分20秒."""
    return "" if seconds is None else text.spoken_clock(seconds)


@register.filter
def get(mapping: Any, key: Any) -> Any:
    """`{{ row|get:column }}`: a key of a mapping, an index of a list, or an attribute."""
    if isinstance(mapping, Mapping):
        return mapping.get(key, "")
    if isinstance(mapping, Sequence) and isinstance(key, int):
        return mapping[key] if -len(mapping) <= key < len(mapping) else ""
    return getattr(mapping, str(key), "")


def local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def day_of(value: date | datetime) -> date:
    here = local(value)
    return here.date() if isinstance(here, datetime) else here
