"""Large exports: CSV piece by piece, .xlsx in one step; the file lies sealed until its owner fetches it."""

import datetime
import uuid
from typing import Any

from django.utils import timezone

from records.kit import exports, sealed_files
from records.kit.errors import Refused
from records.kit.jobs import Step, job
from records.kit.models import Job
from records.kit.secrets import Opening
from records.kit.web import actor_by_id


@job("kit.export", "导出表格")
class ExportTable:
    """Acts for the one who started it, with that person's permission of today."""

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many rows the filters show now."""
        actor, made, _opening = self._tools(arguments)
        return made.rows(actor, arguments["filters"]).count()

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """Write the next piece."""
        actor, made, opening = self._tools(arguments)
        rows = made.rows(actor, arguments["filters"])
        table = exports.Table(made.label, made.columns(), opening)
        name = cursor.get("file") or f"exports/{uuid.uuid4()}"
        if arguments["form"] == exports.XLSX:
            count = rows.count()
            with table.xlsx(rows.order_by(*made.order).iterator(chunk_size=exports.PIECE)) as file:
                sealed_files.store(name, iter(lambda: file.read(sealed_files.PIECE), b""))
            return Step({"file": name}, count, finished=True, message=f"共{count:,}{made.unit}。", result_file=name)
        number, offset, written = cursor.get("number", 0), cursor.get("offset", 0), cursor.get("written", 0)
        found = exports.next_piece(made, rows, cursor.get("after"))
        content = b"".join(table.csv(found, heading=number == 0))
        finished = len(found) < exports.PIECE
        if content:
            offset = sealed_files.append(name, number, offset, content)
            number += 1
        if finished:
            sealed_files.append(name, number, offset, b"", last=True)
            message = f"共{written + len(found):,}{made.unit}。"
            return Step(cursor, len(found), finished=True, message=message, result_file=name)
        after = [str(getattr(found[-1], field)) for field in made.order]
        ahead = {"file": name, "number": number, "offset": offset, "after": after, "written": written + len(found)}
        return Step(ahead, len(found))

    def _tools(self, arguments: dict[str, Any]) -> tuple[Any, exports.Exporter, Opening | None]:
        starter = arguments.get("started_by")
        actor = actor_by_id(starter) if starter is not None else None
        made = exports.exporter_named(arguments["exporter"])()
        if actor is None or not actor.scope.paths(made.action):
            raise Refused()
        look = arguments.get("look")
        opening = Opening.again(actor, made.sensitive_action, uuid.UUID(look)) if look else None
        return actor, made, opening


KEPT = datetime.timedelta(days=7)  # the page of an export says so


def tidy(now: datetime.datetime | None = None) -> int:
    """Delete files of exports that are older than KEPT; returns how many. Rows stay: they say who had what, when."""
    before = (now or timezone.now()) - KEPT
    old = Job.objects.filter(result_file__startswith="exports/", created_at__lt=before)
    for row in old:
        sealed_files.remove(row.result_file)
        row.result_file = ""
        row.message += "文件已按期删除。"
        row.save(update_fields=["result_file", "message"])
    return len(old)
