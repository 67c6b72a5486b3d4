"""Django's signals, turned into calls of a service."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver


@receiver(user_logged_in, dispatch_uid="media.folders")
def folders_at_sign_in(sender: Any, user: Any, **kwargs: Any) -> None:
    """Posts that were loaded in bulk told nobody: at sign-in the folders are there."""
    from media.services import ensure_folders

    if user.scope.holds_post:
        ensure_folders(user)
