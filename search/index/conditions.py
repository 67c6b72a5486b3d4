"""Conditions of an archive search 查档条件, beside the words: each is met or not, none of them ranks.

`met_by` is the rule in plain Python; both engines are tested against it.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, fields

from search.index.entries import Entry, Nature
from search.index.normalise import (
    bigrams,
    characters,
    name_key,
    name_parts,
    normalise,
    normalise_question,
    number_key,
    one_writing,
    parts_of_question,
    runs,
)

LONGEST = 100  # characters of one condition
MOST_WORDS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What must hold of an entry. Texts as typed; what holds no letter or digit asks nothing.

    number is a document's, index or serial number (文号、索引号、编号): whole when it ends in 号, otherwise its beginning.
    person is a name, of a person or in a text. state is the state's own word. title, body, attachment and without are
    words; each of them, phrase as one, must stand there as written (without: must not). since and until are dates of
    the entry, both included; least and most are in fen. then is the id of an organisation below which the entry hung on
    its own date (当时的隶属). apart_from are keys of entries that are left out.
    """

    number: str = ""
    person: str = ""
    state: str = ""
    title: str = ""
    body: str = ""
    attachment: str = ""
    phrase: str = ""
    without: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None
    least: int | None = None
    most: int | None = None
    then: str | None = None
    apart_from: frozenset[str] | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) not in ("", None) for each in fields(self))

    @property
    def number_wanted(self) -> tuple[str, bool]:
        """The number as it is kept, and whether it must be whole."""
        return number_key(self.number[:LONGEST]), self.number.rstrip().endswith("号")

    @property
    def person_wanted(self) -> str:
        """The name as names are kept."""
        return name_key(self.person[:LONGEST])

    def met_by(self, entry: Entry) -> bool:
        """Whether an entry meets all of them."""
        texts = _Texts(entry)
        wanted, whole = self.number_wanted
        numbers = {number_key(number) for number in entry.numbers}
        return (
            (not wanted or (wanted in numbers if whole else any(number.startswith(wanted) for number in numbers)))
            and (not self.person_wanted or texts.names(self.person_wanted))
            and (not self.state or entry.state == self.state)
            and all(texts.title(word) for word in words_of(self.title))
            and all(texts.body(word) for word in words_of(self.body))
            and (not words_of(self.attachment) or entry.kind == "attachment")
            and all(texts.body(word) for word in words_of(self.attachment))
            and all(texts.anywhere(word) for word in phrase_of(self.phrase))
            and not any(texts.anywhere(word) or texts.is_person(word) for word in words_of(self.without))
            and (self.since is None or (entry.published is not None and entry.published >= self.since))
            and (self.until is None or (entry.published is not None and entry.published <= self.until))
            and (self.least is None or (entry.amount_fen is not None and entry.amount_fen >= self.least))
            and (self.most is None or (entry.amount_fen is not None and entry.amount_fen <= self.most))
            and (self.then is None or self.then in entry.ancestors_then)
            and (self.apart_from is None or entry.key not in self.apart_from)
        )


def words_of(text: str) -> list[str]:
    """The words of a condition: what stands between its spaces."""
    return [word for word in one_writing(normalise_question(text[:LONGEST])).split() if runs(word)][:MOST_WORDS]


def phrase_of(text: str) -> list[str]:
    """A phrase as the one word it is; none where it holds nothing."""
    phrase = one_writing("".join(normalise_question(text[:LONGEST]).split()))
    return [phrase] if runs(phrase) else []


class _Texts:
    """An entry's texts as the index reads them; a person has none."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        analysed = entry.ranked_as is not Nature.PERSON
        self.signs = characters(normalise(entry.title)) if analysed else []
        self.pairs = bigrams(normalise(entry.title)) if analysed else []
        self.texts = [bigrams(normalise(text)) for text in (entry.body, *entry.heading_lines)] if analysed else []

    def title(self, word: str) -> bool:
        return _held(self.signs, characters(word)) if len(word) == 1 else _held(self.pairs, bigrams(word))

    def body(self, word: str) -> bool:
        return any(_held(text, bigrams(word)) for text in self.texts)

    def anywhere(self, word: str) -> bool:
        return self.title(word) or self.body(word)

    def is_person(self, word: str) -> bool:
        if self.entry.ranked_as is not Nature.PERSON:
            return False
        parts = {part for name in (self.entry.title, *self.entry.names) for part in name_parts(name)}
        return set(parts_of_question(word)) <= parts

    def names(self, key: str) -> bool:
        people = {name_key(name) for name in self.entry.people}
        return key in people or self.is_person(key) or self.anywhere(key)


def _held(text: Sequence[str], phrase: Sequence[str]) -> bool:
    """Whether tokens stand in a text next to each other, in this order."""
    size = len(phrase)
    return size > 0 and any(list(text[at : at + size]) == list(phrase) for at in range(len(text) - size + 1))
