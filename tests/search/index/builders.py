"""Entries and sources to try the engine room with: no model, no user, no domain."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from typing import Any

from search.index import sources
from search.index.entries import Entry
from search.index.scope import SearchScope, scope_of

PUBLIC = scope_of(["public"])
Found = Callable[[], set[str]]  # the fixture `found`: the titles of all that the public finds
_numbers = count(1)
CONTENT = "110101199003070019"  # what an error may say of a row, and nobody may read


def an_entry(title: str = "关于召开组织生活会的通知", **facts: Any) -> Entry:
    """An entry open to society unless told otherwise."""
    uid = facts.pop("uid", f"e{next(_numbers):06}")
    return Entry(
        **{"uid": uid, "kind": "news", "title": title, "url": f"/news/{uid}/", "audience": ("public",), **facts}
    )


def a_member(name: str, place: str = "", **facts: Any) -> Entry:
    """A member's entry: open by policy alone unless told otherwise."""
    return an_entry(name, **{"kind": "member", "place": place, "audience": ("public",), **facts})


class Shelf:
    """A source that keeps its entries in memory; what is on the shelf is what the database would hold."""

    def __init__(self, kind: str, label: str, entries: Iterable[Entry] = ()) -> None:
        self.kind = kind
        self.label = label
        self.entries = {entry.uid: entry for entry in entries}
        self.broken: set[str] = set()
        self.loads = 0

    def put(self, *entries: Entry) -> None:
        self.entries.update({entry.uid: entry for entry in entries})

    def load(self, uids: Sequence[str]) -> list[Entry]:
        self.loads += 1
        if self.broken & set(uids):
            raise RuntimeError(CONTENT)
        return [self.entries[uid] for uid in uids if uid in self.entries]

    def iterate(self, after: str | None, size: int) -> Iterator[Entry]:
        for uid in sorted(self.entries):
            if after is None or uid > after:
                if uid in self.broken:
                    raise RuntimeError(CONTENT)
                yield self.entries[uid]

    def uids(self, after: str | None, size: int) -> list[str]:
        return [uid for uid in sorted(self.entries) if after is None or uid > after][:size]


def shelf_of_news(number: int) -> Shelf:
    """So many entries of one kind, u0000 onwards, registered as its source."""
    made = Shelf("news", "新闻", [an_entry(f"第{each}篇", uid=f"u{each:04}") for each in range(number)])
    sources.register(made)
    return made


def shelf_of_rules() -> Shelf:
    """A single entry of another kind, registered as its source."""
    made = Shelf("rule", "规章", [an_entry("章程", uid="r1", kind="rule")])
    sources.register(made)
    return made


def open_to(*labels: str) -> SearchScope:
    return scope_of(labels)
