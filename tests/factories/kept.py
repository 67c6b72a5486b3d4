"""What a factory writes through the services once is kept in this process: the next test that needs it gets the same rows.

A county is seven organisations, each with its version, events, journal entries and rows of the outbox: more work than
most tests do with it. Only what would come out the same is given again: inside a test's transaction (a commit runs what
waits for it), and onto the same ground. Anywhere else it is made through the services as before.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tests import emptying

TABLES = re.compile(r'\b(?:FROM|JOIN|INTO|UPDATE)\s+"(\w+)"', re.IGNORECASE)
GROUNDS = 8  # of each name: one for each way in which fixtures usually stand together

Row = tuple[Any, ...]  # its key first
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Kept:
    """What lay in the tables that were read or written, and how they differ since."""

    stood: tuple[Any, ...]
    before: Rows
    gone: Rows  # rows that were changed or removed, as they had been
    new: Rows


_kept: dict[str, list[Kept]] = {}


def kept(name: str, make: Callable[[], object]) -> None:
    """Have in the database what `make` writes."""
    if not connection.in_atomic_block:
        make()
        return
    # The day is part of the ground: what was made yesterday says so in its rows.
    stood = (connection.vendor, connection.settings_dict["NAME"], timezone.localdate())
    known = _kept.setdefault(name, [])
    for one in known:
        if one.stood == stood and _contents(one.before) == one.before:
            _write(one)
            return
    known.append(_tried(stood, make))
    _write(known[-1])
    del known[:-GROUNDS]


def _tried(stood: tuple[Any, ...], make: Callable[[], object]) -> Kept:
    """Have `make` write, look at what it wrote, and take it back."""
    tables: set[str] = set()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        tables.update(TABLES.findall(sql))
        return execute(sql, params, many, context)

    point = transaction.savepoint()
    try:
        with connection.execute_wrapper(watch):
            make()
        tables -= emptying.STAY
        after = _contents(tables)
    finally:
        transaction.savepoint_rollback(point)
    before = _contents(tables)
    return Kept(stood, before, gone=_less(before, after), new=_less(after, before))


def _contents(tables: Iterable[str]) -> Rows:
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} ORDER BY 1")
            found[table] = cursor.fetchall()
    return found


def _less(rows: Rows, others: Rows) -> Rows:
    return {table: [row for row in each if row not in others[table]] for table, each in rows.items()}


def _write(one: Kept) -> None:
    """References among the rows are looked at when the transaction ends, so their order does not matter."""
    with connection.cursor() as cursor:
        for table, rows in one.gone.items():
            if rows:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)} LIMIT 0")
                key = connection.ops.quote_name(cursor.description[0][0])
                cursor.executemany(
                    f"DELETE FROM {connection.ops.quote_name(table)} WHERE {key} = %s", [row[:1] for row in rows]
                )
        for table, rows in one.new.items():
            if rows:
                places = ", ".join(["%s"] * len(rows[0]))
                cursor.executemany(f"INSERT INTO {connection.ops.quote_name(table)} VALUES ({places})", rows)
