"""Large tables are checked and applied in the background; found by name as the kit's own jobs."""

import uuid
from typing import Any

from records.kit import imports
from records.kit.errors import Conflict, Refused
from records.kit.jobs import Step, job
from records.kit.models import ImportBatch
from records.kit.web import actor_by_id


def _starter(batch: ImportBatch) -> Any:
    actor = actor_by_id(batch.started_by_id) if batch.started_by_id is not None else None
    if actor is None:
        raise Refused("上传人的账号已停用。")
    return actor


@job("kit.import_check", "预检表格")
class CheckTable:
    """Steps through the table; a worker that died begins again, because a check writes nothing but findings."""

    def __init__(self) -> None:
        self._run: imports.DryRun | None = None

    def total(self, arguments: dict[str, Any]) -> int | None:
        """Unknown until the table is read."""
        return None

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """Check one piece."""
        again = 0
        if self._run is None:
            batch = ImportBatch.objects.get(uid=uuid.UUID(arguments["uid"]))
            if batch.state == ImportBatch.State.APPLIED:
                return Step(cursor, 0, finished=True)
            self._run = imports.DryRun(_starter(batch), batch)
            again = int(cursor.get("rows", 0))
        rows = self._run.step()
        if rows is None:
            return Step(cursor, 0, finished=True)
        return Step({"rows": int(cursor.get("rows", 0)) - again + rows}, rows - again)


@job("kit.import_apply", "导入表格")
class ApplyTable:
    """One step: the whole table in one transaction, or nothing of it."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """All rows."""
        return ImportBatch.objects.get(uid=uuid.UUID(arguments["uid"])).rows

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """Apply."""
        batch = ImportBatch.objects.get(uid=uuid.UUID(arguments["uid"]))
        try:
            applied = imports.apply(_starter(batch), batch.uid, plan=arguments["plan"])
        except (Conflict, Refused) as error:
            ImportBatch.objects.filter(pk=batch.pk).update(message=error.message)
            return Step(cursor, 0, finished=True, message=error.message)
        return Step(cursor, applied.rows, finished=True, message=applied.message)
