"""Writes on pages; each with its permission, in one transaction, journalled, told, and refreshed in the index."""

from cms_pages.services.audience import change_audience
from cms_pages.services.placing import copy_alias, delete_draft, move, rename
from cms_pages.services.previews import issue_preview, look_up_preview, open_preview
from cms_pages.services.publishing import cancel_schedule, publish, publish_due, withdraw
from cms_pages.services.review import approve, recall, return_to_author, submit

__all__ = [
    "approve",
    "cancel_schedule",
    "change_audience",
    "copy_alias",
    "delete_draft",
    "issue_preview",
    "look_up_preview",
    "move",
    "open_preview",
    "publish",
    "publish_due",
    "recall",
    "rename",
    "return_to_author",
    "submit",
    "withdraw",
]
