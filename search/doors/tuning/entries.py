"""Entries that staff point at, by key: read as they are now, named within the reader's scope, chosen by a search."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from records.access.searching import search_scope
from search.index import queries, reading, sources
from search.index.entries import PERSON_KINDS, Entry, entry_key
from search.index.requests import SearchRequest

GONE = "已撤下或已删除"
OFFERED = 10


def loaded(keys: Iterable[str]) -> dict[str, Entry]:
    """Entries as they are now, by key; those that are gone are not in it."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for key in keys:
        kind, _, uid = key.partition(":")
        wanted[kind].add(uid)
    found: dict[str, Entry] = {}
    for kind, uids in wanted.items():
        # A uid that can't be one, from an address or another system, and a row that can't be read are left out alike.
        found |= {entry.key: entry for entry in reading.load(kind, sorted(uids)).entries}
    return found


def titles(actor: Any, keys: Sequence[str]) -> dict[str, dict[str, str]]:
    """What staff read of entries, by key: title and address, or why there is none."""
    scope, entries = search_scope(actor), loaded(keys)
    said: dict[str, dict[str, str]] = {}
    for key in keys:
        entry = entries.get(key)
        if entry is None:
            said[key] = {"title": GONE, "url": "", "state": "gone"}
        elif not scope.admits(entry):
            said[key] = {"title": "您无权查看的内容", "url": "", "state": "hidden"}
        else:
            said[key] = {"title": entry.title, "url": entry.url, "state": ""}
    return said


def may_be_named(entry: Entry) -> bool:
    """Whether staff may point at an entry for everybody: something with an audience, and no person."""
    return not entry.restricted and entry.kind not in PERSON_KINDS


def offered(actor: Any, text: str, chosen: Sequence[str] = ()) -> list[tuple[str, str]]:
    """What staff may choose from, within their scope: what is chosen already, then what a search finds.

    Raises SearchUnavailable.
    """
    known = titles(actor, chosen)
    choices = [(key, known[key]["title"]) for key in chosen]
    if not text.strip():
        return choices
    labels = sources.labels()
    kinds = frozenset(sources.kinds()) - PERSON_KINDS
    request = SearchRequest(text=text, scope=search_scope(actor), kinds=kinds, size=OFFERED)
    for hit in queries.search(request).whole().hits:
        key = entry_key(hit.kind, hit.uid)
        if not hit.restricted and key not in known:
            facts = "，".join(
                filter(None, [labels.get(hit.kind, hit.kind), hit.organisation, str(hit.published or "")])
            )
            choices.append((key, f"{hit.title}（{facts}）"))
    return choices
