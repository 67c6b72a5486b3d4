"""The embedded index's file: its tables, its connections, and how tokens get in and out of it.

Each generation of the index is a set of tables of its own in the one file, so that a rebuild fills the next generation
while the living one answers, and a swap is one row changed in one transaction. The full-text tables are contentless:
they hold tokens only. SQLite before 3.43 can't delete from such a table by row, so a deletion feeds the same tokens
again; this works only as long as a text is read the same way, which is why `READING` is kept with each generation.
"""

# ruff: noqa: S608 (what is put together here are names of our own tables and question marks; text is bound, never pasted)

import json
import os
import sqlite3
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from search.index.budget import left
from search.index.codec import digest, encode, from_whole, shown, whole
from search.index.engines.base import Held
from search.index.entries import Entry, Nature
from search.index.normalise import READING, bigrams, characters, ending, name_key, name_parts, normalise, number_key
from search.index.pinyin import DICTIONARY, person_keys, pinyin_keys
from search.index.requests import SearchUnavailable

# Raise when the tables below change.
SHAPE = 5
WRITTEN_BY = f"{SHAPE}.{READING}.{DICTIONARY}"

BUSY_SECONDS = 20.0
QUERY_SECONDS = 5.0

# The tokenizer `ascii` takes every character beyond ASCII as part of a token, so that a token is exactly what stands
# between our spaces; `unicode61` would drop characters that are younger than its tables.
TABLES = """
create table entry_{g}(
    id integer primary key, key text not null unique, kind text not null, nature text not null, year integer,
    published text, amount integer, state text not null,
    category text not null, reach text not null, named integer not null, version integer not null, digest text not null, length integer not null,
    ends text not null);
create table kept_{g}(id integer primary key, entry blob not null);
create virtual table title_{g} using fts5(chars, grams, content='', tokenize='ascii');
create virtual table heads_{g} using fts5(heads, content='', tokenize='ascii');
create virtual table body_{g} using fts5(body, content='', tokenize='ascii');
create virtual table place_{g} using fts5(place, content='', tokenize='ascii');
create virtual table part_{g} using fts5(part, content='', tokenize='ascii');
create table name_{g}(value text not null, entry integer not null, primary key(value, entry)) without rowid;
create table spoken_{g}(value text not null, entry integer not null, primary key(value, entry)) without rowid;
create table audience_{g}(entry integer not null, label text not null, primary key(entry, label)) without rowid;
create table ancestor_{g}(
    entry integer not null, organisation text not null, primary key(entry, organisation)) without rowid;
create table then_{g}(
    entry integer not null, organisation text not null, primary key(entry, organisation)) without rowid;
create table number_{g}(value text not null, entry integer not null, primary key(value, entry)) without rowid;
create table people_{g}(value text not null, entry integer not null, primary key(value, entry)) without rowid;
create table gone_{g}(key text primary key, version integer not null) without rowid;
"""
KEYED = ("name", "spoken", "number", "people")  # (value, entry)
LISTED = ("audience", "ancestor", "then")  # (entry, value)
NAMES = ("entry", "kept", "title", "heads", "body", "place", "part", *KEYED, *LISTED, "gone")
CONTROL = """
create table if not exists generation(
    number integer primary key autoincrement, role text not null unique, written_by text not null,
    filled integer not null);
"""


def is_damage(error: BaseException | None) -> bool:
    """Whether SQLite says that the file is none of its own, or broken (not: busy, full or out of reach)."""
    return isinstance(error, sqlite3.DatabaseError) and not isinstance(
        error, (sqlite3.OperationalError, sqlite3.IntegrityError, sqlite3.ProgrammingError)
    )


class File:
    """The index's file and this process's connections to it: one for each thread, none carried over a fork."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)
        self._local = threading.local()

    def connection(self) -> sqlite3.Connection:
        """The calling thread's connection; opened again where the file was replaced. Raises SearchUnavailable."""
        mark = self._mark()
        held: tuple[object, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is not None and mark is not None and held[0] == mark:
            return held[1]
        try:
            connection = self._open()
        except (sqlite3.Error, OSError) as error:
            raise SearchUnavailable(f"the embedded index {self.path} can't be opened: {error}") from error
        self._local.held = (self._mark(), connection)
        return connection

    def _mark(self) -> tuple[int, int, int] | None:
        try:
            found = os.stat(self.path)
        except OSError:
            return None
        return (os.getpid(), found.st_dev, found.st_ino)

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS, isolation_level=None)
        connection.execute(f"pragma busy_timeout={int(BUSY_SECONDS * 1000)}")
        if connection.execute("pragma journal_mode").fetchone()[0] != "wal":
            # Two processes that open a new file at the same time take turns here; SQLite doesn't wait by itself.
            for attempt in range(50):
                try:
                    connection.execute("pragma journal_mode=wal")
                    break
                except sqlite3.OperationalError:
                    if attempt == 49:
                        raise
                    time.sleep(0.1)
        connection.execute("pragma synchronous=normal")
        connection.execute("pragma temp_store=memory")
        connection.execute("pragma cache_size=-16000")
        connection.execute("pragma journal_size_limit=27103364")
        connection.execute("begin immediate")
        connection.execute(CONTROL)  # and no index: an empty one would be taken for all there is
        connection.execute("commit")
        return connection

    def remove(self) -> None:
        """Remove a damaged file; everything in it can be read again from the sources."""
        self.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self.path}{suffix}").unlink(missing_ok=True)

    def close(self) -> None:
        """Close the calling thread's connection."""
        held: tuple[object, sqlite3.Connection] | None = getattr(self._local, "held", None)
        if held is not None:
            held[1].close()
            self._local.held = None

    @contextmanager
    def reading(self, seconds: float = QUERY_SECONDS) -> Iterator[sqlite3.Connection]:
        """One view of the file, bounded in time. Raises SearchUnavailable."""
        deadline = time.monotonic() + left(seconds)
        connection = self.connection()
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 20_000)
        try:
            with self._transaction(connection, "begin"):
                yield connection
        finally:
            connection.set_progress_handler(None, 0)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The file for writing, alone, all or nothing. Raises SearchUnavailable."""
        connection = self.connection()
        with self._transaction(connection, "begin immediate"):
            yield connection

    @contextmanager
    def _transaction(self, connection: sqlite3.Connection, begin: str) -> Iterator[None]:
        try:
            connection.execute(begin)
            yield
            connection.execute("commit")
        except sqlite3.Error as error:
            raise SearchUnavailable(f"the embedded index {self.path}: {error}") from error
        finally:
            if connection.in_transaction:
                connection.execute("rollback")


def create(connection: sqlite3.Connection, role: str, filled: bool) -> int:
    """Make the tables of a new generation; the caller holds the transaction."""
    number = connection.execute(
        "insert into generation(role, written_by, filled) values(?, ?, ?)", (role, WRITTEN_BY, int(filled))
    ).lastrowid
    assert number is not None
    for statement in TABLES.format(g=number).split(";"):
        if statement.strip():
            connection.execute(statement)
    return number


def drop(connection: sqlite3.Connection, number: int) -> None:
    """Remove a generation's tables; the caller holds the transaction."""
    connection.execute("delete from generation where number=?", (number,))
    for name in NAMES:
        connection.execute(f"drop table if exists {name}_{number}")


def generation(connection: sqlite3.Connection, role: str) -> tuple[int, str, bool] | None:
    """Number, writer's version and whether filled of the generation with this role; None where there is none."""
    row = connection.execute("select number, written_by, filled from generation where role=?", (role,)).fetchone()
    return None if row is None else (row[0], row[1], bool(row[2]))


def pack(encoded: bytes) -> bytes:
    """An encoded entry as it's kept in the file."""
    return zlib.compress(encoded, 3)


def unpack(blob: bytes) -> Entry:
    """The entry back. Raises SearchUnavailable for one that an older version kept in another form: a rebuild mends it."""
    try:
        return from_whole(json.loads(zlib.decompress(blob)))
    except (KeyError, TypeError, ValueError) as error:
        raise SearchUnavailable("the embedded index was written by another version: run search_rebuild") from error


def _tokens(entry: Entry) -> list[tuple[str, tuple[str, ...]]]:
    """The rows of the full-text tables: (table and columns, values). The same entry always gives the same."""
    if entry.ranked_as is Nature.PERSON:
        parts = sorted({part for name in (entry.title, *entry.names) for part in name_parts(name)})
        return [
            ("part_{g}(part)", (" ".join(parts),)),
            ("place_{g}(place)", (" ".join(bigrams(normalise(entry.place))),)),
        ]
    title = normalise(entry.title)
    found: list[tuple[str, tuple[str, ...]]] = [
        ("title_{g}(chars, grams)", (" ".join(characters(title)), " ".join(bigrams(title))))
    ]
    heads = " ".join(" ".join(bigrams(normalise(head))) for head in entry.heading_lines)
    body = " ".join(bigrams(normalise(entry.body)))
    if heads:
        found.append(("heads_{g}(heads)", (heads,)))
    if body:
        found.append(("body_{g}(body)", (body,)))
    return found


def _names(entry: Entry) -> set[str]:
    return {key for key in map(name_key, (entry.title, *entry.names)) if key}


def _spoken(entry: Entry) -> set[str]:
    if entry.ranked_as is Nature.PERSON:
        return {key for name in {entry.title, *entry.names} for key in person_keys(name)}
    return {key for text in {entry.title, *entry.names} for key in pinyin_keys(text)}


def _keys(entry: Entry) -> dict[str, set[str]]:
    """What stands in the tables of keys for an entry."""
    found = {
        "name": _names(entry),
        "spoken": _spoken(entry),
        "number": {number_key(number) for number in entry.numbers},
        "people": {name_key(name) for name in entry.people},
    }
    return {table: keys - {""} for table, keys in found.items()}


def remove(connection: sqlite3.Connection, number: int, row: int) -> None:
    """Take an entry's row and all its tokens out of a generation; the caller holds the transaction."""
    (blob,) = connection.execute(f"select entry from kept_{number} where id=?", (row,)).fetchone()
    entry = unpack(blob)
    for place, values in _tokens(entry):
        table, _, columns = place.format(g=number).partition("(")
        marks = ", ".join("?" * (len(values) + 2))
        connection.execute(f"insert into {table}({table}, rowid, {columns} values({marks})", ("delete", row, *values))
    for table, keys in _keys(entry).items():
        connection.executemany(
            f"delete from {table}_{number} where value=? and entry=?", [(value, row) for value in keys]
        )
    for table in LISTED:
        connection.execute(f"delete from {table}_{number} where entry=?", (row,))
    for table in ("kept", "entry"):
        connection.execute(f"delete from {table}_{number} where id=?", (row,))


def add(connection: sqlite3.Connection, number: int, entry: Entry, version: int) -> None:
    """Put an entry into a generation that doesn't hold it; the caller holds the transaction."""
    kept = whole(entry)
    encoded = encode(kept)
    entry = from_whole(json.loads(encoded))  # what is kept is what deletion will read
    row = connection.execute(
        f"insert into entry_{number}(key, kind, nature, year, published, amount, state, category, reach, named,"
        " version, digest, length, ends) values(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            entry.key,
            entry.kind,
            entry.ranked_as.value,
            entry.counted_year,
            entry.published.isoformat() if entry.published else None,
            entry.amount_fen,
            entry.state,
            entry.category,
            entry.reach.value,
            int(entry.for_named_persons_only),
            version,
            digest(kept),
            len(entry.title),
            ending(entry.title),
        ),
    ).lastrowid
    connection.execute(f"insert into kept_{number} values(?, ?)", (row, pack(encoded)))
    for place, values in _tokens(entry):
        table, _, columns = place.format(g=number).partition("(")
        marks = ", ".join("?" * (len(values) + 1))
        connection.execute(f"insert into {table}(rowid, {columns} values({marks})", (row, *values))
    for table, keys in _keys(entry).items():
        connection.executemany(f"insert into {table}_{number} values(?, ?)", [(value, row) for value in keys])
    listed = {"audience": entry.audience, "ancestor": entry.ancestors, "then": entry.ancestors_then}
    for table, found in ((table, set(values)) for table, values in listed.items()):
        connection.executemany(f"insert into {table}_{number} values(?, ?)", [(row, value) for value in found])


def holdings(connection: sqlite3.Connection, number: int, condition: str, values: list[Any]) -> list[tuple[str, Held]]:
    """What a generation holds of the entries that meet a condition: the text as it is kept, the scope as it is asked."""
    lists = ", ".join(
        f"(select group_concat({column}, char(31)) from {table}_{number} where entry = one.id)"
        for table, column in (("audience", "label"), ("ancestor", "organisation"), ("then", "organisation"))
    )
    select = (
        f"select one.key, one.kind, one.named, kept.entry, {lists} from entry_{number} one"
        f" join kept_{number} kept on kept.id = one.id where {condition}"
    )
    found = []
    for key, kind, named, blob, *listed in connection.execute(select, values):
        entry = unpack(blob)
        audience, ancestors, then = (tuple(sorted(each.split("\x1f"))) if each else () for each in listed)
        held = Held(digest(whole(entry)), kind, audience, ancestors, bool(named), then, shown(entry))
        found.append((key, held))
    return found
