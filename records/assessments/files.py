"""Files handed in as evidence: what may be uploaded; they lie sealed, for they may hold names."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from media.uploads import (
    CONTENT_TYPES,
    IMAGE_FORMATS,
    SIGNATURES,
    checked_document,
    checked_image,
    clean_name,
    size_text,
)
from records.kit import sealed_files
from records.kit.errors import Invalid

LARGEST = 20 * 1000 * 1000  # bytes: minutes of some pages; what is larger is a film, and no film is asked for
KIND = "evidence"
TYPES = ("pdf", "ofd", "docx", "xlsx", "doc", "xls", "wps", "et", "txt", "csv", "jpg", "jpeg", "png")
WORDS = "PDF、OFD、文字、表格或图片文件"
_INLINE = {"pdf", "jpg", "jpeg", "png"}


def checked(upload: "UploadedFile[Any]", field: str = "file") -> tuple[Any, str]:
    """What may be kept of an upload, and the name it is shown by; a picture without place and camera.

    Raises Invalid naming the file, what is wrong with it and the cure.
    """
    name = clean_name(upload.name or "")
    shown = f"{name.title}.{name.extension}" if name.extension else name.title
    if (upload.size or 0) > LARGEST:
        raise Invalid(
            {field: f"文件“{shown}”有{size_text(upload.size or 0)}，超过{size_text(LARGEST)}的上限，请压缩后再传。"}
        )
    if name.extension not in TYPES or name.extension not in {*SIGNATURES, *IMAGE_FORMATS}:
        raise Invalid({field: f"不接受“{shown}”这种类型的文件，请上传{WORDS}；录像、相册不作要求。"})
    check = checked_image if name.extension in ("jpg", "jpeg", "png") else checked_document
    try:
        return check(upload), shown
    except ValidationError as error:
        raise Invalid({field: error.messages}) from None


def store(file: Any) -> tuple[str, int, str]:
    """Seal a file; returns its place, its bytes, the digest of its content."""
    name = f"{KIND}/{uuid.uuid4()}"
    file.seek(0)
    size, digest = sealed_files.store(name, file.chunks())
    return name, size, digest


def content_type(name: str) -> tuple[str, bool]:
    """Type of a file by its name, and whether a browser may show it rather than save it."""
    ending = clean_name(name).extension
    kind = CONTENT_TYPES.get(ending, "application/octet-stream")
    return kind, ending in _INLINE
