"""After a test that commits, what it filled is emptied: by DELETE, and only where there is something.

Django truncates every table (two hundred, each a handful of files on PostgreSQL) and makes all content types and
permissions anew: seconds a test. Here they stay as they are, for no test changes them; all else is as after Django's own.
"""

from typing import Any

from django.db import connections, transaction
from django.test import TransactionTestCase

STAY = {"django_migrations", "django_content_type", "auth_permission"}


def quickly() -> None:
    """Have tests that commit cleaned up this way."""
    TransactionTestCase._fixture_teardown = _teardown  # type: ignore[attr-defined]


def empty(connection: Any) -> list[str]:
    """Empty every table but those that stay; returns which had rows."""
    quote = connection.ops.quote_name
    tables = set(connection.introspection.django_table_names(only_existing=True, include_views=False)) - STAY
    filled = " UNION ALL ".join(
        f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {quote(name)})" for name in sorted(tables)
    )
    # One transaction: constraints between the tables are looked at when it ends.
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(filled)
        names = [row[0] for row in cursor.fetchall()]
        for name in names:
            cursor.execute(f"DELETE FROM {quote(name)}")
    return names


def _teardown(self: TransactionTestCase) -> None:
    for alias in self._databases_names(include_mirrors=False):  # type: ignore[attr-defined]
        empty(connections[alias])
