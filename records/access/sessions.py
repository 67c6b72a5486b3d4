"""Sessions in the database, read with one written-out statement: every request of whoever is signed in begins with it."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connections, router
from django.utils import timezone


class SessionStore(DatabaseStore):
    """Django's own, but for how it reads (docs/decisions/0031)."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key any more, where there is none or its time is over."""
        connection = connections[router.db_for_read(self.model)]
        table = connection.ops.quote_name(self.model._meta.db_table)
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            statement = f"select session_data from {table} where session_key = %s and expire_date > %s"  # noqa: S608
            cursor.execute(statement, [self.session_key, now])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return dict(self.decode(found[0]))
