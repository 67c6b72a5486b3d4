"""Places inside a text to which a search result can point: articles 条 of a rule, moments of a transcript. Pure functions."""

import re

from search.index.normalise import heading_level
from search.index.questions import chinese_number

_TIMED = re.compile(r"^\s*(?:(\d{1,2}):)?(\d{1,3}):(\d{2})\s+(.+)$")
_NUMBER = r"第([〇零一二三四五六七八九十百千]{1,9}|\d{1,4})条(?:之([一二三四五六七八九十]{1,3}))?"
# An article begins a line and is set off from its words; 第十九条规定的 in running text is a mention.
_ARTICLE_LINE = re.compile(rf"[ \t\u3000]*{_NUMBER}(?=$|[ \t\u3000\u00a0&【（(:：])")
_ARTICLE_PARAGRAPH = re.compile(rf"<p((?:\s[^>]*)?)>((?:\s|&nbsp;|<b>|<strong>)*{_NUMBER})(?=</|[\s\u3000&【（(:：<])")
_LEVELS = "编章节"  # each above the next
_DIGITS = {digit: place for place, digit in enumerate("零一二三四五六七八九")} | {"〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def number_of(written: str) -> int:
    """A number as articles are numbered: 一百一十 → 110, 十九 → 19, 19 → 19."""
    if written.isdigit():
        return int(written)
    total = last = 0
    for sign in written:
        if sign in _UNITS:
            total += (last or 1) * _UNITS[sign]
            last = 0
        else:
            last = _DIGITS[sign]
    return total + last


def articles_of(text: str) -> list[tuple[str, str]]:
    """(第十九条, its text) of a rule in order; what stands before the first article has no name.

    A heading (第三章 会员) ends the article before it and begins the one that follows it, so that whoever asks for the
    heading is led there. A table of contents stays where it is: only its last headings, each above the next, go with an article.
    """
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in text.splitlines():
        match = _ARTICLE_LINE.match(line)
        if match:
            found.append((_label(match[1], match[2]), _headings_at_the_end(found[-1])))
        elif _is_heading(line) and found[-1][0]:
            found.append(("", []))
        found[-1][1].append(line)
    return [(label, "\n".join(lines)) for label, lines in found if lines]


def _is_heading(line: str) -> bool:
    return bool(heading_level(line)) and not line.rstrip().endswith(("。", "；", "：", "，", ";", ":"))


def _headings_at_the_end(part: tuple[str, list[str]]) -> list[str]:
    """Take the headings that stand right above what follows off a part without a name: 第一编, 第一章, 第一节."""
    label, lines = part
    taken: list[str] = []
    above = len(_LEVELS)
    while not label and lines:
        blank = not lines[-1].strip()
        level = _LEVELS.find(heading_level(lines[-1]) or "条")
        if not blank and not (0 <= level < above and _is_heading(lines[-1])):
            break
        above = above if blank else level
        taken.insert(0, lines.pop())
    return taken


def article_anchor(label: str) -> str:
    """The anchor of an article on its page: 第十九条 → article-19, 第十九条之一 → article-19-1."""
    match = re.fullmatch(_NUMBER, label)
    if match is None:
        return ""
    return _anchor(match[1], match[2])


def with_article_anchors(html: str, seen: set[str]) -> str:
    """Rich text whose articles carry their anchors, each once on a page: `seen` holds those that are given already."""

    def anchored(match: re.Match[str]) -> str:
        anchor = _anchor(match[3], match[4])
        if anchor in seen or "id=" in match[1]:
            return match[0]
        seen.add(anchor)
        return f'<p id="{anchor}"{match[1]}>{match[2]}'

    return _ARTICLE_PARAGRAPH.sub(anchored, html)


def timed_texts(text: str) -> list[tuple[int | None, str]]:
    """(second or None, words) of a transcript's paragraphs, where the writer gave the time as 02:15 or 1:02:15."""
    found: list[tuple[int | None, str]] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        timed = _TIMED.match(line)
        if timed is None:
            found.append((None, line.strip()))
        else:
            hours, minutes, seconds, words = timed.groups()
            found.append((int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds), words))
    return found


def _label(number: str, further: str | None) -> str:
    return f"第{chinese_number(number_of(number))}条" + (f"之{further}" if further else "")


def _anchor(number: str, further: str | None) -> str:
    return f"article-{number_of(number)}" + (f"-{number_of(further)}" if further else "")
