"""Sending a file, whole or the part a player asks for (RFC 9110 §14); or leaving it to the web server in front."""

import os
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import content_disposition_header, quote_etag

CHUNK = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$", re.ASCII)


def send(
    request: HttpRequest, file: BinaryIO, *, size: int, name: str, content_type: str, inline: bool, filename: str
) -> HttpResponseBase:
    """Answer with a stored file. `filename` is what a person who saves it sees, `name` where it lies in the storage."""
    prefix = getattr(settings, "FILES_ACCEL_PREFIX", "")
    response: HttpResponseBase
    if prefix:
        file.close()
        response = HttpResponse(content_type=content_type)
        response["X-Accel-Redirect"] = prefix.rstrip("/") + "/" + name
    else:
        response = _own(request, file, size, content_type)
    response["Content-Disposition"] = content_disposition_header(not inline, filename) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _own(request: HttpRequest, file: BinaryIO, size: int, content_type: str) -> HttpResponseBase:
    tag = quote_etag(f"{size:x}-{os.fstat(file.fileno()).st_mtime_ns:x}")
    if request.headers.get("If-None-Match") == tag:
        file.close()
        return HttpResponse(status=304, headers={"ETag": tag})
    # A player that goes on after a break asks for the rest of the very file it has, or for the whole of a new one.
    part = _part(request, size) if request.headers.get("If-Range", tag) == tag else None
    if part is None:
        response: HttpResponseBase = FileResponse(file, content_type=content_type)
        response["Content-Length"] = str(size)
    elif part[0] >= size:
        file.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    else:
        first, last = part
        response = StreamingHttpResponse(_read(file, first, last), status=206, content_type=content_type)
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
        response["Content-Length"] = str(last - first + 1)
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = tag
    return response


def _part(request: HttpRequest, size: int) -> tuple[int, int] | None:
    found = _RANGE.match(request.headers.get("Range", ""))
    if not found or found.group(0) == "bytes=-":
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size - 1
    if last and int(last) < int(first):
        return None  # no range at all (RFC 9110 §14.1.1): the whole file
    return int(first), min(int(last), size - 1) if last else size - 1


def _read(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    with file:
        file.seek(first)
        left = last - first + 1
        while left > 0 and (piece := file.read(min(CHUNK, left))):
            left -= len(piece)
            yield piece
