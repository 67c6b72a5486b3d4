"""Reading spreadsheets that people upload: .xlsx and CSV, streamed, and nothing about them trusted.

Protections: size, kind by content (never by name), zip bombs, XML bombs (defusedxml), rows, columns, length of a cell,
broken files, encodings. Every refusal is `SheetRefused` with a Chinese message that says the cure.
"""

import contextlib
import csv
import datetime
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

LARGEST_FILE: Final = 100 * 1024 * 1024  # bytes; the web server's limit stands before it
LARGEST_UNPACKED: Final = 300 * 1024 * 1024  # 50,000 rows of 40 columns unpack to about 120 MB
LARGEST_STRINGS: Final = 64 * 1024 * 1024  # openpyxl holds this part in memory
LARGEST_RATIO: Final = 250  # unpacked to packed; honest sheets reach about 40
MOST_ROWS: Final = 50_000  # rows with content in one import
MOST_PHYSICAL_ROWS: Final = 200_000  # formatted but empty rows are passed over, up to here
MOST_COLUMNS: Final = 200
LONGEST_CELL: Final = 2_000  # characters
HEADER_WITHIN: Final = 15  # rows among which the header is looked for

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HIDDEN = re.compile(r"[\u0000-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


_NO_TABLE: Final = "这不是表格文件：请上传 .xlsx 或 .csv 文件。"


class SheetRefused(ValueError):
    """The file can't be read as a table; the message is Chinese and says the cure."""


@dataclass
class Line:
    """One row of the sheet: its number as the person sees it (from 1) and its cells, None for empty."""

    number: int
    cells: list[Any]

    @property
    def is_empty(self) -> bool:
        """Whether no cell holds anything."""
        return all(cell is None or cell == "" for cell in self.cells)


@dataclass
class Sheet:
    """An opened table: streams its lines; `notes` says what was left aside."""

    kind: str  # xlsx or csv
    name: str
    lines: Iterator[Line]
    notes: list[str] = field(default_factory=list)


def safe_name(name: str) -> str:
    """A file's name as it may be shown: no folders, no control or direction characters, at most 100 characters."""
    base = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    base = _HIDDEN.sub("", base).strip(" .") or "未命名"
    if len(base) <= 100:
        return base
    stem, dot, ending = base.rpartition(".")
    return f"{stem[: 100 - len(ending) - 1]}.{ending}" if dot and len(ending) <= 5 else base[:100]


def open_sheet(file: IO[bytes], *, is_header: Any = None) -> Sheet:
    """Open an uploaded table; `file` is seekable.

    `is_header(cells) -> bool` chooses among several worksheets the first that has such a row near its top. Raises
    SheetRefused.
    """
    file.seek(0, io.SEEK_END)
    size = file.tell()
    file.seek(0)
    if size == 0:
        raise SheetRefused("文件是空的，请重新选择文件。")
    if size > LARGEST_FILE:
        raise SheetRefused(f"文件有{size // 1024 // 1024}MB，超过100MB的上限：请分成几个文件上传，或删去其中的图片。")
    beginning = file.read(8)
    file.seek(0)
    if beginning.startswith(_OLE):
        raise SheetRefused("这是旧版 .xls 或加了密码的文件：请在表格软件中去掉密码，另存为 .xlsx 后再上传。")
    if beginning.startswith(_ZIP):
        return _open_workbook(file, is_header)
    if beginning.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")):
        raise SheetRefused(_NO_TABLE)
    return _open_csv(file)


# ── .xlsx ───────────────────────────────────────────────────────────────────
def _open_workbook(file: IO[bytes], is_header: Any) -> Sheet:
    from openpyxl import load_workbook

    _refuse_bomb(file)
    file.seek(0)
    try:
        # Formulas stay formulas: a value that a formula once had may be old or missing, so it is never taken silently.
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    except Exception as error:
        raise SheetRefused(_BROKEN) from error
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"] or list(book.worksheets)
    if not sheets:
        raise SheetRefused("工作簿里没有工作表，请重新选择文件。")
    chosen = sheets[0]
    if is_header is not None:
        for sheet in sheets:
            if any(is_header(line.cells) for line in _first(_workbook_lines(sheet), HEADER_WITHIN)):
                chosen = sheet
                break
    others = [_HIDDEN.sub("", str(sheet.title)) for sheet in sheets if sheet is not chosen]
    notes = []
    if others:
        names = "、".join(f"“{name}”" for name in others[:5])
        notes.append(
            f"只读取了工作表“{chosen.title}”，没有读取{names}{'等' if len(others) > 5 else ''}；需要时请分别上传。"
        )
    return Sheet("xlsx", str(chosen.title), _workbook_lines(chosen), notes)


_BROKEN: Final = "文件已损坏或不是标准的 .xlsx 表格：请用表格软件打开，另存为 .xlsx 后再上传。"


def _refuse_bomb(file: IO[bytes]) -> None:
    """Judge the archive by its table of contents before anything is unpacked; `zipfile` never reads past what it declares."""
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise SheetRefused(_BROKEN) from error
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or not any(name.startswith("xl/") for name in names):
        raise SheetRefused(_NO_TABLE)
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise SheetRefused("文件含有宏：请另存为不含宏的 .xlsx 后再上传。")
    total = sum(part.file_size for part in parts)
    strings = sum(part.file_size for part in parts if part.filename.lower() == "xl/sharedstrings.xml")
    extreme = any(
        part.file_size > 10_000_000 and part.file_size > LARGEST_RATIO * max(part.compress_size, 1) for part in parts
    )
    if len(parts) > 5_000 or total > LARGEST_UNPACKED or strings > LARGEST_STRINGS or extreme:
        raise SheetRefused("文件展开后过大：请只保留要导入的工作表和列，删去多余的格式后另存，再上传。")


def _workbook_lines(sheet: Any) -> Iterator[Line]:
    sheet.reset_dimensions()  # the declared size may be a lie
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True, max_col=MOST_COLUMNS), start=1):
            yield _line(number, list(cells))
    except SheetRefused:
        raise
    except Exception as error:
        raise SheetRefused(_BROKEN) from error


def _line(number: int, cells: list[Any]) -> Line:
    if number > MOST_PHYSICAL_ROWS:
        raise SheetRefused(f"表格超过{MOST_PHYSICAL_ROWS:,}行（含空行）：请删去末尾的空行，或分成几个文件上传。")
    while cells and (cells[-1] is None or cells[-1] == ""):
        cells.pop()
    for place, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > LONGEST_CELL:
            raise SheetRefused(
                f"第{number}行第{column_letter(place)}列有{len(cell)}个字，超过{LONGEST_CELL}字的上限，请缩短后再上传。"
            )
    return Line(number, cells)


# ── CSV ─────────────────────────────────────────────────────────────────────
def _open_csv(file: IO[bytes]) -> Sheet:
    encoding = _encoding(file)
    file.seek(0)
    text = _text(file, encoding)
    sample = text.read(64 * 1024)
    file.seek(0)
    text = _text(file, encoding)
    header = sample.splitlines()[0] if sample.splitlines() else ""
    separator = max(",\t;，", key=header.count)
    if separator == "，":
        raise SheetRefused("各列之间用的是中文逗号“，”：请用表格软件另存为 .xlsx，或改用英文逗号。")
    return Sheet("csv", "", _csv_lines(text, separator))


class _Unclosed(io.RawIOBase):
    """Lends a file to a text reader without letting it close the file."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)


def _text(file: IO[bytes], encoding: str) -> io.TextIOWrapper:
    lent: Any = _Unclosed(file)
    return io.TextIOWrapper(lent, encoding=encoding, newline="")


def _encoding(file: IO[bytes]) -> str:
    """UTF-8, GB 18030, or UTF-16 with its mark (a table program's 'Unicode text'), judged by the whole file.

    Raises SheetRefused for anything else.
    """
    file.seek(0)
    beginning = file.read(64 * 1024)
    if beginning.startswith((b"\xff\xfe", b"\xfe\xff")):
        candidates: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in beginning:
        raise SheetRefused(_NO_TABLE)
    else:
        candidates = ("utf-8-sig", "gb18030")
    for encoding in candidates:
        file.seek(0)
        decoder = _text(file, encoding)
        with contextlib.suppress(UnicodeError):
            while piece := decoder.read(1024 * 1024):
                if "\x00" in piece:
                    raise SheetRefused(_NO_TABLE)
            return encoding
    raise SheetRefused("文字编码不认识：请用表格软件另存为 .xlsx 后再上传。")


def _csv_lines(text: io.TextIOWrapper, separator: str) -> Iterator[Line]:
    reader = csv.reader(text, delimiter=separator)
    number = 0
    try:
        for cells in reader:
            number += 1
            if len(cells) > MOST_COLUMNS:
                raise SheetRefused(f"第{number}行有{len(cells)}列，超过{MOST_COLUMNS}列的上限，请核对分隔符。")
            yield _line(number, [_csv_cell(cell) for cell in cells])
    except csv.Error as error:
        raise SheetRefused(f"第{number + 1}行的引号不成对或过长，请用表格软件另存后再上传。") from error


def _csv_cell(text: str) -> str | None:
    """A cell as text: `="0123"`, Excel's way to keep leading zeros, is 0123; a tab before a number is dropped."""
    stripped = text.strip()
    kept = re.fullmatch(r'="([^"]*)"', stripped)
    return (kept.group(1) if kept else stripped) or None


# ── Values ──────────────────────────────────────────────────────────────────
def column_letter(place: int) -> str:
    """The letter of a column as a table shows it: 0 is A, 26 is AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def is_formula(value: Any) -> bool:
    """Whether a cell holds a formula (or what a table would take for one)."""
    if isinstance(value, str):
        return len(value) > 1 and value[0] == "="
    return type(value).__name__ in ("ArrayFormula", "DataTableFormula")


def cell_text(value: Any) -> str:
    """A cell as text: NFKC, trimmed, inner line breaks as spaces; whole numbers without `.0`, dates as ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    text = unicodedata.normalize("NFKC", str(value))
    return re.sub(r"\s+", " ", _HIDDEN.sub(" ", text)).strip().removeprefix("'").strip()


def _first(lines: Iterator[Line], count: int) -> Iterator[Line]:
    for number, line in enumerate(lines):
        if number >= count:
            return
        yield line
