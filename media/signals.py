"""Django's signals, turned into calls of a service."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from media.models import PortalDocument


@receiver(user_logged_in, dispatch_uid="media.folders")
def folders_at_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Posts that were loaded in bulk told nobody: at sign-in the folders are there."""
    from media.services import ensure_folders

    if user.scope.holds_post:
        ensure_folders(user)


@receiver(post_save, sender=PortalDocument, dispatch_uid="media.document_changed")
def document_saved(sender: Any, instance: PortalDocument, raw: bool = False, **kwargs: Any) -> None:
    """Wagtail's library saves documents by itself: each is to be found, and read when its file is new."""
    from media.texts import document_changed

    if not raw:
        document_changed(instance)


@receiver(post_delete, sender=PortalDocument, dispatch_uid="media.document_gone")
def document_deleted(sender: Any, instance: PortalDocument, **kwargs: Any) -> None:
    """What is deleted is no longer found."""
    from media.texts import document_gone

    document_gone(instance)
