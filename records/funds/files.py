"""Vouchers 凭证: what may be uploaded, where it lies, what it is called."""

import re
import zipfile
from typing import Any

import filetype
from django.core.files.uploadedfile import UploadedFile

from records.crypto.services import digest_stream
from records.kit.errors import Invalid
from records.kit.sheets import safe_name

PLACE = "funds/vouchers/"  # under MEDIA_ROOT, which no address serves: one view asks permission for each file
LARGEST = 20 * 1000 * 1000  # bytes: a scanned invoice of several pages; more is a slip or a film
TYPES = {
    "pdf": "application/pdf",
    "jpg": "image/jpeg",
    "png": "image/png",
    "ofd": "application/ofd",
}
WORDS = "PDF、OFD、JPG或PNG"
_ENDINGS = {"jpeg": "jpg"}


def voucher_place(row: Any, name: str) -> str:
    """Where a voucher lies in the private storage: by year and uid; the name a person gave it never reaches the disk."""
    return f"{PLACE}{row.executed_on:%Y}/{row.uid}.{ending(name)}"


def ending(name: str) -> str:
    """The file's ending in lower case; jpeg counts as jpg."""
    last = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    return _ENDINGS.get(last, last)


def shown_name(name: str) -> str:
    """A name that is safe to show and to send back, and that Windows can keep."""
    return re.sub(r'[<>:"|?*]', "_", safe_name(name))


def check(upload: "UploadedFile[Any]", field: str = "voucher_file") -> None:
    """Refuse what is no voucher: too large, empty, of another type, or of another type than its name says.

    Raises Invalid naming the file, what is wrong with it and the cure.
    """
    name = shown_name(upload.name or "")
    size = upload.size or 0
    if size == 0:
        raise Invalid({field: f"文件“{name}”是空的，请重新选择。"})
    if size > LARGEST:
        raise Invalid({field: f"文件“{name}”有{size / 1e6:.1f}MB，超过{LARGEST // 10**6}MB，请压缩或分页扫描后再传。"})
    kind = ending(name)
    if kind not in TYPES:
        raise Invalid({field: f"文件“{name}”的类型不能作凭证，请上传{WORDS}。"})
    if kind != real_kind(upload):
        raise Invalid({field: f"文件“{name}”的内容与扩展名不符，请用原始的{WORDS}文件重新上传。"})


def real_kind(upload: "UploadedFile[Any]") -> str:
    """What the file is by its content: pdf, jpg, png, ofd, or "" for anything else."""
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    guessed = filetype.guess_extension(head) or ""
    if guessed in ("zip", "epub") or head[:4] == b"PK\x03\x04":
        return "ofd" if _is_ofd(upload) else ""
    return guessed if guessed in TYPES else ""


def digest_of(upload: "UploadedFile[Any]") -> str:
    """Digest of the content, so that a voucher that was exchanged on the disk shows."""
    upload.seek(0)
    made = digest_stream(upload.chunks())
    upload.seek(0)
    return made


def _is_ofd(upload: "UploadedFile[Any]") -> bool:
    try:
        with zipfile.ZipFile(upload) as archive:
            return "OFD.xml" in archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return False
    finally:
        upload.seek(0)
