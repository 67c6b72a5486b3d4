"""Snippets (摘要): cut from the original text in Python, the same for both engines, and never as HTML."""

import re
from collections.abc import Iterable, Sequence

from search.index.entries import Spot
from search.index.normalise import HAN, clean
from search.index.questions import Question, Wording
from search.index.requests import Segment

LENGTH = 110  # characters of a snippet
ARTICLE_LENGTH = 300  # of a snippet that is an article of a rule, which is read as a whole
LEAD = 24  # of them before the first hit
MOST_OF_IT = 0.6  # of a wording's pairs that a spot must hold to be the place where it is said
ARTICLE_ASKED = 10.0
READ = 200_000  # a longer text is looked through up to here
MOST_SPANS = 2_000

# Same length in, same length out, so that a place in the folded text is the place in the original.
_FOLD: dict[int, int | str | None] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    0x3000: " ",
    0x130: "i",
    ord("\n"): " ",
    ord("\r"): " ",
    ord("\t"): " ",
}
_SENTENCE = re.compile(r"[。！？；;!?\n]")

Span = tuple[int, int]


def _fold(text: str) -> str:
    folded = text.translate(_FOLD).lower()
    return folded if len(folded) == len(text) else text.translate(_FOLD)


class Finder:
    """The words of one question, ready to be found in any text."""

    def __init__(self, question: Question) -> None:
        tokens: dict[str, None] = {}
        for words in question.wordings:
            tokens.update(dict.fromkeys(words.bigrams))
        if question.article:
            tokens.update(dict.fromkeys(Wording(question.article).bigrams))
        if question.figure:  # a date or an amount is marked as a whole, never its 年 or its digits alone
            for token in {token for writing in question.figure.writings for token in Wording(writing).bigrams}:
                tokens.pop(token, None)
            tokens.update(dict.fromkeys(question.figure.writings))
        self.question = question
        self.tokens = tuple(tokens)
        self._wordings = [
            (tuple(dict.fromkeys(words.bigrams)), words.tight) for words in question.wordings if words.bigrams
        ]
        if question.figure:  # the text is looked through as its author wrote it
            before, after = question.typed[: question.figure.start], question.typed[question.figure.end :]
            written = [Wording(before + writing + after) for writing in question.figure.writings]
            self._wordings += [(tuple(dict.fromkeys(words.bigrams)), words.tight) for words in written]
        patterns = [_pattern(token) for token in sorted(tokens, key=lambda token: -len(token))]
        # A look-ahead finds pairs that overlap, so that neighbouring pairs grow together to the words they came from.
        self._find = re.compile(f"(?=({'|'.join(patterns)}))") if patterns else None
        # An article begins a line of its own; where it is only mentioned, it counts as other words do.
        self._article = re.compile(rf"(?m)^[ \t\u3000]*{re.escape(question.article)}") if question.article else None
        signs = dict.fromkeys(sign for words in question.wordings for sign in words.characters)
        self._sign = re.compile("|".join(map(re.escape, sorted(signs, key=len, reverse=True)))) if signs else None

    def matches(self, text: str) -> list[tuple[int, int, str]]:
        """(start, end, token) of the places in an original text that hold a token of the question."""
        if self._find is None:
            return []
        found = []
        for match in self._find.finditer(_fold(text[:READ])):
            found.append((match.start(1), match.end(1), match[1].replace(" ", "")))
            if len(found) >= MOST_SPANS:
                break
        return found

    def mark(self, text: str, single: bool = False) -> tuple[Segment, ...]:
        """A text with what was asked for marked; `single` also marks single characters where no pair is found."""
        spans = _merged((start, end) for start, end, _ in self.matches(text))
        if not spans and single and self._sign is not None:
            spans = _merged(match.span() for match in self._sign.finditer(_fold(text)))
        return _segments(text, spans, 0, len(text))

    def spot(self, title: str, text: str, spots: Sequence[Spot]) -> tuple[Spot, str] | None:
        """The spot of a text that says what was asked for, and its words; None where the title says it, or no spot does.

        The article asked for by its number comes first, then the spot that holds most of a wording, then the earlier one.
        """
        if self._held(_fold(title)) >= 1 and self.question.article is None:
            return None
        folded = _fold(text)
        ends = [*(spot.start for spot in spots[1:]), len(text)]
        best, best_score = -1, MOST_OF_IT
        for place, (spot, end) in enumerate(zip(spots, ends, strict=True)):
            score = ARTICLE_ASKED if self.asks_article(spot.label) else self._held(folded[spot.start : end])
            if score > best_score or (best < 0 and score == best_score):
                best, best_score = place, score
        if best < 0 or not spots[best].label:
            return None
        words = text[spots[best].start : ends[best]]
        if self._article and self.asks_article(spots[best].label) and (line := self._article.search(words)):
            words = words[line.start() :]  # without the heading above it
        return spots[best], words

    def _held(self, folded: str) -> float:
        """How much of a wording a text holds, at most 1; more than that where it holds it word by word."""
        most = 0.0
        for tokens, tight in self._wordings:
            held = sum(1 for token in tokens if token in folded) / len(tokens)
            most = max(most, held + (tight in folded) / 10)
        return most

    def asks_article(self, label: str) -> bool:
        """Whether the question names this article."""
        return self.question.article is not None and label == self.question.article

    def snippet(self, text: str, length: int = LENGTH) -> tuple[Segment, ...]:
        """The stretch of a text that holds most of what was asked for; its beginning where it holds nothing."""
        text = clean(text[:READ])
        found = self.matches(text)
        if not found:
            return _cut(text, [], 0, length)
        article = self._article.search(text) if self._article else None
        start = article.start() if article else _begin(text, found[_best(found)][0])
        return _cut(text, _merged((begin, end) for begin, end, _ in found), start, length)


def _pattern(token: str) -> str:
    if re.fullmatch(rf"[{HAN}]{{2}}", token):
        return f"{re.escape(token[0])} ?{re.escape(token[1])}"
    if token.isascii() and token.isalnum():
        return rf"(?<![a-z0-9]){re.escape(token)}(?![a-z0-9])"
    return re.escape(token)


def _best(found: Sequence[tuple[int, int, str]]) -> int:
    """The match at which the window that holds most different tokens begins; among equals the densest, then the first."""
    best, best_score = 0, (-1, -1)
    held: dict[str, int] = {}
    last = 0
    for first, (start, _, token) in enumerate(found):
        while last < len(found) and found[last][1] <= start + LENGTH - LEAD:
            held[found[last][2]] = held.get(found[last][2], 0) + 1
            last += 1
        score = (len(held), sum(1 for place in range(first, min(first + 40, last)) if _adjoining(found, place)))
        if score > best_score:
            best, best_score = first, score
        if token in held:
            held[token] -= 1
            if not held[token]:
                del held[token]
    return best


def _adjoining(found: Sequence[tuple[int, int, str]], place: int) -> bool:
    return place + 1 < len(found) and found[place + 1][0] <= found[place][1]


def _begin(text: str, hit: int) -> int:
    """Where a snippet begins: at the sentence or line of the hit if that is near, else a few characters before it."""
    near = max(hit - LEAD * 2, 0)
    breaks = [match.end() for match in _SENTENCE.finditer(text, near, hit)]
    if breaks:
        return breaks[-1]
    return 0 if near == 0 else hit - LEAD


def _merged(spans: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _segments(text: str, spans: Iterable[Span], start: int, end: int) -> tuple[Segment, ...]:
    segments: list[Segment] = []
    place = start
    for begin, stop in spans:
        begin, stop = max(begin, start), min(stop, end)
        if begin >= stop:
            continue
        if begin > place:
            segments.append(Segment(text[place:begin]))
        segments.append(Segment(text[begin:stop], hit=True))
        place = stop
    if place < end:
        segments.append(Segment(text[place:end]))
    return tuple(segments)


def _cut(text: str, spans: Iterable[Span], start: int, length: int) -> tuple[Segment, ...]:
    end = min(start + length, len(text))
    while start < end and text[start].isspace():
        start += 1
    stop = end
    while stop > start and text[stop - 1].isspace():
        stop -= 1
    # Lines become one line; the length stays, so that the marks stay where they belong.
    flat = text[:start] + re.sub(r"\s", " ", text[start:stop]) + text[stop:]
    segments = _segments(flat, spans, start, stop)
    before = (Segment("…"),) if start > 0 and segments else ()
    after = (Segment("…"),) if end < len(text) and text[end:].strip() else ()
    return (*before, *segments, *after)
