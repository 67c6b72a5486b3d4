"""Personal names: what lists sort by and what a part of a name is looked for in. Pure functions."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from pypinyin import Style, lazy_pinyin

# Family names read otherwise than the character alone (姓氏异读), with tone.
_FAMILY_READINGS: Final[dict[str, list[str]]] = {
    "单": ["shan4"],
    "仇": ["qiu2"],
    "曾": ["zeng1"],
    "区": ["ou1"],
    "查": ["zha1"],
    "解": ["xie4"],
    "朴": ["piao2"],
    "任": ["ren2"],
    "华": ["hua4"],
    "盖": ["ge3"],
    "翟": ["zhai2"],
    "乐": ["yue4"],
    "覃": ["qin2"],
    "缪": ["miao4"],
    "冼": ["xian3"],
    "繁": ["po2"],
    "种": ["chong2"],
    "秘": ["bi4"],
    "尉迟": ["yu4", "chi2"],
    "万俟": ["mo4", "qi2"],
    "长孙": ["zhang3", "sun1"],
    "单于": ["chan2", "yu2"],
}


def cleaned_name(text: str) -> str:
    """A name as it is stored: NFKC, no spaces between Han characters, one middle dot of one kind."""
    name = unicodedata.normalize("NFKC", text).strip()
    name = re.sub(r"[•‧∙・⋅․.]", "·", name)
    name = re.sub(r"\s*·\s*", "·", name)
    name = re.sub(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])", "", name)
    return re.sub(r"\s+", " ", name)


@lru_cache(maxsize=20_000)
def _syllable(character: str) -> str:
    return lazy_pinyin(character, style=Style.TONE3, neutral_tone_with_five=True)[0].lower()


def syllables(name: str) -> list[str]:
    """Pinyin with tone digits, a syllable each character; a family name as it is read as one."""
    for length in (2, 1):
        reading = _FAMILY_READINGS.get(name[:length]) if len(name) > length else None
        if reading:
            return [*reading, *(_syllable(each) for each in name[length:])]
    return [_syllable(each) for each in name]


def sort_key(name: str) -> str:
    """Pinyin with tones, then the name itself, so that two people of one sound stand apart: at most 200 characters."""
    return f"{' '.join(syllables(name))} {name}"[:200]


def pinyin_keys(name: str) -> str:
    """The name in full pinyin and in initials, between bars, for finding by any part: `|zhangsan|zs|`."""
    bare = [re.sub(r"[^a-z0-9]", "", re.sub(r"\d", "", each)) for each in syllables(name)]
    return f"|{''.join(bare)}|{''.join(each[:1] for each in bare)}|"[:200]
