"""One way of reading text, for entries and questions and for both engines alike.

The index knows three readings of a text: its characters, its pairs of neighbouring Han characters (bigrams) and its
pinyin. No dictionary and no word segmenter: measured on Chinese legal texts, words in the index lose (see README).
Every function here is pure and accepts any string at all, also null bytes and half of a surrogate pair.
"""

import re
import unicodedata
from operator import add

# Raise this number whenever a function below reads the same text differently: both engines then ask for a rebuild.
READING = 2

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)
# The gap's first sign comes first, and only then what stands before it: a look-behind at every place is six times as dear.
_GAP = re.compile(rf"[ \t\u3000](?<=[{HAN}][ \t\u3000])[ \t\u3000]*(?=[{HAN}])")
_RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
_HAN_START = re.compile(rf"[{HAN}]")


def is_han(run: str) -> bool:
    """Whether a run begins with a Han character; runs are never mixed."""
    return _HAN_START.match(run) is not None


# Unicode's own way takes half a microsecond for each character as soon as a text holds a single wide comma. The signs of
# Chinese writing stand for themselves whatever is beside them, so they are folded one by one, and most texts are done then.
_WIDE = {
    chr(code): folded
    for code in (
        *range(0x3000, 0x3040),
        *range(0xFE30, 0xFE6C),
        *range(0xFF01, 0xFF5F),
        *range(0xFFE0, 0xFFE7),
        0xA0,
        0x2026,
    )
    if (folded := unicodedata.normalize("NFKC", chr(code))) != chr(code)
}
_WIDE_SIGN = re.compile(f"[{''.join(map(re.escape, _WIDE))}]")


def _compatible(text: str) -> str:
    """NFKC, character for character what unicodedata says."""
    if unicodedata.is_normalized("NFKC", text):
        return text
    # A sign and what it stands for have the same decomposition, so nothing changes in what the whole text folds to.
    text = _WIDE_SIGN.sub(lambda found: _WIDE[found[0]], text)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def clean(text: str) -> str:
    """Drop what nobody can see: control characters, zero-width marks, direction marks, lone surrogates.

    Tabs, line feeds and carriage returns stay. The text is otherwise as its author wrote it.
    """
    return _INVISIBLE.sub("", text)


def fold(text: str) -> str:
    """NFKC, lower case, no spaces between Han characters (总 则 → 总则): how names and numbers are read."""
    folded = clean(_compatible(text).lower())
    return _GAP.sub("", folded).strip()


def normalise(text: str) -> str:
    """The form in which a text is indexed: folded, and every whole date in one writing."""
    return one_writing(fold(text))


_MONTH, _DAY = "(0?[1-9]|1[0-2])", r"([12]\d|3[01]|0?[1-9])"
_IN_DIGITS = re.compile(
    rf"(?<![\d./-])((?:19|20)\d\d)(?: ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号]|([./-]){_MONTH}\4{_DAY}(?![./-]?\d)[日号]?),?"
)
_IN_WORDS = re.compile(
    r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日,?"
)


def one_writing(text: str) -> str:
    """Folded text with its dates all as `day_written` has them: 2025.3.5, 2025-03-05, 二〇二五年三月五日 → 2025年3月5日."""
    text = _IN_DIGITS.sub(
        lambda match: day_written(*(int(part) for part in match.groups() if part and part.isdigit())), text
    )
    return _IN_WORDS.sub(lambda match: day_written(*map(number, match.groups())), text)


def day_written(year: int, month: int, day: int) -> str:
    """A date in the one writing. The comma keeps 日 apart from the words that follow, or they would make a pair with it."""
    return f"{year}年{month}月{day}日,"


DIGITS = "〇一二三四五六七八九"


def number(written: str) -> int:
    """A year, month or day in either kind of digits: 2025, 二〇二五, 十五, 三十一; 0 for nothing."""
    if written.isascii():
        return int(written or 0)
    written = written.replace("零", "〇")
    if "十" not in written:
        return int("".join(str(DIGITS.index(sign)) for sign in written))
    tens, _, ones = written.partition("十")
    return (DIGITS.index(tens[-1]) if tens else 1) * 10 + (DIGITS.index(ones[0]) if ones.strip("十") else 0)


def normalise_question(text: str) -> str:
    """The form in which a question is read: as `normalise`, but the spaces stay, for they part the words asked for."""
    folded = clean(_compatible(text).lower())
    return " ".join(folded.split())


def runs(text: str) -> list[str]:
    """Runs of Han characters, and runs of other letters and digits, in order; everything else only separates them."""
    return _RUN.findall(text)


def characters(text: str) -> list[str]:
    """Single Han characters and whole words of other scripts: 国办发2024 → 国, 办, 发, 2024."""
    found: list[str] = []
    for run in runs(text):
        if is_han(run):
            found.extend(run)
        else:
            found.append(run)
    return found


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of Han characters; a lone one stays alone, and so does a word of another script."""
    found: list[str] = []
    for run in runs(text):
        if len(run) > 1 and is_han(run):
            found.extend(map(add, run, run[1:]))
        else:
            found.append(run)
    return found


def name_key(name: str) -> str:
    """A name without anything between its letters, so that 阿依古丽·买买提 is found however the dot is written."""
    return "".join(runs(fold(name)))[:100]


def number_key(number: str) -> str:
    """A document's number without brackets, spaces, 第 and 号: 中组发〔2008〕3号, 中组发[2008]第3号 → 中组发20083."""
    return "".join(runs(fold(number))).replace("第", "").removesuffix("号")[:100]


def name_parts(name: str) -> list[str]:
    """Every single character and every pair of a name (王小明 → 小, 明, 王, 小明, 王小): a person is found by any part."""
    key = name_key(name)
    return sorted({*key, *(key[start : start + 2] for start in range(len(key) - 1))})


def headings(body: str) -> tuple[str, ...]:
    """The chapter and section headings (编 章 节) that a rule's text carries as lines of their own, in order."""
    return tuple(line.strip() for line in body.splitlines() if heading_level(line))


LONGEST_HEADING = 60


_HEADING = re.compile(r"[ \t\u3000]*第[〇零一二三四五六七八九十百千\d]+([编篇章节])[ \t\u3000]+\S")


def heading_level(line: str) -> str:
    """Whether a line is a heading, and of what: 编, 章, 节; "" for any other line."""
    match = _HEADING.match(line) if len(line) <= LONGEST_HEADING else None
    return match[1].replace("篇", "编") if match else ""


COUNTRY = "中华人民共和国"
_BRACKETS_AT_THE_END = re.compile(r"[(（【〔][^()（）【】〔〕]*[)）】〕]$")


def ending(title: str) -> str:
    """The last character of a title, by which it says what it is (法, 例, 会); brackets behind it (试行) don't count."""
    return name_key(_BRACKETS_AT_THE_END.sub("", title.strip()))[-1:]


def short_title(title: str) -> str | None:
    """What a law is mostly called: its title without 中华人民共和国 before it; None where that changes nothing."""
    name = title.strip().removeprefix(COUNTRY).strip()
    return name if name and name != title.strip() else None


def parts_of_question(text: str) -> list[str]:
    """What a question asks for of a name: its pairs, or the one character; all of them must be in the name."""
    key = name_key(text)
    return [key] if len(key) == 1 else [key[start : start + 2] for start in range(len(key) - 1)]
