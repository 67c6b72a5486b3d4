"""Spreadsheets as people upload them."""

import io
import zipfile
from collections.abc import Sequence
from typing import Any

from openpyxl import Workbook


def xlsx(*rows: Sequence[Any], sheets: dict[str, Sequence[Sequence[Any]]] | None = None) -> bytes:
    """A workbook with these rows on its first sheet, or with several named sheets."""
    book = Workbook()
    book.remove(book.active)
    for name, lines in (sheets or {"Sheet1": rows}).items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append(list(line))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def csv(*rows: Sequence[Any], encoding: str = "utf-8-sig", separator: str = ",") -> bytes:
    """A CSV file."""
    return "\r\n".join(separator.join("" if cell is None else str(cell) for cell in row) for row in rows).encode(
        encoding
    )


def with_part(workbook: bytes, name: str, content: bytes) -> bytes:
    """The workbook with one part of its archive replaced or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            if item.filename != name:
                target.writestr(item, source.read(item))
        target.writestr(name, content)
    return out.getvalue()
