"""The export of exactly what an archive search finds, as a table, with the permission and scope of every step's moment."""

import datetime
import decimal
import json
import time
import uuid
from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.utils import timezone

from records.access.actors import actor_by_id
from records.access.models import User
from records.kit import exports, sealed_files
from records.kit.errors import Refused
from records.kit.exports import XLSX, ExportColumn
from records.kit.jobs import Step, job
from search.doors import archive
from search.doors.looks import note, restricted
from search.doors.narrowing import REACHES
from search.index import queries, sources
from search.index.entries import Entry

EXPORT = "search.export"
PIECE = 500
KEPT_SECONDS = 7 * 24 * 3600  # of a draft: as long as an export itself

HEADINGS = (
    *("种类", "标题", "组织", "所在", "日期", "年份", "文号或编号", "状态", "金额（元）", "地址"),
    *("类别", "公开范围"),
)
DATED, AMOUNT, ADDRESS = (HEADINGS.index(label) for label in ("日期", "金额（元）", "地址"))


def _cell(place: int) -> Callable[[list[Any]], Any]:
    """A cell from the row that JSON carried: dates and amounts as such, so that a table program sorts and adds them."""

    def value(row: list[Any]) -> Any:
        kept = row[place]
        if kept in ("", None):
            return ""
        if place == DATED:
            return datetime.date.fromisoformat(kept)
        if place == AMOUNT:
            return decimal.Decimal(kept) / 100
        return f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{kept}" if place == ADDRESS and kept[0] == "/" else kept

    return value


COLUMNS = [ExportColumn(label, _cell(place)) for place, label in enumerate(HEADINGS)]


def row_of(entry: Entry, labels: dict[str, str]) -> list[Any]:
    """An entry as a row; what JSON carries."""
    return [
        labels.get(entry.kind, entry.kind),
        entry.title,
        entry.organisation,
        entry.place,
        entry.published.isoformat() if entry.published else "",
        entry.counted_year or "",
        "、".join(filter(None, entry.numbers)),
        entry.state,
        entry.amount_fen,
        entry.url,
        entry.category,
        REACHES[entry.reach.value],
    ]


@job(EXPORT, "导出查档结果")
class ExportFound:
    """Pieces by key into a sealed file, then one table by date."""

    label: ClassVar[str] = "查档结果"

    def total(self, arguments: dict[str, Any]) -> int | None:
        """How many there are now."""
        actor, asked = _tools(arguments)
        return queries.search(asked.request(actor, size=1)).whole().total

    def step(self, arguments: dict[str, Any], cursor: dict[str, Any]) -> Step:
        """Fetch the next piece; with the last one, make the table."""
        actor, asked = _tools(arguments)
        draft = cursor.get("draft") or f"drafts/{uuid.uuid4()}"
        number, offset, after = cursor.get("number", 0), cursor.get("offset", 0), cursor.get("after", "")
        if cursor.get("fetched"):
            return self._table(draft, cursor.get("rows", 0), actor, asked)
        entries, following = queries.walk(asked.request(actor), after, PIECE)
        if shown := restricted(entries):  # in the table they are looked at as on a page
            note(actor, EXPORT, {**archive.facts_of(asked), "form": XLSX, "rows": len(entries), "shown": shown})
        labels = sources.labels()
        lines = "".join(json.dumps(row_of(entry, labels), ensure_ascii=False) + "\n" for entry in entries)
        rows = cursor.get("rows", 0) + len(entries)
        if rows > exports.MOST_ROWS_XLSX:
            raise Refused(f"超过{exports.MOST_ROWS_XLSX:,}条，请缩小范围后再导出。")
        if lines:
            offset = sealed_files.append(draft, number, offset, lines.encode())
            number += 1
        if not following:
            sealed_files.append(draft, number, offset, b"", last=True)
        ahead = {
            "draft": draft,
            "number": number,
            "offset": offset,
            "after": following,
            "rows": rows,
            "fetched": not following,
        }
        return Step(ahead, len(entries))

    def _table(self, draft: str, count: int, actor: User, asked: archive.Asked) -> Step:
        """Newest first; what has no date comes last."""
        lines = b"".join(sealed_files.pieces_of(draft)).decode().splitlines()
        rows = sorted((json.loads(line) for line in lines), key=lambda row: (row[4], row[1]), reverse=True)
        name = f"exports/{uuid.uuid4()}"
        about = [
            ("内容", self.label),
            ("条件", asked.described()),
            ("条数", count),
            ("导出时间", f"{timezone.localtime():%Y-%m-%d %H:%M}"),
            ("导出人", actor.name),
            ("范围", "只含导出人当时能看到的；日期新的在前，没有日期的在后"),
        ]
        with exports.Table(self.label, COLUMNS, about=about).xlsx(rows) as file:
            sealed_files.store(name, iter(lambda: file.read(sealed_files.PIECE), b""))
        sealed_files.remove(draft)
        return Step({}, 0, finished=True, message=f"共{count:,}条。", result_file=name)


def tidy(now: float | None = None) -> int:
    """Delete drafts of exports that were given up; returns how many."""
    return sealed_files.remove_older("drafts", (now or time.time()) - KEPT_SECONDS)


def _tools(arguments: dict[str, Any]) -> tuple[User, archive.Asked]:
    actor = actor_by_id(arguments["started_by"])
    asked = archive.again(arguments["question"])
    if actor is None or not actor.scope.paths("search.export") or asked.problems:
        raise Refused()
    return actor, asked
