"""The index by which PostgreSQL finds parts of page titles, for Wagtail's search and choosers (docs/decisions/0014)."""

from typing import Any

from django.db import DatabaseError, transaction

NAME = "portal_page_title_parts"
# What Django asks for `icontains` is upper(title) LIKE upper('%…%'): the index must be of that, or it isn't used.
STATEMENTS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    f"CREATE INDEX IF NOT EXISTS {NAME} ON wagtailcore_page USING gin (upper(title) gin_trgm_ops)",
)


def make_index(connection: Any) -> bool:
    """Make the index where the database is PostgreSQL and lets us; returns whether it's there. Nothing depends on it."""
    if connection.vendor != "postgresql":
        return False
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in STATEMENTS:
                cursor.execute(statement)
    except DatabaseError:
        return False
    return True


def drop_index(connection: Any) -> None:
    """Remove it; the extension stays, for others may use it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"DROP INDEX IF EXISTS {NAME}")
