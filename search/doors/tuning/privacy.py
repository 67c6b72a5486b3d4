"""Which questions may be counted by their words: none that may tell of a person. Pure but for the look-up of names."""

import re
from collections.abc import Iterable

from records.access.models import User
from search.index import queries
from search.index.entries import PERSON_KINDS
from search.index.normalise import characters, is_han, name_key, normalise_question, runs
from search.index.scope import Grant, scope_of

LONGEST = 30  # characters: what is longer was pasted, and may hold anything
MOST_DIGITS = 5  # in a row: a year and a document's number have fewer, telephones and identity numbers more
MOST_LETTERS = 20  # in a row: what is longer is an address or a key, no word
NAME_LENGTHS = (2, 3, 4)

_BETWEEN_DIGITS = re.compile(r"(?<=[\dx])[\s\-–—./·,，]+(?=[\dx])")
_DIGITS = re.compile(rf"\d{{{MOST_DIGITS + 1},}}")
_SPOKEN_DIGITS = re.compile(rf"[〇零一二三四五六七八九幺]{{{MOST_DIGITS + 1},}}")
_LETTERS = re.compile(rf"[a-z0-9_\-]{{{MOST_LETTERS + 1},}}")
_ADDRESS = re.compile(r"@|://|www\.")


def countable(text: str) -> str:
    """The question as it is counted, "" where it may tell of a person by its form alone: numbers, addresses, long texts."""
    words = normalise_question(text)
    if not characters(words) or len(words) > LONGEST or _ADDRESS.search(words):
        return ""
    closed = _BETWEEN_DIGITS.sub("", words)
    if _DIGITS.search(closed) or _SPOKEN_DIGITS.search(closed) or _LETTERS.search(closed):
        return ""
    return words


def names_in(text: str) -> list[str]:
    """What may be a person's name in a question: each word, and how words of Han characters begin and end."""
    found = {name_key(text)}
    for word in text.split():
        found.add(name_key(word))
        for run in runs(word):
            if is_han(run):
                found.update(end for size in NAME_LENGTHS for end in (run[:size], run[-size:]) if len(end) == size)
    return sorted(name for name in found if len(name) >= NAME_LENGTHS[0])


def naming_persons(texts: Iterable[str]) -> set[str]:
    """Those of these questions that hold the name of a member or of an account. Raises SearchUnavailable.

    Asked over all people, whoever they are: nothing of them is shown, a name that exists is only kept out. All the
    questions' names are looked up at once.
    """
    held = {text: names_in(text) for text in texts}
    names = sorted({name for each in held.values() for name in each})
    if not names:
        return set()
    everybody = scope_of((), [Grant(kinds=PERSON_KINDS, ancestors=None)])
    known = set(User.objects.filter(name__among=names).values_list("name", flat=True))
    known.update(found.name for found in queries.named(names, everybody, kinds=PERSON_KINDS, most=1) if found.count)
    return {text for text, each in held.items() if known.intersection(each)}
