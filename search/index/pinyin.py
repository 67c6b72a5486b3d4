"""Pinyin keys (拼音): a title or name is found from any syllable on, by initials and in full, by prefix."""

import unicodedata
from functools import lru_cache
from importlib.metadata import version

from pypinyin import Style, lazy_pinyin
from pypinyin.seg.simpleseg import seg

from search.index.normalise import fold, is_han, runs

# Whose readings these are: another dictionary, or another Unicode, reads the same text otherwise.
DICTIONARY = f"{version('pypinyin')}-{unicodedata.unidata_version}"

# A key is cut to this many letters, and so is what is typed.
WIDTH = 32
WHOLE = 60
# What a key of the whole begins with: a title that starts so ranks before one that only contains it.
START = "^"

# Surnames that are read otherwise than the character mostly is; both readings find the person.
SURNAMES = {
    "单": "shan", "仇": "qiu", "解": "xie", "曾": "zeng", "任": "ren", "华": "hua", "查": "zha", "区": "ou",
    "盖": "ge", "缪": "miao", "朴": "piao", "翟": "zhai", "乐": "yue", "召": "shao", "繁": "po", "秘": "bi",
    "冼": "xian", "员": "yun", "折": "she", "种": "chong", "祭": "zhai", "覃": "qin", "牟": "mu", "尹": "yin",
    "晁": "chao", "逄": "pang", "郇": "xun", "隗": "wei", "黑": "he", "洗": "xian", "重": "chong", "车": "che",
}  # fmt: skip
DOUBLE_SURNAMES = {
    "尉迟": ("yu", "chi"), "万俟": ("mo", "qi"), "长孙": ("zhang", "sun"), "单于": ("chan", "yu"),
    "澹台": ("tan", "tai"), "令狐": ("ling", "hu"), "宰父": ("zai", "fu"),
}  # fmt: skip


@lru_cache(maxsize=65_536)
def _read(run: str) -> tuple[str, ...]:
    return tuple(syllable for word in seg(run) for syllable in _word(word))


@lru_cache(maxsize=65_536)
def _word(word: str) -> tuple[str, ...]:
    """A word of the dictionary, or a character: they come again and again, runs of them do not."""
    syllables = lazy_pinyin(word, style=Style.NORMAL, errors="ignore")
    # The Unicode spelling ü is typed as v on every keyboard.
    return tuple(syllable.replace("ü", "v") for syllable in syllables if syllable.isascii() and syllable)


def syllables(text: str) -> list[str]:
    """The text's syllables in order; a run of other letters or digits counts as one."""
    found: list[str] = []
    for run in runs(fold(text)):
        found.extend(_read(run) if is_han(run) else [run])
    return found


def half_spoken(text: str) -> tuple[list[str], list[str]]:
    """Of a text that is half characters and half letters: (its characters by runs, what the whole may sound like).

    石桥cun → ([石桥], [shiqiaocun, sqcun]); both are empty for any other text.
    """
    parts = runs(fold(text))
    written = [run for run in parts if is_han(run)]
    if not written or not any(run.isascii() and run.isalpha() for run in parts):
        return [], []
    initials = "".join("".join(each[0] for each in _read(run)) if is_han(run) else run for run in parts)
    return written, ["".join(syllables(text))[:WIDTH], initials[:WIDTH]]


def _keys(spoken: list[str]) -> set[str]:
    if not spoken:
        return set()
    initials = "".join(syllable[0] for syllable in spoken)
    keys = {initials[start : start + WIDTH] for start in range(len(initials))}
    keys |= {"".join(spoken[start : start + WIDTH])[:WIDTH] for start in range(len(spoken))}
    return keys | {START + initials[:WHOLE], START + "".join(spoken[:WHOLE])[:WHOLE]}


def pinyin_keys(text: str) -> list[str]:
    """Keys of a title: from every syllable start, as initials and in full, and the whole with `^` before it."""
    return sorted(_keys(syllables(text)))


def person_keys(name: str) -> list[str]:
    """Keys of a person's name: as a title's, and with the surname's own reading (单 shan, 曾 zeng, 尉迟 yuchi)."""
    spoken = syllables(name)
    keys = _keys(spoken)
    first = "".join(runs(fold(name)))
    if first[:2] in DOUBLE_SURNAMES and len(spoken) >= 2:
        keys |= _keys([*DOUBLE_SURNAMES[first[:2]], *spoken[2:]])
    elif first[:1] in SURNAMES and spoken:
        keys |= _keys([SURNAMES[first[:1]], *spoken[1:]])
    return sorted(keys)
