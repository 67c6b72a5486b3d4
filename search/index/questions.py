"""What a reader typed, read once for both engines. Nothing of it ever reaches a query language: only tokens do."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from search.index.figures import Figure, figure_in
from search.index.normalise import (
    COUNTRY,
    HAN,
    bigrams,
    characters,
    ending,
    is_han,
    name_key,
    normalise_question,
    number_key,
    runs,
)
from search.index.pinyin import WIDTH

# Bounds: what lies beyond them is not read. They keep every query small whatever is pasted into the box.
LONGEST = 400
MOST_CHARACTERS = 80
MOST_PARTS = 8
MOST_VARIANTS = 3

# A person's name among words without a space: of two to four characters, in a question that is more than a name.
NAME_LENGTHS = (2, 3, 4)
NAMES_WITHIN = 4
LONGEST_AROUND_A_NAME = 12
LONGEST_AROUND_A_FIGURE = 60
LETTERS_WITHOUT_GAPS = 3  # so few letters with gaps between them would be in every other title

_PAIR = re.compile(rf"[{HAN}]{{2}}")
_LETTERS = re.compile(r"[a-z0-9]{2,}")
_ARTICLE = re.compile(r"第([〇零一二三四五六七八九十百千]{1,9}|\d{1,4})条(第[一二三四五六七八九十]{1,3}[款项])*$")


def _bounded(text: str) -> str:
    """Cut a text to what is read of it."""
    text = text[:LONGEST]
    while len(characters(text)) > MOST_CHARACTERS:
        text = text[: max(len(text) * 9 // 10, 1)]
    return text.strip()


@dataclass(frozen=True)
class Wording:
    """One way of putting the question: the words as typed, or rewritten by a synonym.

    text keeps its spaces; tight is without them; parts are the words between them.
    """

    text: str

    @cached_property
    def tight(self) -> str:
        return "".join(self.text.split())

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(part for part in self.text.split() if runs(part))[:MOST_PARTS]

    @cached_property
    def name(self) -> str:
        """As a name is kept: without anything between the letters."""
        return name_key(self.text)

    @cached_property
    def number(self) -> str:
        """As a document's, index or serial number is kept; "" for words without a digit, which are none."""
        return number_key(self.text) if any(sign.isdigit() for sign in self.text) else ""

    @cached_property
    def characters(self) -> tuple[str, ...]:
        return tuple(characters(self.text))

    @cached_property
    def bigrams(self) -> tuple[str, ...]:
        return tuple(bigrams(self.text))

    @cached_property
    def phrase(self) -> tuple[str, ...]:
        """The pairs of the whole wording in order, spaces closed."""
        return tuple(bigrams(self.tight))

    @cached_property
    def beginnings(self) -> tuple[tuple[str, ...], ...]:
        """How a title begins that begins as the wording does: with its first pair, or with that behind the country's name."""
        first = self.tight[:2]
        return (
            (tuple(bigrams(first)), tuple(bigrams(COUNTRY + first)))
            if len(first) == 2 and _PAIR.fullmatch(first)
            else ()
        )

    @cached_property
    def ending(self) -> str:
        """The last character, where a title may end alike; "" for a question too short to tell."""
        return ending(self.tight) if self.length > 2 else ""

    @cached_property
    def names_within(self) -> tuple[str, ...]:
        """Names that may stand among other words: every word, and how unparted words begin and end (党员周启明)."""
        found = [Wording(part).name for part in self.parts] if len(self.parts) > 1 else []
        if len(self.parts) == 1 and NAMES_WITHIN <= len(self.name) <= LONGEST_AROUND_A_NAME and is_han(self.name):
            found = [end for size in NAME_LENGTHS for end in (self.name[:size], self.name[-size:])]
        return tuple(dict.fromkeys(filter(None, found)))

    @property
    def length(self) -> int:
        return len(self.characters)

    @cached_property
    def windows(self) -> tuple[str, ...]:
        """Stretches of five characters, each beginning two after the one before: one wrong character spoils few.

        Of the longest of the words: what the reader has parted is no clause.
        """
        longest = max((run for run in runs(self.text) if is_han(run)), key=len, default="")
        if len(longest) < 6:
            return ()
        starts = [*range(0, len(longest) - 4, 2), len(longest) - 5]
        return tuple(longest[start : start + 5] for start in dict.fromkeys(starts[:24]))


@dataclass(frozen=True)
class Question:
    """A question as both engines ask it.

    wordings compete and the best one wins: first the words as typed (without a trailing article), then the unsplit
    ones, then the synonyms' rewritings. article (第十九条) only orders. figure is a date or an amount among
    the words, whose other writings are wordings too; what is of that day or that sum and says the rest is found as well.
    letters are what may be pinyin. blank means that
    nothing was typed (then everything in scope is listed); unreadable means that what was typed holds no word at all.
    """

    typed: str
    wordings: tuple[Wording, ...]
    article: str | None = None
    letters: str | None = None
    figure: Figure | None = None
    rest: Wording | None = None
    blank: bool = field(default=False)

    @property
    def unreadable(self) -> bool:
        return not self.blank and not self.wordings

    @property
    def only_figure(self) -> bool:
        """Whether nothing but a date or an amount is asked for: then what merely holds its digits is no answer."""
        return self.figure is not None and self.rest is None

    @property
    def loosens(self) -> bool:
        """Whether asking more loosely (`rescue`) asks anything else: stretches of a long clause, letters with gaps."""
        return any(words.windows for words in self.wordings) or len(self.letters or "") > LETTERS_WITHOUT_GAPS

    @property
    def words(self) -> Wording:
        """The words as typed; only where the question is readable and not blank."""
        return self.wordings[0]


def chinese_number(number: int) -> str:
    """A number up to 9999 as articles are numbered: 19 → 十九, 110 → 一百一十, 1005 → 一千零五."""
    digits, units = "零一二三四五六七八九", ("", "十", "百", "千")
    text = str(number)
    spoken = "".join(
        "零" if digit == "0" else digits[int(digit)] + units[len(text) - 1 - place] for place, digit in enumerate(text)
    )
    spoken = re.sub("零+", "零", spoken).rstrip("零") or "零"
    return re.sub("^一十", "十", spoken)


def split_article(text: str) -> tuple[str, str | None]:
    """Part a trailing article from the words before it: 工会法第19条 → 工会法, 第十九条. Without such words nothing is parted."""
    match = _ARTICLE.search(text)
    if match is None:
        return text, None
    words = text[: match.start()].strip()
    if not characters(words):
        return text, None
    number = match[1]
    spoken = chinese_number(int(number)) if number.isdigit() else number
    return words, f"第{spoken}条"


def read_question(text: str, variants: Iterable[str] = ()) -> Question:
    """Read what was typed. `variants` are whole rewritten questions, at most three of which are used."""
    typed = _bounded(normalise_question(text[: LONGEST * 4]))
    if not typed:
        return Question(typed="", wordings=(), blank=not text.strip())
    if not characters(typed):
        return Question(typed=typed, wordings=())
    words, article = split_article(typed)
    rewritten = [_bounded(normalise_question(variant)) for variant in variants][:MOST_VARIANTS]
    figure = figure_in(typed) if len(typed) <= LONGEST_AROUND_A_FIGURE else None
    around = (typed[: figure.start], typed[figure.end :]) if figure else ("", "")
    writings = [writing.join(around) for writing in figure.asked] if figure else []
    rest = " ".join(" ".join(around).split())
    texts = dict.fromkeys([words, typed, *writings, *rewritten])
    wordings = tuple(Wording(text) for text in texts if characters(text))
    letters = re.sub(r"[\s'’·-]", "", typed)
    return Question(
        typed=typed,
        wordings=wordings,
        article=article,
        letters=letters[:WIDTH] if _LETTERS.fullmatch(letters) else None,
        figure=figure,
        rest=Wording(rest) if characters(rest) else None,
    )
