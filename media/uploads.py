"""What is taken from an upload: the right type by its content, of bearable size, under a name of ours, without places.

Pure checks on bytes; errors are in Chinese and name the file, what is wrong and the cure.
"""

import io
import re
import unicodedata
import uuid
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps, UnidentifiedImageError

LARGEST_DOCUMENT = 100 * 1000 * 1000  # bytes, as 100MB is printed
LARGEST_IMAGE = 20 * 1000 * 1000
LARGEST_PIXELS = 50_000_000  # of all frames; unpacked they take three or four bytes each
LONGEST_TITLE = 120
LONGEST_EXTENSION = 10

OFFICE_FOLDERS = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
# The first bytes of a type; None where text is told by its encoding.
SIGNATURES: dict[str, tuple[tuple[int, bytes], ...] | None] = {
    "pdf": ((0, b"%PDF-"),),
    "docx": ((0, b"PK\x03\x04"),),
    "xlsx": ((0, b"PK\x03\x04"),),
    "pptx": ((0, b"PK\x03\x04"),),
    "ofd": ((0, b"PK\x03\x04"),),
    "zip": ((0, b"PK\x03\x04"), (0, b"PK\x05\x06")),
    "doc": ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
    "xls": ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
    "ppt": ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
    "wps": ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
    "et": ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
    "mp4": ((4, b"ftyp"),),
    "m4v": ((4, b"ftyp"),),
    "webm": ((0, b"\x1a\x45\xdf\xa3"),),
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3")),
    "txt": None,
    "csv": None,
    "vtt": None,
    "jpg": ((0, b"\xff\xd8\xff"),),
    "jpeg": ((0, b"\xff\xd8\xff"),),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
}
IMAGE_FORMATS = {"jpg": "JPEG", "jpeg": "JPEG", "png": "PNG", "webp": "WEBP", "gif": "GIF"}
DOCUMENT_TYPES = "、".join(SIGNATURES)
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "mp4": "video/mp4",
    "m4v": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "vtt": "text/vtt; charset=utf-8",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "avif": "image/avif",
}


@dataclass(frozen=True)
class Name:
    """A file's name taken apart: what a person may be shown, and its type."""

    title: str
    extension: str


def clean_name(raw: str) -> Name:
    """Read a name as it came: no folders, no control or direction-changing characters, not too long."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", raw))[-1]
    shown = "".join(each for each in last if unicodedata.category(each) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    path = PurePosixPath(re.sub(r'[<>:"|?*]', "_", shown).strip(" ."))  # names that Windows can't keep
    title = path.stem.strip(" .")[:LONGEST_TITLE] or "未命名"
    return Name(title, path.suffix.lstrip(".").lower()[:LONGEST_EXTENSION])


def size_text(size: int) -> str:
    """A size as a person reads it."""
    return f"{size / 1e6:.1f}MB".replace(".0MB", "MB") if size >= 1e6 else f"{max(1, size // 1000)}kB"


def checked_document(upload: UploadedFile) -> File:
    """Take an uploaded document; returns it under a name of ours. Raises ValidationError."""
    name = clean_name(upload.name or "")
    shown = f"{name.title}.{name.extension}" if name.extension else name.title
    size = upload.size or 0
    if size > LARGEST_DOCUMENT:
        raise ValidationError(
            f"文件“{shown}”有{size_text(size)}，超过了{size_text(LARGEST_DOCUMENT)}的上限。"
            "请压缩、拆成几个文件，视频请降低清晰度后再上传。",
            code="too_large",
        )
    if not size:
        raise ValidationError(f"文件“{shown}”是空的，请检查后重新上传。", code="empty")
    if name.extension not in SIGNATURES:
        raise ValidationError(f"不接受“{shown}”这种类型的文件。可以上传：{DOCUMENT_TYPES}。", code="invalid_extension")
    if not _fits(upload, name.extension):
        raise ValidationError(
            f"文件“{shown}”的内容不是{name.extension}格式，可能改过扩展名或已损坏。请用原来的软件另存后再上传。",
            code="invalid_content",
        )
    if name.extension in IMAGE_FORMATS:
        return checked_image(upload)  # a photograph tells its place, whichever door it comes through
    upload.seek(0)
    return _renamed(upload, name.extension)


def checked_image(upload: UploadedFile) -> File:
    """Take an uploaded picture: checked by its content, turned upright, without place, camera or any other data.

    Raises ValidationError.
    """
    name = clean_name(upload.name or "")
    shown = f"{name.title}.{name.extension}" if name.extension else name.title
    size = upload.size or 0
    if size > LARGEST_IMAGE:
        raise ValidationError(
            f"图片“{shown}”有{size_text(size)}，超过了{size_text(LARGEST_IMAGE)}的上限，请缩小后再上传。",
            code="file_too_large",
        )
    wanted = IMAGE_FORMATS.get(name.extension)
    if wanted is None:
        raise ValidationError(
            f"不接受“{shown}”这种类型的图片。可以上传：{'、'.join(IMAGE_FORMATS)}。", code="invalid_image_extension"
        )
    upload.seek(0)
    try:
        image = Image.open(upload)
        found = image.format
        width, height, frames = *image.size, getattr(image, "n_frames", 1)
        if width * height * frames > LARGEST_PIXELS:
            raise _too_many_pixels(shown, f"{width}×{height}像素" + (f"、{frames}帧" if frames > 1 else ""))
        image.load()
    except Image.DecompressionBombError:
        raise _too_many_pixels(shown, "上亿像素") from None
    except (UnidentifiedImageError, OSError, EOFError, SyntaxError, ValueError):
        raise ValidationError(
            f"“{shown}”打不开，可能不是图片或已损坏，请重新导出后上传。", code="invalid_image"
        ) from None
    if found != wanted:
        raise ValidationError(
            f"“{shown}”的内容是{found}格式，与扩展名不符，请用看图软件另存为正确的格式。", code="invalid_image"
        )
    if getattr(image, "is_animated", False):
        if wanted != "GIF":
            raise ValidationError(
                f"“{shown}”是动态图片，只接受GIF格式的动态图片。请另存为GIF，或另存为一张静止的图片再上传。",
                code="invalid_image",
            )
        upload.seek(0)
        return _renamed(upload, name.extension)  # a GIF has no room for a camera's data
    return _without_data(image, wanted, name.extension)


def _too_many_pixels(shown: str, size: str) -> ValidationError:
    return ValidationError(
        f"图片“{shown}”展开后过大（{size}），请缩小到{LARGEST_PIXELS // 10_000:,}万像素以内再上传。",
        code="too_many_pixels",
    )


def _without_data(image: Image.Image, form: str, extension: str) -> File:
    upright = ImageOps.exif_transpose(image)
    kept = {"icc_profile": image.info["icc_profile"]} if "icc_profile" in image.info else {}
    for data in ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop"):
        upright.info.pop(data, None)
    output = io.BytesIO()
    if form == "JPEG":
        upright = upright if upright.mode in ("RGB", "L", "CMYK") else upright.convert("RGB")
        upright.save(output, "JPEG", quality=92, optimize=True, **kept)
    elif form == "WEBP":
        upright.save(output, "WEBP", quality=92, **kept)
    else:
        upright.save(output, form, **kept)
    return SimpleUploadedFile(
        f"{uuid.uuid4().hex}.{extension}", output.getvalue(), content_type=CONTENT_TYPES[extension]
    )


def _fits(upload: UploadedFile, extension: str) -> bool:
    upload.seek(0)
    head = upload.read(4096)
    signatures = SIGNATURES[extension]
    if signatures is None:
        return _is_text(upload)
    if not any(head[start : start + len(mark)] == mark for start, mark in signatures):
        return False
    folder = OFFICE_FOLDERS.get(extension)
    if folder is None:
        return True
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:  # type: ignore[arg-type]
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    return "[Content_Types].xml" in names and any(each.startswith(folder) for each in names)


def _is_text(upload: UploadedFile) -> bool:
    upload.seek(0)
    head = upload.read(65536)
    if b"\x00" in head:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            head[:-4].decode(encoding) if len(head) == 65536 else head.decode(encoding)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _renamed(upload: UploadedFile, extension: str) -> File:
    upload.name = f"{uuid.uuid4().hex}.{extension}"
    return upload
