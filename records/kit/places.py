"""A record's path is the organisation's, whatever moves at that moment: who copies a path holds the tree, who moves waits.

Every write holds the shape of the tree (`hold`, shared: writers never wait for each other) before it takes any other
lock, and reads a path it copies after that. A move takes the same lock for itself alone (`change`), so that it begins
when all who hold an old path have committed, and they begin when it has rewritten theirs (`replant`). SQLite has one
writer at a time, from its first statement on: there only reading the path afresh is left to do.

`mend` is the safety net: it finds copies that are not the organisation's path, by whatever way they came about.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.apps import apps
from django.db import OperationalError, connection, models, transaction
from django.db.models import OuterRef, Subquery

from records.kit import search
from records.kit.errors import Invalid
from records.kit.replant import planted_models

# Any number that no other lock of the portal's database has: "orgpath" in letters.
_KEY: Final = int.from_bytes(b"orgpath", "big")
# A write takes milliseconds, an import of a whole county a minute: rather than hold up everyone's writes behind it, a
# move gives up and says so.
LONGEST_WAIT: Final = "5s"
PIECE: Final = 20_000  # rows looked at in one transaction
_IN_ONE_QUERY: Final = 5_000  # numbers; SQLite takes 32,766 parameters


def hold() -> None:
    """Until the end of the transaction no organisation's path changes. First of all locks; costs about 0.1 ms."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(%s)", [_KEY])


def change() -> None:
    """Until the end of the transaction nobody else writes what hangs on a path. Raises Invalid after a short wait."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('lock_timeout')")
        (usual,) = cursor.fetchone()
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [LONGEST_WAIT])
        try:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_KEY])
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != "55P03":  # lock_not_available
                raise
            raise Invalid("此时正有大批数据写入（例如导入名册），暂不能调整上级组织，请过几分钟再试。") from error
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [usual])


def paths_now(numbers: Iterable[int]) -> dict[int, str]:
    """The paths of organisations by their numbers; call it while holding the shape."""
    organisations: Any = apps.get_model("organisations", "Organisation")._default_manager
    wanted = sorted(set(numbers))
    found: dict[int, str] = {}
    for start in range(0, len(wanted), _IN_ONE_QUERY):
        found.update(organisations.filter(pk__in=wanted[start : start + _IN_ONE_QUERY]).values_list("pk", "path"))
    return found


def bring_up_to_date(rows: Iterable[Any]) -> None:
    """Give rows that are about to be written the path their organisation has now; for many rows at once."""
    rows = [row for row in rows if row.organisation_id]
    found = paths_now(row.organisation_id for row in rows)
    for row in rows:
        row.org_path = found[row.organisation_id]


def is_planted(model: type[models.Model]) -> bool:
    """Whether rows of this model copy the path of an organisation they name."""
    names = {field.attname for field in model._meta.concrete_fields}
    return {"org_path", "organisation_id"} <= names


# ── the safety net ──────────────────────────────────────────────────────────
def stale() -> Iterator[tuple[type[models.Model], list[int]]]:
    """Rows whose path is not their organisation's, model by model, a piece at a time; only pieces that have some."""
    for model in planted_models():
        if not is_planted(model):
            continue
        rows = model._default_manager.filter(organisation_id__isnull=False).order_by("pk")
        after = 0
        while True:
            piece = rows.filter(pk__gt=after).annotate(path_now=_path_now())[:PIECE]
            seen = list(piece.values_list("pk", "org_path", "path_now"))
            wrong = [pk for pk, path, now in seen if now is not None and path != now]
            if wrong:
                yield model, wrong
            if len(seen) < PIECE:
                break
            after = seen[-1][0]


def mend() -> dict[str, int]:
    """Give every such row its organisation's path; returns how many by model. May run at any time, and twice."""
    mended: dict[str, int] = {}
    for model, numbers in stale():
        for start in range(0, len(numbers), _IN_ONE_QUERY):
            rows = model._default_manager.filter(pk__in=numbers[start : start + _IN_ONE_QUERY])
            with transaction.atomic():
                hold()
                changed = rows.exclude(org_path=_path_now()).update(org_path=_path_now())
                if search.is_found(model):
                    search.touch_all(model, rows.values_list("uid", flat=True))
            mended[model._meta.label_lower] = mended.get(model._meta.label_lower, 0) + changed
    return {label: count for label, count in mended.items() if count}


def _path_now() -> Subquery:
    """An organisation by number, not through a foreign key: the journal has none."""
    organisations: Any = apps.get_model("organisations", "Organisation")._default_manager
    return Subquery(organisations.filter(pk=OuterRef("organisation_id")).values("path")[:1])
