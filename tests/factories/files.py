"""Files as people, cameras and enemies upload them."""

import io
import struct
import zlib
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.TiffImagePlugin import IFDRational

PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
GPS = 0x8825  # the EXIF block that tells where a photograph was taken


def upload(name: str, content: bytes, content_type: str = "application/octet-stream") -> SimpleUploadedFile:
    """An upload; the name is kept as it came, which Django's own class would not do."""
    file = SimpleUploadedFile("x", content, content_type)
    file._name = name
    return file


def picture(form: str = "JPEG", size: tuple[int, int] = (24, 16), **saved: Any) -> bytes:
    """A small picture, half red, half white."""
    image = Image.new("RGB", size, "white")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    output = io.BytesIO()
    image.save(output, form, **saved)
    return output.getvalue()


def photograph(form: str = "JPEG", *, turned: bool = False) -> bytes:
    """A picture as a phone takes it: with place, camera and, when `turned`, lying on its side."""
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    if turned:
        exif[0x0112] = 6
    exif.get_ifd(GPS).update({1: "N", 2: (IFDRational(29), IFDRational(52), IFDRational(3)), 3: "E"})
    return picture(form, exif=exif)


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few bytes that says it is of so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1000))
        + chunk(b"IEND", b"")
    )
