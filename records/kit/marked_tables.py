"""Tables that go back to the person: the uploaded one with its problems marked, and the empty template."""

import tempfile
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill

from records.kit import sealed_files
from records.kit.actors import SYSTEM
from records.kit.columns import MARKS, ChoiceColumn, CodeColumn, DateColumn, FlagColumn, Ignored, looks_like_header
from records.kit.exports import sheet_value
from records.kit.imports import Importer, importer_named
from records.kit.models import ImportBatch, ImportFinding
from records.kit.sheets import HEADER_WITHIN, MOST_ROWS, SheetRefused, column_letter, open_sheet

_WRONG = PatternFill("solid", fgColor="FFF4C7C3")
_WARNED = PatternFill("solid", fgColor="FFFCE8B2")
_PIECE = 1_000


def marked(batch: ImportBatch) -> IO[bytes]:
    """The uploaded table as a workbook: wrong cells coloured, problem and cure in two columns before the first.

    Everything else stands as it was uploaded (formulas as text), so it can be mended and uploaded again.
    """
    columns = importer_named(batch.importer)(SYSTEM).columns
    book = Workbook(write_only=True)
    sheet = book.create_sheet("问题标注")
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 40, 40
    header_row = _header_row(batch, columns)
    with sealed_files.opened(batch.stored) as source:
        waiting: list[Any] = []
        written = 0
        try:
            for line in open_sheet(source, is_header=lambda cells: looks_like_header(columns, cells)).lines:
                if written >= MOST_ROWS + HEADER_WITHIN:
                    break
                waiting.append(line)
                if len(waiting) == _PIECE:
                    written += _write(sheet, batch, waiting, header_row)
                    waiting = []
            _write(sheet, batch, waiting, header_row)
        except SheetRefused as error:
            sheet.append([str(error)])
    return _saved(book)


def _header_row(batch: ImportBatch, columns: list[Any]) -> int:
    with sealed_files.opened(batch.stored) as source:
        try:
            for line in open_sheet(source, is_header=lambda cells: looks_like_header(columns, cells)).lines:
                if looks_like_header(columns, line.cells):
                    return line.number
                if line.number >= HEADER_WITHIN:
                    break
        except SheetRefused:
            return 0
    return 0


def _write(sheet: Any, batch: ImportBatch, lines: list[Any], header_row: int) -> int:
    if not lines:
        return 0
    by_row: dict[int, list[ImportFinding]] = {}
    for finding in batch.findings.filter(row__gte=lines[0].number, row__lte=lines[-1].number).order_by("row", "pk"):
        by_row.setdefault(finding.row, []).append(finding)
    for line in lines:
        found = by_row.get(line.number, [])
        fills = {each.place: _WRONG if each.is_error else _WARNED for each in reversed(found)}
        cells = [_cell(sheet, value, fills.get(place)) for place, value in enumerate(line.cells)]
        told = _told(sheet, found)
        if line.number == header_row:
            if found:
                sheet.append(told)
            told = [_cell(sheet, mark, None) for mark in MARKS]
        sheet.append([*told, *cells])
    return len(lines)


def _told(sheet: Any, found: list[ImportFinding]) -> list[Any]:
    problems = "\n".join(f"{each.column}：{each.message}" if each.column else each.message for each in found)
    cures = "\n".join(dict.fromkeys(each.cure for each in found if each.cure))
    worst = _WRONG if any(each.is_error for each in found) else _WARNED if found else None
    return [_cell(sheet, problems or None, worst), _cell(sheet, cures or None, None)]


def _cell(sheet: Any, value: Any, fill: PatternFill | None) -> Any:
    cell = WriteOnlyCell(sheet, value=sheet_value(value) if value is not None else None)
    if fill is not None:
        cell.fill = fill
    if isinstance(value, str) and "\n" in value:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell


def template(made: Importer) -> IO[bytes]:
    """An empty table: headings (required ones with a star), a row of guidance, long numbers as text columns."""
    book = Workbook()
    sheet: Any = book.active
    sheet.title = made.label[:31]
    columns = [column for column in made.columns if not isinstance(column, Ignored)]
    for place, column in enumerate(columns, start=1):
        heading = sheet.cell(1, place, f"{'*' if column.required else ''}{column.label}")
        heading.font = Font(bold=True)
        sheet.cell(2, place, _guidance(column)).font = Font(italic=True, color="FF666666")
        letter = column_letter(place - 1)
        sheet.column_dimensions[letter].width = max(12, len(column.label) * 2 + 2)
        if isinstance(column, CodeColumn):
            for row in range(3, 203):
                sheet.cell(row, place).number_format = "@"
    sheet.freeze_panes = "A3"
    return _saved(book)


def _guidance(column: Any) -> str:
    said = ["必填" if column.required else "选填"]
    if column.hint:
        said.append(column.hint)
    elif isinstance(column, FlagColumn):
        said.append("是或否")
    elif isinstance(column, ChoiceColumn):
        labels = list(column.choices.values())
        said.append("、".join(labels[:4]) + ("等" if len(labels) > 4 else ""))
    elif isinstance(column, DateColumn):
        said.append("格式：2019-02-03")
    return "，".join(said)


def _saved(book: Any) -> IO[bytes]:
    file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=sealed_files.IN_MEMORY)  # type: ignore[assignment]  # noqa: SIM115
    book.save(file)
    file.seek(0)
    return file
