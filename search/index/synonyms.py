"""Synonyms (同义词): the words people use, and what the texts say instead.

A rule rewrites a question as a whole: 健身房跑路 → 健身房单用途预付消费卡. The rewritten questions compete with the one that
was typed and the best match wins; at most three are asked. A list is a text file: a line for each rule, the word people
use first, then what to ask instead, parted by spaces; `#` begins a remark.

The lists that come with the project are always there. Other rooms lay lists over them that can change while the portal
runs (those that staff edit) with `add_provider`: theirs are asked first, and a word that they give nothing for is left as
it is. Every `FRESH_FOR` seconds each process asks whether they have changed.
"""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.db import DatabaseError

from search.index.normalise import is_han, normalise_question
from search.index.questions import MOST_VARIANTS

logger = logging.getLogger(__name__)

DATA = Path(__file__).parent / "data"
# Words of everyday life for what laws say, and words of this field for what the Party's rules and pages say.
STARTER = (DATA / "field.txt", DATA / "synonyms.txt")
FRESH_FOR = 5.0


@dataclass(frozen=True, slots=True)
class Synonym:
    """One rule, one way: whoever asks for `word` is also asked for with each of `instead`.

    Laid over other lists, a rule without anything to ask instead takes the word out of them.
    """

    word: str
    instead: tuple[str, ...]


Provider = Callable[[], Iterable[Synonym]]


def parse(lines: Iterable[str]) -> Iterator[Synonym]:
    """Rules of a list. Remarks, empty lines and words without anything to ask instead are passed over."""
    for line in lines:
        words = normalise_question(line.partition("#")[0]).split()
        instead = tuple(dict.fromkeys(word for word in words[1:] if word != words[0]))
        if instead:
            yield Synonym(words[0], instead)


def read(path: Path) -> list[Synonym]:
    """The rules of a file in UTF-8. Raises OSError and UnicodeDecodeError."""
    with path.open(encoding="utf-8") as lines:
        return list(parse(lines))


class Thesaurus:
    """Rules made ready for use. The longest word that stands in a question is rewritten first."""

    def __init__(self, rules: Iterable[Synonym]) -> None:
        self._instead: dict[str, tuple[str, ...]] = {}
        for rule in rules:
            known = self._instead.get(rule.word, ())
            self._instead[rule.word] = tuple(dict.fromkeys((*known, *rule.instead)))
        words = sorted(self._instead, key=lambda word: (-len(word), word))
        self._find = re.compile("|".join(map(re.escape, words))) if words else None

    def __len__(self) -> int:
        return len(self._instead)

    def variants(self, text: str) -> tuple[str, ...]:
        """Whole rewritten questions, at most three, best first; `text` is what was typed.

        A rewriting takes the place of the word where it stands. A word of one character is rewritten only where it
        stands alone (桥, not the 桥 of 桥梁), and a question that already says what would be asked instead is left as it is.
        """
        if self._find is None:
            return ()
        text = normalise_question(text)
        found: dict[str, None] = {}
        for match in sorted(self._find.finditer(text), key=lambda match: -len(match[0])):
            start, end = match.span()
            if end - start == 1 and not _stands_alone(text, start, end):
                continue
            for instead in self._instead[match[0]]:
                if instead not in text:
                    found[text[:start] + instead + text[end:]] = None
        return tuple(found)[:MOST_VARIANTS]


def _stands_alone(text: str, start: int, end: int) -> bool:
    return not (is_han(text[start - 1 : start]) or is_han(text[end : end + 1]))


_providers: list[Provider] = []
_versions: dict[Provider, Callable[[], object]] = {}
_lock = threading.Lock()


@dataclass(slots=True)
class _Known:
    """The thesaurus in use, of which state of the lists, and when it was last asked whether that still holds."""

    thesaurus: Thesaurus
    version: tuple[object, ...]
    asked: float


_known: _Known | None = None


def add_provider(provider: Provider, version: Callable[[], object] | None = None) -> None:
    """Lay the rules that `provider` yields over the others.

    `version` says cheaply which state they are in, so that they are read again only when it differs; without it they
    are read every time.
    """
    if provider not in _providers:
        _providers.append(provider)
    if version is not None:
        _versions[provider] = version
    forget()


def forget() -> None:
    """Read every list again at the next question (of this process)."""
    global _known
    with _lock:
        _known = None


@cache
def starter() -> tuple[Synonym, ...]:
    """The rules that come with the project."""
    return tuple(rule for path in STARTER for rule in read(path))


def laid_over(rules: Iterable[Synonym]) -> Thesaurus:
    """The starter list with these rules over it."""
    rules = list(rules)
    left_alone = {rule.word for rule in rules if not rule.instead}
    return Thesaurus(rule for rule in (*rules, *starter()) if rule.word not in left_alone)


def current() -> Thesaurus:
    """The thesaurus in use: the starter list and over it what the providers yield.

    Where the lists can't be read just now, the one known before goes on.
    """
    global _known
    now = time.monotonic()
    with _lock:
        known = _known
    if known is not None and now - known.asked < FRESH_FOR:
        return known.thesaurus
    try:
        version = tuple(_versions.get(provider, object)() for provider in _providers)
        if known is not None and known.version == version:
            known.asked = now
            return known.thesaurus
        thesaurus = laid_over(rule for provider in _providers for rule in provider())
    except DatabaseError:
        logger.exception("the synonyms can't be read")
        return known.thesaurus if known is not None else laid_over(())
    with _lock:
        _known = _Known(thesaurus, version, now)
    return thesaurus
