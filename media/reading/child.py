"""The program that opens an attachment: a process of its own, bounded before it touches the file, with nothing of the portal.

    python -I child.py docx < file        writes lines of JSON: {"page": 1, "label": "", "text": "…"}, at last {"state": …}

What is uploaded may be made to do harm: archives that unpack to gigabytes, ten thousand pages, endless loops. So the
process gives itself little memory and time first, writes each page as soon as it is read, and may be killed at any
moment; whoever started it (`process.py`) keeps what was written. It imports no module of ours.
"""

import codecs
import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from typing import IO, Any

SECONDS = 40  # of processor time
MEMORY = 1_500_000_000  # bytes of address space: the largest accepted file, and what a reader needs besides
WRITTEN = 8_000_000  # bytes of answer
MOST_CHARACTERS = 300_000  # about 500 pages; a longer text is read up to here, and said to be
MOST_PAGES = 2_000
UNPACKED = 200_000_000  # bytes an archive may unpack to, as it says itself; what it hides beyond is never read
LONGEST_CELL = 2_000

Page = tuple[int | None, str, str]  # number (None: pages are not known), name (a sheet's), text

_HAN_END = re.compile(r"[\u3400-\u9fff，、（《“]$")
_NEW_LINE = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,3}[.、．]|第[一二三四五六七八九十百千\d]+[编章节条]"
)
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Locked(Exception):
    """The file opens with a password only 有密码."""


class Heavy(Exception):
    """The file unpacks to more than is ever read 过大."""


def bound() -> None:
    """Give up what is not needed: time, memory, files to write, further processes' core images."""
    for what, most in (
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        _, hard = resource.getrlimit(what)
        if hard != resource.RLIM_INFINITY:
            most = min(most, hard)
        try:
            resource.setrlimit(what, (most, most))
        except (ValueError, OSError):  # macOS knows no limit of address space
            continue


def pdf(file: IO[bytes]) -> Iterator[Page]:
    """Pages as PDFium reads them; it knows the Chinese character collections that older programs rely on."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            raise Locked from None
        raise
    for number in range(len(document)):
        page = document[number]
        words = page.get_textpage()
        yield number + 1, "", joined(words.get_text_range(errors="ignore"))
        words.close()
        page.close()


def joined(text: str) -> str:
    """Lines that only the width of the paper parted are one again, so that a phrase across them is found."""
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    longest = max(map(len, lines), default=0)
    parts: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        runs_on = len(line) >= longest * 0.6 and _HAN_END.search(line) and not _NEW_LINE.match(following)
        parts += [line, "" if runs_on else "\n"]
    return "".join(parts)


def _archive(file: IO[bytes]) -> zipfile.ZipFile:
    """An office file's archive. Raises Heavy for one that says it unpacks to more than is ever read."""
    archive = zipfile.ZipFile(file)
    if sum(each.file_size for each in archive.infolist()) > UNPACKED:
        raise Heavy
    return archive


def _walk(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, Any]]:
    """(start or end, element) of one part of an archive, without DTDs and entities; memory is flat."""
    from defusedxml.ElementTree import iterparse

    with archive.open(name) as part:
        for event, element in iterparse(part, events=("start", "end"), forbid_dtd=True):
            yield event, element
            if event == "end" and element.tag not in (_WORD + "t", _DRAWING + "t"):
                element.clear()


def _words(archive: zipfile.ZipFile, name: str, space: str) -> Iterator[str]:
    """The text of one part in order: a line for a paragraph, a form feed where the program last broke the page."""
    skipping = 0
    for event, element in _walk(archive, name):
        if element.tag == _FALLBACK:  # the same text box once more, for older programs
            skipping += 1 if event == "start" else -1
        if skipping or event == "start":
            continue
        if element.tag == space + "t":
            yield element.text or ""
        elif element.tag == space + "p":
            yield "\n"
        elif element.tag in (_WORD + "tab", _WORD + "tc"):
            yield "\t"
        elif element.tag in (space + "br", _WORD + "cr"):
            yield "\n"
        elif element.tag == _WORD + "lastRenderedPageBreak":
            yield "\f"


def _bounded(pieces: Iterator[str]) -> str:
    kept: list[str] = []
    length = 0
    for piece in pieces:
        kept.append(piece)
        length += len(piece)
        if length > MOST_CHARACTERS:
            break
    return "".join(kept)


def docx(file: IO[bytes]) -> Iterator[Page]:
    """Body, text boxes, tables; then notes. Pages where Word wrote down how it had broken them, otherwise one text."""
    archive = _archive(file)
    pages = _bounded(_words(archive, "word/document.xml", _WORD)).split("\f")
    for number, text in enumerate(pages, start=1):
        yield (number if len(pages) > 1 else None), "", text
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in archive.namelist():
            yield None, "注释", _bounded(_words(archive, name, _WORD))


def pptx(file: IO[bytes]) -> Iterator[Page]:
    """Slides in the order in which they are shown."""
    archive = _archive(file)
    targets = {
        element.get("Id"): element.get("Target") or ""
        for event, element in _walk(archive, "ppt/_rels/presentation.xml.rels")
        if event == "start" and element.tag.endswith("}Relationship")
    }
    order = [
        targets.get(element.get(_RELATION), "")
        for event, element in _walk(archive, "ppt/presentation.xml")
        if event == "start" and element.tag.endswith("}sldId")
    ]
    names = set(archive.namelist())
    for number, target in enumerate(order, start=1):
        name = target.lstrip("/") if target.startswith("/") else f"ppt/{target}"
        if name in names:
            yield number, "", _bounded(_words(archive, name, _DRAWING))


def xlsx(file: IO[bytes]) -> Iterator[Page]:
    """Sheets by name, a line for a row; hidden sheets are left out: who hid them did not mean them to be found."""
    _archive(file)
    file.seek(0)
    import openpyxl

    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    number = 0
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        number += 1
        yield number, sheet.title, _bounded(_rows(sheet))


def _rows(sheet: Any) -> Iterator[str]:
    for row in sheet.iter_rows(values_only=True):
        cells = [str(value)[:LONGEST_CELL] for value in row if value is not None]
        if cells:
            yield "\t".join(cells) + "\n"


def plain(file: IO[bytes]) -> Iterator[Page]:
    """A text in whichever encoding Chinese systems write."""
    data = file.read(MOST_CHARACTERS * 4)
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            yield None, "", data.decode(encoding, errors="ignore")
            return
    try:
        # The cut may have gone through a character: three bytes at the end are no reason to doubt the encoding.
        text = codecs.getincrementaldecoder("utf-8")().decode(data, final=False)
    except UnicodeDecodeError:
        text = data.decode("gb18030", errors="ignore")
    yield None, "", text


READERS = {"pdf": pdf, "docx": docx, "pptx": pptx, "xlsx": xlsx, "txt": plain, "csv": plain}


def read(extension: str, file: IO[bytes], out: IO[str]) -> str:
    """Write the pages of a file; returns what became of it."""
    left, some = MOST_CHARACTERS, False
    for count, (number, label, text) in enumerate(READERS[extension](file)):
        text = text.replace("\x00", "").replace("\f", "\n").strip()
        if not text:
            continue
        out.write(json.dumps({"page": number, "label": label[:80], "text": text[:left]}) + "\n")
        out.flush()
        some = True
        left -= len(text)
        if left <= 0 or count >= MOST_PAGES:
            return "partly"
    return "read" if some else "empty"


def main(extension: str) -> None:
    """Read from standard input, write to standard output; an error is an answer too."""
    bound()
    try:
        state = read(extension, sys.stdin.buffer, sys.stdout)
    except Locked:
        state = "locked"
    except (Heavy, MemoryError):
        state = "heavy"
    except Exception as error:
        # Whatever a library raises over a broken file; only its kind is said, never the file's words.
        print(type(error).__name__, file=sys.stderr)
        state = "broken"
    sys.stdout.write(json.dumps({"state": state}) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1])
