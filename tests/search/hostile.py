"""Questions that nobody should ask, from a seed, and the public doors that must answer each of them.

The tests ask a few thousand, `bin/bench search-hostile` a hundred thousand. Every engine bounds the time of a question
and says "away" beyond it, so an answer that is no error is also one within its time.
"""

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

# What has broken searches elsewhere: operators and quoting of query languages, our own names of fields and tables,
# joined emoji, directions, invisible characters, half of a pair, characters of names beyond the basic plane, half width.
PIECES = [
    '"', "'", "*", "^", "(", ")", "[", "]", ":", "AND", "OR", "NOT", "NEAR(", "chars:", "{", "}", "-", "+", "~", "\\",
    "/", "&&", "||", "!", "?", "%", "_", ";", "--", "drop table", "{g}", "%s", "${x}", "<script>", "&lt;", "../",
    "_source", "title.chars", "*:*", "/.*/", "a{1,9}", "\x00", "\x1f", "\x7f", "\n", "\r\n", "\t", "\u00a0", "\u3000",
    "😀", "👨‍👩‍👧", "🏳️‍🌈", "🇨🇳", "\u202e", "\u202c", "\u200b", "\u200d", "\ufeff", "\ufffe", "\ud800", "\udfff", "𠮷", "㐀", "𪚥",
    "龘", "䶮", "〇", "ﾊﾟ", "ｶﾞ", "ñ", "é", "e\u0301", "İ", "ß", "ﬃ", "﷽", "①", "ㄅ", "한국", "ўзбек", "१२", "ⅷ", "㈱", "１２", "ａｂ",
    "中", "的", "党费", "组织生活会", "经费公开", "第19条", "第十九条", "中组发〔2008〕3号", "2023年", "1,000元", "zz", "dangfei", "zzsh",
    "王建国", "欧阳", "阿卜杜拉·买买提", "李某某",
]  # fmt: skip
LONGEST = 10_000


def questions(seed: int) -> Iterator[str]:
    """Without end, and for one seed always the same."""
    drawn = random.Random(seed)
    kinds: list[Callable[[random.Random], str]] = [_joined, _joined, _anything, _chinese, _long, _repeated]
    while True:
        yield drawn.choices(kinds, weights=[6, 6, 4, 4, 1, 1])[0](drawn)


def _joined(drawn: random.Random) -> str:
    return drawn.choice(["", " ", ""]).join(drawn.choices(PIECES, k=drawn.randint(0, 24)))


def _anything(drawn: random.Random) -> str:
    """Characters from anywhere in Unicode, halves of pairs among them."""
    return "".join(chr(drawn.randrange(0x110000)) for _ in range(drawn.randint(1, 60)))


def _chinese(drawn: random.Random) -> str:
    return "".join(chr(drawn.randrange(0x4E00, 0x9FFF)) for _ in range(drawn.randint(1, 40)))


def _long(drawn: random.Random) -> str:
    return "".join(drawn.choices(PIECES, k=LONGEST))[:LONGEST]


def _repeated(drawn: random.Random) -> str:
    return (drawn.choice(PIECES) * LONGEST)[: drawn.choice([200, 201, 1000, LONGEST])]


@dataclass(frozen=True)
class Door:
    """A public door: how it is asked, and the answers that are none of an error."""

    name: str
    ask: Callable[[Any, Sequence[str]], Any]  # a test client that is signed in, and some questions
    allowed: tuple[int, ...]


def _get(address: str) -> Callable[[Any, Sequence[str]], Any]:
    def ask(client: Any, texts: Sequence[str]) -> Any:
        parts = [quote(text, safe="", errors="surrogatepass") for text in texts]
        return client.get(address.format(*parts))

    return ask


def _names(client: Any, texts: Sequence[str]) -> Any:
    return client.post("/api/v1/search/names/", json.dumps({"names": list(texts)}), content_type="application/json")


# 400 and 422 name what can't be read and how to put it right; a search never needs to.
DOORS = (
    Door("page", _get("/search/?q={0}"), (200,)),
    Door("page, narrowed", _get("/search/?q={0}&kind={1}&year={2}&sort={1}&page={2}&organisation={2}"), (200, 404)),
    Door("completion", _get("/search/suggest/?q={0}"), (200,)),
    Door("API", _get("/api/v1/search/?q={0}"), (200,)),
    Door("API, narrowed", _get("/api/v1/search/?q={0}&kind={1}&year={2}&size={1}&page={2}"), (200, 400, 404)),
    Door("archive", _get("/work/search/?q={0}&title={1}&without={2}"), (200, 422)),
    Door("archive's API", _get("/api/v1/search/archive/?q={0}&phrase={1}&number={2}&person={0}"), (200, 400)),
    Door("names", _names, (200, 400)),
)


def ask_all(client: Any, number: int, seed: int) -> Iterator[tuple[str, str, Any]]:
    """Ask so many questions, each at the next door: door, question and answer of those that answer with an error."""
    source = questions(seed)
    for turn in range(number):
        door = DOORS[turn % len(DOORS)]
        texts = [next(source) for _ in range(3)]
        answer = door.ask(client, texts)
        if answer.status_code not in door.allowed:
            yield door.name, texts[0], answer
