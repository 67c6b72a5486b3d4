"""Small real files with Chinese text, and hostile ones: written here byte by byte, nothing is fetched."""

import hashlib
import io
import zipfile
from collections.abc import Sequence

import openpyxl

_PAD = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def pdf(*pages: str, password: str = "") -> bytes:
    """A PDF of these pages, set in a font of the reader's machine as older Chinese programs did; with a password, locked."""
    numbers = [6 + 2 * place for place in range(len(pages))]
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [%s] /Count %d >>"
        % (b" ".join(b"%d 0 R" % number for number in numbers), len(pages)),
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        4: b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe)"
        b" /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        5: b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [0 -200 1000 900] /ItalicAngle 0"
        b" /Ascent 800 /Descent -200 /CapHeight 700 /StemV 80 >>",
    }
    for number, text in zip(numbers, pages, strict=True):
        lines = b"".join(b"<%s> Tj T* " % line.encode("utf-16-be").hex().encode() for line in text.split("\n"))
        objects[number] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >>"
            b" /Contents %d 0 R >>" % (number + 1)
        )
        objects[number + 1] = (b"stream", b"BT /F1 12 Tf 14 TL 50 780 Td " + lines + b"ET")  # type: ignore[assignment]
    key, extra = _locked(password) if password else (b"", b"")
    return _written(objects, key, extra)


def _written(objects: dict[int, object], key: bytes, extra: bytes) -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(out)
        body = objects[number]
        if isinstance(body, tuple):
            content = body[1]
            if key:
                mixed = hashlib.md5(key + number.to_bytes(3, "little") + b"\x00\x00").digest()[:10]  # noqa: S324
                content = _rc4(mixed, content)
            body = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (max(objects) + 1)
    for number in range(1, max(objects) + 1):
        out += b"%010d 00000 n \n" % places[number]
    out += b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, extra, start)
    return bytes(out)


def _locked(password: str) -> tuple[bytes, bytes]:
    """Key and trailer of the oldest encryption a PDF knows (PDF 1.7, 7.6.3): enough to need a password."""
    padded = (password.encode() + _PAD)[:32]
    owner = _rc4(hashlib.md5(padded).digest()[:5], padded)  # noqa: S324
    permissions, identity = (-4 & 0xFFFFFFFF).to_bytes(4, "little"), b"0123456789abcdef"
    key = hashlib.md5(padded + owner + permissions + identity).digest()[:5]  # noqa: S324
    said = b"<< /Filter /Standard /V 1 /R 2 /O <%s> /U <%s> /P -4 >>" % (
        owner.hex().encode(),
        _rc4(key, _PAD).hex().encode(),
    )
    return key, b"/Encrypt %s /ID [<%s> <%s>]" % (said, identity.hex().encode(), identity.hex().encode())


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    other = 0
    for place in range(256):
        other = (other + box[place] + key[place % len(key)]) % 256
        box[place], box[other] = box[other], box[place]
    first = second = 0
    out = bytearray()
    for byte in data:
        first = (first + 1) % 256
        second = (second + box[first]) % 256
        box[first], box[second] = box[second], box[first]
        out.append(byte ^ box[(box[first] + box[second]) % 256])
    return bytes(out)


def archive(**parts: str) -> bytes:
    """An office file of these parts; names are written with __ for / and ends with the part's own dot."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        for name, text in parts.items():
            out.writestr(name.replace("__", "/"), text)
    return kept.getvalue()


def docx(*pages: str, paragraphs: str = "") -> bytes:
    """A Word file whose pages are broken as Word last broke them; `paragraphs` is further XML of the body."""
    breaks = "<w:p><w:r><w:lastRenderedPageBreak/></w:r></w:p>"
    body = breaks.join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in pages)
    return archive(
        **{"word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}{paragraphs}</w:body></w:document>'}
    )


def pptx(*slides: str) -> bytes:
    """Slides; their files are numbered against the order in which they are shown."""
    count = len(slides)
    parts = {
        "ppt/presentation.xml": f'<p:presentation xmlns:p="p" xmlns:r="{_R}"><p:sldIdLst>'
        + "".join(f'<p:sldId r:id="r{number}"/>' for number in range(count))
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": '<Relationships xmlns="x">'
        + "".join(
            f'<Relationship Id="r{number}" Target="slides/slide{count - number}.xml"/>' for number in range(count)
        )
        + "</Relationships>",
    }
    for number, text in enumerate(slides):
        parts[f"ppt/slides/slide{count - number}.xml"] = (
            f'<p:sld xmlns:p="p" xmlns:a="{_A}"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'
        )
    return archive(**parts)


def xlsx(sheets: dict[str, Sequence[Sequence[object]]], *, hidden: Sequence[str] = ()) -> bytes:
    """A workbook of named sheets, some of them hidden."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if name in hidden else "visible"
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def bomb() -> bytes:
    """A Word file of a few kilobytes that unpacks to 300 megabytes."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("[Content_Types].xml", "<Types/>")
        with out.open("word/document.xml", "w") as part:
            part.write(f'<w:document xmlns:w="{_W}">'.encode())
            piece = b"<w:p><w:t>x</w:t></w:p>" * 100_000
            for _ in range(130):
                part.write(piece)
    return kept.getvalue()
