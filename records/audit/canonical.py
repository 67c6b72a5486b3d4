"""One way to write facts as bytes, so that a hash made on one database is the same on another.

JSON with sorted keys, no spaces, UTF-8. What two databases would give back differently is settled before it is stored:
numbers with a fraction become text, a NUL and half a surrogate pair become a replacement character.
"""

import datetime
import json
import uuid
from collections.abc import Mapping
from typing import Any

Facts = dict[str, Any]
_REPLACEMENT = "\ufffd"


def canonical(facts: Mapping[str, Any]) -> bytes:
    """The bytes that are hashed. The facts must have gone through `settled`."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def settled(value: Any) -> Any:
    """The value as JSON that comes back from every database as it went in."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return settled_text(str(value))
    if isinstance(value, Mapping):
        return {settled_text(str(name)): settled(each) for name, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [settled(each) for each in (sorted(value, key=str) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime.datetime):
        return moment(value) if value.tzinfo else value.isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return settled_text(str(value))


def settled_text(text: str) -> str:
    """Text that PostgreSQL stores and UTF-8 can carry."""
    return text.replace("\0", _REPLACEMENT).encode("utf-8", "replace").decode()


def moment(at: datetime.datetime) -> str:
    """A time as UTC with microseconds, as `2026-11-20T08:30:00.000000Z`."""
    return at.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def text_of(identifier: uuid.UUID | None) -> str:
    """A uid as text; empty for none."""
    return str(identifier) if identifier else ""
