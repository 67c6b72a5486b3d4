"""Entries as text and back, and the digest by which two states of an entry are told apart."""

import datetime
import hashlib
import json
from typing import Any

from search.index.entries import Entry, Nature, Spot
from search.index.normalise import clean

LONGEST_BODY = 2_000_000  # characters; a longer text is indexed up to here


# The same entry always gives the same text: `whole` says everything in one order, and facts come in that of their source,
# in which they are shown.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))

# What of an entry is text; the rest is what a list of results shows of it, and who may find it.
TEXTS = ("body", "heads", "spots")


def whole(entry: Entry) -> dict[str, Any]:
    """All of an entry, JSON-ready; `from_whole` gives it back."""
    return {
        "kind": entry.kind,
        "uid": entry.uid,
        "title": clean(entry.title),
        "url": entry.url,
        "organisation": clean(entry.organisation),
        "place": clean(entry.place),
        "published": entry.published.isoformat() if entry.published else None,
        "year": entry.counted_year,
        "amount_fen": entry.amount_fen,
        "facts": {name: clean(value) for name, value in entry.facts.items()},
        "nature": entry.ranked_as.value,
        "names": [clean(name) for name in entry.names],
        "heads": [clean(head) for head in entry.heading_lines],
        "body": clean(entry.body[:LONGEST_BODY]),
        "ancestors": sorted(set(entry.ancestors)),
        "audience": sorted(set(entry.audience)),
        "numbers": [clean(number) for number in entry.numbers if number],
        "people": [clean(name) for name in entry.people if name],
        "state": clean(entry.state),
        "category": clean(entry.category),
        "then": sorted(set(entry.then)),
        "spots": [[spot.start, clean(spot.label), spot.url] for spot in entry.spots],
    }


def shown(entry: Entry) -> dict[str, Any]:
    """All of an entry but its texts: JSON-ready."""
    return {name: value for name, value in whole(entry).items() if name not in TEXTS}


def from_whole(data: dict[str, Any]) -> Entry:
    """The entry that `whole` was made of."""
    return Entry(
        uid=data["uid"],
        kind=data["kind"],
        title=data["title"],
        url=data["url"],
        names=tuple(data["names"]),
        heads=tuple(data["heads"]),
        body=data["body"],
        place=data["place"],
        ancestors=tuple(data["ancestors"]),
        audience=tuple(data["audience"]),
        published=datetime.date.fromisoformat(data["published"]) if data["published"] else None,
        year=data["year"],
        amount_fen=data["amount_fen"],
        organisation=data["organisation"],
        facts=data["facts"],
        nature=Nature(data["nature"]),
        numbers=tuple(data["numbers"]),
        people=tuple(data["people"]),
        state=data["state"],
        category=data["category"],
        then=tuple(data["then"]),
        spots=tuple(Spot(*spot) for spot in data["spots"]),
    )


def encode(data: dict[str, Any]) -> bytes:
    """Canonical JSON in UTF-8: equal entries give equal bytes."""
    return _ENCODER.encode(data).encode()


def digest(kept: dict[str, Any]) -> str:
    """A short mark of an entry's state, to see whether the index still holds it: of all of it, and of who may find it.

    `kept` is what `whole` gave. It tells states apart and protects nothing. The body, which is nearly all of an entry, goes
    into it as it is: of a million entries, quoting it would be a third of the work of indexing them.
    """
    told = hashlib.blake2b(kept["body"].encode(), digest_size=8)
    told.update(_ENCODER.encode([value for name, value in kept.items() if name != "body"]).encode())
    scope = "\n".join([kept["kind"], *kept["ancestors"], "", *kept["audience"]])
    return f"{told.hexdigest()}-{hashlib.blake2b(scope.encode(), digest_size=8).hexdigest()}"
