"""`field__among=[…]`: what `field__in` finds, for long lists.

On PostgreSQL they go as one array. As one parameter each, hundreds of numbers take longer to be put into the statement than
the statement takes: reading the pages of a city for the search index spent half its time on that.
"""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field
from django.db.models.fields.related import ForeignObject
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler
from django.utils.datastructures import OrderedSet


@ForeignObject.register_lookup
@Field.register_lookup
class Among(In):
    """One of these values; no subquery, and null is never among them."""

    lookup_name = "among"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        """`field = ANY(array)`. Raises EmptyResultSet for no values, as `In` does."""
        values = OrderedSet(value for value in self.rhs if value is not None)
        if not values:
            raise EmptyResultSet
        _, prepared = self.batch_process_rhs(compiler, connection, values)
        left, parameters = self.process_lhs(compiler, connection)
        return f"{left} = ANY(%s)", [*parameters, list(prepared)]
