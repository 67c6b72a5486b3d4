"""Small marks: icon, badge, tag, time, and the body of an article."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from theme import text
from theme.icons import ICONS
from theme.tags import register
from theme.tags.filters import chinese_date, days_left, days_left_tone, local

TONES = ("good", "warn", "bad", "info", "plain", "rank")


@register.simple_tag
def icon(name: str) -> SafeString:
    """`{% icon "search" %}`: one of theme.icons.ICONS, hidden from screen readers: a word stands beside it."""
    return format_html('<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{}</svg>', mark_safe(ICONS[name]))  # noqa: S308


@register.simple_tag
def badge(word: Any, tone: str = "plain", quiet: bool = False) -> SafeString:
    """`{% badge "按时" "good" %}` or `{% badge status %}` with {"word", "tone"}. Tones: good warn bad info plain rank.

    `quiet` shows the shape alone and leaves the word to screen readers (the openness record).
    """
    if isinstance(word, Mapping):
        word, tone = word["word"], word.get("tone") or "plain"
    elif isinstance(word, tuple | list):
        word, tone = word
    if word in (None, ""):
        return mark_safe("")
    shown = format_html('<span class="vh">{}</span>', word) if quiet else word
    return format_html('<span class="badge badge--{}">{}</span>', tone if tone in TONES else "plain", shown)


@register.simple_tag
def due(day: date | datetime | None) -> SafeString:
    """`{% due task.due %}`: the days left as a badge."""
    return badge(days_left(day), days_left_tone(day))


@register.simple_tag
def tag(word: str, url: str = "") -> SafeString:
    """`{% tag "规章" url %}`: a plain label of a kind; a link when it has an address."""
    if url:
        return format_html('<a class="tag" href="{}">{}</a>', url, word)
    return format_html('<span class="tag">{}</span>', word)


@register.simple_tag
def when(value: date | datetime | str | None, style: str = "auto") -> SafeString:
    """`{% when page.date "full" %}`: a <time> element; styles as in `chinese_date`. A text is shown as it is."""
    if not value:
        return mark_safe("")
    if isinstance(value, str):
        return format_html("<span>{}</span>", value)
    return format_html('<time datetime="{}">{}</time>', local(value).isoformat(), chinese_date(value, style))


@register.simple_tag(takes_context=True)
def body(context: Context, value: Any) -> SafeString:
    """`{% body article.body %}`: a StreamField value block by block, or HTML that is already safe. Plain text is escaped."""
    if hasattr(value, "stream_block"):
        return mark_safe("".join(child.render(context.flatten()) for child in value))  # noqa: S308
    if hasattr(value, "__html__"):
        return mark_safe(value.__html__())  # noqa: S308
    return format_html_join("", "<p>{}</p>", ((line,) for line in str(value or "").splitlines() if line.strip()))


@register.simple_tag
def date_line(day: date | None) -> SafeString:
    """`{% date_line today %}`: the date in Chinese figures, upright on a wide screen (二〇二六年 十一月二十三日 星期一)."""
    if not day:
        return mark_safe("")
    parts = format_html_join(" ", "<span>{}</span>", ((part,) for part in text.written_date(day)))
    return format_html('<p class="dateline"><time datetime="{}">{}</time></p>', day.isoformat(), parts)
