"""Reading what attachments say 读取附件正文: after an upload, by the queue, once for each content.

uploaded ──queue──> read ──> in the index, with its pages
              └───> no text, locked, too heavy, broken: found by name, and the result says why
"""

import hashlib
import logging
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, cast

from django.db import IntegrityError, transaction

from media.models import FileText, PortalDocument
from media.reading.process import READABLE, Reading, read_file
from records.crypto.masks import mask_identity_number, mask_phone
from records.kit import search

logger = logging.getLogger(__name__)

# Raise when the same file is read differently: every file is then read again.
READER = 1
TASK = "media.tasks.read_document"
# Sound and pictures are shown, not read; a film is found by the lesson it belongs to.
NEVER_FOUND = frozenset({"mp4", "m4v", "webm", "mp3", "vtt", "jpg", "jpeg", "png"})

PAGE_BREAK = "\f"
_IDENTITY_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dA-Za-z])")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


def document_changed(document: PortalDocument) -> None:
    """A document came, or its title, folder or file changed: have it found as it is now, and read when it is new."""
    search.touch(document)
    if document.text_id is None or document.text_of != document.file.name:
        transaction.on_commit(lambda: _enqueue(document.pk), robust=True)


def document_gone(document: PortalDocument) -> None:
    """A document was deleted: it is no longer found, and its text goes when no other document says the same."""
    search.touch(document)
    if document.text_id is not None:
        FileText.objects.filter(pk=document.text_id, documents__isnull=True).delete()


def read_document(number: int) -> str:
    """Read one document's text and have it found by it; returns the state, "" where there is nothing to do. Can run twice."""
    document = PortalDocument.objects.filter(pk=number).unread().first()
    if document is None:
        return ""
    name, extension = document.file.name, document.file_extension.lower()
    try:
        with _on_disk(document) as file:
            text = _text_of(file, extension)
    except FileNotFoundError:
        logger.warning("the file of document %s is not in the storage", document.uid)
        return ""
    with transaction.atomic():
        # Only while it is still this file: whoever exchanged it meanwhile has asked for a reading of his own.
        if PortalDocument.objects.filter(pk=number, file=name).update(text=text, text_of=name):
            search.touch(document)
    return text.state


def read_waiting(seconds: float = 50.0) -> int:
    """Read what no message of the queue brought; returns how many. The schedule's safety net, and the loader's door."""
    until, after, done = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        number = (
            PortalDocument.objects.unread().filter(pk__gt=after).order_by("pk").values_list("pk", flat=True).first()
        )
        if number is None:
            break
        done += bool(read_document(number))
        after = number
    return done


def _enqueue(number: int) -> None:
    from django_q.tasks import async_task

    async_task(TASK, number)


@contextmanager
def _on_disk(document: PortalDocument) -> Iterator[IO[bytes]]:
    """The stored file as a real file, copied where the storage keeps it elsewhere."""
    with document.file.storage.open(document.file.name, "rb") as stored:
        try:
            stored.fileno()
        except (AttributeError, OSError):
            with tempfile.TemporaryFile() as copy:
                shutil.copyfileobj(stored, copy)
                copy.flush()
                yield copy
        else:
            yield stored.file


def _text_of(file: IO[bytes], extension: str) -> FileText:
    digest = hashlib.file_digest(cast("Any", file), "sha256").hexdigest()
    known = FileText.objects.filter(digest=digest, extension=extension, reader=READER).first()
    if known is not None:
        return known
    reading = read_file(extension, file) if extension in READABLE else Reading(FileText.State.UNREADABLE)
    try:
        with transaction.atomic():
            return FileText.objects.create(
                digest=digest,
                extension=extension,
                reader=READER,
                state=reading.state,
                content=PAGE_BREAK.join(masked(page.text) for page in reading.pages),
                pages=[[page.number, page.label] for page in reading.pages],
            )
    except IntegrityError:  # another worker read the same content meanwhile
        return FileText.objects.get(digest=digest, extension=extension, reader=READER)


def masked(text: str) -> str:
    """A text without numbers of persons: citizen numbers and mobile phones are masked before anything is kept or indexed."""
    text = _IDENTITY_NUMBER.sub(lambda found: mask_identity_number(found[0]), text)
    return _MOBILE.sub(lambda found: mask_phone(found[0]), text)
