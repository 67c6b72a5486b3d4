"""Many rows of one model at once, for loaders and imports: about twice as fast as `bulk_create` on SQLite and PostgreSQL.

One of two modules with a statement of PostgreSQL's own (COPY; `places` has the other); any other database gets the same
rows by `executemany`. Values pass each field's own preparation, encryption included; `save()`, signals and `full_clean()`
are not called.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, connections, models, router

from records.kit import places


def number(model: type[models.Model], rows: Sequence[models.Model]) -> None:
    """Give new rows their primary keys before they are inserted, so that rows that refer to them can be made.

    Call inside a transaction: on PostgreSQL the keys come from the sequence; elsewhere they follow the highest key, which
    holds because the database has one writer at a time.
    """
    if not rows:
        return
    using = router.db_for_write(model)
    connection = connections[using]
    column = model._meta.pk.column
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [connection.ops.quote_name(table), column, len(rows)],
            )
            keys = [key for (key,) in cursor.fetchall()]
        else:
            highest = model._base_manager.using(using).aggregate(highest=models.Max("pk"))["highest"] or 0
            keys = list(range(highest + 1, highest + 1 + len(rows)))
    for row, key in zip(rows, keys, strict=True):
        row.pk = key


def insert(model: type[models.Model], rows: Iterable[models.Model]) -> int:
    """Insert new rows, numbered (`number`) or not; returns how many. Raises IntegrityError as any insert does.

    Fills the model's own table: where it inherits from another, number and insert the same rows there first
    (`insert(Page, rows)`, then `insert(SectionPage, rows)`). Call inside a transaction. Rows that copy an organisation's
    path get the one it has now.
    """
    rows = list(rows)
    if not rows:
        return 0
    if places.is_planted(model):
        places.hold()
        places.bring_up_to_date(rows)
    using = router.db_for_write(model)
    connection = connections[using]
    numbered = rows[0].pk is not None
    fields: list[Any] = [each for each in model._meta.local_concrete_fields if numbered or not each.primary_key]
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    readers = [_reader(field, connection) for field in fields]
    prepared: Any = ([read(row) for read in readers] for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with (
                connection.wrap_database_errors,
                cursor.copy(f"COPY {table} ({quoted}) FROM STDIN") as copy,
            ):
                for values in prepared:
                    copy.write_row(values)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({quoted}) VALUES ({marks})", prepared)  # noqa: S608
    for row in rows:
        row._state.adding, row._state.db = False, using
    return len(rows)


def analyse() -> None:
    """Have the database look at what a load has put into it, so that its plans suit the new size."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


# Fields whose value goes into the database as it is when it has this very type: no preparation, no descriptor.
_AS_IS: dict[type[models.Field[Any, Any]], type] = {
    models.CharField: str,
    models.TextField: str,
    models.SlugField: str,
    models.BooleanField: bool,
    models.IntegerField: int,
    models.BigIntegerField: int,
    models.SmallIntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BigAutoField: int,
    models.ForeignKey: int,
    models.OneToOneField: int,
}


def _reader(field: Any, connection: Any) -> Callable[[models.Model], Any]:
    """How a field's value is taken from a row: most columns straight away, the others by the field's own preparation."""
    kind, name = _AS_IS.get(type(field)), field.attname

    def prepared(row: models.Model) -> Any:
        return field.get_db_prep_save(field.pre_save(row, True), connection=connection)

    if kind is None:
        return prepared

    def straight(row: models.Model) -> Any:
        value = row.__dict__.get(name)
        return value if type(value) is kind or value is None else prepared(row)

    return straight
