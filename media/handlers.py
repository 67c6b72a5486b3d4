"""What becomes of an upload while it arrives: small ones are kept in memory, larger ones on disk, hopeless ones nowhere.

A file that is larger than anything the portal takes is counted to its end and thrown away as it comes, so that the form
can name its size and keep what was typed, and no disk is filled. Nobody uploads without having signed in.
"""

import io
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST_KEPT = 110 * 1000 * 1000  # bytes; above what any room takes (media.uploads, records.kit.sheets)
LARGEST_REQUEST = 500 * 1000 * 1000  # bytes; a request that says it is larger is refused before it is read


class RefusingUploadHandler(FileUploadHandler):
    """The first of FILE_UPLOAD_HANDLERS: lets through what may be kept, and counts the rest."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count."""
        super().new_file(*args, **kwargs)
        self.counted = 0
        user = getattr(self.request, "user", None)
        self.refused = not (user is not None and user.is_authenticated)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass the piece on, or drop it."""
        self.counted += len(raw_data)
        self.refused = self.refused or self.counted > LARGEST_KEPT
        return None if self.refused else raw_data

    def file_complete(self, file_size: int) -> UploadedFile[Any] | None:
        """Of a refused file only its name and size are left: enough to say what is wrong with it."""
        if not self.refused:
            return None
        return UploadedFile(io.BytesIO(), self.file_name, self.content_type, self.counted, self.charset)
