"""Spreadsheets out: exactly what is filtered, streamed, labels instead of codes, formulas escaped, journalled.

A domain subclasses `Exporter` and declares it with `@exporter`. Sensitive columns hold the mask, unless the actor may
export them and gives a reason; then one journal entry of the look covers the table.
"""

import csv
import datetime
import decimal
import io
import itertools
import re
import tempfile
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, ClassVar, Final

from django.db import models, transaction

from records.audit.services import record as journal
from records.kit import keyset, sealed_files
from records.kit.actors import Actor
from records.kit.errors import Invalid, Refused
from records.kit.models import Job, local_today
from records.kit.secrets import Opening, refuse_without_reason
from records.kit.sheets import safe_name

INLINE_ROWS: Final = 2_000  # about a second; more goes to a job
PIECE: Final = 1_000
MOST_ROWS_XLSX: Final = 100_000  # one step of a job, under a minute; CSV has no limit
CSV, XLSX = "csv", "xlsx"
CONTENT_TYPES: Final = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MEASURED: Final = 200  # rows looked at for the widths of the columns: the table is written as it goes
NARROWEST, WIDEST = 10, 60
MONEY: Final = "#,##0.00"
_XML_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class ExportColumn:
    """One column: its heading, and its value from a row; `sealed` names the sensitive field behind it."""

    label: str
    value: Callable[[Any], Any]
    sealed: str = ""


class Exporter(ABC):
    """What a domain says about its table."""

    name: ClassVar[str]
    label: ClassVar[str]
    unit: ClassVar[str] = "行"
    action: ClassVar[str]
    sensitive_action: ClassVar[str] = ""
    order: ClassVar[tuple[str, ...]] = ("uid",)

    @abstractmethod
    def columns(self) -> Sequence[ExportColumn]:
        """The columns, in order."""

    @abstractmethod
    def rows(self, actor: Actor, filters: dict[str, Any]) -> models.QuerySet[Any]:
        """The rows the list shows for these filters, and the actor may export: through `visible_to(actor, action)`."""

    @abstractmethod
    def described(self, filters: dict[str, Any]) -> str:
        """The filters in words, for the journal and the person."""

    def place(self, actor: Actor, filters: dict[str, Any]) -> str:
        """Path of the organisation in whose journal the export stands: by default the topmost one of the actor."""
        return actor.scope.paths(self.action)[0]


_exporters: dict[str, type[Exporter]] = {}


def exporter(kind: type[Exporter]) -> type[Exporter]:
    """Declare an exporter, in a domain's `exports.py`."""
    _exporters[kind.name] = kind
    return kind


def exporter_named(name: str) -> type[Exporter]:
    """The exporter of that name. Raises LookupError."""
    if name not in _exporters:
        from records.kit.discover import discover

        discover("exports")
    return _exporters[name]


@dataclass
class Export:
    """What an export yields: a file at once, or a job that will yield one."""

    file_name: str
    content_type: str
    count: int
    pieces: Iterable[bytes] | None = None
    job: Job | None = None


def start(
    actor: Actor,
    kind: type[Exporter],
    filters: dict[str, Any],
    *,
    form: str = XLSX,
    sensitive: bool = False,
    reason: str = "",
) -> Export:
    """Export what the filters show; small tables at once, large ones as a job. Journalled before a byte leaves.

    Raises Refused without the permission (or, with `sensitive`, without that one); Invalid without a reason for full
    numbers, or for an .xlsx beyond MOST_ROWS_XLSX.
    """
    made = kind()
    if not actor.scope.paths(kind.action):
        raise Refused(f"您没有导出{kind.label}的权限。")
    if form not in CONTENT_TYPES:
        raise Invalid({"form": "导出格式只能是 xlsx 或 csv。"})
    if sensitive:
        if not kind.sensitive_action or not actor.scope.paths(kind.sensitive_action):
            raise Refused("您没有导出完整号码的权限，可以导出掩码的名册。")
        refuse_without_reason(reason)
    rows = made.rows(actor, filters)
    count = rows.count()
    if form == XLSX and count > MOST_ROWS_XLSX:
        raise Invalid({"form": f"共{count:,}{kind.unit}，超过 xlsx 的{MOST_ROWS_XLSX:,}行：请改选 CSV，或缩小范围。"})
    file_name = safe_name(f"{kind.label}{local_today():%Y%m%d}.{form}")
    with transaction.atomic():
        entry = journal(
            actor=actor,
            action=kind.sensitive_action if sensitive else kind.action,
            subject=rows.model._meta.label_lower,
            subject_uid=None,
            organisation_id=None,
            org_path=made.place(actor, filters),
            before={},
            after={"filter": made.described(filters), "count": count, "form": form, "full_numbers": sensitive},
            reason=reason.strip(),
        )
        export = Export(file_name, CONTENT_TYPES[form], count)
        if count > INLINE_ROWS:
            from records.kit import jobs

            export.job = jobs.start(
                actor,
                "kit.export",
                {
                    "exporter": kind.name,
                    "filters": filters,
                    "form": form,
                    "look": str(entry.uid) if sensitive else "",
                    "file_name": file_name,
                    "started_by": actor.scope.user_id,
                },
                label=f"导出{kind.label}（{count:,}{kind.unit}）",
            )
            return export
    opening = Opening(actor, kind.sensitive_action, entry) if sensitive else None
    table = Table(made.label, made.columns(), opening)
    found = rows.order_by(*kind.order).iterator(chunk_size=PIECE)
    export.pieces = table.csv(found) if form == CSV else _chunks(table.xlsx(found))
    return export


class Table:
    """Rows as they are written: a heading, then each row's values."""

    def __init__(
        self,
        label: str,
        columns: Iterable[ExportColumn],
        opening: Opening | None = None,
        about: Sequence[tuple[str, Any]] = (),
    ) -> None:
        """`about` says on a sheet of its own what the table is: of which question, of when."""
        self.about = about
        self.columns = list(columns)
        self.label = label
        self.opening = opening

    def cells(self, row: Any) -> list[Any]:
        """The values of a row; a sensitive one as its mask, or in full where an opening allows."""
        return [self._value(column, row) for column in self.columns]

    def _value(self, column: ExportColumn, row: Any) -> Any:
        if column.sealed:
            secret = getattr(row, column.sealed)
            if self.opening is not None:
                return self.opening.text(row, column.sealed)
            return str(secret) if secret is not None else ""
        return column.value(row)

    def csv(self, rows: Iterable[Any], *, heading: bool = True) -> Iterator[bytes]:
        """UTF-8 with byte-order mark, so that a table program reads Chinese; in pieces of PIECE rows."""
        if heading:
            yield b"\xef\xbb\xbf" + _csv_lines([[column.label for column in self.columns]])
        waiting: list[list[Any]] = []
        for row in rows:
            waiting.append([_csv_value(value) for value in self.cells(row)])
            if len(waiting) == PIECE:
                yield _csv_lines(waiting)
                waiting = []
        if waiting:
            yield _csv_lines(waiting)

    def xlsx(self, rows: Iterable[Any]) -> IO[bytes]:
        """A workbook written as it goes: memory stays flat."""
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Font
        from openpyxl.worksheet.properties import PageSetupProperties

        book = Workbook(write_only=True)
        sheet = book.create_sheet(self.label[:31])
        lines = ([sheet_value(value) for value in self.cells(row)] for row in rows)
        first = list(itertools.islice(lines, MEASURED))  # what a column's width is taken from
        sheet.freeze_panes = "A2"
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for number, column in enumerate(self.columns):
            sheet.column_dimensions[_letter(number)].width = _width([column.label, *(line[number] for line in first)])

        def cell(value: Any, **manner: Any) -> Any:
            made = WriteOnlyCell(sheet, value=value)
            for name, given in manner.items():
                setattr(made, name, given)
            return made

        sheet.append([cell(column.label, font=Font(bold=True)) for column in self.columns])
        count = 1
        for line in itertools.chain(first, lines):
            sheet.append(
                [cell(each, number_format=MONEY) if isinstance(each, decimal.Decimal) else each for each in line]
            )
            count += 1
        sheet.auto_filter.ref = f"A1:{_letter(len(self.columns) - 1)}{count}"
        if self.about:
            beside = book.create_sheet("说明")
            beside.column_dimensions["A"].width, beside.column_dimensions["B"].width = 12, 80
            for term, value in self.about:
                beside.append([cell(term, font=Font(bold=True)), sheet_value(value)])
        file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=sealed_files.IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
        book.save(file)
        file.seek(0)
        return file


def escaped(text: str) -> str:
    """A text that no table program takes for a formula: an apostrophe stands before what begins like one."""
    return f"'{text}" if text.startswith(_DANGEROUS) else text


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    if value is None:
        return ""
    return value if isinstance(value, int | float | decimal.Decimal | datetime.date) else str(value)


def _csv_value(value: Any) -> str:
    plain = _plain(value)
    if isinstance(plain, datetime.datetime):
        return plain.isoformat(" ", "minutes")
    return escaped(plain) if isinstance(plain, str) else str(plain)


def sheet_value(value: Any) -> Any:
    """A value as a workbook cell takes it: text escaped and free of what XML forbids, times local."""
    plain = _plain(value)
    if isinstance(plain, datetime.datetime) and plain.tzinfo:
        from django.utils import timezone

        return timezone.localtime(plain).replace(tzinfo=None)
    return escaped(_XML_FORBIDDEN.sub("", plain)) if isinstance(plain, str) else plain


def _csv_lines(lines: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(lines)
    return text.getvalue().encode()


def _width(values: Iterable[Any]) -> int:
    """The width of a column, in characters of a table program: a Han character takes two."""
    longest = max(sum(2 if ord(sign) > 0x2E7F else 1 for sign in str(_plain(value))) for value in values)
    return min(max(longest + 2, NARROWEST), WIDEST)


def _letter(number: int) -> str:
    from records.kit.sheets import column_letter

    return column_letter(number)


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(64 * 1024):
            yield piece


# ── Large tables ────────────────────────────────────────────────────────────
def job_file(actor: Actor, uid: uuid.UUID, name: str = "kit.export") -> tuple[str, str, Iterator[bytes]]:
    """The file of one's own finished export: (name, content type, pieces); `name` is the kind of job. Raises NotVisible."""
    from records.kit.errors import NotVisible

    row = Job.objects.filter(uid=uid, name=name, started_by_id=actor.scope.user_id).first()
    if row is None or actor.scope.user_id is None or row.state != Job.State.DONE or not row.result_file:
        raise NotVisible()
    arguments = row.arguments
    return arguments["file_name"], CONTENT_TYPES[arguments["form"]], sealed_files.pieces_of(row.result_file)


def next_piece(made: Exporter, rows: models.QuerySet[Any], cursor: Sequence[str] | None) -> list[Any]:
    """The next PIECE rows after the one with these values of `order`."""
    ordered = rows.order_by(*made.order)
    if cursor:
        fields = [rows.model._meta.get_field(field) for field in made.order]
        values = [field.to_python(text) for field, text in zip(fields, cursor, strict=True)]
        ordered = keyset.after(ordered, made.order, values)
    return list(ordered[:PIECE])
