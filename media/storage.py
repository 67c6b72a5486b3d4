"""Where uploaded files lie: outside every public folder. Their address leads to the view that asks permission."""

from django.core.files.storage import FileSystemStorage
from django.urls import reverse
from django.utils.deconstruct import deconstructible


@deconstructible(path="media.storage.AskingStorage")
class AskingStorage(FileSystemStorage):
    """Files under MEDIA_ROOT, served by `media.views.serve` only."""

    def url(self, name: str | None) -> str:
        """Address of the view."""
        return reverse("file", args=[(name or "").replace("\\", "/")])
