"""What a version changes of the published page, field by field, in words a reviewer reads."""

import datetime
from typing import Any

from django.utils import timezone
from wagtail.admin.compare import diff_text
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_pages.catalogue import named
from cms_pages.models import ContentPage

# Of Wagtail's own columns only these are written by people.
OF_PAGE = ("title", "go_live_at", "expire_at")


def differences(before: Any, after: Any) -> list[dict[str, Any]]:
    """Changed fields: label, and pieces of text with `equal`, `addition` or `deletion`."""
    found = []
    new = dict(texts_of(after))
    for label, old_text in texts_of(before):
        if old_text != new[label]:
            pieces = [{"kind": kind, "text": text} for kind, text in diff_text(old_text, new[label]).changes]
            found.append({"label": label, "pieces": pieces})
    return found


def texts_of(page: Any) -> list[tuple[str, str]]:
    """Every field people write, with its value as they would read it."""
    rows = []
    for field in page._meta.concrete_fields:
        of_page = field.model is Page
        if (of_page and field.name not in OF_PAGE) or (not of_page and not field.editable):
            continue
        if field.primary_key or field.name.endswith("_ptr"):
            continue
        rows.append((str(field.verbose_name), _shown(page, field)))
    if isinstance(page, ContentPage):
        rows.append(("附件", "\n".join(map(_attached, page.attachments.all()))))
        rows.append(("标签", "，".join(sorted(tag.name for tag in page.tags.all()))))
        rows.append(("指定人员", "，".join(sorted(str(each.user) for each in page.readers.all()))))
    return rows


def _attached(each: Any) -> str:
    """An attachment by its names, and by the beginning of its stored name: the same name may hold another file by now."""
    stored = each.document.file.name.rpartition("/")[2]
    return f"{each}（{each.document.filename}，存储号{stored[:8]}）"


def _shown(page: Any, field: Any) -> str:
    if isinstance(field, StreamField):
        return str(page.body_text) if field.name == "body" and hasattr(page, "body_text") else _stream(page, field)
    if field.choices:
        return str(getattr(page, f"get_{field.name}_display")())
    value = getattr(page, field.name)
    if field.name == "catalogue_item":
        return named(value)
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return str(value)


def _stream(page: Any, field: Any) -> str:
    from cms_pages.models.content import block_text

    return "\n".join(filter(None, (block_text(block) for block in getattr(page, field.name))))
