"""The one view behind every file: originals, sized copies and documents ask here; thin."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from media.models import FileUse, PortalDocument, PortalImage, PortalRendition, saved_as
from media.serving import send
from media.uploads import CONTENT_TYPES
from records.kit.web import actor_of

SHOWN_IN_PLACE = {"pdf", "mp4", "m4v", "webm", "mp3", "vtt", "jpg", "jpeg", "png", "webp", "gif", "avif"}
SHARED_CACHE_SECONDS = 3600


@require_safe
def serve(request: HttpRequest, name: str) -> HttpResponseBase:
    """A stored file, if this person may have it; otherwise it does not exist."""
    actor = actor_of(request)
    found = stored(name)
    if found is None:
        raise Http404
    kind, owner = found.kind, found.owner
    model = PortalImage if kind == "image" else PortalDocument
    if not model.objects.filter(pk=owner).visible_to(actor).exists():
        if actor.scope.user_id is None and FileUse.objects.filter(**{kind: owner}, label__in=["members"]).exists():
            return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
        raise Http404
    response = answer(request, found)
    if FileUse.objects.filter(**{kind: owner}, label="public").exists():
        response["Cache-Control"] = f"public, max-age={SHARED_CACHE_SECONDS}"
    return response


@dataclass(frozen=True)
class Stored:
    """A file by its name in the storage: of which image or document, and what it is called."""

    kind: str  # "image" or "document"
    owner: int
    file: Any
    title: str


def stored(name: str) -> Stored | None:
    """The stored file of this name, an original or a sized copy. Whoever calls asks the door before answering with it."""
    document = PortalDocument.objects.filter(file=name).only("pk", "file", "title").first()
    if document is not None:
        return Stored("document", document.pk, document.file, document.title)
    rendition = PortalRendition.objects.filter(file=name).select_related("image").first()
    if rendition is not None:
        return Stored("image", rendition.image_id, rendition.file, rendition.image.title)
    image = PortalImage.objects.filter(file=name).only("pk", "file", "title").first()
    if image is not None:
        return Stored("image", image.pk, image.file, image.title)
    return None


def answer(request: HttpRequest, found: Stored) -> HttpResponseBase:
    """The file itself, kept by no cache. Raises Http404 where the storage has lost it."""
    file = found.file
    extension = file.name.rsplit(".", 1)[-1].lower()
    try:
        opened = file.storage.open(file.name, "rb")
    except FileNotFoundError:
        raise Http404 from None
    response = send(
        request,
        opened.file,
        size=file.size,
        name=file.name,
        content_type=CONTENT_TYPES.get(extension, "application/octet-stream"),
        inline=extension in SHOWN_IN_PLACE and request.GET.get("download") is None,
        filename=saved_as(found.title, file.name),
    )
    response["Cache-Control"] = "private, no-store"
    return response
