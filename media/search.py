"""Attachments 附件 in the index: found by name and by what they say, page by page; as open as the file itself."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone

from media.models import FileText, PortalDocument
from media.querysets import VIEW
from media.texts import NEVER_FOUND, PAGE_BREAK
from media.uploads import size_text
from records.kit.search import RecordEntries, entries
from records.organisations.ancestry import attach_ancestor_ids
from search.index.entries import Entry, spotted

PIECE = 20  # rows read at a time: a text may be as long as a book


@entries
class AttachmentEntries(RecordEntries):
    """A file is found by who may fetch it: the labels of what uses it, or the policy at its organisation."""

    kind, label, model = "attachment", "附件", PortalDocument
    view_action: ClassVar[str] = VIEW

    def queryset(self) -> models.QuerySet[Any]:
        """Documents that are read, not watched."""
        films = Q()
        for extension in sorted(NEVER_FOUND):
            films |= Q(file__iendswith=f".{extension}")
        return PortalDocument.objects.exclude(films).select_related("text", "organisation").prefetch_related("uses")  # type: ignore[no-any-return]

    def iterate(self, after: str | None, size: int) -> Any:
        """In small pieces."""
        return super().iterate(after, min(size, PIECE))

    def prepare(self, rows: list[Any]) -> None:
        """The ids above each, in one query."""
        for row in rows:
            row.org_path = row.organisation.path if row.organisation else ""
        attach_ancestor_ids(rows)

    def entry(self, row: Any) -> Entry:
        """Title, text by pages, type and size; and why it has no text, where it has none."""
        extension = row.file_extension.lower()
        body, spots = spotted(_parts(row, extension))
        facts = {"类型": extension.upper()}
        if row.file_size:
            facts["大小"] = size_text(row.file_size)
        if row.text is not None and row.text.state != FileText.State.READ:
            facts["正文"] = row.text.get_state_display()
        return Entry(
            uid=str(row.uid),
            kind=self.kind,
            title=row.title,
            url=row.url,
            body=body,
            spots=spots,
            ancestors=row.ancestor_ids,
            audience=tuple(sorted({use.label for use in row.uses.all()})),
            published=timezone.localtime(row.created_at).date(),
            organisation=row.organisation.short_name if row.organisation else "",
            facts=facts,
        )


def _parts(row: Any, extension: str) -> list[tuple[str, str, str]]:
    """(text, 第3页 or 工作表“收支”, address) of each page; a PDF opens at its page."""
    if row.text is None:
        return []
    unit = "张" if extension == "pptx" else "页"
    parts = []
    for (number, name), text in zip(row.text.pages, row.text.content.split(PAGE_BREAK), strict=False):
        label = f"工作表“{name}”" if extension == "xlsx" else (f"第{number}{unit}" if number else name)
        parts.append((text, label, f"{row.url}#page={number}" if extension == "pdf" else row.url))
    return parts
